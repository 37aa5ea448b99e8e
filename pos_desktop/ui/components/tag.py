"""A state in an icon, a word and a colour; never in a colour alone."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, metrics, paint_icon
from pos_desktop.ui.theme.measures import RADIUS_SMALL, TAG_HEIGHT

_PADDING = 8
_ICON = 18
_GAP = 6


class Tone(StrEnum):
    """What a state means: nothing special, money is in, not known or not paid, stopped."""

    NEUTRAL = "neutral"
    MONEY = "money"
    WARN = "warn"
    STOP = "stop"


TAG_FILL = {
    Tone.NEUTRAL: Role.SUNKEN,
    Tone.MONEY: Role.MONEY_BG,
    Tone.WARN: Role.WARN_CHIP,
    Tone.STOP: Role.STOP_BG,
}
TONE_INK = {Tone.NEUTRAL: Role.TEXT2, Tone.MONEY: Role.MONEY, Tone.WARN: Role.WARN, Tone.STOP: Role.STOP}


class Tag(QWidget):
    """A state tag, 32 high: `Tag("Paid", "circle-check", Tone.MONEY)`."""

    def __init__(
        self,
        words: str = "",
        icon: str = "",
        tone: Tone = Tone.NEUTRAL,
        *,
        height: int = TAG_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._icon, self._tone = words, icon, tone
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def words(self) -> str:
        """What the tag says."""
        return self._words

    def show_state(self, words: str, icon: str, tone: Tone) -> None:
        """Shows another state."""
        if (words, icon, tone) != (self._words, self._icon, self._tone):
            self._words, self._icon, self._tone = words, icon, tone
            self.setAccessibleName(words)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Icon, words and padding."""
        icon = _ICON + _GAP if self._icon else 0
        words = metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(self._words)
        return QSize(round(icon + words + 2 * _PADDING), self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill, icon, words."""
        painter = QPainter(self)
        place = QRectF(self.rect())
        ink = TONE_INK[self._tone]
        paint_box(painter, place, TAG_FILL[self._tone], radius=RADIUS_SMALL)
        left = float(_PADDING)
        if self._icon:
            paint_icon(painter, self._icon, QRectF(left, place.center().y() - _ICON / 2, _ICON, _ICON), ink)
            left += _ICON + _GAP
        words = QRectF(left, 0, place.width() - left - 4, place.height())
        paint_words(painter, words, self._words, font(Size.SMALL, Weight.MEDIUM), ink)
