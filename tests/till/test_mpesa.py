"""What a payment does to its sale inside its own commit, with the payment core itself."""

from __future__ import annotations

from pathlib import Path

from pos_desktop.payments import Doubt, Environment, TransactionStatus
from tests.payments.till_world import TillWorld


def test_money_that_comes_after_cash_was_taken_is_an_excess_of_the_sale_and_a_doubt_of_the_payment(
    tmp_path: Path,
) -> None:
    world = TillWorld(tmp_path, Environment.PRODUCTION)
    bill = world.sales[0]
    assert bill.pos_sale is not None
    payment = world.core.start_prompt(bill)
    world.counter.take_cash(bill.pos_sale, bill.amount_cents, world.cashier, approved_by=world.manager)
    world.wire.answers.append("0")
    late = world.core.query(payment.id)

    assert late.status is TransactionStatus.COMPLETED
    assert Doubt.OVERPAID in late.open_doubts
    assert world.counter.sale(bill.pos_sale).excess_cents == bill.amount_cents
    world.file.close()
