"""Paid: by M-Pesa with its code, or in cash with the change in the largest type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.clock import Clock
from pos_desktop.errors import PosError
from pos_desktop.money import format_amount, format_kes
from pos_desktop.payments import format_phone
from pos_desktop.till import hand_over
from pos_desktop.ui.components import Button, Label
from pos_desktop.ui.components.change_pieces import ChangePieces
from pos_desktop.ui.components.paid_card import Fact, PaidCard
from pos_desktop.ui.screens.bill_column import BillHead
from pos_desktop.ui.screens.bill_view import BillView
from pos_desktop.ui.screens.payment_page import PaymentPage
from pos_desktop.ui.screens.story_view import clock_text
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import PRIMARY_HEIGHT
from pos_desktop.ui.words import words_of_error

OPENS_AFTER_SECONDS = 3


class ReceiptState(StrEnum):
    """Where the paper is."""

    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True)
class PaidView:
    """A sale that was completed by M-Pesa. `receipt` None is a code that M-Pesa has not named yet.

    `change_cents` is what cash that was taken before leaves to hand over, `excess_cents` what came though it was not
    due; `problem` is what the printer said.
    """

    bill: BillView
    amount_cents: int
    phone: str
    code: str | None
    paid_at: datetime
    change_cents: int
    receipt: ReceiptState
    problem: PosError | None = None
    excess_cents: int = 0


@dataclass(frozen=True)
class CashPaidView:
    """A sale that was completed in cash."""

    bill: BillView
    given_cents: int
    change_cents: int
    receipt: ReceiptState
    problem: PosError | None = None


class DonePage(PaymentPage):
    """What the two green screens share: the receipt, Print again, and the next sale, which opens by itself.

    It opens after three seconds only when nothing is left to do: no change to count out, no printer to look after.
    The next scan opens it at once, and `scan_kept` carries the code.
    """

    new_sale_requested = Signal()
    print_again_requested = Signal()

    def __init__(
        self, clock: Clock, card: PaidCard, parent: QWidget | None = None, *, opens_after_seconds: int
    ) -> None:
        self.card = card
        super().__init__(clock, BillHead.TITLE, card, parent)
        self._opens_after_seconds = opens_after_seconds
        self._seconds_left = 0
        self._shown_sale = ""
        self._waits_for_a_person = True
        self._print = Button("", "printer", "F5", height=PRIMARY_HEIGHT, padding=16)
        self._print.setObjectName("print_again")
        right = Qt.AlignmentFlag.AlignRight
        self._hint = (Label(tone=Role.TEXT2, align=right, elide=True), Label(tone=Role.TEXT2, align=right, elide=True))
        self._hint[0].setObjectName("opens_by_itself")
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count_down)
        self.buttons.addWidget(self._print)
        self.buttons.addLayout(self._hint_lines(), 1)
        self._print.clicked.connect(self._print_again)
        self.primary.clicked.connect(self._open)

    def _hint_lines(self) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        for line in self._hint:
            lines.addWidget(line)
        lines.addStretch(1)
        return lines

    def retranslate(self) -> None:
        """Sets every word."""
        self.primary.set_words(self.tr("New sale"))
        self._print.set_words(self.tr("Print again"))
        self._say_when()

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """At 1024 the button loses its icon and the remark is smaller."""
        super().adapt(narrow=narrow, window_width=window_width)
        self._print.set_icon("" if narrow else "printer")
        for line in self._hint:
            line.set_look(Size.SMALL if narrow else Size.BODY, Weight.REGULAR)

    def show_sale(self, bill: BillView, *, waits_for_a_person: bool) -> None:
        """Shows the bill and starts to count when this sale is shown for the first time."""
        self.bill.show_bill(bill)
        is_new = bill.sale_id != self._shown_sale
        self._shown_sale = bill.sale_id
        if is_new:
            self._seconds_left = self._opens_after_seconds
        self._waits_for_a_person = waits_for_a_person
        self._run()

    def receipt_fact(self, bill: BillView, state: ReceiptState, problem: PosError | None) -> Fact:
        """The row about the paper; a printer that failed says so in amber, and the sale is still paid."""
        number = self.tr("No. {number}").format(number=bill.receipt_number)
        label = self.tr("Receipt")
        if state is ReceiptState.FAILED:
            remark = words_of_error(problem).reason if problem is not None else number
            return Fact("printer", label, self.tr("Not printed"), remark, is_doubtful=True)
        words = self.tr("Printed") if state is ReceiptState.PRINTED else self.tr("Printing")
        return Fact("printer", label, words, number)

    def keep_scan(self, code: str) -> None:
        """Hands on the scan, and then opens the next sale for it."""
        super().keep_scan(code)
        self._open()

    def showEvent(self, event: QShowEvent) -> None:
        """Counts only while it is seen."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """A screen that is not seen opens nothing."""
        self._second.stop()
        super().hideEvent(event)

    def _run(self) -> None:
        self._say_when()
        if self.isVisible() and not self._waits_for_a_person:
            self._second.start()
        else:
            self._second.stop()

    def _count_down(self) -> None:
        self._seconds_left -= 1
        if self._seconds_left <= 0:
            self._open()
        else:
            self._say_when()

    def _say_when(self) -> None:
        if self._waits_for_a_person:
            first, second = self.tr("Opens on"), self.tr("the next scan")
        else:
            first = self.tr("Opens by itself in {count} s,").format(count=max(self._seconds_left, 0))
            second = self.tr("or on the next scan")
        self._hint[0].setText(first)
        self._hint[1].setText(second)

    def _print_again(self) -> None:
        self._waits_for_a_person = True
        self._run()
        self.print_again_requested.emit()

    def _open(self) -> None:
        self._second.stop()
        self.new_sale_requested.emit()


class PaidScreen(DonePage):
    """Paid by M-Pesa: tick and amount first, then code, change and receipt."""

    def __init__(
        self, clock: Clock, parent: QWidget | None = None, *, opens_after_seconds: int = OPENS_AFTER_SECONDS
    ) -> None:
        self._view: PaidView | None = None
        super().__init__(clock, PaidCard(), parent, opens_after_seconds=opens_after_seconds)
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("Paid"))
        super().retranslate()
        if self._view is not None:
            self.show_view(self._view)

    def show_view(self, view: PaidView) -> None:
        """Shows the payment; the same sale again, as when its receipt came out, does not count anew."""
        self._view = view
        phone = format_phone(view.phone)
        words = self.tr("{amount} to {phone}").format(amount=format_kes(view.amount_cents), phone=phone)
        self.show_head("smartphone", self.tr("M-Pesa prompt"), words)
        remark = f"{phone} · {clock_text(view.paid_at)}"
        facts = (
            Fact("hash", self.tr("M-Pesa code"), view.code or self.tr("To follow"), remark, is_code=bool(view.code)),
            self._to_hand_over(view),
            self.receipt_fact(view.bill, view.receipt, view.problem),
        )
        self.card.show_facts(self.tr("Paid"), view.amount_cents, facts)
        busy = view.receipt is ReceiptState.FAILED or view.change_cents > 0 or view.excess_cents > 0
        self.show_sale(view.bill, waits_for_a_person=busy)

    def _to_hand_over(self, view: PaidView) -> Fact:
        """Change, or what was paid too much, for which Pending waits for a manager's word."""
        if view.excess_cents:
            amount = format_amount(view.excess_cents)
            return Fact("undo-2", self.tr("Give back"), amount, self.tr("Call the manager"), is_doubtful=True)
        change = format_amount(view.change_cents) if view.change_cents else self.tr("None")
        return Fact("coins", self.tr("Change"), change)


class CashPaidScreen(DonePage):
    """Paid in cash: the change first, then the notes and coins to hand over."""

    def __init__(
        self, clock: Clock, parent: QWidget | None = None, *, opens_after_seconds: int = OPENS_AFTER_SECONDS
    ) -> None:
        self._view: CashPaidView | None = None
        self._pieces = ChangePieces()
        self._pieces.setObjectName("hand_over")
        card = PaidCard(change=True)
        card.place_of(0).addWidget(self._pieces)
        super().__init__(clock, card, parent, opens_after_seconds=opens_after_seconds)
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("Paid in cash"))
        super().retranslate()
        if self._view is not None:
            self.show_view(self._view)

    def show_view(self, view: CashPaidView) -> None:
        """Shows the change; with none, the amount that was paid."""
        self._view = view
        due = format_kes(view.bill.due_cents)
        self.show_head("banknote", self.tr("Cash"), self.tr("{amount} paid").format(amount=due))
        has_change = view.change_cents > 0
        self._pieces.set_pieces(hand_over(view.change_cents))
        self._pieces.setVisible(has_change)
        facts = (
            Fact("hand-coins", self.tr("Hand over"), "" if has_change else self.tr("Nothing")),
            Fact("banknote", self.tr("Cash received"), format_amount(view.given_cents)),
            self.receipt_fact(view.bill, view.receipt, view.problem),
        )
        title = self.tr("Change") if has_change else self.tr("Paid")
        self.card.show_facts(title, view.change_cents if has_change else view.given_cents, facts)
        self.show_sale(view.bill, waits_for_a_person=has_change or view.receipt is ReceiptState.FAILED)
