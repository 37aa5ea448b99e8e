"""The green card: a tick and an amount, then three rows of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.components.amount import AmountLabel
from pos_desktop.ui.components.label import Label
from pos_desktop.ui.components.outcome_card import HeadedCard
from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.components.panel import Divider, IconLabel
from pos_desktop.ui.theme import HEAVY_LINE, Figures, Role, Size, Weight, paint_icon

HEAD_HEIGHT = 180
_DISC = 112
_TICK = 64
_SIDE = 33
_LABEL_WIDTH = 152


@dataclass(frozen=True)
class Fact:
    """One row: what it is, its value, and a remark at the right. `is_code` sets the value in mono."""

    icon: str
    label: str
    value: str
    remark: str = ""
    is_code: bool = False
    is_doubtful: bool = False


class _Tick(QWidget):
    """A white tick on a green disc."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(_DISC, _DISC)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(self.rect())
        paint_box(painter, place, Role.MONEY, radius=_DISC / 2)
        inset = (_DISC - _TICK) / 2
        paint_icon(painter, "check", place.adjusted(inset, inset, -inset, -inset), Role.ON_PRIMARY, HEAVY_LINE)


class _FactRow(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = IconLabel("", 22, Role.TEXT2)
        self._label = Label(tone=Role.TEXT2, elide=True)
        self._label.setFixedWidth(_LABEL_WIDTH)
        self._value = Label(size=Size.TITLE, weight=Weight.SEMIBOLD, elide=True)
        self._code = Label(size=Size.TITLE, weight=Weight.MEDIUM, figures=Figures.CODE)
        self._remark = Label(tone=Role.TEXT2, align=Qt.AlignmentFlag.AlignRight, elide=True)
        self.place = QHBoxLayout()
        self.place.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._icon)
        row.addWidget(self._label)
        row.addWidget(self._code)
        row.addWidget(self._value, 1)
        row.addLayout(self.place)
        row.addWidget(self._remark, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def show_fact(self, fact: Fact) -> None:
        tone = Role.WARN if fact.is_doubtful else Role.TEXT
        icon, ink = ("triangle-alert", Role.WARN) if fact.is_doubtful else (fact.icon, Role.TEXT2)
        self._icon.set_icon(icon, ink)
        self._label.setText(fact.label)
        shown, hidden = (self._code, self._value) if fact.is_code else (self._value, self._code)
        shown.setText(fact.value)
        shown.set_tone(tone)
        shown.setVisible(bool(fact.value))
        hidden.hide()
        self._remark.setText(fact.remark)
        self._remark.setVisible(bool(fact.remark))
        self.setAccessibleName(f"{fact.label}: {fact.value} {fact.remark}".strip())


class PaidCard(HeadedCard):
    """Money is in. With `change=True` the amount is the change, in the largest type."""

    def __init__(self, *, change: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(HEAD_HEIGHT, Role.MONEY_BG, Role.MONEY_LINE, parent)
        self._title = Label(size=Size.TITLE, weight=Weight.SEMIBOLD, tone=Role.MONEY)
        self._title.setObjectName("paid_title")
        sizes = (Size.CHANGE, Size.PAID, Size.TOTAL) if change else (Size.PAID, Size.TOTAL)
        self._amount = AmountLabel(sizes, tone=Role.MONEY, currency_tone=Role.MONEY, align=Qt.AlignmentFlag.AlignLeft)
        self._amount.setObjectName("paid_amount")
        self._rows = tuple(_FactRow(self) for _ in range(3))
        self._build()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._amount)
        words.addStretch(1)
        self.head.addWidget(_Tick())
        self.head.addSpacing(32)
        self.head.addLayout(words, 1)
        self.body.setContentsMargins(_SIDE, 0, _SIDE, 1)
        for index, row in enumerate(self._rows):
            row.setObjectName(f"fact_{index}")
            if index:
                self.body.addWidget(Divider())
            self.body.addWidget(row, 1)

    def place_of(self, index: int) -> QHBoxLayout:
        """Where a row takes something that is not words."""
        return self._rows[index].place

    def show_facts(self, title: str, cents: int, facts: Sequence[Fact]) -> None:
        """Shows the amount and the three rows."""
        self._title.setText(title)
        self._amount.set_cents(cents)
        for row, fact in zip(self._rows, facts, strict=True):
            row.show_fact(fact)
        self.setAccessibleName(f"{title} {self._amount.accessibleName()}")
