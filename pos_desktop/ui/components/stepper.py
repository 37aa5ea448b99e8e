"""Minus, number, plus in one frame; a tap on the number asks for another."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_desktop.ui.components.buttons import BaseButton
from pos_desktop.ui.components.painting import paint_box, paint_words, rounded_path
from pos_desktop.ui.theme import Role, Size, Weight, colour, font, metrics, paint_icon
from pos_desktop.ui.theme.measures import BUTTON_HEIGHT, RADIUS

_NUMBER_WIDTH = 56
_ICON = 24
_EDGE = 1


class _Part(BaseButton):
    """One of the three; the frame around them paints the edge."""

    def __init__(self, icon: str, width: int) -> None:
        super().__init__("", icon)
        self.setFixedSize(width, BUTTON_HEIGHT)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paint_button(self, painter: QPainter) -> None:
        """Nothing but the icon or the number: the frame has painted the fill."""
        place = QRectF(self.rect())
        ink = Role.TEXT if self.isEnabled() else Role.DISABLED_TEXT
        if self._icon:
            centre = place.center()
            paint_icon(painter, self._icon, QRectF(centre.x() - _ICON / 2, centre.y() - _ICON / 2, _ICON, _ICON), ink)
            return
        fits = metrics(Size.LARGE, Weight.SEMIBOLD).horizontalAdvance(self._words) <= place.width() - 8
        size = Size.LARGE if fits else Size.SMALL
        paint_words(painter, place, self._words, font(size, Weight.SEMIBOLD), ink, Qt.AlignmentFlag.AlignHCenter)


class Stepper(QWidget):
    """A number that goes up and down by one. `stepped` carries +1 or -1, `number_tapped` asks for a keypad."""

    stepped = Signal(int)
    number_tapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.less = _Part("minus", BUTTON_HEIGHT + _EDGE)
        self.number = _Part("", _NUMBER_WIDTH)
        self.more = _Part("plus", BUTTON_HEIGHT + _EDGE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.less, self.number, self.more):
            row.addWidget(part)
            part.pressed.connect(self.update)
            part.released.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.less.clicked.connect(lambda: self.stepped.emit(-1))
        self.more.clicked.connect(lambda: self.stepped.emit(1))
        self.number.clicked.connect(self.number_tapped)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill, what is held down, edge, and the two lines between."""
        painter = QPainter(self)
        place = QRectF(self.rect())
        paint_box(painter, place, Role.SURFACE)
        painter.save()
        painter.setClipPath(rounded_path(place, RADIUS))
        for part in (self.less, self.number, self.more):
            if part.isDown():
                painter.fillRect(part.geometry(), colour(Role.PRESSED))
        painter.restore()
        for part in (self.number, self.more):
            painter.fillRect(QRectF(part.x(), _EDGE, 1, place.height() - 2 * _EDGE), colour(Role.BORDER))
        paint_box(painter, place, None, Role.BORDER_CONTROL)
