"""What the screens of a payment share: the bill at the left, a head, one card, and the buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.clock import Clock
from pos_desktop.ui.components import Label, PrimaryButton, Screen
from pos_desktop.ui.components.head_tile import HeadTile
from pos_desktop.ui.components.scan_keeper import ScanKeeper
from pos_desktop.ui.screens.bill_column import BillColumn, BillHead
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import GAP, MARGIN, right_column

_TICK_MS = 250


class PaymentPage(Screen):
    """Base of the screens that follow a payment.

    `tick()` is called four times a second while the screen is seen, for what counts up or down. A scan that arrives
    here is not lost: `scan_kept` carries it.
    """

    scan_kept = Signal(str)

    def __init__(self, clock: Clock, head: BillHead, card: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clock = clock
        self.bill = BillColumn(head)
        self.primary = PrimaryButton()
        self.primary.setObjectName("primary")
        self.buttons = QHBoxLayout()
        self._foot = QHBoxLayout()
        self._tile = HeadTile("smartphone")
        self._head_title = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, elide=True)
        self._head_words = Label(tone=Role.TEXT2, elide=True)
        self._keeper = ScanKeeper(self)
        self._keeper.kept.connect(self.keep_scan)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build(card)

    def _build(self, card: QWidget) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._head_title)
        words.addWidget(self._head_words)
        head = QHBoxLayout()
        head.setContentsMargins(GAP, 0, GAP, 0)
        head.setSpacing(MARGIN)
        head.addWidget(self._tile)
        head.addLayout(words, 1)
        self.buttons.setSpacing(GAP)
        self._foot.setSpacing(MARGIN)
        self._foot.addLayout(self.buttons, 1)
        self._foot.addWidget(self.primary)
        right = QVBoxLayout()
        right.setContentsMargins(MARGIN, 22, MARGIN, MARGIN)
        right.setSpacing(0)
        right.addLayout(head)
        right.addSpacing(14)
        right.addWidget(card, 1)
        right.addSpacing(MARGIN)
        right.addLayout(self._foot)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self.bill)
        columns.addLayout(right, 1)

    def show_head(self, icon: str, title: str, words: str) -> None:
        """What the card is about."""
        self._tile.set_icon(icon)
        self._head_title.setText(title)
        self._head_words.setText(words)

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """Takes the form of the window's width."""
        self.bill.set_narrow(narrow=narrow)
        self._foot.setSpacing(GAP if narrow else MARGIN)
        self.primary.setFixedWidth(right_column(window_width) - 2 * MARGIN)

    def keep_scan(self, code: str) -> None:
        """Hands on a scan that arrived here."""
        self.scan_kept.emit(code)

    def tick(self) -> None:
        """Shows what the time has changed."""

    def showEvent(self, event: QShowEvent) -> None:
        """Counts only while it is seen."""
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A screen that is not seen costs nothing."""
        self._timer.stop()
        super().hideEvent(event)
