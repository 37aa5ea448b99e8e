"""What is asked of people while a prompt may still be paid: wait, look at the phone, or a manager's yes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_desktop.payments import Override, PaymentView, TransactionStatus
from pos_desktop.till import Person
from pos_desktop.ui.dialogs import CancelWaitingDialog, ChargedTwiceDialog, PhoneShowsNothingDialog
from pos_desktop.ui.flows.approval import ManagerApproval
from pos_desktop.ui.flows.choice import Choice, ChoiceDialog
from pos_desktop.ui.flows.stage import Stage
from pos_desktop.ui.services import Services


class OpenPromptQuestions(QObject):
    """The dialogs over the page of a prompt. `other_way_allowed` carries the payment that was asked about and the
    manager, `trusted` an `Override`.
    """

    set_aside_requested = Signal()
    phone_shows_nothing = Signal()
    other_way_allowed = Signal(object, object)
    trusted = Signal(object)

    def __init__(self, services: Services, stage: Stage) -> None:
        super().__init__(stage.window)
        self._stage = stage
        self._payment: PaymentView | None = None
        self._cancel = CancelWaitingDialog(stage.window)
        self._twice = ChargedTwiceDialog(stage.window)
        self._look = PhoneShowsNothingDialog(stage.window)
        self._why = ChoiceDialog(stage.window)
        self._manager = ManagerApproval(services, stage)
        self._dialogs = (self._cancel, self._twice, self._look, self._why)
        self._cancel.set_aside_requested.connect(self.set_aside_requested)
        self._cancel.pay_another_way_requested.connect(self._ask_other_way)
        self._twice.manager_requested.connect(self._ask_manager)
        self._twice.release_requested.connect(self._ask_why_on_trust)
        self._look.confirmed.connect(self.phone_shows_nothing)
        for dialog in self._dialogs:
            dialog.scanned.connect(stage.keep_scan)

    def ask_cancel(self, payment: PaymentView) -> None:
        """The prompt cannot be called back: wait, set it aside, or another way."""
        self._payment = payment
        self._cancel.show_payment(payment)
        self._cancel.open_over()

    def ask_other_way(self, payment: PaymentView) -> None:
        """The customer may be charged twice: a manager must say yes."""
        self._payment = payment
        self._ask_other_way()

    def ask_customer(self, payment: PaymentView) -> None:
        """M-Pesa is silent: the cashier looks at the customer's phone."""
        self._payment = payment
        self._look.show_payment(payment)
        self._look.open_over()

    def follow(self, payment: PaymentView) -> None:
        """Takes back what is asked once this payment has ended: nobody must answer for what is no longer so."""
        if self._payment is not None and self._payment.id == payment.id and has_ended(self._payment, payment):
            for dialog in self._dialogs:
                dialog.finish()
            self._manager.close()

    def _ask_other_way(self) -> None:
        if self._payment is not None:
            self._twice.show_payment(self._payment)
            self._twice.open_over()

    def _ask_manager(self) -> None:
        words, asked = self.tr("Another way to pay while the first prompt has no final answer."), self._payment
        self._manager.ask(words, lambda manager: self.other_way_allowed.emit(asked, manager))

    def _ask_why_on_trust(self) -> None:
        choices = [
            Choice("sms", self.tr("M-Pesa SMS was seen"), "smartphone"),
            Choice("known", self.tr("Customer is known"), "user"),
        ]
        self._why.ask(self.tr("Why may the goods go?"), choices, self._ask_for_trust)

    def _ask_for_trust(self, why: str) -> None:
        reason = {"sms": "M-Pesa's SMS was seen", "known": "the customer is known"}[why]
        words = self.tr("The goods go before the money is certain. The payment stays open.")
        self._manager.ask(words, lambda manager: self._trust(manager, reason))

    def _trust(self, manager: Person, reason: str) -> None:
        if self._stage.person is not None:
            self.trusted.emit(Override(self._stage.person.name, manager.name, reason))


def has_ended(asked: PaymentView, now: PaymentView) -> bool:
    """Whether a payment was paid, or called not paid, since something was asked about it."""
    return now.status is TransactionStatus.COMPLETED or (asked.is_open and not now.is_open)
