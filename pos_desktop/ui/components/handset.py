"""The drawn body of a phone: an ink case, a status strip, and a screen that takes a layout."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, paint_icon

_BEZEL = 8
_STRIP = 40
_CASE_RADIUS = 32
_SCREEN_RADIUS = 24


class Handset(QWidget):
    """`contents` is the layout of what the phone shows. The strip has a clock and the phone's own number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock_text, self._number = "", ""
        self.contents = QVBoxLayout(self)
        self.contents.setContentsMargins(_BEZEL + 16, _STRIP + 16, _BEZEL + 16, _BEZEL + 16)
        self.contents.setSpacing(0)

    def show_strip(self, clock_text: str, number: str) -> None:
        """Shows a time and a number."""
        if (clock_text, number) != (self._clock_text, self._number):
            self._clock_text, self._number = clock_text, number
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Case, strip and screen."""
        painter = QPainter(self)
        place = QRectF(self.rect())
        paint_box(painter, place, Role.SELECT, radius=_CASE_RADIUS)
        strip = QRectF(29, 4, place.width() - 58, _STRIP)
        face = font(Size.SMALL, Weight.MEDIUM)
        paint_words(painter, strip, self._clock_text, face, Role.ON_SELECT)
        paint_words(painter, strip, self._number, face, Role.ON_SELECT, Qt.AlignmentFlag.AlignHCenter)
        for icon, left in (("signal", strip.right() - 36), ("battery-full", strip.right() - 17)):
            paint_icon(painter, icon, QRectF(left, strip.center().y() - 8, 17, 17), Role.ON_SELECT)
        screen = place.adjusted(_BEZEL, _STRIP, -_BEZEL, -_BEZEL)
        paint_box(painter, screen, Role.SURFACE, radius=_SCREEN_RADIUS)
