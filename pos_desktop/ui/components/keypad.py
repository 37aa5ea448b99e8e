"""The keypad: 7 8 9 on top as on a keyboard, two function keys at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos_desktop.ui.components.buttons import BaseButton
from pos_desktop.ui.components.field import BACKSPACE
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, paint_icon
from pos_desktop.ui.theme.measures import GAP, KEY_HEIGHT, LEAST_KEY_HEIGHT

_ROWS = (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"))
_PHONE_ROWS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"))
_ICON = 28


@dataclass(frozen=True)
class FunctionKey:
    """A sunken key: what it sends, and what stands on it (an icon wins over words)."""

    sends: str
    words: str = ""
    icon: str = ""


BACKSPACE_KEY = FunctionKey(BACKSPACE, icon="delete")
DOUBLE_NOUGHT_KEY = FunctionKey("00", "00")


class PadKey(BaseButton):
    """One key of a keypad."""

    def __init__(
        self,
        words: str,
        icon: str = "",
        *,
        function: bool = False,
        size: Size = Size.TITLE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, icon, "", parent)
        self._is_function, self._size = function, size
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """A key is as high as the design's keypad where there is room."""
        return QSize(LEAST_KEY_HEIGHT, KEY_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A finger needs at least this much."""
        return QSize(LEAST_KEY_HEIGHT, min(LEAST_KEY_HEIGHT, self.maximumHeight()))

    def paint_button(self, painter: QPainter) -> None:
        """Fill by kind and state, then the digit."""
        place = QRectF(self.rect())
        fill, edge = (Role.SUNKEN, None) if self._is_function else (Role.SURFACE, Role.BORDER)
        ink = Role.TEXT
        if not self.isEnabled():
            fill, edge, ink = Role.DISABLED_BG, None, Role.DISABLED_TEXT
        elif self.isDown():
            fill, edge = Role.PRESSED, None
        paint_box(painter, place, fill, edge)
        if self._icon:
            centre = place.center()
            paint_icon(painter, self._icon, QRectF(centre.x() - _ICON / 2, centre.y() - _ICON / 2, _ICON, _ICON), ink)
        else:
            size = Size.LARGE if self._is_function else self._size
            align = Qt.AlignmentFlag.AlignHCenter
            paint_words(painter, place, self._words, font(size, Weight.MEDIUM), ink, align)


class Keypad(QWidget):
    """Twelve keys. `pressed` carries `0` to `9` or what a function key sends (`backspace`, `clear`, `00`, `+254`).

    A physical keyboard types straight into the field; the keypad is for fingers and never takes the focus by a tap.
    `left` or `right` None leaves the place empty. `phone=True` puts 1 2 3 on top, as on a handset.
    """

    pressed = Signal(str)

    def __init__(
        self,
        left: FunctionKey | None = DOUBLE_NOUGHT_KEY,
        right: FunctionKey | None = BACKSPACE_KEY,
        *,
        phone: bool = False,
        key_height: int = 0,
        key_size: Size = Size.TITLE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys: dict[str, PadKey] = {}
        self._key_height, self._key_size = key_height, key_size
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        for row, digits in enumerate(_PHONE_ROWS if phone else _ROWS):
            for column, digit in enumerate(digits):
                grid.addWidget(self._key(FunctionKey(digit, digit)), row, column)
        grid.addWidget(self._key(FunctionKey("0", "0")), 3, 1)
        for column, function in ((0, left), (2, right)):
            if function is not None:
                grid.addWidget(self._key(function), 3, column)
        for column in range(3):
            grid.setColumnStretch(column, 1)

    def set_key_words(self, sends: str, words: str) -> None:
        """Changes what stands on a key (or, for a key with an icon, what a screen reader says)."""
        self._keys[sends].set_words(words)

    def set_key_enabled(self, sends: str, *, enabled: bool) -> None:
        """Makes one key work or not; it stays in its place."""
        self._keys[sends].setEnabled(enabled)

    def _key(self, key: FunctionKey) -> PadKey:
        is_digit = key.sends.isdigit() and len(key.sends) == 1
        made = PadKey(key.words, key.icon, function=not is_digit, size=self._key_size, parent=self)
        if self._key_height:
            made.setFixedHeight(self._key_height)
        made.setObjectName(f"key_{key.sends}")
        made.clicked.connect(partial(self.pressed.emit, key.sends))
        self._keys[key.sends] = made
        return made
