"""Lucide icons, drawn once for each name, size, colour and line width, and kept."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pos_desktop.assets import asset
from pos_desktop.ui.theme.scheme import colour
from pos_desktop.ui.theme.tokens import Role

LINE = 1.75
HEAVY_LINE = 2.5
"""The tick on a filled disc."""
_FALLBACK = "package"
_AS_DRAWN = 'stroke-width="2"'


def icon_pixmap(name: str, size: int, tone: Role | QColor, ratio: float, line: float = LINE) -> QPixmap:
    """An icon in a colour; `ratio` is the screen's pixel ratio. A product's unknown icon becomes a parcel."""
    painted = colour(tone) if isinstance(tone, Role) else tone
    return _pixmap(name, size, painted.rgba(), round(ratio * 100), line)


def paint_icon(painter: QPainter, name: str, place: QRectF, tone: Role | QColor, line: float = LINE) -> None:
    """Paints an icon centred in a place, as large as the place's height."""
    size = round(place.height())
    device = painter.device()
    ratio = 1.0 if device is None else device.devicePixelRatio()
    left_top = place.center() - QPointF(size / 2, size / 2)
    painter.drawPixmap(left_top.toPoint(), icon_pixmap(name, size, tone, ratio, line))


def icon(name: str, size: int, tone: Role) -> QIcon:
    """For the few places where Qt wants a QIcon, such as the window's own."""
    return QIcon(icon_pixmap(name, size, tone, 1.0))


@lru_cache(maxsize=1024)
def _pixmap(name: str, size: int, rgba: int, ratio_percent: int, line: float) -> QPixmap:
    ratio = ratio_percent / 100
    pixmap = QPixmap((QSizeF(size, size) * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    drawn = (
        _svg(name).replace("currentColor", QColor.fromRgba(rgba).name()).replace(_AS_DRAWN, f'stroke-width="{line}"')
    )
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawn.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    try:
        return asset(f"icons/{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        return asset(f"icons/{_FALLBACK}.svg").read_text(encoding="utf-8")
