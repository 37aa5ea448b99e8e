"""Paying: the bill, cash, the prompt and what becomes of it, until the sale is done or set aside."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_desktop.errors import PosError
from pos_desktop.ids import new_public_id
from pos_desktop.payments import (
    LivePaymentError,
    OutcomeState,
    Override,
    PaymentChange,
    PaymentView,
    TransactionStatus,
    outcome_of,
)
from pos_desktop.printing import PrintNews
from pos_desktop.till import (
    Cart,
    CashTaken,
    PaymentLiveError,
    Person,
    SaleForPayment,
    SaleState,
    SaleStatus,
    TenderKind,
    TenderStatus,
)
from pos_desktop.ui.details_dialog import DetailsDialog
from pos_desktop.ui.flows.open_prompt import OpenPromptQuestions, has_ended
from pos_desktop.ui.flows.payment_screens import PaymentScreens
from pos_desktop.ui.flows.stage import Stage
from pos_desktop.ui.screens.bill_view import BillView, bill_of
from pos_desktop.ui.screens.outcome import OutcomeView
from pos_desktop.ui.screens.paid import CashPaidView, PaidView, ReceiptState
from pos_desktop.ui.screens.pay_view import PayView, TenderChoice
from pos_desktop.ui.screens.waiting import WaitingView
from pos_desktop.ui.services import Services


class PayingFlow(QObject):
    """Follows one sale at a time. `done` asks for the next sale, `sale_reopened` carries a cart to go on with."""

    done = Signal()
    sale_reopened = Signal(object)

    def __init__(self, services: Services, stage: Stage, screens: PaymentScreens) -> None:
        super().__init__(stage.window)
        self._services, self._stage, self._screens = services, stage, screens
        self.sale_id = ""
        self._payment_id: int | None = None
        self._tender = TenderChoice.CASH
        self._phone = ""
        self._is_busy = False
        self._is_checking = False
        self._approved_by: int | None = None
        self._cash_id = new_public_id()  # the same until it is known to be taken: pressing again takes it once
        self._approver = ""
        self._receipt = ReceiptState.PRINTING
        self._problem: PosError | None = None
        self._questions = OpenPromptQuestions(services, stage)
        self._details = DetailsDialog(stage.window, services.clock)
        self._connect()

    def _connect(self) -> None:
        screens = self._screens
        screens.pay.back_requested.connect(self._back)
        screens.pay.tender_chosen.connect(self._choose_tender)
        screens.pay.cash_confirmed.connect(self._take_cash)
        screens.pay.prompt_requested.connect(self._send)
        screens.pay.tender_removed.connect(self._give_back)
        screens.waiting.serve_next_requested.connect(self._set_aside)
        screens.waiting.check_requested.connect(self._check)
        screens.waiting.cancel_requested.connect(self._ask_cancel)
        screens.waiting.patience_ended.connect(self._show_payment)
        screens.unknown.serve_next_requested.connect(self._set_aside)
        screens.unknown.check_requested.connect(self._check)
        screens.unknown.pay_another_way_requested.connect(self._ask_other_way)
        screens.not_paid.send_again_requested.connect(self._send_again)
        screens.not_paid.ask_customer_requested.connect(self._ask_customer)
        screens.not_paid.change_number_requested.connect(lambda _id: self._open_pay(TenderChoice.MPESA))
        screens.not_paid.pay_another_way_requested.connect(lambda: self._open_pay(TenderChoice.CASH))
        screens.not_paid.back_requested.connect(self._back)
        for amber in (screens.not_paid, screens.unknown):
            amber.details_requested.connect(self._show_details)
        for green in (screens.paid, screens.cash_paid):
            green.new_sale_requested.connect(self._finish)
            green.print_again_requested.connect(self._print_again)
        for page in (screens.pay, screens.waiting, screens.paid, screens.cash_paid, screens.not_paid, screens.unknown):
            page.scan_kept.connect(self._stage.keep_scan)
        self._questions.set_aside_requested.connect(self._set_aside)
        self._questions.phone_shows_nothing.connect(self._confirm_not_paid)
        self._questions.other_way_allowed.connect(self._allow_other_way)
        self._questions.trusted.connect(self._release)
        self._details.scanned.connect(self._stage.keep_scan)

    @property
    def is_busy(self) -> bool:
        """Whether a bill is being made, or something that was asked for one is not answered yet."""
        return self._is_busy

    def begin(self, cart: Cart) -> None:
        """Makes the bill of a cart and opens it."""
        if not cart.lines or self._is_busy:
            return
        self._is_busy = True
        counter, staff_id = self._services.counter, self._stage.staff_id
        self._services.desk_work.run(lambda: counter.begin_payment(cart, staff_id), self._begun, self._failed)

    def resume(self, sale_id: str) -> None:
        """Opens a bill that was set aside, at the page that it has come to; what is no bill any more stays closed."""
        sale = self._services.counter.sale(sale_id)
        if self.sale_id or sale.status not in (SaleStatus.PAYING, SaleStatus.COMPLETED):
            return
        self._start(sale_id)
        if sale.is_completed:
            self._show_paid(sale)
            return
        payments = self._payments()
        if payments and payments[-1].is_open:
            self._payment_id = payments[-1].id
            self._show_payment()
        else:
            self._open_pay(TenderChoice.CASH)

    def payment_changed(self, change: PaymentChange) -> None:
        """A payment has news; only this sale's changes what is shown."""
        if change.host != self.sale_id:
            return
        if self._payment_id is None or change.payment_id > self._payment_id:
            self._payment_id = change.payment_id
        payment = self._payment()
        if payment is not None:
            self._questions.follow(payment)
        if not self._is_pay_open() or change.is_first_completion:
            self._show_payment()

    def receipt_printed(self, news: PrintNews) -> None:
        """The paper of this sale came out, or did not."""
        if news.job.sale_id != self.sale_id:
            return
        self._receipt = ReceiptState.PRINTED if news.problem is None else ReceiptState.FAILED
        self._problem = news.problem
        self._show_paid_again()

    def _begun(self, bill: SaleForPayment) -> None:
        self._start(bill.sale_id)
        if bill.is_completed:
            self._show_paid(self._sale())
        else:
            self._open_pay(TenderChoice.CASH)

    def _start(self, sale_id: str) -> None:
        self.sale_id = sale_id
        self._payment_id = None
        self._phone = ""
        self._is_busy = self._is_checking = False
        self._approved_by, self._approver = None, ""
        self._cash_id = new_public_id()
        self._receipt, self._problem = ReceiptState.PRINTING, None

    def _open_pay(self, tender: TenderChoice) -> None:
        self._tender = tender
        self._show_pay()
        self._stage.show(self._screens.pay)

    def _show_pay(self) -> None:
        self._screens.pay.show_view(
            PayView(
                bill=self._bill(),
                tender=self._tender,
                business_name=self._services.counter.terminal.shop_name.upper(),
                is_mpesa_ready=self._services.prompts is not None,
                phone=self._phone,
                is_busy=self._is_busy,
                approved_by=self._approver,
            )
        )

    def _choose_tender(self, tender: str) -> None:
        self._tender = TenderChoice(tender)
        self._show_pay()

    def _take_cash(self, given_cents: int) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        counter, sale_id, staff_id = self._services.counter, self.sale_id, self._stage.staff_id
        tender_id, approved_by = self._cash_id, self._approved_by
        self._services.desk_work.run(
            lambda: counter.take_cash(sale_id, given_cents, staff_id, approved_by=approved_by, tender_id=tender_id),
            self._cash_taken,
            self._failed,
        )

    def _cash_taken(self, taken: CashTaken) -> None:
        self._is_busy = False
        self._cash_id = new_public_id()
        if taken.is_completed:
            self._services.nudge_printer()
            self._show_paid(self._sale())
        else:
            self._show_pay()

    def _give_back(self, tender_id: str) -> None:
        counter, sale_id, staff_id = self._services.counter, self.sale_id, self._stage.staff_id
        self._services.desk_work.run(
            lambda: counter.give_back_cash(sale_id, tender_id, staff_id), lambda _none: self._show_pay(), self._failed
        )

    def _send(self, phone: str, cents: int) -> None:
        prompts = self._services.prompts
        if prompts is None or self._is_busy:
            return
        self._is_busy, self._phone = True, ""
        self._payment_id = None
        facts = self._services.counter.prompt_facts(self.sale_id)
        self._show_pay()
        sale_id, override = self.sale_id, self._override()
        self._services.outside_work.run(
            lambda: prompts.start(facts, phone, cents, override), lambda view: self._sent(sale_id, view), self._failed
        )

    def _override(self) -> Override | None:
        """A manager's word that a second prompt may go out; good for one."""
        person, approver = self._stage.person, self._approver
        self._approved_by, self._approver = None, ""
        return Override(person.name, approver, "a second prompt was sent") if person and approver else None

    def _sent(self, sale_id: str, payment: PaymentView) -> None:
        if sale_id != self.sale_id:
            return
        self._is_busy = False
        self._payment_id = payment.id
        self._show_payment()

    def _send_again(self, _payment_id: int) -> None:
        payment = self._payment()
        if payment is not None:
            self._send(payment.phone, min(payment.amount_cents, self._sale().left_cents))

    def _show_payment(self) -> None:
        payments = self._payments()
        payment = self._followed(payments)
        if payment is None:
            return
        self._is_busy = False
        now = self._services.clock.now()
        bill, state = bill_of(self._sale(), payments, now), outcome_of(payment, now).state
        if state is OutcomeState.PAID:
            self._show_paid_or_rest()
        elif state.is_being_waited_for:
            self._screens.waiting.show_view(WaitingView(bill, payment, self._is_checking))
            self._stage.show(self._screens.waiting)
        elif state is OutcomeState.NOT_PAID:
            self._screens.not_paid.show_view(OutcomeView(bill, payment, self._is_checking))
            self._stage.show(self._screens.not_paid)
        else:
            self._screens.unknown.show_view(OutcomeView(bill, payment, self._is_checking))
            self._stage.show(self._screens.unknown)

    def _show_paid_or_rest(self) -> None:
        sale = self._sale()
        if sale.is_completed:
            self._show_paid(sale)
        else:
            self._payment_id = None
            self._open_pay(TenderChoice.CASH)

    def _show_paid(self, sale: SaleState) -> None:
        bill = self._bill()
        taken = [tender for tender in sale.tenders if tender.status is TenderStatus.TAKEN]
        mpesa = [tender for tender in taken if tender.kind is TenderKind.MPESA]
        payment = self._payment()
        if mpesa and payment is not None:
            self._screens.paid.show_view(
                PaidView(
                    bill=bill,
                    amount_cents=payment.amount_cents,
                    phone=payment.phone,
                    code=payment.receipt,
                    paid_at=payment.paid_at or sale.completed_at or self._services.clock.now(),
                    change_cents=sale.change_cents,
                    receipt=self._receipt,
                    problem=self._problem,
                    excess_cents=sale.excess_cents,
                )
            )
            self._stage.show(self._screens.paid)
            return
        given = sum(tender.given_cents for tender in taken if tender.kind is TenderKind.CASH)
        self._screens.cash_paid.show_view(CashPaidView(bill, given, sale.change_cents, self._receipt, self._problem))
        self._stage.show(self._screens.cash_paid)

    def _show_paid_again(self) -> None:
        if self._stage.is_open(self._screens.paid) or self._stage.is_open(self._screens.cash_paid):
            self._show_paid(self._sale())

    def _check(self) -> None:
        prompts, payment_id = self._services.prompts, self._payment_id
        if prompts is None or payment_id is None or self._is_checking:
            return
        self._is_checking = True
        self._show_payment()
        self._services.outside_work.run(lambda: prompts.query(payment_id), self._checked, self._check_failed)

    def _checked(self, payment: PaymentView) -> None:
        self._is_checking = False
        if payment.host == self.sale_id:
            self._show_payment()

    def _check_failed(self, error: PosError) -> None:
        self._is_checking = False
        self._stage.say_error(error)

    def _set_aside(self) -> None:
        prompts, payment_id = self._services.prompts, self._payment_id
        if prompts is not None and payment_id is not None:
            self._services.outside_work.run(lambda: prompts.walk_away(payment_id), None, self._stage.say_error)
        self._finish()

    def _finish(self) -> None:
        self._start("")
        self.done.emit()

    def _back(self) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        counter, sale_id, staff_id = self._services.counter, self.sale_id, self._stage.staff_id
        self._services.desk_work.run(
            lambda: counter.back_to_sale(sale_id, staff_id), self._reopened, self._not_reopened
        )

    def _reopened(self, cart: Cart) -> None:
        self._start("")
        self.sale_reopened.emit(cart)

    def _not_reopened(self, error: PosError) -> None:
        self._is_busy = False
        self._stage.say_error(error)
        self._show_where_the_sale_is()

    def _print_again(self) -> None:
        counter, sale_id, staff_id = self._services.counter, self.sale_id, self._stage.staff_id
        self._services.desk_work.run(
            lambda: counter.print_again(sale_id, staff_id),
            lambda _job: self._services.nudge_printer(),
            self._stage.say_error,
        )

    def _ask_cancel(self) -> None:
        payment = self._payment()
        if payment is not None:
            self._questions.ask_cancel(payment)

    def _ask_other_way(self) -> None:
        payment = self._payment()
        if payment is not None:
            self._questions.ask_other_way(payment)

    def _ask_customer(self) -> None:
        payment = self._payment()
        if payment is not None:
            self._questions.ask_customer(payment)

    def _confirm_not_paid(self) -> None:
        prompts, payment_id, person = self._services.prompts, self._payment_id, self._stage.person
        if prompts is None or payment_id is None or person is None or self._is_checking:
            return
        self._is_checking = True
        self._show_payment()
        self._services.outside_work.run(
            lambda: prompts.confirm_not_paid(payment_id, person.name), self._checked, self._check_failed
        )

    def _allow_other_way(self, asked: PaymentView, manager: Person) -> None:
        payment = self._payment()
        if payment is None or payment.id != asked.id or has_ended(asked, payment):
            self._show_payment()
            return
        self._approved_by, self._approver = manager.staff_id, manager.name
        self._open_pay(TenderChoice.CASH)

    def _release(self, override: Override) -> None:
        prompts, payment_id = self._services.prompts, self._payment_id
        if prompts is None or payment_id is None:
            return
        self._services.outside_work.run(
            lambda: prompts.release(payment_id, override), lambda _payment: None, self._stage.say_error
        )
        self._set_aside()

    def _show_details(self) -> None:
        payment = self._payment()
        if payment is not None:
            self._details.show_payment(payment)
            self._details.open_over()

    def _failed(self, error: PosError) -> None:
        self._is_busy = False
        payments = self._payments()
        if payments and isinstance(error, PaymentLiveError | LivePaymentError):
            self._meet_live_prompt(payments[-1], error)
            return
        self._stage.say_error(error)
        if self.sale_id:
            self._show_where_the_sale_is()

    def _meet_live_prompt(self, newest: PaymentView, error: PosError) -> None:
        """Beside a prompt that may still be paid a manager must say yes; one that M-Pesa called not paid, and of which
        only a second prompt has to be afraid, is cleared up on its own page.
        """
        self._payment_id = newest.id
        if newest.is_open or isinstance(error, PaymentLiveError):
            self._show_pay()
            self._ask_other_way()
        else:
            self._show_payment()

    def _show_where_the_sale_is(self) -> None:
        """After a refusal: its reason may be that the sale was paid, or is no bill any more."""
        sale = self._sale()
        if sale.is_completed:
            self._show_paid(sale)
        elif sale.status is SaleStatus.PAYING:
            self._show_pay()
        else:
            self._finish()

    def _is_pay_open(self) -> bool:
        return self._stage.is_open(self._screens.pay) and not self._is_busy

    def _sale(self) -> SaleState:
        return self._services.counter.sale(self.sale_id)

    def _payments(self) -> list[PaymentView]:
        prompts = self._services.prompts
        return prompts.of_sale(self.sale_id) if prompts is not None and self.sale_id else []

    def _payment(self) -> PaymentView | None:
        return self._followed(self._payments())

    def _followed(self, payments: list[PaymentView]) -> PaymentView | None:
        if self._payment_id is None:
            return payments[-1] if payments and payments[-1].status is TransactionStatus.COMPLETED else None
        return next((payment for payment in payments if payment.id == self._payment_id), None)

    def _bill(self) -> BillView:
        return bill_of(self._sale(), self._payments(), self._services.clock.now())
