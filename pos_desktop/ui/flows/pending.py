"""What waits: prompts that were set aside, held sales, and what was answered in the background."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from pos_desktop.clock import in_nairobi
from pos_desktop.money import format_kes
from pos_desktop.payments import (
    OutcomeState,
    PaymentChange,
    PaymentView,
    Settlement,
    TransactionStatus,
    mask_phone,
    outcome_of,
    settlements_for,
)
from pos_desktop.till import Cart, NotFoundError, Person, SaleState, SaleStatus
from pos_desktop.ui.flows.approval import ManagerApproval
from pos_desktop.ui.flows.choice import Choice, ChoiceDialog
from pos_desktop.ui.flows.stage import Stage
from pos_desktop.ui.screens.pending import PendingScreen
from pos_desktop.ui.screens.pending_view import HeldSale, PendingPayment, PendingView, may_check
from pos_desktop.ui.services import Prompts, Services
from pos_desktop.ui.words import words_of_settlement, words_of_subject

_REFRESH_MS = 1000
_MOST_ANSWERED = 20


class PendingFlow(QObject):
    """Keeps the list, counts what is open, and announces what ends in the background."""

    closed = Signal()
    counted = Signal()
    cart_brought_back = Signal(object)
    bill_requested = Signal(str)

    def __init__(self, services: Services, stage: Stage, screen: PendingScreen) -> None:
        super().__init__(screen)
        self._services, self._stage, self._screen = services, stage, screen
        self._answered: dict[int, datetime] = {}
        self._printed: set[str] = set()
        self._manager = ManagerApproval(services, stage)
        self._finding = ChoiceDialog(stage.window)
        self._finding.scanned.connect(stage.keep_scan)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh_if_open)
        screen.back_requested.connect(self.closed)
        screen.check_requested.connect(self._check)
        screen.decide_requested.connect(self._ask_finding)
        screen.settle_stray_requested.connect(self._ask_about_stray)
        screen.check_all_requested.connect(self._check_all)
        screen.bring_back_requested.connect(self.bring_back)
        screen.print_again_requested.connect(self._print_again)
        screen.pay_another_way_requested.connect(self._open_bill)
        screen.scan_kept.connect(stage.keep_scan)

    def open(self) -> None:
        """Shows the list."""
        self._screen.show_view(self._view())
        self._stage.show(self._screen)
        self._timer.start()

    def count_exceptions(self) -> int:
        """How many payments wait for a manager's decision."""
        prompts = self._services.prompts
        return prompts.count_exceptions() if prompts is not None else 0

    def count(self) -> int:
        """How many M-Pesa payments are open."""
        prompts = self._services.prompts
        return prompts.count_open() if prompts is not None else 0

    def payment_changed(self, change: PaymentChange, *, on_screen: str) -> None:
        """Counts again; what ended while nobody looked is announced. `on_screen` is the sale that is being paid."""
        ended = change.after in (TransactionStatus.COMPLETED, TransactionStatus.FAILED)
        if ended and change.before is not change.after and change.host != on_screen:
            self._answered[change.payment_id] = self._services.clock.now()
            self._announce(change, may_show=not on_screen)
        self.counted.emit()
        self._refresh_if_open()

    def receipt_printed(self, sale_id: str) -> None:
        """Remembers that the paper is out."""
        self._printed.add(sale_id)
        self._refresh_if_open()

    def _announce(self, change: PaymentChange, *, may_show: bool) -> None:
        """Says it, with a button that opens Pending, where the page that is open may be left."""
        prompts = self._services.prompts
        if prompts is None:
            return
        payment = prompts.view(change.payment_id)
        number, amount = payment.account_reference, format_kes(payment.amount_cents)
        show, key = (self.tr("Show"), "F7") if may_show else ("", "")
        outcome = outcome_of(payment, self._services.clock.now())
        if outcome.state is OutcomeState.PAID:
            title = self.tr("Paid: sale {0}, {1}").format(number, amount)
            self._stage.toast.say(title, self._what_follows(payment.host), button=show, key=key)
        else:
            is_known = outcome.state is OutcomeState.NOT_PAID
            title = self.tr("Not paid: sale {0}, {1}") if is_known else self.tr("We don't know yet: sale {0}, {1}")
            waits = self.tr("It waits in Pending.")
            words = f"{words_of_subject(outcome.subject).money} {waits}"
            self._stage.toast.say(title.format(number, amount), words, icon="triangle-alert", button=show, key=key)

    def _what_follows(self, sale_id: str) -> str:
        """What the money does for its sale, which may have been paid, opened again or cleared meanwhile."""
        sale = self._services.counter.sale(sale_id)
        if sale.excess_cents:
            return self.tr("Give back {0}. It waits in Pending.").format(format_kes(sale.excess_cents))
        if sale.is_completed:
            return self.tr("Receipt prints by itself")
        return self.tr("It counts for its sale, which goes on.")

    def _refresh_if_open(self) -> None:
        if self._stage.is_open(self._screen) and self._screen.isVisible():  # not once the window is closed
            self._screen.show_view(self._view())
        else:
            self._timer.stop()

    def _view(self) -> PendingView:
        prompts = self._services.prompts
        if prompts is None:
            return PendingView(held=self._held(set()))
        doubtful = prompts.exceptions()
        numbers = {payment.id for payment in doubtful}
        live = prompts.open()
        still_open = [self._row(payment) for payment in live if payment.id not in numbers]
        answered = [payment for payment in self._answered_payments(prompts) if payment.id not in numbers]
        shown = {payment.host for payment in (*doubtful, *live, *answered)}
        waiting = self._unpaid_bills(shown)
        rows = [self._row(payment) for payment in reversed(answered)] + waiting
        return PendingView(
            strays=tuple(prompts.strays()),
            exceptions=tuple(row for row in map(self._row, doubtful) if row is not None),
            open=tuple(row for row in still_open if row is not None),
            held=self._held({row.sale_id for row in rows if row is not None} | shown),
            answered=tuple(row for row in rows if row is not None),
        )

    def _answered_payments(self, prompts: Prompts) -> list[PaymentView]:
        """What was answered in the background, but not what no longer matters: its bill was paid since, or cleared."""
        bills = {bill.sale_id for bill in self._services.counter.being_paid()}
        answered = [prompts.view(number) for number in list(self._answered)[-_MOST_ANSWERED:]]
        return [each for each in answered if each.status is not TransactionStatus.FAILED or each.host in bills]

    def _unpaid_bills(self, shown: set[str]) -> list[PendingPayment | None]:
        """Bills whose last prompt was refused before this program was started."""
        prompts = self._services.prompts
        rows: list[PendingPayment | None] = []
        for bill in self._services.counter.being_paid():
            payments = prompts.of_sale(bill.sale_id) if prompts is not None and bill.sale_id not in shown else []
            if payments and payments[-1].status is TransactionStatus.FAILED:
                rows.append(self._row(payments[-1]))
        return rows

    def _held(self, shown: set[str]) -> tuple[HeldSale, ...]:
        """Held sales, and bills for which no prompt was ever sent: both are brought back by a tap."""
        counter = self._services.counter
        sales = counter.held() + [bill for bill in counter.being_paid() if bill.sale_id not in shown]
        return tuple(
            HeldSale(each.sale_id, each.note, each.staff_name, each.item_count, each.due_cents, each.at)
            for each in sorted(sales, key=lambda sale: sale.at)
        )

    def _row(self, payment: PaymentView) -> PendingPayment | None:
        try:
            sale = self._services.counter.sale(payment.host)
        except NotFoundError:
            return None
        return PendingPayment(
            payment=payment,
            sale_id=sale.sale_id,
            receipt_number=sale.receipt_number or "",
            staff_name=sale.staff_name,
            clock_text=in_nairobi(sale.paying_at or sale.opened_at).strftime("%H:%M"),
            item_count=sale.item_count,
            answered_at=self._answered.get(payment.id, sale.completed_at),
            is_receipt_printed=sale.sale_id in self._printed,
            excess_cents=sale.excess_cents,
            is_cleared=sale.status is SaleStatus.VOIDED,
        )

    def _check(self, payment_id: int) -> None:
        prompts = self._services.prompts
        if prompts is not None:
            self._services.outside_work.run(
                lambda: prompts.query(payment_id), lambda _view: self._refresh_if_open(), self._stage.say_error
            )

    def _check_all(self) -> None:
        prompts = self._services.prompts
        if prompts is not None:
            waiting = [*prompts.exceptions(), *prompts.open()]
            for number in dict.fromkeys(payment.id for payment in waiting if may_check(payment)):
                self._check(number)

    def _ask_about_stray(self, stray_id: int) -> None:
        prompts = self._services.prompts
        stray = next((each for each in prompts.strays() if each.id == stray_id), None) if prompts is not None else None
        if stray is None:
            return
        words = self.tr("It was looked into. Both names are written down.")
        about = self._about(stray.phone_masked, stray.amount_cents, stray.reference)
        self._manager.ask(f"{about}\n{words}", lambda manager: self._settle_stray(stray_id, manager))

    def _settle_stray(self, stray_id: int, manager: Person) -> None:
        counter, staff_id = self._services.counter, self._stage.staff_id
        self._services.desk_work.run(
            lambda: counter.settle_stray_money(stray_id, staff_id, manager.staff_id),
            lambda _none: self._settled(),
            self._stage.say_error,
        )

    def _settled(self) -> None:
        self.counted.emit()
        self._refresh_if_open()

    def _ask_finding(self, payment_id: int) -> None:
        prompts = self._services.prompts
        payment = prompts.view(payment_id) if prompts is not None else None
        if payment is None or not payment.open_doubts:
            return
        found = [Choice(each.value, words_of_settlement(each)) for each in settlements_for(payment.open_doubts)]
        about = self._about(mask_phone(payment.phone), payment.amount_cents, payment.account_reference)
        self._finding.ask(
            self.tr("What was found?"),
            found,
            lambda key: self._ask_manager(payment, Settlement(key), about),
            words=about,
        )

    def _about(self, phone_masked: str, amount_cents: int, sale_number: str) -> str:
        """The money that is decided about, for who holds the phone or the statement beside it."""
        sale = self.tr("Sale {0}").format(sale_number) if sale_number else ""
        return " · ".join(part for part in (phone_masked, format_kes(amount_cents), sale) if part)

    def _ask_manager(self, shown: PaymentView, settlement: Settlement, about: str) -> None:
        words = self.tr("{found}. Both names are written down.").format(found=words_of_settlement(settlement))
        self._manager.ask(f"{about}\n{words}", lambda manager: self._settle(shown, manager, settlement))

    def _settle(self, shown: PaymentView, manager: Person, settlement: Settlement) -> None:
        prompts, person = self._services.prompts, self._stage.person
        if prompts is not None and person is not None:
            self._services.desk_work.run(
                lambda: prompts.settle(shown, person.name, manager.name, settlement),
                lambda _payment: self._refresh_if_open(),
                self._stage.say_error,
            )

    def _open_bill(self, payment_id: int) -> None:
        prompts = self._services.prompts
        if prompts is not None:
            self.bill_requested.emit(prompts.view(payment_id).host)

    def bring_back(self, sale_id: str) -> None:
        """Opens a held sale, or a bill that was set aside, again."""
        sale: SaleState = self._services.counter.sale(sale_id)
        if sale.status is not SaleStatus.HELD:
            self.bill_requested.emit(sale_id)
            return
        counter, staff_id = self._services.counter, self._stage.staff_id

        def opened(cart: Cart) -> None:
            self.cart_brought_back.emit(cart)

        self._services.desk_work.run(lambda: counter.bring_back(sale_id, staff_id), opened, self._stage.say_error)

    def _print_again(self, sale_id: str) -> None:
        counter, staff_id = self._services.counter, self._stage.staff_id
        self._services.desk_work.run(
            lambda: counter.print_again(sale_id, staff_id),
            lambda _job: self._services.nudge_printer(),
            self._stage.say_error,
        )
