from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_desktop.payments import RelayMailbox
from pos_desktop.relay import RelayServer, issue_rotation_code, list_terminals, revoke_terminal
from tests.conftest import Noise
from tests.relay.conftest import StartRelay
from tests.relay.tills import NET, PAID, MovedClock, Till, bodies, enrol

SECONDS = 20


@pytest.fixture
def in_background() -> Any:
    """Runs calls beside the test, and lets none outlive it."""
    with ThreadPoolExecutor(8) as pool:
        yield pool.submit


def polls_waiting(base_url: str) -> int:
    lines = NET.get(f"{base_url}/metrics").text.splitlines()
    return int(next(line for line in lines if line.startswith("relay_polls_waiting ")).split()[1])


def wait_for_polls(base_url: str, number: int) -> None:
    """Returns once so many long polls hang at the relay; the test's own timeout ends a vain wait."""
    while polls_waiting(base_url) != number:
        threading.Event().wait(0.005)


Background = Callable[..., Future[Any]]


def test_a_long_poll_answers_the_instant_that_a_callback_arrives(till: Till, in_background: Background) -> None:
    poll = in_background(till.events, wait=60)
    wait_for_polls(till.base_url, 1)
    began = till.clock.monotonic()
    till.post()
    mail = poll.result(SECONDS)
    assert bodies(mail) == [PAID]
    assert till.clock.monotonic() - began < 5, "it waited for something else than the callback"


def test_no_callback_falls_between_looking_and_waiting(till: Till, in_background: Background) -> None:
    after = 0
    for number in range(60):
        began = till.clock.monotonic()
        poll = in_background(till.events, after, wait=30)
        till.post(b"%d" % number)
        mail = poll.result(SECONDS + 20)
        assert bodies(mail) == [b"%d" % number]
        assert till.clock.monotonic() - began < 20, "it was found at the end of the wait alone"
        after = mail["next"]


def test_a_poll_is_answered_at_once_when_there_is_mail(till: Till) -> None:
    till.post()
    assert bodies(till.events(wait=60)) == [PAID]


def test_every_poll_of_every_till_hears_a_hint(till: Till, other_till: Till, in_background: Background) -> None:
    polls = [in_background(each.events, wait=60) for each in (till, other_till)]
    wait_for_polls(till.base_url, 2)
    NET.post(f"{till.base_url}/shop/mpesa/callback/", content=PAID)
    assert [len(poll.result(SECONDS)["events"]) for poll in polls] == [1, 1]


def test_a_strangers_hint_wakes_nobody_and_comes_with_the_next_poll(
    start_relay: StartRelay, database: Path, clock: MovedClock, in_background: Background
) -> None:
    relay = start_relay(allowed_sources=("196.201.214.200",))
    till = enrol(relay.base_url, database, clock)
    poll = in_background(till.events, wait=60)
    wait_for_polls(relay.base_url, 1)
    NET.post(f"{relay.base_url}/shop/mpesa/callback/", content=PAID)
    assert polls_waiting(relay.base_url) == 1
    till.post()
    assert [event["kind"] for event in poll.result(SECONDS)["events"]] == ["hint", "stk"]


def test_a_callback_wakes_its_own_till_alone(till: Till, other_till: Till, in_background: Background) -> None:
    mine, others = in_background(till.events, wait=60), in_background(other_till.events, wait=60)
    wait_for_polls(till.base_url, 2)
    till.post()
    assert len(mine.result(SECONDS)["events"]) == 1
    assert polls_waiting(till.base_url) == 1
    other_till.post(b"mine")
    assert bodies(others.result(SECONDS)) == [b"mine"]


def test_a_repeated_callback_wakes_nobody(till: Till, in_background: Background) -> None:
    address = till.mint()
    till.post(address=address)
    after = till.events()["next"]
    poll = in_background(till.events, after, wait=60)
    wait_for_polls(till.base_url, 1)
    till.post(address=address)
    assert polls_waiting(till.base_url) == 1
    till.post(b"another", address)
    assert bodies(poll.result(SECONDS)) == [b"another"]


def test_a_poll_without_mail_ends_empty_in_its_time(till: Till) -> None:
    mail = till.events(wait=1)
    assert mail["events"] == []
    assert mail["next"] == 0


def test_stopping_the_relay_ends_long_polls_with_an_answer(
    till: Till, relay: RelayServer, in_background: Background
) -> None:
    polls = [in_background(till.events, wait=60) for _ in range(3)]
    wait_for_polls(till.base_url, 3)
    relay.stop()
    assert [poll.result(SECONDS)["events"] for poll in polls] == [[], [], []]


def test_over_four_polls_of_one_till_the_oldest_ends(till: Till, other_till: Till, in_background: Background) -> None:
    kept = in_background(other_till.events, wait=60)
    wait_for_polls(till.base_url, 1)
    oldest = in_background(till.events, wait=60)
    wait_for_polls(till.base_url, 2)
    for number in range(3, 7):
        in_background(till.events, wait=60)
        if number < 6:
            wait_for_polls(till.base_url, number)
    assert oldest.result(SECONDS)["events"] == []
    assert not kept.done()
    till.post()
    other_till.post()
    assert bodies(kept.result(SECONDS)) == [PAID]


def test_a_key_that_is_revoked_while_it_waits_gets_nothing_more(
    till: Till, database: Path, clock: MovedClock, in_background: Background
) -> None:
    poll = in_background(till.ask, wait=60)
    wait_for_polls(till.base_url, 1)
    revoke_terminal(database, till.terminal, clock=clock)
    NET.post(f"{till.base_url}/shop/mpesa/callback/", content=PAID)
    assert poll.result(SECONDS).status_code == 401


def test_mail_comes_in_order_and_in_portions(till: Till) -> None:
    sent = [b"%d" % number for number in range(130)]
    for body in sent:
        assert till.post(body).status_code == 200
    first = till.events()
    second = till.events(first["next"])
    assert len(first["events"]) == 100
    assert bodies(first) + bodies(second) == sent
    numbers = [event["seq"] for event in first["events"] + second["events"]]
    assert numbers == sorted(set(numbers))
    assert till.events(second["next"])["events"] == []


def test_asking_after_a_number_acknowledges_all_up_to_it(till: Till, other_till: Till, database: Path) -> None:
    for _ in range(3):
        till.post()
        other_till.post()
    waiting = {line.terminal: line.waiting for line in list_terminals(database)}
    assert waiting == {till.terminal: 3, other_till.terminal: 3}
    till.events(till.events()["events"][1]["seq"])
    waiting = {line.terminal: line.waiting for line in list_terminals(database)}
    assert waiting == {till.terminal: 1, other_till.terminal: 3}


def test_reading_again_from_an_earlier_number_gives_the_same_mail_again(till: Till) -> None:
    for number in range(3):
        till.post(b"%d" % number)
    mail = till.events()
    till.events(mail["next"])
    assert till.events(0) == mail


def test_hints_from_before_a_tills_time_are_not_its_mail(
    till: Till, relay: RelayServer, database: Path, clock: MovedClock
) -> None:
    NET.post(f"{relay.base_url}/shop/mpesa/callback/", content=PAID)
    assert len(till.events()["events"]) == 1
    assert enrol(relay.base_url, database, clock).events()["events"] == []


def test_mail_and_terminals_outlive_a_restart_under_the_same_epoch(
    till: Till, relay: RelayServer, start_relay: StartRelay
) -> None:
    till.post()
    before = till.events()
    relay.stop()
    start_relay(port=httpx.URL(relay.base_url).port)
    assert till.events() == before


def test_a_number_never_given_out_begins_a_tills_mail_anew_under_another_epoch(
    till: Till, other_till: Till, noise: Noise
) -> None:
    noise.expect("pos_desktop.relay.delivery", "begins anew")
    till.post()
    other_till.post()
    mail = till.events(1_000, wait=60)
    assert mail["epoch"] != till.epoch
    assert bodies(mail) == [PAID]
    assert other_till.events()["epoch"] == other_till.epoch
    assert till.events(mail["next"])["epoch"] == mail["epoch"]


def test_both_keys_open_the_mail_for_a_day_after_a_rotation_and_then_the_new_one_alone(
    till: Till, database: Path, clock: MovedClock
) -> None:
    till.post()
    renewed = enrol(till.base_url, database, clock, code=issue_rotation_code(database, till.terminal, clock=clock))
    assert till.events() == renewed.events()
    clock.offset = timedelta(days=1, seconds=1)
    assert till.ask().status_code == 401
    assert renewed.ask().status_code == 200


def test_a_second_rotation_ends_the_oldest_of_three_keys(till: Till, database: Path, clock: MovedClock) -> None:
    second = enrol(till.base_url, database, clock, code=issue_rotation_code(database, till.terminal, clock=clock))
    third = enrol(till.base_url, database, clock, code=issue_rotation_code(database, till.terminal, clock=clock))
    assert [each.ask().status_code for each in (till, second, third)] == [401, 200, 200]


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=1.5", f"after={2**63}", "wait=61", "wait=-1", "wait=x"]
)
def test_a_question_that_makes_no_sense_is_refused_with_a_document(till: Till, query: str) -> None:
    answer = NET.get(f"{till.base_url}/v1/events?{query}", headers={"Authorization": f"Bearer {till.key}"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert query.split("=")[0] in answer.json()["detail"]


def test_the_tills_own_client_reads_what_the_relay_says(till: Till) -> None:
    address = till.mint()
    till.post(address=address)
    mailbox = RelayMailbox(till.base_url, till.key)
    batch = mailbox.fetch(0)
    mailbox.close()
    (event,) = batch.events
    assert (event.token, event.body, event.is_listed, event.kind) == (address.token, PAID, True, "stk")
    assert (batch.epoch, batch.next) == (till.epoch, event.seq)
    assert abs((event.received_at - till.clock.now()).total_seconds()) < 60
