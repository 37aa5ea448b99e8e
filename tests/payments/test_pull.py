"""Pull Transactions: the list of what the short code received, and what it proves of our payments."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from pos_desktop.clock import in_nairobi
from pos_desktop.payments import (
    DarajaClient,
    DarajaConfig,
    Detail,
    Override,
    PaymentCore,
    PullWatch,
    StrayPayment,
    TransactionStatus,
    count_strays,
    view_strays,
)
from pos_desktop.payments.errors import DarajaError, TokenRefusedError
from pos_desktop.payments.pull_matching import PulledList, Sought, absent, matches, unplaced
from pos_desktop.payments.pull_rows import PulledRow, read_pull, read_registration
from pos_desktop.payments.pulling import MOST_PAGES
from pos_desktop.payments.strays import keep_unplaced
from pos_desktop.simulator import SimulatorOptions, SimulatorServer
from tests.conftest import Noise
from tests.payments.world import BASE, NOON, RECEIPT, REQUEST, World, batch, callback, mail, result

MINUTE = timedelta(minutes=1)
SOUGHT = Sought(1, "1-000482", "254712345678", 1_191_00, NOON, is_open=True, is_paid=False)


def pulled(receipt: str = RECEIPT, after: timedelta = MINUTE, **changes: Any) -> PulledRow:
    return replace(PulledRow(receipt, NOON + after, 1_191_00, "1-000482", "254712345678"), **changes)


def row_json(row: PulledRow) -> dict[str, str]:
    return {
        "transactionId": row.receipt,
        "trxDate": f"{in_nairobi(row.paid_at):%Y-%m-%dT%H:%M:%SZ}",
        "msisdn": row.msisdn,
        "billreference": row.bill_reference,
        "amount": f"{row.amount_cents // 100}.{row.amount_cents % 100:02d}",
    }


class List:
    """Daraja's list, a few rows a page; everything else is the world's Daraja."""

    def __init__(self, world: World, *rows: PulledRow, page_rows: int = 2) -> None:
        self.rows, self.page_rows = list(rows), page_rows
        self.asked: list[dict[str, str]] = []
        self.answer: httpx.Response | None = None
        self._otherwise = world.daraja

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/pulltransactions"):
            return self._otherwise(request)
        body = json.loads(request.content)
        self.asked.append(body)
        if self.answer is not None:
            return self.answer
        offset = int(body["OffSetValue"])
        page = [row_json(row) for row in self.rows[offset : offset + self.page_rows]]
        return httpx.Response(200, json={"ResponseCode": "1000" if page else "1001", "Response": [page]})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.file.close()


def core_over(world: World, listing: List) -> PaymentCore:
    config = DarajaConfig(BASE, "key", "secret", "passkey", "174379", environment=world.environment)
    transport = httpx.MockTransport(listing)
    client = DarajaClient(config, transport=transport, clock=world.clock, pause=world.clock.advance)
    return PaymentCore(
        world.file.transaction,
        client,
        lambda _session, _payment, _change: None,
        new_address=world.new_address,
        terminal="ab2cd3ef",
        reading=world.file.reading,
        clock=world.clock,
        pause=world.clock.advance,
    )


def test_a_paid_one_without_its_code_fetches_it(world: World) -> None:
    payment = world.prompt()
    world.clock.advance(10)
    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)
    assert world.core.payment(payment.id).receipt is None
    world.clock.advance(120)
    listing = List(world, pulled("UAAAAAAAA1", -MINUTE, bill_reference="other"), pulled(), pulled("UAAAAAAAA2"))
    listing.rows[2] = replace(listing.rows[2], bill_reference="9-000001")

    assert core_over(world, listing).pull() == 1
    found = world.core.payment(payment.id)
    assert (found.status, found.receipt) == (TransactionStatus.COMPLETED, RECEIPT)
    assert [asked["OffSetValue"] for asked in listing.asked] == ["0", "2", "3"]
    assert core_over(world, listing).pull() == 0


def test_a_payment_of_which_nothing_was_heard_is_found_paid(world: World) -> None:
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    payment = world.prompt()
    world.clock.advance(180)

    assert core_over(world, List(world, pulled())).pull() == 1
    found = world.core.payment(payment.id)
    assert (found.status, found.receipt) == (TransactionStatus.COMPLETED, RECEIPT)


def test_a_row_that_may_be_the_second_prompts_is_not_the_firsts(world: World) -> None:
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    first = world.prompt()
    world.clock.advance(100)
    second = world.prompt(override=Override("Achieng", "Wanjiru", "no answer"))
    world.clock.advance(100)
    core = core_over(world, List(world, pulled(after=2 * MINUTE)))

    assert core.pull() == 0
    world.daraja.queries.append(result("0"))
    world.core.query(second.id)
    world.clock.advance(60)
    assert core.pull() == 1
    assert world.core.payment(second.id).receipt == RECEIPT
    assert world.core.payment(first.id).status is TransactionStatus.FAILED


def two_prompts_that_nothing_was_heard_of(world: World, phone: str = REQUEST.phone) -> tuple[int, int]:
    numbers = []
    for number, override in ((REQUEST.phone, None), (phone, Override("Achieng", "Wanjiru", "no answer"))):
        world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
        numbers.append(world.prompt(phone=number, override=override).id)
        world.clock.advance(100)
    first, second = numbers
    return first, second


def waiting(world: World) -> list[StrayPayment]:
    with world.file.reading() as session:
        found = view_strays(session)
        assert count_strays(session) == len(found)
        return found


def test_a_prompt_that_was_given_up_is_sought_too(world: World) -> None:
    first, second = two_prompts_that_nothing_was_heard_of(world, phone="0799 888 777")
    world.clock.advance(60)
    assert core_over(world, List(world, pulled(after=2 * MINUTE))).pull() == 1
    found = world.core.payment(first)
    assert (found.status, found.detail, found.receipt) == (TransactionStatus.COMPLETED, Detail.LATE, RECEIPT)
    assert world.core.payment(second).status is TransactionStatus.PENDING


def test_a_row_that_either_of_two_prompts_may_have_waits_for_a_person(world: World) -> None:
    first, second = two_prompts_that_nothing_was_heard_of(world)
    world.clock.advance(60)
    core = core_over(world, List(world, pulled(after=2 * MINUTE)))
    assert core.pull() == 0
    assert waiting(world) == [], "it may still be cleared up by itself"

    world.clock.advance(1_800)
    assert (core.pull(), core.pull()) == (0, 0)
    (money,) = waiting(world)
    assert (money.receipt, money.amount_cents, money.reference) == (RECEIPT, 1_191_00, "1-000482")
    assert money.phone_masked == "0712 *** 678"
    assert [world.core.payment(each).status for each in (first, second)] == ["failed", "pending"]

    world.core.receive_callback(world.token(second), callback(number=900))
    assert waiting(world) == [], "it is known now whose it is"


def test_time_alone_does_not_tell_whose_a_row_is(world: World) -> None:
    """The first prompt is older than M-Pesa's list; the row in it may be for it all the same."""
    _, second = two_prompts_that_nothing_was_heard_of(world)
    core = core_over(world, List(world, pulled(after=2 * MINUTE)))
    world.clock.advance(48 * 3600 - 150)
    assert core.pull() == 0
    assert world.core.payment(second).status is TransactionStatus.PENDING
    assert [each.receipt for each in waiting(world)] == [RECEIPT]


def test_money_under_our_reference_that_no_prompt_brought_waits_for_a_person(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1037)
    world.clock.advance(3600)
    rows = (
        pulled("UFRIEND001", msisdn="254799888777"),
        pulled("UROUNDED01", amount_cents=1_200_00),
    )
    assert core_over(world, List(world, *rows)).pull() == 0
    assert [each.receipt for each in waiting(world)] == ["UFRIEND001", "UROUNDED01"]
    assert world.core.payment(payment.id).status is TransactionStatus.FAILED


def test_a_relay_that_was_taken_over_hides_no_row_behind_mail_of_its_own(world: World) -> None:
    forged = replace(mail(1, "no-such-token", callback(receipt="UFORGED001")), id=f"pull:{RECEIPT}")
    world.core.receive_mail(batch(forged))
    assert [each.receipt for each in waiting(world)] == ["UFORGED001"]

    two_prompts_that_nothing_was_heard_of(world)
    world.clock.advance(1_860)
    core_over(world, List(world, pulled(after=2 * MINUTE))).pull()
    assert [each.receipt for each in waiting(world)] == ["UFORGED001", RECEIPT]


def test_a_row_that_two_rounds_find_at_once_waits_once(world: World) -> None:
    with world.file.transaction() as session:
        for _ in range(2):
            keep_unplaced(session, pulled())
    assert [money.receipt for money in waiting(world)] == [RECEIPT]


def test_the_row_of_a_callbacks_receipt_proves_the_payment_and_another_row_does_not(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    world.clock.advance(180)
    assert core_over(world, List(world, pulled("UOTHER0001"))).pull() == 0
    assert core_over(world, List(world, pulled(), pulled("UOTHER0001"))).pull() == 1

    found = world.core.payment(payment.id)
    assert (found.status, found.receipt) == (TransactionStatus.COMPLETED, RECEIPT)


def test_a_row_binds_its_receipt_even_where_the_ids_differ(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, CheckoutRequestID="ws_CO_901")
    world.clock.advance(180)
    assert core_over(world, List(world, pulled())).pull() == 1
    other = world.prompt(pos_sale="sale-2", account_reference="1-000483")
    world.call_back(other)

    assert world.core.payment(payment.id).receipt == RECEIPT
    assert world.kinds(other.id)[-1] == "receipt_refused"


def test_what_a_complete_list_does_not_have_was_not_paid(world: World) -> None:
    first = world.prompt()
    world.daraja.queries.append(result("0"))
    world.call_back(first, receipt="UBEFORE001")
    world.core.resolve(first.id)
    world.clock.advance(300)
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    lost = world.prompt(pos_sale="sale-2", account_reference="1-000483")
    world.clock.advance(2000)
    last = world.prompt(pos_sale="sale-3", account_reference="1-000484")
    world.daraja.queries.append(result("0"))
    world.call_back(last, receipt="UAFTER0001")
    world.core.resolve(last.id)
    world.clock.advance(200)
    rows = (
        pulled("UBEFORE001", MINUTE),
        pulled("UAFTER0001", timedelta(seconds=2301), bill_reference="1-000484"),
    )

    assert core_over(world, List(world, *rows)).pull() == 1
    found = world.core.payment(lost.id)
    assert (found.status, found.detail.value, found.may_ask_again) == (TransactionStatus.FAILED, "absent", True)


def test_nothing_is_asked_while_nothing_is_sought(world: World) -> None:
    listing = List(world)
    assert core_over(world, listing).pull() == 0
    world.prompt()
    assert core_over(world, listing).pull() == 0  # too young: its callback is on the way
    assert listing.asked == []


def test_a_list_without_end_is_not_taken_for_complete(world: World, noise: Noise) -> None:
    noise.expect("pos_desktop.payments.pulling", "not taken for complete")
    world.prompt()
    world.clock.advance(3600)
    rows = [pulled(f"U{number:09d}", timedelta(seconds=number), bill_reference="9-1") for number in range(250)]

    assert core_over(world, List(world, *rows, page_rows=1)).pull() == 0
    assert world.kinds(1) == ["sending", "accepted"]


def test_a_list_that_cannot_be_had_changes_nothing(world: World, qtbot: QtBot) -> None:
    world.prompt()
    world.clock.advance(3600)
    listing = List(world)
    listing.answer = httpx.Response(500, text="<html>Request unsuccessful</html>")
    core = core_over(world, listing)
    with pytest.raises(DarajaError):
        core.pull()

    stop = threading.Event()
    thread = threading.Thread(target=PullWatch(core.pull, stop).run)
    thread.start()
    qtbot.waitUntil(lambda: len(listing.asked) > 1)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert world.core.payment(1).status is TransactionStatus.PENDING


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((pulled(bill_reference=""),), "without a reference a person decides"),
        ((pulled(bill_reference="1-000483"),), "another reference"),
        ((pulled(amount_cents=1_190_00),), "another amount"),
        ((pulled(msisdn="254799888777"),), "another phone"),
        ((pulled(after=-3 * MINUTE),), "before the sending"),
        ((pulled(after=timedelta(hours=49)),), "long after"),
        ((pulled(), pulled("UKO7XK2M9Q")), "two rows fit"),
    ],
)
def test_a_row_that_leaves_a_doubt_settles_nothing(rows: tuple[PulledRow, ...], why: str) -> None:
    assert matches([SOUGHT], rows, ()) == [], why


@pytest.mark.parametrize("msisdn", ["0712345678", "2547*****678", "", "5d41402abc4b2a76b9719d911017c592ab"])
def test_a_phone_that_is_not_said_in_full_stands_in_nobodys_way(msisdn: str) -> None:
    assert matches([SOUGHT], [pulled(msisdn=msisdn)], ()) == [(1, pulled(msisdn=msisdn))]


@pytest.mark.parametrize(
    ("rows", "settled", "left"),
    [
        ((pulled(),), set(), []),
        ((pulled(), pulled("UTWICE0001")), set(), [RECEIPT, "UTWICE0001"]),
        ((pulled(), pulled("UTWICE0001")), {RECEIPT}, []),
        ((pulled(), pulled("UTWICE0001", after=31 * MINUTE)), set(), [RECEIPT]),
        ((pulled(bill_reference="1-000483"),), set(), []),
        ((pulled(bill_reference=""),), set(), []),
        ((pulled(msisdn="254799888777"),), set(), [RECEIPT]),
        ((pulled(amount_cents=1_200_00),), set(), [RECEIPT]),
        ((pulled(after=-3 * MINUTE),), set(), []),
    ],
)
def test_what_was_sent_for_and_cannot_be_placed_is_named_after_half_an_hour(
    rows: tuple[PulledRow, ...], settled: set[str], left: list[str]
) -> None:
    now = NOON + MINUTE + timedelta(minutes=30)
    assert [row.receipt for row in unplaced([SOUGHT], rows, settled, now)] == left
    assert unplaced([SOUGHT], rows, settled, now - timedelta(seconds=1)) == []


def test_of_two_attempts_the_one_that_is_proved_paid_has_the_row() -> None:
    other = replace(SOUGHT, payment_id=2, is_open=False)
    assert matches([SOUGHT, other], [pulled()], ()) == []
    paid = replace(other, is_paid=True)
    assert matches([SOUGHT, paid], [pulled()], ()) == [(2, pulled())]
    assert matches([SOUGHT, paid], [pulled()], {RECEIPT}) == []


KNOWN = (pulled("UBEFORE001", -10 * MINUTE, bill_reference="x"), pulled("UAFTER0001", 40 * MINUTE, bill_reference="y"))
SETTLED = {"UBEFORE001", "UAFTER0001"}
WHOLE = PulledList(NOON - 20 * MINUTE, NOON + 50 * MINUTE, KNOWN)


@pytest.mark.parametrize(
    ("listing", "settled"),
    [
        (replace(WHOLE, begin=NOON), SETTLED),
        (replace(WHOLE, end=NOON + 29 * MINUTE), SETTLED),
        (WHOLE, {"UBEFORE001"}),
        (WHOLE, {"UAFTER0001"}),
        (replace(WHOLE, rows=(*KNOWN, pulled("UMAYBE0001", bill_reference=""))), SETTLED),
        (replace(WHOLE, rows=(*KNOWN, pulled("UMAYBE0001"))), SETTLED),
    ],
)
def test_absence_needs_a_whole_list_that_reaches_far_enough(listing: PulledList, settled: set[str]) -> None:
    assert absent([SOUGHT], listing, settled) == []


def test_absence_is_of_open_payments_only() -> None:
    strange = pulled("USTRANGE01", bill_reference="z")
    listing = replace(WHOLE, rows=(*KNOWN, strange))
    assert absent([SOUGHT], listing, SETTLED) == [1]
    assert absent([replace(SOUGHT, is_open=False)], listing, SETTLED) == []


def test_rows_are_read_by_kenyan_time_and_exact_money() -> None:
    count, rows = read_pull(200, page([row_json(pulled())]))
    assert (count, rows) == (1, (pulled(),))


def page(rows: list[Any], code: str = "1000") -> bytes:
    return json.dumps({"ResponseCode": code, "Response": rows}).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"transactionId": None},
        {"transactionId": "x"},
        {"trxDate": "yesterday"},
        {"amount": "much"},
        {"amount": "0"},
        {"amount": "1.005"},
        {"amount": "NaN"},
        {"amount": "1e30"},
    ],
)
def test_a_row_that_cannot_be_meant_proves_nothing(changes: dict[str, Any]) -> None:
    assert read_pull(200, page([row_json(pulled()) | changes, "junk"])) == (2, ())


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", page([], "9999"), b'{"ResponseCode": "1000", "Response": Infinity}']
)
def test_what_is_no_page_is_an_error(body: bytes) -> None:
    with pytest.raises(DarajaError):
        read_pull(200, body)
    with pytest.raises(DarajaError):
        read_registration(200, body)


def test_a_refused_token_is_told_apart() -> None:
    refused = json.dumps({"errorCode": "404.001.03", "errorMessage": "Invalid Access Token"}).encode()
    with pytest.raises(TokenRefusedError):
        read_pull(404, refused)


def test_an_empty_page_may_have_no_list_at_all() -> None:
    assert read_pull(200, b'{"ResponseCode": "1001", "Response": null}') == (0, ())


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers()


@given(st.recursive(st.none() | st.text() | numbers, lambda inner: st.lists(inner), max_leaves=20))
def test_any_response_is_read_or_refused(response: object) -> None:
    count, rows = read_pull(200, json.dumps({"ResponseCode": "1000", "Response": response}).encode())
    assert count >= len(rows) == 0


def test_the_simulators_list_is_understood(tmp_path: Path) -> None:
    with SimulatorServer(SimulatorOptions()) as server:
        options = server.options
        config = DarajaConfig(
            server.base_url, options.consumer_key, options.consumer_secret, options.passkey, options.short_codes[0]
        )
        client = DarajaClient(config)
        client.register_pull("254712345678", "https://shop.example/p/1")
        client.register_pull("254712345678", "https://shop.example/p/1")
        paying = f"{server.base_url}/phone/v1/phones/254712345678/pay"
        body = {"to": options.short_codes[0], "amount": 210, "account_reference": "1-000482"}
        paid = httpx.post(paying, json=body, trust_env=False).json()
        now = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        count, rows = client.pull(now, now + timedelta(days=3650), 0)
        client.close()

    assert (count, [(row.receipt, row.amount_cents, row.bill_reference) for row in rows]) == (
        1,
        [(paid["receipt"], 210_00, "1-000482")],
    )
    assert MOST_PAGES > 1
    assert REQUEST.account_reference == "1-000482"
