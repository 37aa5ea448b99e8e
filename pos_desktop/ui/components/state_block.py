"""The head of the column beside a list: a state in its colour, who or what, and the amount."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.ui.components.amount import AmountLabel
from pos_desktop.ui.components.label import Label
from pos_desktop.ui.components.panel import IconLabel
from pos_desktop.ui.components.tag import TONE_INK, Tone
from pos_desktop.ui.theme import Role, Size, Weight, colour
from pos_desktop.ui.theme.measures import MARGIN

_LOOK = {
    Tone.NEUTRAL: (Role.SURFACE, Role.BORDER),
    Tone.WARN: (Role.WARN_BG, Role.WARN_LINE),
    Tone.MONEY: (Role.MONEY_BG, Role.MONEY_LINE),
    Tone.STOP: (Role.STOP_BG, Role.STOP_LINE),
}


class StateBlock(QWidget):
    """Icon and state on the first line, the subject and the amount on the second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.NEUTRAL
        self._icon = IconLabel("", 24)
        self._state = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, elide=True)
        self._subject = Label(elide=True)
        self._amount = AmountLabel((Size.TITLE, Size.LARGE))
        self.setFixedHeight(105)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self._icon)
        first.addWidget(self._state, 1)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self._subject, 1, Qt.AlignmentFlag.AlignBottom)
        second.addWidget(self._amount)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 16, MARGIN, 17)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)

    def show_state(self, icon: str, tone: Tone, state: str, subject: str, cents: int) -> None:
        """Shows another state."""
        self._tone = tone
        ink = Role.TEXT if tone is Tone.NEUTRAL else TONE_INK[tone]
        self._icon.set_icon(icon, ink)
        self._state.setText(state)
        self._state.set_tone(ink)
        self._subject.setText(subject)
        self._amount.set_cents(cents)
        self.setAccessibleName(f"{state}, {subject}, {self._amount.accessibleName()}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill, and the line under it."""
        fill, edge = _LOOK[self._tone]
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(fill))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(edge))
