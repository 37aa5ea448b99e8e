"""Waiting for the customer's PIN: counted up, never down, and the next customer never waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.clock import Clock
from pos_desktop.money import format_kes
from pos_desktop.payments import OutcomeState, PaymentView, format_phone, outcome_of, seconds_waited
from pos_desktop.ui.components import Button, Card, Divider, IconLabel, Label, Step, StepList, StepState
from pos_desktop.ui.screens.bill_column import BillHead
from pos_desktop.ui.screens.bill_view import BillView
from pos_desktop.ui.screens.payment_page import PaymentPage
from pos_desktop.ui.screens.story_view import clock_text, count_up_text
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import PRIMARY_HEIGHT


@dataclass(frozen=True)
class WaitingView:
    """A prompt that is on its way, on the phone, or being confirmed."""

    bill: BillView
    payment: PaymentView
    is_checking: bool = False


class WaitingScreen(PaymentPage):
    """Sending, sent, waiting for the PIN, paid. `patience_ended` says that the payment is now told as not known."""

    serve_next_requested = Signal()
    check_requested = Signal()
    cancel_requested = Signal()
    patience_ended = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        self._view: WaitingView | None = None
        self._is_patient = True
        self._steps = StepList()
        self._steps.setObjectName("steps")
        self._say_label = Label(size=Size.SMALL, weight=Weight.MEDIUM, tone=Role.TEXT2, elide=True)
        self._say = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, elide=True)
        super().__init__(clock, BillHead.TITLE, self._card(), parent)
        self._cancel = Button("", "", "Esc", height=PRIMARY_HEIGHT, padding=16)
        self._cancel.setObjectName("cancel")
        self._check = Button("", "refresh-cw", "F5", height=PRIMARY_HEIGHT, padding=16)
        self._check.setObjectName("check_now")
        for button in (self._cancel, self._check):
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        self._cancel.clicked.connect(self.cancel_requested)
        self._check.clicked.connect(self.check_requested)
        self.primary.clicked.connect(self.serve_next_requested)
        self.retranslate()

    def _card(self) -> Card:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._say_label)
        words.addWidget(self._say)
        words.addStretch(1)
        say = QHBoxLayout()
        say.setContentsMargins(47, 0, 32, 0)
        say.setSpacing(38)
        say.addWidget(IconLabel("message-circle", 28))
        say.addLayout(words, 1)
        strip = QWidget()
        strip.setFixedHeight(88)
        strip.setLayout(say)
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._steps, 1)
        column.addWidget(Divider())
        column.addWidget(strip)
        return card

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("Waiting for M-Pesa"))
        self.primary.set_words(self.tr("Serve the next customer"))
        self._cancel.set_words(self.tr("Cancel..."))
        self._check.set_words(self.tr("Check now"))
        self._say_label.setText(self.tr("Say to the customer"))
        self._say.setText(self.tr('"Please enter your M-Pesa PIN on your phone."'))
        if self._view is not None:
            self.show_view(self._view)

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """At 1024 the buttons lose their icons."""
        super().adapt(narrow=narrow, window_width=window_width)
        self._check.set_icon("" if narrow else "refresh-cw")

    def show_view(self, view: WaitingView) -> None:
        """Shows where the prompt is."""
        if self._view is None or view.payment.id != self._view.payment.id:
            self._is_patient = True
        self._view = view
        self.bill.show_bill(view.bill)
        phone = format_phone(view.payment.phone)
        words = self.tr("{amount} to {phone}").format(amount=format_kes(view.payment.amount_cents), phone=phone)
        self.show_head("smartphone", self.tr("M-Pesa prompt"), words)
        self._check.setEnabled(view.payment.checkout_request_id is not None and not view.is_checking)
        self.tick()

    def tick(self) -> None:
        """Counts up, and says once when the till's patience is at its end; a page that nobody sees says nothing."""
        if self._view is None:
            return
        payment, now = self._view.payment, self.clock.now()
        state = outcome_of(payment, now).state
        self._steps.show_steps(self._steps_of(payment, state, count_up_text(seconds_waited(payment, now))))
        if state is OutcomeState.UNKNOWN and self._is_patient and self.isVisible():
            self._is_patient = False
            self.patience_ended.emit()

    def _steps_of(self, payment: PaymentView, state: OutcomeState, waited: str) -> list[Step]:
        to_phone = self.tr("to {phone}").format(phone=format_phone(payment.phone))
        waiting = self.tr("Waiting for the customer's PIN")
        paid = Step(self.tr("Paid"))
        if state is OutcomeState.SENDING:
            sending = Step(self.tr("Sending the prompt"), to_phone, waited, StepState.CURRENT)
            return [sending, Step(waiting), paid]
        sent_at = clock_text(payment.sent_at or payment.created_at)
        sent = Step(self.tr("Prompt sent"), to_phone, sent_at, StepState.DONE)
        if state is OutcomeState.PAID:
            answered = Step(self.tr("PIN entered"), "", "", StepState.DONE)
            return [sent, answered, Step(self.tr("Paid"), "", _paid_time(payment), StepState.DONE)]
        if state is OutcomeState.CONFIRMING:
            words = self.tr("M-Pesa says paid. We ask once more to be sure.")
            return [sent, Step(self.tr("Confirming with M-Pesa"), words, waited, StepState.CURRENT), paid]
        words = self.tr("M-Pesa usually answers within a minute.")
        return [sent, Step(waiting, words, waited, StepState.CURRENT), paid]


def _paid_time(payment: PaymentView) -> str:
    return clock_text(payment.paid_at) if payment.paid_at else ""
