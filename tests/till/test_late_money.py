"""Money that comes when the bill is not what it was: none of it is lost, counted twice, or left for nobody to see."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pos_desktop.payments import Doubt, Environment, PaymentView, Settlement, TransactionStatus
from pos_desktop.till import Cart
from pos_desktop.till.sale_state import SaleStatus, TenderStatus
from tests.payments.core_machine import OVERRIDE
from tests.payments.till_world import TillWorld
from tests.payments.world import callback


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TillWorld]:
    world = TillWorld(tmp_path, Environment.PRODUCTION)
    yield world
    world.file.close()


def say(till: TillWorld, payment: PaymentView, code: int, receipt: str = "UKO7XK2M9P") -> None:
    """A callback, and M-Pesa's own word for it."""
    body = json.loads(callback(code, cents=payment.amount_cents, receipt=receipt))
    body["Body"]["stkCallback"]["CheckoutRequestID"] = payment.checkout_request_id
    till.core.receive_callback(till.token(payment.id), json.dumps(body).encode())
    till.wire.answers.extend([str(code)])
    till.core.query(payment.id)
    till.wire.forget()


def paid_after_the_bill_was_left(till: TillWorld, number: int) -> tuple[PaymentView, Cart]:
    """M-Pesa says no, the cashier goes back to the sale, and the money comes all the same."""
    bill = till.sales[number]
    payment = till.core.start_prompt(bill)
    say(till, payment, 1032)
    cart = till.counter.back_to_sale(bill.pos_sale or "", till.cashier)
    say(till, payment, 0)
    return till.core.payment(payment.id), cart


def settle(till: TillWorld, payment: PaymentView, found: Settlement) -> None:
    till.core.settle(till.core.payment(payment.id), by="Achieng", approved_by="Wanjiru", settlement=found)


def test_money_that_was_given_back_pays_for_no_goods(till: TillWorld) -> None:
    payment, cart = paid_after_the_bill_was_left(till, 0)
    assert Doubt.LATE in payment.open_doubts
    settle(till, payment, Settlement.GIVEN_BACK)
    bill = till.counter.begin_payment(cart, till.cashier)
    assert (bill.left_cents, bill.is_completed) == (payment.amount_cents, False)
    [tender] = till.counter.sale(bill.sale_id).tenders
    assert tender.status is TenderStatus.GIVEN_BACK


def test_a_sale_whose_money_was_given_back_can_be_cleared(till: TillWorld) -> None:
    payment, cart = paid_after_the_bill_was_left(till, 0)
    settle(till, payment, Settlement.GIVEN_BACK)
    till.counter.clear(cart.sale_id, till.cashier)
    assert till.counter.sale(cart.sale_id).status is SaleStatus.VOIDED


def test_late_money_that_nobody_gave_back_pays_the_next_bill(till: TillWorld) -> None:
    payment, cart = paid_after_the_bill_was_left(till, 0)
    settle(till, payment, Settlement.NOTHING_TO_DO)
    assert till.counter.begin_payment(cart, till.cashier).is_completed
    assert till.core.payment(payment.id).open_doubts == frozenset()


def test_a_smaller_bill_than_the_money_that_came_is_an_exception(till: TillWorld) -> None:
    payment, cart = paid_after_the_bill_was_left(till, 2)
    settle(till, payment, Settlement.NOTHING_TO_DO)
    smaller = cart.set_quantity(cart.lines[-1].line_id, 1_000)
    bill = till.counter.begin_payment(smaller, till.cashier)
    assert till.counter.sale(bill.sale_id).excess_cents == payment.amount_cents - bill.due_cents > 0
    assert till.core.payment(payment.id).open_doubts == {Doubt.OVERPAID}


def test_of_two_payments_that_both_came_late_one_is_too_much(till: TillWorld) -> None:
    bill = till.sales[0]
    payments = []
    for _ in range(2):
        payments.append(till.core.start_prompt(bill))
        say(till, payments[-1], 1032)
    cart = till.counter.back_to_sale(bill.pos_sale or "", till.cashier)
    for payment, receipt in zip(payments, ("UAAAAAAAA1", "UAAAAAAAA2"), strict=True):
        say(till, payment, 0, receipt)
    assert till.counter.begin_payment(cart, till.cashier).is_completed
    assert till.counter.sale(cart.sale_id).excess_cents == bill.amount_cents
    doubts = [till.core.payment(each.id).open_doubts for each in payments]
    assert sorted(Doubt.OVERPAID in each for each in doubts) == [False, True]


def test_a_completed_that_somebody_wrote_into_the_file_sells_nothing(till: TillWorld) -> None:
    bill = till.sales[0]
    payment = till.core.start_prompt(bill)
    with closing(sqlite3.connect(till.path, isolation_level=None)) as stranger:
        stranger.execute("UPDATE mpesa_transaction SET status = 'completed', detail = 'confirmed' WHERE id > 2")
    till.restart(reopen=True)
    seen, sale = till.core.payment(payment.id), till.counter.sale(bill.pos_sale or "")
    assert (seen.status, seen.open_doubts) == (TransactionStatus.COMPLETED, frozenset({Doubt.RECORD_DIFFERS}))
    assert (sale.status, sale.tenders) == (SaleStatus.PAYING, ())


@pytest.mark.parametrize("paid_by", ["cash", "a second prompt"])
def test_goods_on_trust_that_were_paid_another_way_are_not_called_unpaid(till: TillWorld, paid_by: str) -> None:
    bill = till.sales[0]
    first = till.core.start_prompt(bill)
    till.core.release(first.id, OVERRIDE)
    if paid_by == "cash":
        till.counter.take_cash(bill.pos_sale or "", bill.amount_cents, till.cashier, approved_by=till.manager)
    else:
        second = till.core.start_prompt(replace(bill, override=OVERRIDE))
        assert till.core.payment(first.id).open_doubts == {Doubt.RELEASED_UNPAID}
        say(till, second, 0)
    seen = till.core.payment(first.id)
    assert (seen.status, seen.open_doubts) == (TransactionStatus.FAILED, frozenset())
    assert till.counter.sale(bill.pos_sale or "").status is SaleStatus.COMPLETED
