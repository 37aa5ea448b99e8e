"""Callbacks that are forged, replayed, repeated, swapped or very late, through a real relay (payments.md 2, B, C)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pos_desktop.simulator.mishaps import LISTED_ADDRESS, PLAIN_PATH
from tests.simulator.counter import Counter, Neighbourhood

ABOVE_THE_LIMIT = 25_000
HOUR, DAY = 3600.0, 86_400.0
SAFARICOM = ("196.201.214.0/24",)
Around = Callable[..., Neighbourhood]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """Neighbourhoods by the sources and proxies that their relay knows, each built once."""
    made: dict[str, Neighbourhood] = {}

    def neighbourhood(**relay: tuple[str, ...]) -> Neighbourhood:
        key = repr(sorted(relay.items()))
        if key not in made:
            made[key] = Neighbourhood(tmp_path_factory.mktemp("around"), **relay)
        return made[key]

    yield neighbourhood
    for each in made.values():
        each.close()


@pytest.fixture
def counter(build: Around, tmp_path: Path) -> Iterator[Counter]:
    with Counter(build(), tmp_path) as made:
        yield made


# --- forged ----------------------------------------------------------------------------------------------------------


def test_a_forged_success_over_the_limit_waits_for_the_query_and_gives_nothing_away(counter: Counter) -> None:
    counter.arm("forged_success")
    payment = counter.prompt(ABOVE_THE_LIMIT)
    counter.live(20)
    assert "callback" in counter.kinds(payment)
    assert counter.told(payment).state == "confirming"
    counter.live(300)
    payment = counter.now(payment)
    assert payment.status == "failed"
    assert payment.doubts == {"contradiction"}
    assert counter.told(payment).subject == "contradiction"
    assert not payment.may_ask_again
    assert counter.money() == 0


def test_a_forged_success_under_the_limit_is_not_believed_while_m_pesa_says_processing(counter: Counter) -> None:
    counter.arm("forged_success")
    payment = counter.prompt(100)
    counter.live(55)
    assert "callback" in counter.kinds(payment)
    assert (counter.now(payment).status, counter.told(payment).state) == ("pending", "confirming")
    counter.live(300)
    payment = counter.now(payment)
    assert payment.status != "completed"
    assert payment.doubts == {"contradiction"}
    assert counter.money() == 0


def test_a_forged_success_that_the_query_contradicts_completes_nothing(counter: Counter) -> None:
    counter.spoil(on="callback", fault="lost")
    counter.spoil(on="forgery", fault="forged_success", seconds=8)
    payment = counter.prompt(100)
    counter.answer("cancel")
    counter.live(300)
    payment = counter.now(payment)
    assert payment.status != "completed"
    assert payment.doubts == {"contradiction"}
    assert counter.told(payment).subject == "contradiction"
    assert counter.money() == 0


def test_a_forged_failure_is_no_reason_to_ask_the_customer_again(counter: Counter) -> None:
    counter.arm("forged_failure")
    payment = counter.prompt(100)
    counter.live(4)
    assert (counter.now(payment).status, counter.now(payment).may_ask_again) == ("failed", False)
    assert counter.told(payment).send_again == "checking"
    counter.answer()
    counter.live(30)
    assert counter.now(payment).status == "completed"
    assert counter.money() == 100


@pytest.mark.parametrize(
    ("relay", "claims"),
    [
        ({"sources": SAFARICOM}, LISTED_ADDRESS),
        ({"sources": SAFARICOM, "proxies": ("127.0.0.0/8",)}, f"{LISTED_ADDRESS}, 41.90.64.7"),
    ],
    ids=["no proxy is trusted", "a trusted proxy names its own caller last"],
)
def test_a_header_does_not_make_a_stranger_safaricom(
    build: Around, tmp_path: Path, relay: dict[str, tuple[str, ...]], claims: str
) -> None:
    with Counter(build(**relay), tmp_path) as counter:
        counter.spoil(on="forgery", fault="forged_success", forwarded_for=claims)
        payment = counter.prompt(100)
        counter.live(5)
        assert "callback" not in counter.kinds(payment)
        assert "query_pending" in counter.kinds(payment)  # a hint: asked about at once
        counter.live(300)
        assert (counter.now(payment).status, counter.now(payment).doubts) == ("failed", frozenset())
        assert counter.money() == 0


def test_behind_a_trusted_proxy_safaricoms_own_address_is_believed(build: Around, tmp_path: Path) -> None:
    with Counter(build(sources=SAFARICOM, proxies=("127.0.0.0/8",)), tmp_path) as counter:
        payment = counter.paid(100)
        body = counter.posted()
        assert "callback" not in counter.kinds(payment)
        status = counter.post(counter.address(payment), body, **{"X-Forwarded-For": f"10.0.0.9, {LISTED_ADDRESS}"})
        assert status == 200
        counter.live(1)
        assert "callback" in counter.kinds(payment)


def test_a_success_at_a_plain_route_is_a_hint_and_never_proof(counter: Counter) -> None:
    counter.arm("forged_plain")
    payment = counter.prompt(100)
    counter.live(3)
    assert counter.kinds(payment) == ["sending", "accepted", "query_pending"]
    counter.live(300)
    assert (counter.now(payment).status, counter.money()) == ("failed", 0)
    assert counter.post(PLAIN_PATH, "not a callback") == 400


@pytest.mark.parametrize("path", ["/c/1/abcdefgh/Z3Vlc3NlZA", f"{PLAIN_PATH}/abcdefgh.Z3Vlc3NlZA", "/c/1/x/y"])
def test_a_token_that_nobody_signed_is_not_found_and_changes_nothing(counter: Counter, path: str) -> None:
    payment = counter.paid(100)
    before = counter.kinds(payment)
    assert counter.post(path, counter.posted()) == 404
    counter.live(5)
    assert counter.kinds(payment) == before


# --- replayed and repeated -------------------------------------------------------------------------------------------


def test_a_callback_that_is_replayed_for_another_sale_pays_nothing(counter: Counter) -> None:
    paid = counter.paid(100)
    body = counter.posted()
    counter.meet_somebody()
    other = counter.prompt(100)
    assert counter.post(counter.address(other), body) == 200
    counter.answer("cancel")
    counter.live(300)
    other = counter.now(other)
    assert other.status != "completed"
    assert {"id_conflict", "receipt_reuse"} <= other.doubts
    assert (counter.money(), counter.now(paid).status) == (0, "completed")


def test_a_hundred_at_once_are_one_piece_of_evidence(counter: Counter) -> None:
    counter.spoil(on="callback", fault="doubled", copies=100, at_once=True)
    payment = counter.paid(100)
    assert len(counter.shop.detail(counter.prompts()[-1]["id"])["deliveries"]) == 100
    assert counter.kinds(payment).count("callback") == 1
    assert counter.post(counter.address(payment), counter.posted()) == 200
    counter.clock.advance(DAY)
    counter.live(1)
    assert counter.kinds(payment).count("callback") == 1


# --- out of order, and late ------------------------------------------------------------------------------------------


def test_swapped_callbacks_complete_both_by_the_query_and_call_a_person(counter: Counter) -> None:
    counter.arm("callbacks_swapped")
    first = counter.prompt(100)
    counter.answer()
    first_phone = counter.phone
    counter.meet_somebody()
    second = counter.prompt(200)
    counter.answer()
    counter.live(60)
    for payment in (counter.now(first), counter.now(second)):
        assert payment.status == "completed"
        assert {"id_conflict", "amount_mismatch"} <= payment.doubts
    assert counter.money() == 200
    counter.phone = first_phone
    assert counter.money() == 100


def test_a_callback_that_another_overtakes_counts_when_it_comes(counter: Counter) -> None:
    counter.arm("callback_overtaken")
    first = counter.prompt(100)
    counter.answer()
    counter.live(6)
    assert "callback" not in counter.kinds(first)
    counter.meet_somebody()
    second = counter.paid(200)
    assert [counter.now(each).receipt is not None for each in (first, second)] == [True, True]
    assert counter.now(first).doubts == counter.now(second).doubts == frozenset()


@pytest.mark.parametrize("late", [1.0, 60.0, HOUR, DAY, 7 * DAY])
def test_a_success_however_late_after_the_failure_is_shown_as_late(counter: Counter, late: float) -> None:
    counter.spoil(on="callback", fault="followed_by", code="0", seconds=late)
    payment = counter.prompt(100)
    counter.answer("ignore")
    counter.live(70)
    if late > 10:
        assert counter.now(payment).status == "failed"
    counter.clock.advance(late)  # the till is switched off meanwhile
    counter.live(120)
    payment = counter.now(payment)
    assert payment.status == "completed"
    assert "late" in payment.doubts
    assert (payment.receipt is not None, counter.money()) == (True, 100)


def test_a_stranger_who_pays_after_the_cashier_has_walked_away_is_booked(counter: Counter) -> None:
    payment = counter.prompt(100)
    counter.core.walk_away(payment.id)
    counter.live(50)
    assert counter.now(payment).detail == "walked_away"
    counter.answer()
    counter.live(30)
    assert counter.now(payment).status == "completed"


# --- broken on the wire ----------------------------------------------------------------------------------------------


def test_a_callback_that_is_cut_after_any_byte_is_as_good_as_lost(counter: Counter, effort: int) -> None:
    for size in range(0, 400, max(40 // effort, 1)):
        counter.meet_somebody()
        counter.spoil(on="callback", fault="cut", bytes=size)
        payment = counter.paid(100)
        assert (payment.status, payment.receipt) == ("completed", None)
        assert "callback" not in counter.kinds(payment)


def test_with_the_relay_out_of_reach_the_query_is_enough(counter: Counter) -> None:
    with ExitStack() as stack:
        counter.is_connected = False
        stack.callback(setattr, counter, "is_connected", True)
        payment = counter.paid(100)
        assert (payment.status, payment.receipt) == ("completed", None)
    counter.live(1)
    assert counter.now(payment).receipt is not None
