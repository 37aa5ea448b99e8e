"""Strokes that every component shares: boxes with a crisp edge, and words on a line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from pos_desktop.ui.theme import Role, colour

Paint = Role | QColor


def painted(paint: Paint) -> QColor:
    """The colour of a role, or the colour itself."""
    return colour(paint) if isinstance(paint, Role) else paint


def paint_box(
    painter: QPainter,
    place: QRectF,
    fill: Paint | None,
    edge: Paint | None = None,
    *,
    radius: float = 8,
    edge_width: float = 1,
) -> None:
    """A rounded box whose edge lies inside the place, so that it never changes the size of what it surrounds."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = edge_width / 2 if edge is not None else 0.0
    pen = Qt.PenStyle.NoPen if edge is None else QPen(painted(edge), edge_width)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else painted(fill))
    inner = place.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inner, max(radius - half, 0), max(radius - half, 0))


def rounded_path(place: QRectF, radius: float) -> QPainterPath:
    """The outline of a rounded box, for clipping."""
    path = QPainterPath()
    path.addRoundedRect(place, radius, radius)
    return path


def paint_words(
    painter: QPainter,
    place: QRectF,
    words: str,
    face: QFont,
    ink: Paint,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    *,
    elide: bool = True,
) -> None:
    """One line of words, centred upwards in the place; what does not fit ends with an ellipsis."""
    measured = QFontMetricsF(face)
    width = measured.horizontalAdvance(words)
    if elide and width > place.width() + 0.5:
        words = measured.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        width = measured.horizontalAdvance(words)
    left = place.left()
    if align & Qt.AlignmentFlag.AlignRight:
        left = place.right() - width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        left = place.center().x() - width / 2
    painter.setFont(face)
    painter.setPen(painted(ink))
    painter.drawText(QPointF(left, baseline(place, measured)), words)


def baseline(place: QRectF, measured: QFontMetricsF) -> float:
    """Where a line of words stands when it is centred upwards in a place, on a whole pixel."""
    return float(round(place.center().y() + (measured.ascent() - measured.descent()) / 2))
