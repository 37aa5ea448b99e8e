"""M-Pesa's list against a till whose clock, short code or memory is not what it should be: no money is lost by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from pos_desktop.payments import Detail, PaymentView, TransactionStatus
from pos_desktop.payments.pull_rows import PulledRow
from tests.payments.test_pull import MINUTE, List, core_over, pulled, row_json, waiting
from tests.payments.world import World, refused, result

HOUR = timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.file.close()


@dataclass(frozen=True)
class LostDay:
    """A payment whose answer and callback were lost, between two that are known, by the till's own clock."""

    lost: PaymentView
    before: datetime
    sent: datetime
    after: datetime

    def rows(self, paid: PulledRow, clock_ahead: timedelta = timedelta()) -> list[PulledRow]:
        """M-Pesa's list, by the right clock."""
        return [
            replace(pulled("UBEFORE001"), paid_at=self.before - clock_ahead),
            replace(paid, paid_at=self.sent - clock_ahead + timedelta(seconds=20)),
            replace(pulled("UAFTER0001"), paid_at=self.after - clock_ahead, bill_reference="1-000484"),
        ]


def a_payment_is_lost(world: World) -> LostDay:
    known(world, "sale-1", "1-000482", "UBEFORE001")
    before = world.clock.now()
    world.clock.advance(4_000)
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    lost, sent = world.prompt(pos_sale="sale-2", account_reference="1-000483"), world.clock.now()
    world.clock.advance(6_000)
    known(world, "sale-3", "1-000484", "UAFTER0001")
    after = world.clock.now()
    world.clock.advance(200)
    return LostDay(lost, before, sent, after)


def known(world: World, sale: str, reference: str, receipt: str) -> None:
    payment = world.prompt(pos_sale=sale, account_reference=reference)
    world.daraja.queries.append(result("0"))
    world.call_back(payment, receipt=receipt)
    world.core.resolve(payment.id)


def receipts(world: World) -> list[str]:
    return [each.receipt for each in waiting(world)]


@pytest.mark.parametrize("ahead", [3 * MINUTE, HOUR])
@pytest.mark.parametrize("reference", ["1-000483", ""])
def test_a_till_whose_clock_was_ahead_takes_no_payment_for_absent(
    world: World, ahead: timedelta, reference: str
) -> None:
    day = a_payment_is_lost(world)
    paid = pulled("UPAID00001", bill_reference=reference)
    core_over(world, List(world, *day.rows(paid, ahead), page_rows=9)).pull()
    seen = world.core.payment(day.lost.id)
    assert (seen.status, seen.may_ask_again) == (TransactionStatus.PENDING, False)
    assert receipts(world) == (["UPAID00001"] if reference else [])


def test_with_the_right_clock_the_payment_is_found(world: World) -> None:
    day = a_payment_is_lost(world)
    paid = pulled("UPAID00001", bill_reference="1-000483")
    core_over(world, List(world, *day.rows(paid), page_rows=9)).pull()
    assert world.core.payment(day.lost.id).receipt == "UPAID00001"


def test_a_row_that_cannot_be_read_may_be_the_payments(world: World) -> None:
    day = a_payment_is_lost(world)
    rows = [row_json(row) for row in day.rows(pulled("UPAID00001", bill_reference="1-000483"))]
    rows[1]["amount"] = "1,191.00"
    core_over(world, pages(world, rows)).pull()
    assert world.core.payment(day.lost.id).status is TransactionStatus.PENDING
    core_over(world, pages(world, [rows[0], rows[2]])).pull()
    assert world.core.payment(day.lost.id).detail is Detail.ABSENT, "without that row the list proves it"


def test_the_list_of_another_short_code_says_nothing(world: World) -> None:
    day = a_payment_is_lost(world)
    rows = [row_json(row) for row in day.rows(pulled("UPAID00001", bill_reference="1-000483"))]
    with world.file.transaction() as session:
        session.connection().exec_driver_sql("DROP TRIGGER mpesa_transaction_intent_is_fixed")
        session.connection().exec_driver_sql("UPDATE mpesa_transaction SET short_code = '600999' WHERE id = 2")
    core_over(world, pages(world, [rows[0], rows[2]])).pull()
    assert world.core.payment(day.lost.id).status is TransactionStatus.PENDING


@pytest.mark.parametrize("how", ["paid already", "refused"])
def test_money_that_came_by_hand_for_a_sale_of_ours_waits_for_a_person(world: World, how: str) -> None:
    if how == "refused":
        world.daraja.pushes.append(refused())
        world.prompt()
    else:
        known(world, "sale-1", "1-000482", "UPROMPT001")
    world.clock.advance(3_600)
    world.daraja.pushes.append(httpx.ReadTimeout("something is sought"))
    world.prompt(pos_sale="sale-2", account_reference="1-000483")
    world.clock.advance(3_600)
    core_over(world, List(world, pulled("UPROMPT001"), pulled("UBYHAND001", 5 * MINUTE))).pull()
    assert receipts(world) == (["UBYHAND001"] if how == "paid already" else ["UPROMPT001", "UBYHAND001"])


def test_a_payment_of_another_day_with_an_old_number_is_nobodys(world: World) -> None:
    world.daraja.pushes.append(httpx.ReadTimeout("something is sought"))
    world.prompt()
    world.clock.advance(3_600)
    core_over(world, List(world, pulled("UOTHER0001", bill_reference="9-999999"))).pull()
    assert receipts(world) == []


def test_a_prompt_that_went_out_while_the_list_was_fetched_has_its_own_row(world: World) -> None:
    """Otherwise the first prompt of the sale, which M-Pesa declined, would take it, and both would be paid."""
    first = world.prompt()
    world.call_back(first, 1032)
    world.daraja.queries.append(result("1032"))
    world.core.resolve(first.id)
    world.clock.advance(180)

    def meanwhile() -> list[dict[str, str]]:
        world.prompt()
        world.clock.advance(12)
        return [row_json(replace(pulled("USECOND001"), paid_at=world.clock.now()))]

    core_over(world, pages(world, meanwhile)).pull()
    assert world.core.payment(first.id).status is TransactionStatus.FAILED
    assert world.core.payment(first.id).receipt is None


def pages(world: World, first: list[dict[str, str]] | Callable[[], list[dict[str, str]]]) -> List:
    """A list whose first page has these rows, as they are on the wire."""

    class Pages(List):
        def __call__(self, request: httpx.Request) -> httpx.Response:
            if not request.url.path.startswith("/pulltransactions"):
                return super().__call__(request)
            is_first = json.loads(request.content)["OffSetValue"] == "0"
            page = (first() if callable(first) else first) if is_first else []
            return httpx.Response(200, json={"ResponseCode": "1000" if page else "1001", "Response": [page]})

    return Pages(world)
