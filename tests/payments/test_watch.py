from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

import httpx
import pytest
from pytestqt.qtbot import QtBot

from pos_desktop.payments import (
    MailboxState,
    MailboxWatch,
    PaymentWatch,
    RelayMailbox,
    TransactionStatus,
)
from pos_desktop.payments.watch import FAULT_PAUSE_SECONDS
from pos_desktop.storage import DiskFullError
from tests.conftest import Noise
from tests.payments.world import World, callback, event_json, mail, result


@contextmanager
def running(world: World, loop: PaymentWatch | MailboxWatch, stop: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        world.core.wake.set()
        thread.join(10)
        assert not thread.is_alive()


def is_completed(world: World, payment_id: int) -> bool:
    return world.core.payment(payment_id).status is TransactionStatus.COMPLETED


def test_what_is_due_is_asked_about_and_what_follows_too(world: World, qtbot: QtBot) -> None:
    payment = world.prompt()
    stop = threading.Event()
    with running(world, PaymentWatch(world.core, stop, world.clock), stop):
        world.daraja.queries.append(result("0"))
        world.call_back(payment)
        qtbot.waitUntil(lambda: is_completed(world, payment.id))


def test_a_payment_is_asked_about_once_at_a_time(world: World, qtbot: QtBot) -> None:
    payment = world.prompt()

    def two_more_rounds() -> None:
        for _ in range(3):
            world.core.wake.set()
            while world.core.wake.is_set():
                threading.Event().wait(0.005)

    world.daraja.queries.extend([two_more_rounds, result("0")])
    stop = threading.Event()
    with running(world, PaymentWatch(world.core, stop, world.clock), stop):
        world.core.receive_hint("ws_CO_1")
        qtbot.waitUntil(
            lambda: len(world.daraja.asked) == 1 and "query_pending" in world.kinds(payment.id), timeout=30_000
        )

    assert len(world.daraja.asked) == 1


class Unhurried(threading.Event):
    """A stop that notes how long it was waited for, and lets nobody wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        return self.is_set()


def test_while_answers_cannot_be_stored_the_watch_goes_on_and_leaves_mpesa_alone_after_each(
    world: World, qtbot: QtBot, noise: Noise
) -> None:
    payment = world.prompt()
    faults = [DiskFullError("no room")] * 3

    def full(*_: object) -> None:
        if faults:
            raise faults.pop()

    noise.expect("pos_desktop.payments.watch", "could not be asked about")
    world.on_change = full
    world.daraja.queries.extend([result("0")] * 4)
    stop = Unhurried()
    with running(world, PaymentWatch(world.core, stop, world.clock), stop):
        world.core.receive_hint("ws_CO_1")
        qtbot.waitUntil(lambda: is_completed(world, payment.id))
    assert stop.waits == [FAULT_PAUSE_SECONDS] * 3
    assert len(world.daraja.asked) == 4


def test_a_file_that_cannot_be_read_is_looked_at_again_later(world: World, qtbot: QtBot, noise: Noise) -> None:
    noise.expect("pos_desktop.payments.watch", "could not be looked at")
    stop = threading.Event()
    watch = PaymentWatch(world.core, stop)
    world.file.close()
    with running(world, watch, stop):
        qtbot.waitUntil(lambda: bool(noise.heard))


def test_a_process_that_has_not_the_turn_asks_nothing_and_takes_it_over_later(world: World, qtbot: QtBot) -> None:
    turns = [False, False]

    def has_turn() -> bool:
        return turns.pop(0) if turns else True

    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    world.core.receive_hint("ws_CO_1")
    stop = threading.Event()
    watch = PaymentWatch(world.core, stop, world.clock, longest_sleep_seconds=0.01, has_turn=has_turn)
    with running(world, watch, stop):
        qtbot.waitUntil(lambda: is_completed(world, payment.id))
    assert not turns


class Relay:
    """Answers fetches from a list; then it has nothing, and stops the loop."""

    def __init__(self, stop: threading.Event, *answers: httpx.Response | httpx.HTTPError) -> None:
        self._answers, self._stop = list(answers), stop
        self.fetched: list[int] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.fetched.append(int(request.url.params["after"]))
        if not self._answers:
            self._stop.set()
            return httpx.Response(200, json={"epoch": "e", "next": 0, "events": []})
        answer = self._answers.pop(0)
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer


def run_mailbox(world: World, *answers: httpx.Response | httpx.HTTPError) -> tuple[Relay, list[MailboxState]]:
    stop, states = QuickStop(), list[MailboxState]()
    relay = Relay(stop, *answers)
    box = RelayMailbox("http://127.0.0.1:9", "key", transport=httpx.MockTransport(relay))
    MailboxWatch(world.core, box, stop, states.append).run()
    return relay, states


class QuickStop(threading.Event):
    """Waits for nothing, so that backing off takes no time."""

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(0 if timeout else timeout)


def test_mail_is_applied_and_acknowledged(world: World) -> None:
    payment = world.prompt()
    event = event_json(mail(4, world.token(payment.id), callback(1032)))
    relay, states = run_mailbox(world, httpx.Response(200, json={"epoch": "e", "next": 4, "events": [event]}))

    assert relay.fetched == [0, 4]
    assert states == [MailboxState.CONNECTED]
    assert world.core.payment(payment.id).status is TransactionStatus.FAILED


def test_a_relay_that_is_away_is_tried_again_and_said(world: World) -> None:
    empty = httpx.Response(200, json={"epoch": "e", "next": 0, "events": []})
    _relay, states = run_mailbox(world, httpx.ConnectError("away"), httpx.Response(401), empty)

    assert states == [MailboxState.UNREACHABLE, MailboxState.KEY_REFUSED, MailboxState.CONNECTED]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (DiskFullError("no room"), "could not be stored, it will be fetched again"),
        (RuntimeError("a bug"), "a fault of ours kept the relay's mail from being read"),
    ],
    ids=["a full disk", "a bug"],
)
def test_mail_that_cannot_be_taken_in_is_fetched_again(
    world: World, noise: Noise, fault: Exception, words: str
) -> None:
    payment = world.prompt()
    faults = [fault]

    def fail(*_: object) -> None:
        if faults:
            raise faults.pop()

    noise.expect("pos_desktop.payments.watch", words)
    world.on_change = fail
    event = event_json(mail(4, world.token(payment.id), callback(1032)))
    answer = httpx.Response(200, json={"epoch": "e", "next": 4, "events": [event]})
    relay, _states = run_mailbox(world, answer, answer)

    assert relay.fetched == [0, 0, 4]
    assert world.core.payment(payment.id).status is TransactionStatus.FAILED


def test_a_fault_of_ours_ends_no_round_of_questions(
    world: World, qtbot: QtBot, noise: Noise, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = world.prompt()
    noise.expect("pos_desktop.payments.watch", "kept the payments from being looked at")
    due, faults = world.core.due, [RuntimeError("a bug")]

    def fail_once() -> tuple[list[int], datetime | None]:
        if faults:
            raise faults.pop()
        return due()

    monkeypatch.setattr(world.core, "due", fail_once)
    stop = threading.Event()
    with running(world, PaymentWatch(world.core, stop, world.clock), stop):
        qtbot.waitUntil(lambda: bool(noise.heard))
        world.daraja.queries.append(result("0"))
        world.call_back(payment)
        qtbot.waitUntil(lambda: is_completed(world, payment.id))


def test_a_question_that_meets_a_fault_of_ours_is_asked_again_after_a_pause(
    world: World, qtbot: QtBot, noise: Noise
) -> None:
    payment = world.prompt()
    noise.expect("pos_desktop.payments.watch", "kept payment 1 from being asked about")
    world.daraja.queries.extend([bug, result("0")])
    stop = CountedStop()
    with running(world, PaymentWatch(world.core, stop, world.clock), stop):
        world.core.receive_hint("ws_CO_1")
        qtbot.waitUntil(lambda: is_completed(world, payment.id))
    assert stop.pauses == [FAULT_PAUSE_SECONDS]


def test_a_host_that_closes_what_it_asks_with_hears_of_no_fault(world: World, qtbot: QtBot) -> None:
    world.prompt()
    stop = threading.Event()

    def close() -> None:
        stop.set()
        raise RuntimeError("the client has been closed")

    world.daraja.queries.append(close)
    with running(world, PaymentWatch(world.core, stop, world.clock), stop):
        world.core.receive_hint("ws_CO_1")
        qtbot.waitUntil(stop.is_set)


def test_a_host_that_closes_its_file_or_its_mailbox_hears_of_no_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def close(*_: object) -> NoReturn:
        stop.set()
        raise RuntimeError("it has been closed")

    box = RelayMailbox("http://127.0.0.1:9", "key", transport=httpx.MockTransport(close))
    MailboxWatch(world.core, box, stop).run()
    stop.clear()
    monkeypatch.setattr(world.core, "due", close)
    PaymentWatch(world.core, stop, world.clock).run()
    assert stop.is_set()


def bug() -> None:
    raise RuntimeError("a bug")


class CountedStop(threading.Event):
    """Waits for nothing, and counts who would have."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout)
        return super().wait(0)


@pytest.mark.parametrize("kind", [PaymentWatch, MailboxWatch])
def test_a_loop_that_is_stopped_before_it_starts_does_nothing(world: World, kind: type) -> None:
    stop = threading.Event()
    stop.set()
    if kind is PaymentWatch:
        PaymentWatch(world.core, stop).run()
    else:
        MailboxWatch(world.core, RelayMailbox("http://127.0.0.1:9", "key"), stop).run()

    assert world.daraja.asked == []
