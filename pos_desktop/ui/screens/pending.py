"""Pending: open M-Pesa payments, held sales and what was answered in the background, with the story of the chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.clock import Clock
from pos_desktop.ui.components import Button, Label, Screen
from pos_desktop.ui.components.scan_keeper import ScanKeeper
from pos_desktop.ui.screens.pending_detail import PendingDetail
from pos_desktop.ui.screens.pending_list import PendingList
from pos_desktop.ui.screens.pending_view import (
    PendingView,
    RowAction,
    find_held,
    find_payment,
    find_stray,
    first_choice,
    rows_of,
)
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import GAP, HEAD_HEIGHT, MARGIN, right_column

_TICK_MS = 500


class PendingScreen(Screen):
    """Arrow keys move, Space is the row's button, F8 is the primary for the chosen one.

    `selected` carries a row's key (`payment:7`, `held:...`). Sales are named by their public ids, payments by their
    numbers. A scan that arrives here is kept.
    """

    back_requested = Signal()
    check_requested = Signal(int)
    decide_requested = Signal(int)
    settle_stray_requested = Signal(int)
    check_all_requested = Signal()
    bring_back_requested = Signal(str)
    print_again_requested = Signal(str)
    pay_another_way_requested = Signal(int)
    selected = Signal(str)
    scan_kept = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._view = PendingView()
        self._key: str | None = None
        self._back = Button("", "arrow-left", "Esc", flat=True, padding=0)
        self._back.setObjectName("back_to_sale")
        self._title = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, align=Qt.AlignmentFlag.AlignHCenter)
        self._check_all = Button("", "refresh-cw", "Shift+F5", flat=True, padding=0)
        self._check_all.setObjectName("check_all")
        self._list = PendingList()
        self._list.setObjectName("pending_list")
        self._nothing = Label(size=Size.LARGE, tone=Role.TEXT2, align=Qt.AlignmentFlag.AlignHCenter)
        self._nothing.setObjectName("nothing_pending")
        self._detail = PendingDetail(clock)
        self._keeper = ScanKeeper(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._fill)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(13, 0, 13, 0)
        head.setSpacing(GAP)
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self._check_all)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        top = QWidget()
        top.setFixedHeight(HEAD_HEIGHT)
        top.setLayout(head)
        left.addWidget(top)
        left.addWidget(self._nothing)
        cards = QHBoxLayout()
        cards.setContentsMargins(MARGIN, 0, MARGIN, 0)
        cards.addWidget(self._list)
        left.addLayout(cards, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(left, 1)
        columns.addWidget(self._detail)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._check_all.clicked.connect(self.check_all_requested)
        self._list.chosen.connect(self._choose)
        self._list.acted.connect(self._act)
        self._detail.acted.connect(self._act)
        self._detail.other_way.connect(self.pay_another_way_requested)
        self._detail.check.connect(self.check_requested)
        self._detail.decide.connect(self.decide_requested)
        self._keeper.kept.connect(self.scan_kept)

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("Pending"))
        self._title.setText(self.tr("Pending"))
        self._back.set_words(self.tr("Back to sale"))
        self._check_all.set_words(self.tr("Check all"))
        self._nothing.setText(self.tr("Nothing is pending."))
        self._list.setAccessibleName(self.tr("What waits at this till"))
        self._list.set_action_words(
            {
                RowAction.CHECK: self.tr("Check now"),
                RowAction.DECIDE: self.tr("Decide"),
                RowAction.BRING_BACK: self.tr("Bring back"),
                RowAction.PRINT_AGAIN: self.tr("Print again"),
            }
        )
        self._detail.retranslate()
        self._fill()

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """At 1024 the state takes the second line of a row."""
        self._list.set_narrow(narrow=narrow)
        self._detail.setFixedWidth(right_column(window_width))

    def first_focus(self) -> None:
        """The list, so that the arrow keys move."""
        self._list.setFocus()

    def show_view(self, view: PendingView) -> None:
        """Shows what waits; what was chosen stays chosen while it is there."""
        self._view = view
        self._check_all.setEnabled(bool(view.open or view.exceptions))
        self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Counts only while it is seen."""
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A screen that is not seen costs nothing, and next time the choice is made anew."""
        self._timer.stop()
        self._key = None
        super().hideEvent(event)

    def _fill(self) -> None:
        now = self._clock.now()
        rows = rows_of(self._view, now)
        self._list.rows().set_rows(rows)
        self._nothing.setVisible(not rows)
        if self._list.rows().number_of(self._key) < 0:
            self._key = first_choice(self._view, now)
        if self._list.rows().number_of(self._key) != self._list.currentIndex().row():
            self._list.choose(self._key)
        self._show_detail()

    def _show_detail(self) -> None:
        payment, held = find_payment(self._view, self._key), find_held(self._view, self._key)
        stray = find_stray(self._view, self._key)
        if payment is not None:
            self._detail.show_payment(payment)
        elif stray is not None:
            self._detail.show_stray(stray)
        elif held is not None:
            self._detail.show_held(held)
        else:
            self._detail.show_nothing()

    def _choose(self, key: str) -> None:
        if key != self._key:
            self._key = key
            self._show_detail()
            self.selected.emit(key)

    def _ask_decision(self, key: str) -> None:
        payment, stray = find_payment(self._view, key), find_stray(self._view, key)
        if payment is not None:
            self.decide_requested.emit(payment.payment.id)
        elif stray is not None:
            self.settle_stray_requested.emit(stray.id)

    def _act(self, key: str) -> None:
        rows = self._list.rows()
        number = rows.number_of(key)
        action = rows.row(number).action if number >= 0 else None
        payment, held = find_payment(self._view, key), find_held(self._view, key)
        sale_id = payment.sale_id if payment else held.sale_id if held else ""
        if action is RowAction.CHECK and payment is not None:
            self.check_requested.emit(payment.payment.id)
        elif action is RowAction.DECIDE:
            self._ask_decision(key)
        elif action is RowAction.BRING_BACK:
            self.bring_back_requested.emit(sale_id)
        elif action is RowAction.PRINT_AGAIN:
            self.print_again_requested.emit(sale_id)
