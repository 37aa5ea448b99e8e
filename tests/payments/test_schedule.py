from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.payments import TransactionStatus
from pos_desktop.payments.schedule import WATCH_SECONDS, QueryFacts, jitter, next_query_at, next_slot
from tests.payments.world import NOON

FACTS = QueryFacts(
    status=TransactionStatus.PENDING,
    sent_at=NOON,
    has_checkout_id=True,
    last_asked_after_seconds=None,
    is_urgent=False,
    is_final=False,
)


def test_the_questions_of_the_first_minutes_thin_out() -> None:
    asked, slots = None, []
    while (slot := next_slot(asked)) is not None and slot <= 4 * 3600:
        slots.append(slot)
        asked = slot

    assert slots[:9] == [10, 15, 20, 30, 40, 55, 75, 105, 135]
    assert slots[9:12] == [300, 600, 900]
    assert slots[-4:] == [3600, 7200, 10800, 14400]


def test_after_two_days_nobody_asks_any_more() -> None:
    assert next_slot(WATCH_SECONDS - 1) == WATCH_SECONDS
    assert next_slot(WATCH_SECONDS) is None
    assert next_query_at(replace(FACTS, last_asked_after_seconds=WATCH_SECONDS), NOON) is None


def test_once_mpesa_itself_said_no_it_is_asked_hour_by_hour() -> None:
    assert next_slot(30, hourly=True) == 3600
    assert next_slot(None, hourly=True) == 3600

    refused = replace(FACTS, status=TransactionStatus.FAILED, last_asked_after_seconds=70, is_final=True)
    moment = next_query_at(refused, NOON + timedelta(seconds=70))

    assert moment is not None
    assert 3600 <= (moment - NOON).total_seconds() <= 3630


@pytest.mark.parametrize(
    "changes",
    [{"has_checkout_id": False}, {"sent_at": None}, {"status": TransactionStatus.COMPLETED}],
)
def test_without_an_id_or_a_reason_nobody_asks(changes: dict[str, object]) -> None:
    assert next_query_at(replace(FACTS, is_urgent=True, **changes), NOON) is None  # type: ignore[arg-type]


def test_a_callback_that_waits_is_asked_about_at_once() -> None:
    later = NOON + timedelta(seconds=3)

    assert next_query_at(replace(FACTS, is_urgent=True, last_asked_after_seconds=2), later) == later


def test_the_first_question_comes_ten_seconds_after_sending() -> None:
    assert next_query_at(FACTS, NOON) == NOON + timedelta(seconds=10)


@given(st.none() | st.integers(0, WATCH_SECONDS - 1))
def test_the_next_question_is_later_than_the_last_and_never_late_by_much(asked: int | None) -> None:
    now = NOON + timedelta(seconds=asked or 0)
    moment = next_query_at(replace(FACTS, last_asked_after_seconds=asked), now)

    assert moment is not None
    slot = next_slot(asked)
    assert slot is not None
    assert slot > (asked or 0)
    assert slot <= (moment - NOON).total_seconds() <= slot + 30


@pytest.mark.parametrize("asked", [12, 130, 4_000])
@pytest.mark.parametrize("hours_off", [-30, -1, 1, 30])
def test_a_clock_that_was_moved_neither_hurries_nor_stops_the_questions(asked: int, hours_off: int) -> None:
    now = NOON + timedelta(seconds=asked, hours=hours_off)
    moment = next_query_at(replace(FACTS, last_asked_after_seconds=asked), now)
    slot = next_slot(asked)

    assert moment is not None
    assert slot is not None
    assert slot - asked <= (moment - now).total_seconds() <= slot - asked + 30


def test_a_question_whose_answer_took_long_is_not_followed_by_another_at_once() -> None:
    now = NOON + timedelta(seconds=22)
    moment = next_query_at(replace(FACTS, last_asked_after_seconds=12), now)

    assert moment is not None
    assert 3 <= (moment - now).total_seconds() <= 5


def test_a_question_whose_moment_has_just_come_keeps_its_distance_too() -> None:
    now = NOON + timedelta(seconds=10)

    assert next_query_at(replace(FACTS, last_asked_after_seconds=5), now) == now + timedelta(seconds=5)


@pytest.mark.parametrize(("slot", "most"), [(10, 0), (15, 1.5), (105, 10.5), (300, 30), (3600, 30)])
def test_tills_spread_over_a_tenth_of_the_wait_and_half_a_minute_at_most(
    slot: int, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    assert jitter(slot) == most

    monkeypatch.setattr(random, "uniform", lambda low, _high: low)
    assert jitter(slot) == 0


def test_a_first_question_that_is_late_is_asked_at_once() -> None:
    assert next_query_at(FACTS, NOON + timedelta(hours=1)) == NOON + timedelta(seconds=10)


@pytest.mark.parametrize(
    ("last", "expected"), [(10, 15), (40, 55), (55, 75), (75, 100), (135, 160), (300, 325), (600, 625), (601, 900)]
)
def test_a_no_is_soon_followed_by_the_question_that_makes_it_final(last: int, expected: int) -> None:
    sent = NOON - timedelta(seconds=last)
    facts = QueryFacts(TransactionStatus.PENDING, sent, True, last, is_urgent=False, is_final=False, is_denied=True)
    again = next_query_at(facts, NOON)
    assert again is not None
    seconds = (again - sent).total_seconds()
    assert expected <= seconds <= expected * 1.1 + 1
