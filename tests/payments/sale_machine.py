"""What else a cashier does with a sale while its prompts are out: another bill, clear, hold, cash back."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule

from pos_desktop.payments.evidence import PaidOtherwise, ReleasedOnTrust
from pos_desktop.till import Cart
from pos_desktop.till.errors import (
    GoodsReleasedError,
    MoneyTakenError,
    NotFoundError,
    PaymentLiveError,
    SaleFrozenError,
    SaleMoveError,
)
from pos_desktop.till.sale_state import SaleState, SaleStatus, TenderStatus, as_cart, sale_row
from tests.payments.doubt_machine import DoubtMachine

REFUSALS = (SaleFrozenError, MoneyTakenError, PaymentLiveError, GoodsReleasedError, SaleMoveError, NotFoundError)
sales = st.integers(0, 3)


class SaleMachine(DoubtMachine):
    """The machine with sales that change: money meets bills that are not what they were."""

    @rule(sale=sales)
    def back(self, sale: int) -> None:
        with suppress(*REFUSALS):
            self.world.counter.back_to_sale(self._sale_id(sale), self.world.cashier)

    @rule(sale=sales, quantity=st.sampled_from([1_000, 2_000, 5_000]))
    def bill_again(self, sale: int, quantity: int) -> None:
        if self._sale(sale).status is SaleStatus.OPEN:
            cart = self._cart(sale)
            cart = cart.set_quantity(cart.lines[-1].line_id, quantity)
            self.world.counter.begin_payment(cart, self.world.cashier)

    @rule(sale=sales)
    def clear(self, sale: int) -> None:
        with suppress(*REFUSALS):
            self.world.counter.clear(self._sale_id(sale), self.world.cashier)

    @rule(sale=sales)
    def hold(self, sale: int) -> None:
        if self._sale(sale).status is SaleStatus.OPEN:
            with suppress(*REFUSALS):
                self.world.counter.hold(self._cart(sale), "Mama Njeri", self.world.cashier)

    @rule(sale=sales)
    def bring_back(self, sale: int) -> None:
        with suppress(*REFUSALS):
            self.world.counter.bring_back(self._sale_id(sale), self.world.cashier)

    @rule(sale=sales)
    def cash_back(self, sale: int) -> None:
        with suppress(*REFUSALS):
            state = self._sale(sale)
            for tender in state.tenders:
                self.world.counter.give_back_cash(state.sale_id, tender.tender_id, self.world.cashier)

    def _look(self) -> None:
        """I4 and I15 of a sale, too: what it has is what it owes when it is done, and nothing when it was cleared."""
        super()._look()
        for number in range(4):
            state = self._sale(number)
            held = sum(t.amount_cents - t.excess_cents for t in state.tenders if t.status is TenderStatus.TAKEN)
            if state.status is SaleStatus.COMPLETED:
                assert held == state.due_cents, f"a completed sale owes {state.due_cents} and has {held}"
            elif state.status is SaleStatus.PAYING:
                assert held < state.due_cents, f"a sale that has {held} of {state.due_cents} is not completed"
            elif state.status is SaleStatus.VOIDED:
                assert held == 0, f"a cleared sale has {held}"
            self._trust_holds(state)
            live = [p.id for p in self.books.of_sale(state.sale_id) if p.status in ("initiated", "pending")]
            is_closed = state.status in (SaleStatus.OPEN, SaleStatus.HELD, SaleStatus.VOIDED)
            assert not (live and is_closed), f"prompts {live} are live for a sale that is {state.status}"

    def _trust_holds(self, state: SaleState) -> None:
        """Goods on trust are paid for when their sale is, by whatever it was, and by nothing else."""
        for paper in self.books.of_sale(state.sale_id):
            is_done = state.status is SaleStatus.COMPLETED
            if paper.has(PaidOtherwise):
                assert is_done, f"payment {paper.id} says that a sale was paid that is {state.status}"
            elif paper.has(ReleasedOnTrust) and paper.status != "completed":
                assert not is_done, f"the goods of payment {paper.id} are paid, and it does not know"

    def _sale_id(self, number: int) -> str:
        return self.world.sales[number].pos_sale or ""

    def _sale(self, number: int) -> SaleState:
        return self.world.counter.sale(self._sale_id(number))

    def _cart(self, number: int) -> Cart:
        with self.world.file.reading() as session:
            return as_cart(session, sale_row(session, self._sale_id(number)))
