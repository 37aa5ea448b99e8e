"""What a person of the shop decides about a payment that is not as it should be, or about money of no order."""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.payments import (
    PaymentRecorder,
    PaymentView,
    Settlement,
    StrayPayment,
    settle_stray,
    settled_by,
    view_payment,
)
from pos_desktop.webshop.database import ShopDatabase
from pos_desktop.webshop.orders import OrderSettler


@dataclass(frozen=True)
class Decision:
    """What was found, who looked, and who else stands for it."""

    settlement: Settlement
    by: str
    approved_by: str


def settle_payment(
    database: ShopDatabase, payment_id: int, shown: int, decision: Decision, *, clock: Clock | None = None
) -> PaymentView:
    """Records what was found of a payment's open exceptions. `shown` is how many lines of its story were read.

    What came to it since then stays open, and so does an exception of which this cannot be found. An order that is
    paid by it is marked so in the same commit.

    Raises:
        OverrideRefusedError: a name is missing, or both are the same person's.
        PaymentNotFoundError: there is no such payment.
        ShopDatabaseError: the database did not take it.
    """
    clock = clock or SystemClock()
    recorder = PaymentRecorder(database.transaction, OrderSettler(clock), lambda _change: None, clock)
    recorder.record_built(payment_id, settled_by(decision.by, decision.approved_by, decision.settlement, shown))
    with database.reading() as session:
        return view_payment(session, payment_id)


def settle_stray_money(
    database: ShopDatabase, stray_id: int, by: str, approved_by: str, *, clock: Clock | None = None
) -> StrayPayment:
    """Records that two people looked into money of no order.

    Raises:
        OverrideRefusedError: a name is missing, or both are the same person's.
        PaymentNotFoundError: there is no such money.
        ShopDatabaseError: the database did not take it.
    """
    with database.transaction() as session:
        return settle_stray(session, stray_id, by, approved_by, (clock or SystemClock()).now())
