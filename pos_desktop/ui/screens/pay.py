"""The pay screen: the bill at the left, the ways to pay at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.ui.components import Screen
from pos_desktop.ui.components.scan_keeper import ScanKeeper
from pos_desktop.ui.components.tenders import TenderButton
from pos_desktop.ui.screens.bill_column import BillColumn, BillHead
from pos_desktop.ui.screens.pay_cash import CashPane
from pos_desktop.ui.screens.pay_mpesa import MpesaPane
from pos_desktop.ui.screens.pay_view import PayView, TenderChoice
from pos_desktop.ui.theme.measures import GAP, MARGIN


class PayScreen(Screen):
    """Takes cash or asks a phone for M-Pesa, each for all that is left or for a part.

    What is typed stays while the same bill is shown, and is forgotten when another amount is left. A tender opens at
    once when it is tapped; `tender_chosen` tells which, so that the next view can name it.
    """

    back_requested = Signal()
    tender_chosen = Signal(str)
    cash_confirmed = Signal(int)
    prompt_requested = Signal(str, int)
    tender_removed = Signal(str)
    scan_kept = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: PayView | None = None
        self._bill = BillColumn(BillHead.BACK)
        self._tenders = {
            TenderChoice.CASH: TenderButton("banknote", "F9"),
            TenderChoice.MPESA: TenderButton("smartphone", "F10"),
        }
        self._cash = CashPane()
        self._mpesa = MpesaPane()
        self._panes = QStackedWidget()
        self._keeper = ScanKeeper(self, self._cash.field, self._mpesa.amount, self._mpesa.phone)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        tenders = QHBoxLayout()
        tenders.setSpacing(GAP)
        for choice, button in self._tenders.items():
            button.setObjectName(f"tender_{choice.value}")
            tenders.addWidget(button, 1)
        self._panes.addWidget(self._cash)
        self._panes.addWidget(self._mpesa)
        right = QVBoxLayout()
        right.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        right.setSpacing(MARGIN)
        right.addLayout(tenders)
        right.addWidget(self._panes, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self._bill)
        columns.addLayout(right, 1)

    def _connect(self) -> None:
        self._bill.back.connect(self.back_requested)
        self._bill.removed.connect(self.tender_removed)
        self._cash.confirmed.connect(self.cash_confirmed)
        self._mpesa.confirmed.connect(self.prompt_requested)
        self._keeper.kept.connect(self.scan_kept)
        for choice, button in self._tenders.items():
            button.clicked.connect(partial(self._choose, choice))

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("Pay"))
        self._tenders[TenderChoice.CASH].set_words(self.tr("Cash"))
        self._tenders[TenderChoice.MPESA].set_words(self.tr("M-Pesa prompt"))
        self._cash.retranslate()
        self._mpesa.retranslate()

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """Takes the form of the window's width."""
        self._bill.set_narrow(narrow=narrow)
        self._cash.adapt(window_width)
        self._mpesa.adapt(window_width)

    def first_focus(self) -> None:
        """The cash field, or the phone's."""
        field = self._cash.field if self._panes.currentWidget() is self._cash else self._mpesa.phone
        field.setFocus()

    def show_view(self, view: PayView) -> None:
        """Shows a bill; another sale, another amount left or another number begins with empty fields."""
        before, self._view = self._view, view
        self._bill.show_bill(view.bill)
        self._cash.show_view(view)
        self._mpesa.show_view(view)
        self._tenders[TenderChoice.MPESA].setEnabled(view.is_mpesa_ready)
        if before is None or _key(before) != _key(view):
            self._cash.clear()
            self._mpesa.start(view.phone)
        if before is None or _key(before) != _key(view) or before.tender is not view.tender:
            self._open(view.tender)

    def _choose(self, choice: TenderChoice) -> None:
        self._open(choice)
        self.tender_chosen.emit(choice.value)

    def _open(self, choice: TenderChoice) -> None:
        for each, button in self._tenders.items():
            button.setChecked(each is choice)
        self._panes.setCurrentWidget(self._cash if choice is TenderChoice.CASH else self._mpesa)
        if self.isVisible():
            self.first_focus()


def _key(view: PayView) -> tuple[str, int, str]:
    return view.bill.sale_id, view.bill.left_cents, view.phone
