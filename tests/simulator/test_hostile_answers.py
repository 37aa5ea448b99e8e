"""Answers that are cut, contradict or never come, and lists that lag and miss (payments.md 2, A, C and E)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pos_desktop.payments import Environment
from pos_desktop.payments.errors import DarajaError
from tests.conftest import Noise
from tests.simulator.counter import Counter, Neighbourhood

ABOVE_THE_LIMIT = 25_000
WHOLE_ANSWER = 320
"""A little less than the bytes of an answer to a push."""
UNANSWERED = ["query_unanswered", "query_processing", "query_no_result", "query_is_a_page"]


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbourhood]:
    made = Neighbourhood(tmp_path_factory.mktemp("around"))
    body = {
        "ShortCode": "174379",
        "RequestType": "Pull",
        "NominatedNumber": "254722000000",
        "CallBackURL": made.relay.base_url,
    }
    answer = made.shop.http.post("/pulltransactions/v1/register", json=body, headers=made.shop.bearer)
    assert answer.status_code == 200
    yield made
    made.close()


@pytest.fixture
def counter(around: Neighbourhood, tmp_path: Path) -> Iterator[Counter]:
    with Counter(around, tmp_path) as made:
        yield made


# --- the push --------------------------------------------------------------------------------------------------------


def test_an_answer_that_is_cut_after_any_byte_leaves_one_prompt_that_can_be_paid(counter: Counter, effort: int) -> None:
    for size in range(0, WHOLE_ANSWER, max(55 // effort, 1)):
        counter.meet_somebody()
        counter.spoil(on="push", fault="cut", bytes=size)
        payment = counter.prompt(100)
        assert counter.told(payment).subject == "may_be_sent"
        counter.answer()
        counter.live(30)
        assert (counter.now(payment).status, len(counter.prompts()), counter.money()) == ("completed", 1, 100)


def test_a_till_whose_token_another_one_has_voided_sends_one_prompt_all_the_same(counter: Counter) -> None:
    counter.paid(100)
    for _ in range(3):
        counter.meet_somebody()
        counter.shop.mint()
        assert counter.paid(100).status == "completed"
        assert len(counter.prompts()) == 1


def test_the_same_amount_within_two_minutes_is_refused_by_m_pesa_itself(counter: Counter) -> None:
    counter.paid(100)
    again = counter.prompt(100)
    counter.live(10)
    again, told = counter.now(again), counter.told(again)
    assert (again.status, again.result_code, told.subject) == ("failed", "17", "17")
    assert told.seconds_to_wait(counter.clock.now()) > 100
    assert counter.money() == 100


def test_a_phone_that_has_a_prompt_open_is_busy_for_another_till(
    around: Neighbourhood, counter: Counter, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with Counter(around, tmp_path / "other") as other:
        other.phone = counter.phone
        first, second = counter.prompt(100), other.prompt(100)
        assert (other.told(second).subject, len(counter.prompts())) == ("phone_busy", 1)
        counter.answer()
        counter.live(30)
        assert (counter.now(first).status, other.now(second).status) == ("completed", "failed")


# --- the query -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNANSWERED)
def test_without_an_answer_a_large_amount_waits_for_somebody_who_knows(counter: Counter, name: str) -> None:
    counter.arm(name)
    payment = counter.paid(ABOVE_THE_LIMIT)
    assert (payment.status, payment.receipt is not None) == ("pending", True)
    counter.shop.http.delete("/phone/v1/faults")
    counter.live(600)
    assert counter.now(payment).status == "completed"


def test_a_query_that_is_silent_is_no_answer_and_no_failure(counter: Counter) -> None:
    payment = counter.prompt(100)
    counter.spoil(on="query", fault="silent", seconds=60)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(counter.core.query, payment.id)
        while not asking.done():
            counter.clock.advance(1)
    assert asking.result().status == "pending"
    assert counter.kinds(payment)[-1] == "query_pending"


def test_in_the_sandbox_the_callback_wins_over_a_query_that_says_failed(around: Neighbourhood, tmp_path: Path) -> None:
    with Counter(around, tmp_path, Environment.SANDBOX) as counter:
        counter.arm("query_says_cancelled")
        payment = counter.paid(100)
        assert (payment.status, payment.detail) == ("completed", "callback_only")


def test_a_query_that_is_told_to_slow_down_is_asked_again_later(counter: Counter) -> None:
    counter.spoil(on="callback", fault="lost")
    counter.spoil(on="query", fault="spike_arrest", times=6)
    assert counter.paid(100).status == "pending"
    counter.live(600)
    payment = counter.core.payment(1)
    assert (payment.status, counter.money()) == ("completed", 100)


def test_while_the_query_says_processing_the_customer_is_waited_for(counter: Counter) -> None:
    counter.arm("query_processing")
    payment = counter.prompt(100)
    counter.live(40)
    assert "query_pending" in counter.kinds(payment)
    assert (counter.told(payment).state, counter.told(payment).subject) == ("waiting", "no_answer")


@pytest.mark.parametrize(
    ("name", "questions"),
    [("status_unanswered", 3), ("status_timeout", 3), ("status_unknown", 1), ("status_other_amount", 1)],
)
def test_a_receipt_that_two_answers_disagree_on_is_asked_about_until_something_is_heard_of_it(
    counter: Counter, name: str, questions: int
) -> None:
    counter.arm("query_says_cancelled")
    counter.arm(name)
    payment = counter.paid(100)
    counter.live(1800)
    payment = counter.now(payment)
    assert counter.kinds(payment).count("status_asked") == questions
    assert payment.status != "completed"
    assert "contradiction" in payment.doubts
    assert not payment.may_ask_again


def test_a_wrong_credential_is_no_answer_about_a_receipt(counter: Counter) -> None:
    counter.arm("query_says_cancelled")
    counter.spoil(on="status_result", fault="says", code="2001", times=1)
    payment = counter.paid(100)
    counter.live(1800)
    assert counter.kinds(payment).count("status_asked") == 2
    assert counter.kinds(payment).count("status_answered") == 2


# --- the list of payments --------------------------------------------------------------------------------------------


def test_a_list_that_lags_has_the_code_when_it_has_caught_up(counter: Counter) -> None:
    counter.arm("pull_lags")
    payment = counter.paid(100)
    counter.live(120)
    assert (counter.core.pull(), counter.now(payment).receipt) == (0, None)
    counter.live(600)
    assert counter.core.pull() == 1
    assert counter.now(payment).receipt is not None


@pytest.mark.parametrize("name", ["pull_misses", "pull_other_amount"])
def test_a_list_that_misses_a_payment_or_names_another_amount_proves_nothing(counter: Counter, name: str) -> None:
    counter.arm(name)
    payment = counter.paid(100)
    counter.live(700)
    assert counter.core.pull() == 0
    payment = counter.now(payment)
    assert (payment.status, payment.receipt, payment.doubts) == ("completed", None, frozenset())


def test_a_list_that_never_turns_its_page_gives_what_it_has_and_is_not_taken_for_complete(
    counter: Counter, noise: Noise, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise.expect("pos_desktop.payments.pulling", "more than 5 pages")
    monkeypatch.setattr("pos_desktop.payments.pulling.MOST_PAGES", 5)
    counter.arm("pull_same_page")
    payment = counter.paid(100)
    counter.live(700)
    assert counter.core.pull() == 1
    assert counter.now(payment).receipt is not None


def test_a_list_that_cannot_be_had_changes_nothing(counter: Counter) -> None:
    counter.arm("pull_broken")
    payment = counter.paid(100)
    counter.live(700)
    with pytest.raises(DarajaError):
        counter.core.pull()
    assert counter.now(payment).receipt is None


def test_of_two_payments_that_look_alike_in_the_list_nobody_guesses(counter: Counter) -> None:
    counter.arm("no_details")
    payment = counter.paid(100)
    by_hand = counter.pays_by_hand(100, reference=payment.account_reference)
    counter.live(700)
    assert by_hand
    assert (counter.core.pull(), counter.now(payment).receipt, counter.money()) == (0, None, 200)
