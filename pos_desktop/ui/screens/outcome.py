"""Not paid, and We don't know yet: the same card and the same three questions in the same order."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_desktop.clock import Clock
from pos_desktop.money import format_kes, format_short
from pos_desktop.payments import Outcome, PaymentView, SendAgain, Unknown, format_phone, outcome_of, seconds_waited
from pos_desktop.ui.components import Button
from pos_desktop.ui.components.outcome_card import Answer, OutcomeCard
from pos_desktop.ui.screens.bill_column import BillHead
from pos_desktop.ui.screens.bill_view import BillView
from pos_desktop.ui.screens.payment_page import PaymentPage
from pos_desktop.ui.screens.story_view import count_up_text, until_text
from pos_desktop.ui.theme import Role
from pos_desktop.ui.theme.measures import PRIMARY_HEIGHT
from pos_desktop.ui.words import NextStep, Words, words_of_subject


@dataclass(frozen=True)
class OutcomeView:
    """A payment that was not paid, or of which it is not known."""

    bill: BillView
    payment: PaymentView
    is_checking: bool = False


class OutcomePage(PaymentPage):
    """What the two amber screens share: the card, Details, and Pay another way."""

    details_requested = Signal()
    pay_another_way_requested = Signal()

    def __init__(self, clock: Clock, head: BillHead, icon: str, parent: QWidget | None = None) -> None:
        self.view: OutcomeView | None = None
        self._details = Button("", "file-text", "F1", fill=None, edge=Role.WARN_LINE)
        self._details.setObjectName("details")
        self._card = OutcomeCard(icon, self._details)
        super().__init__(clock, head, self._card, parent)
        self._details.clicked.connect(self.details_requested)

    def retranslate(self) -> None:
        """Sets every word."""
        self._details.set_words(self.tr("Details"))
        if self.view is not None:
            self.show_view(self.view)

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """At 1024 each question stands above its answer."""
        super().adapt(narrow=narrow, window_width=window_width)
        self._card.set_narrow(narrow=narrow)

    def show_view(self, view: OutcomeView) -> None:
        """Shows the payment and its bill."""
        self.view = view
        self.bill.show_bill(view.bill)
        phone = format_phone(view.payment.phone)
        words = self.tr("{amount} to {phone}").format(amount=format_kes(view.payment.amount_cents), phone=phone)
        self.show_head("smartphone", self.tr("M-Pesa prompt"), words)
        self.tick()

    def tick(self) -> None:
        """Shows what the time has changed."""
        if self.view is not None:
            self.show_outcome(self.view, outcome_of(self.view.payment, self.clock.now()))

    def show_outcome(self, view: OutcomeView, outcome: Outcome) -> None:
        """Fills the card and wakes the buttons that may be used."""
        raise NotImplementedError

    def show_answers(self, title: str, reason: str, words: Words) -> None:
        """The big words and the three answers."""
        answers = (
            Answer("message-circle", self.tr("What happened"), words.happened, words.happened_more),
            Answer("banknote", self.tr("Did money move?"), words.money, words.money_more),
            Answer("arrow-right", self.tr("What to do next"), words.next, words.next_more),
        )
        self._card.show_words(title, reason, answers)

    def add_button(self, name: str, icon: str, key: str) -> Button:
        """A button at the foot, left of the primary."""
        button = Button("", icon, key, height=PRIMARY_HEIGHT, padding=16)
        button.setObjectName(name)
        self.buttons.addWidget(button)
        return button


class NotPaidScreen(OutcomePage):
    """M-Pesa, or Daraja before it, said no. The best next step is the primary.

    `send_again_requested` carries the payment's id. It can be sent only when the payment itself says that a second
    prompt cannot charge twice, and when M-Pesa would not refuse it out of hand (code 17, a busy phone).
    """

    back_requested = Signal()
    send_again_requested = Signal(int)
    ask_customer_requested = Signal()
    change_number_requested = Signal(int)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        self._is_narrow = False
        self._best = NextStep.SEND_AGAIN
        self._asks_customer = False
        super().__init__(clock, BillHead.BACK, "triangle-alert", parent)
        self._second = self.add_button("second", "", "F9")
        self._number = self.add_button("change_number", "", "F2")
        self.buttons.addStretch(1)
        self.bill.back.connect(self.back_requested)
        self.primary.clicked.connect(self._take_best_step)
        self._second.clicked.connect(self._take_second_step)
        self._number.clicked.connect(self._change_number)
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("Not paid"))
        self._name_buttons()
        super().retranslate()

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """At 1024 the buttons say less."""
        super().adapt(narrow=narrow, window_width=window_width)
        self._is_narrow = narrow
        self._name_buttons()
        self.tick()

    def show_outcome(self, view: OutcomeView, outcome: Outcome) -> None:
        """The reason, the answers, and the best step as the primary."""
        words = words_of_subject(outcome.subject)
        self.show_answers(self.tr("Not paid"), words.reason, words)
        self._best = words.best
        self._asks_customer = outcome.send_again is SendAgain.ASK_THE_CUSTOMER and not self._offers_other_way
        may_send = outcome.may_send_again(self.clock.now())
        self._second.set_key("F5" if self._offers_other_way else "F9")
        self._second.setEnabled(may_send or not self._offers_other_way)
        self._number.setEnabled(outcome.send_again is SendAgain.OFFERED)
        self._number.setVisible(self._best is not NextStep.CHANGE_NUMBER)
        self._name_buttons()
        if self._offers_other_way:
            self._show_primary(self.tr("Pay another way"), "", enabled=True)
        elif self._asks_customer:
            self._show_primary(self.tr("Ask the customer..."), "", enabled=True)
        elif self._best is NextStep.CHANGE_NUMBER:
            self._show_primary(self.tr("Change number"), "", enabled=outcome.send_again is SendAgain.OFFERED)
        elif outcome.send_again is SendAgain.CHECKING:
            self._show_primary(self.tr("Checking with M-Pesa"), "", enabled=False)
        elif not may_send:
            waiting = count_up_text(outcome.seconds_to_wait(self.clock.now()))
            self._show_primary(self.tr("Send again in {time}").format(time=waiting), "", enabled=False)
        else:
            amount = f"KES {format_short(view.payment.amount_cents)}"
            self._show_primary(self.tr("Send again"), amount, enabled=True)

    @property
    def _offers_other_way(self) -> bool:
        return self._best is NextStep.PAY_ANOTHER_WAY

    def _show_primary(self, words: str, amount: str, *, enabled: bool) -> None:
        self.primary.set_words(words)
        self.primary.set_amount(amount)
        self.primary.setEnabled(enabled)

    def _name_buttons(self) -> None:
        other = self.tr("Other way") if self._is_narrow else self.tr("Pay another way")
        self._second.set_words(self.tr("Send again") if self._offers_other_way else other)
        self._number.set_words(self.tr("Number") if self._is_narrow else self.tr("Change number"))

    def _take_best_step(self) -> None:
        if self._offers_other_way:
            self.pay_another_way_requested.emit()
        elif self._asks_customer:
            self.ask_customer_requested.emit()
        elif self._best is NextStep.CHANGE_NUMBER:
            self._change_number()
        else:
            self._send_again()

    def _take_second_step(self) -> None:
        if self._offers_other_way:
            self._send_again()
        else:
            self.pay_another_way_requested.emit()

    def _send_again(self) -> None:
        if self.view is None:
            return
        now = self.clock.now()
        if outcome_of(self.view.payment, now).may_send_again(now):
            self.send_again_requested.emit(self.view.payment.id)

    def _change_number(self) -> None:
        if self.view is not None:
            self.change_number_requested.emit(self.view.payment.id)


class UnknownScreen(OutcomePage):
    """We don't know yet: no second prompt at all, and another way only through the manager's dialog (the lock)."""

    serve_next_requested = Signal()
    check_requested = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(clock, BillHead.TITLE, "circle-question-mark", parent)
        self._is_narrow = False
        self._other_way = self.add_button("pay_another_way", "lock", "F9")
        self._check = self.add_button("check_now", "refresh-cw", "F5")
        self.buttons.addStretch(1)
        self._other_way.clicked.connect(self.pay_another_way_requested)
        self._check.clicked.connect(self.check_requested)
        self.primary.clicked.connect(self.serve_next_requested)
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.setAccessibleName(self.tr("We don't know yet"))
        self.primary.set_words(self.tr("Serve the next customer"))
        self._check.set_words(self.tr("Check now"))
        self._other_way.set_words(self.tr("Other way") if self._is_narrow else self.tr("Pay another way"))
        super().retranslate()

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """At 1024 the buttons lose their icons, but for the lock."""
        super().adapt(narrow=narrow, window_width=window_width)
        self._is_narrow = narrow
        self._check.set_icon("" if narrow else "refresh-cw")
        self._other_way.set_words(self.tr("Other way") if narrow else self.tr("Pay another way"))

    def show_outcome(self, view: OutcomeView, outcome: Outcome) -> None:
        """How long nobody has answered, the answers, and when the till asks again."""
        words = words_of_subject(outcome.subject)
        reason = words.reason
        if outcome.subject is Unknown.NO_ANSWER:
            waited = count_up_text(seconds_waited(view.payment, self.clock.now()))
            reason = self.tr("M-Pesa has not answered for {time}").format(time=waited)
        self.show_answers(self.tr("We don't know yet"), reason, self._with_next_check(view, outcome, words))
        self._check.setEnabled(view.payment.checkout_request_id is not None and not view.is_checking)

    def _with_next_check(self, view: OutcomeView, outcome: Outcome, words: Words) -> Words:
        at = view.payment.next_query_at
        if at is None or outcome.subject is not Unknown.NO_ANSWER:
            return words
        coming = self.tr("Next check {when}.").format(when=until_text(at, self.clock.now()))
        return _with_more(words, f"{words.happened_more} {coming}")


def _with_more(words: Words, more: str) -> Words:
    return Words(
        words.reason, words.happened, more, words.money, words.money_more, words.next, words.next_more, words.best
    )
