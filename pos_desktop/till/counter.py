"""The sales counter: what screens ask for, each write of it exactly one commit.

Writes belong to a worker thread; reads may run on any thread, the screen's among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from sqlmodel import Session, select

from pos_desktop.clock import Clock
from pos_desktop.till import checkout, print_queue, sales
from pos_desktop.till.cart import Cart
from pos_desktop.till.catalogue import Reading
from pos_desktop.till.checkout import CashTaken, PromptFacts, SaleForPayment
from pos_desktop.till.print_queue import PrintJob
from pos_desktop.till.receipt import ReceiptFacts, receipt_facts
from pos_desktop.till.sale_state import (
    SaleState,
    SaleStatus,
    SaleSummary,
    as_cart,
    is_begun,
    sale_row,
    sale_state,
    summaries,
)
from pos_desktop.till.sales import Act
from pos_desktop.till.stray_money import settle_stray_money
from pos_desktop.till.tables import SaleRow
from pos_desktop.till.terminal import TerminalDetails

Transaction = Callable[[], AbstractContextManager[Session]]
"""Lends the one writing connection for a block, and commits once at its end."""

_LIST_LIMIT = 200


class Counter:
    """One terminal's counter over its file.

    `require_room()` raises where the disk has no room for a new sale to be finished; sales that are begun go on.
    """

    def __init__(
        self,
        transaction: Transaction,
        reading: Reading,
        clock: Clock,
        terminal: TerminalDetails,
        require_room: Callable[[], None] = lambda: None,
    ) -> None:
        self.terminal = terminal
        self._require_room = require_room
        self._transaction = transaction
        self._reading = reading
        self._clock = clock

    def autosave_line(self, cart: Cart, line_id: str, staff_id: int) -> None:
        """Keeps one changed or new line of an open sale; the first call makes the sale."""
        with self._selling(cart) as session:
            sales.save_line(session, cart, line_id, self._act(staff_id))

    def remove_line(self, cart: Cart, line_id: str, staff_id: int) -> None:
        """Forgets a line that `cart` no longer has."""
        with self._transaction() as session:
            sales.delete_line(session, cart, line_id, self._act(staff_id))

    def clear(self, sale_id: str, staff_id: int) -> None:
        """Voids a sale for which nothing was taken; see `sales.clear` for what it refuses."""
        with self._transaction() as session:
            sales.clear(session, sale_id, self._act(staff_id))

    def hold(self, cart: Cart, note: str, staff_id: int) -> None:
        """Puts the cart aside so that the next customer can be served."""
        with self._selling(cart) as session:
            sales.hold(session, cart, note, self._act(staff_id))

    def bring_back(self, sale_id: str, staff_id: int) -> Cart:
        """Opens a held sale again."""
        with self._transaction() as session:
            return sales.bring_back(session, sale_id, self._act(staff_id))

    def begin_payment(self, cart: Cart, staff_id: int) -> SaleForPayment:
        """Makes the bill and gives the sale its receipt number."""
        with self._selling(cart) as session:
            return checkout.begin_payment(session, cart, self._act(staff_id))

    def back_to_sale(self, sale_id: str, staff_id: int) -> Cart:
        """Opens the bill again, while nothing is taken and no M-Pesa request is live."""
        with self._transaction() as session:
            return sales.back_to_sale(session, sale_id, self._act(staff_id))

    def take_cash(
        self,
        sale_id: str,
        given_cents: int,
        staff_id: int,
        *,
        approved_by: int | None = None,
        tender_id: str | None = None,
    ) -> CashTaken:
        """Takes cash and completes the sale when nothing is left; see `checkout.take_cash`."""
        with self._transaction() as session:
            return checkout.take_cash(
                session,
                sale_id,
                given_cents,
                self._act(staff_id),
                approved_by=approved_by,
                tender_id=tender_id,
            )

    def give_back_cash(self, sale_id: str, tender_id: str, staff_id: int) -> None:
        """Hands cash back before the sale is completed."""
        with self._transaction() as session:
            checkout.give_back_cash(session, sale_id, tender_id, self._act(staff_id))

    def settle_stray_money(self, stray_id: int, staff_id: int, approved_by: int) -> None:
        """Notes that a manager looked into money that no sale asked for; see `stray_money.settle_stray_money`."""
        with self._transaction() as session:
            settle_stray_money(session, stray_id, self._act(staff_id), approved_by)

    def open_sale(self) -> Cart | None:
        """The sale that was on the screen when the program last stopped, or None."""
        query = select(SaleRow).where(SaleRow.terminal == self.terminal.terminal, SaleRow.status == SaleStatus.OPEN)
        with self._reading() as session:
            sale = session.exec(query).one_or_none()
            return None if sale is None else as_cart(session, sale)

    def held(self) -> list[SaleSummary]:
        """The held sales, newest first."""
        return self._list(SaleStatus.HELD, _LIST_LIMIT)

    def being_paid(self) -> list[SaleSummary]:
        """The bills that are neither paid nor cleared, among them those that were set aside; newest first."""
        return self._list(SaleStatus.PAYING, _LIST_LIMIT)

    def recent_sales(self, limit: int = 50) -> list[SaleSummary]:
        """The completed sales, newest first."""
        return self._list(SaleStatus.COMPLETED, limit)

    def sale(self, sale_id: str) -> SaleState:
        """Everything about one sale.

        Raises:
            NotFoundError: there is no such sale.
        """
        with self._reading() as session:
            return sale_state(session, sale_row(session, sale_id))

    def prompt_facts(self, sale_id: str) -> PromptFacts:
        """What an M-Pesa request for this sale must say."""
        with self._reading() as session:
            return checkout.sale_facts_for_prompt(session, sale_id)

    def receipt(self, sale_id: str, copy_number: int = 0) -> ReceiptFacts:
        """Everything a printed receipt needs.

        Raises:
            SaleMoveError: the sale is not completed.
        """
        with self._reading() as session:
            return receipt_facts(session, sale_id, self.terminal, copy_number)

    def next_print_job(self) -> PrintJob | None:
        """The oldest receipt that waits for paper, or None."""
        with self._reading() as session:
            return print_queue.next_print_job(session, self.terminal.terminal)

    def receipt_job(self, sale_id: str) -> PrintJob | None:
        """Whether a completed sale's receipt came out, and if not, why not; None before the sale is completed."""
        with self._reading() as session:
            return print_queue.receipt_job(session, sale_id)

    def print_done(self, job_id: int) -> None:
        """The paper came out."""
        with self._transaction() as session:
            print_queue.mark_printed(session, job_id, self._now())

    def print_failed(self, job_id: int, why: str) -> None:
        """The paper did not come out; the job stays first in the queue."""
        with self._transaction() as session:
            print_queue.mark_failed(session, job_id, why)

    def print_again(self, sale_id: str, staff_id: int) -> PrintJob:
        """Puts a copy of a receipt, marked COPY n, into the queue."""
        with self._transaction() as session:
            return print_queue.queue_copy(session, sale_id, self._act(staff_id))

    @contextmanager
    def _selling(self, cart: Cart) -> Iterator[Session]:
        """A transaction for a cart; one that begins the sale needs room for its end."""
        with self._transaction() as session:
            if not is_begun(session, cart.sale_id):
                self._require_room()
            yield session

    def _act(self, staff_id: int) -> Act:
        return Act(self.terminal, staff_id, self._now())

    def _now(self) -> datetime:
        return self._clock.now()

    def _list(self, status: SaleStatus, limit: int) -> list[SaleSummary]:
        with self._reading() as session:
            return summaries(session, status, limit)
