"""A PIN as dots: what is typed is never shown, and a keypad or a keyboard types it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.components.field import BACKSPACE, CLEAR
from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.theme import Role
from pos_desktop.ui.theme.measures import TALL_FIELD_HEIGHT

_DOT = 20
_GAP = 24


class PinDots(QWidget):
    """Dots for what is typed, circles for what is still to come. `edited` carries the digits after every change."""

    edited = Signal(str)

    def __init__(self, length: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length = length
        self._digits = ""
        self._is_refused = False
        self.setFixedHeight(TALL_FIELD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_length(self, length: int) -> None:
        """Asks for a PIN of another length, from the beginning."""
        self._length = length
        self._is_refused = False
        self.clear()

    def text(self) -> str:
        """The digits typed so far."""
        return self._digits

    def set_text(self, digits: str) -> None:
        """Shows so many dots; `edited` is not sent."""
        self._digits = digits
        self.update()

    def press(self, key: str) -> None:
        """Takes one key of a keypad: a digit, `backspace` or `clear`."""
        if key == BACKSPACE:
            self._become(self._digits[:-1])
        elif key == CLEAR:
            self._become("")
        elif key.isdecimal() and len(self._digits) < self._length:
            self._become(self._digits + key)

    def clear(self) -> None:
        """Forgets what was typed; `edited` is not sent."""
        self.set_text("")

    def refuse(self) -> None:
        """Red edge, dots cleared, until the next digit."""
        self._is_refused = True
        self.clear()

    def sizeHint(self) -> QSize:
        """Room for the dots."""
        return QSize(self._dots_width() + 2 * _GAP, TALL_FIELD_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A keyboard types digits too; everything else belongs to who is around."""
        if event.key() == Qt.Key.Key_Backspace:
            self.press(BACKSPACE)
        elif event.text().isdecimal() and event.text().isascii():
            self.press(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A tap puts the focus here."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus on its own edge."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shows that the focus has gone."""
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box, then the dots."""
        painter = QPainter(self)
        edge, width = (Role.FOCUS, 2) if self.hasFocus() else (Role.BORDER_CONTROL, 1)
        if self._is_refused:
            edge, width = Role.STOP, 2
        paint_box(painter, QRectF(self.rect()), Role.SURFACE, edge, edge_width=width)
        left = (self.width() - self._dots_width()) / 2
        for index in range(self._length):
            place = QRectF(left + index * (_DOT + _GAP), (self.height() - _DOT) / 2, _DOT, _DOT)
            if index < len(self._digits):
                paint_box(painter, place, Role.TEXT, radius=_DOT / 2)
            else:
                paint_box(painter, place, None, Role.BORDER_CONTROL, radius=_DOT / 2, edge_width=2)

    def _dots_width(self) -> int:
        return self._length * _DOT + (self._length - 1) * _GAP

    def _become(self, digits: str) -> None:
        if digits != self._digits or self._is_refused:
            self._digits = digits
            self._is_refused = False
            self.update()
            self.edited.emit(digits)
