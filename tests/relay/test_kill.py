from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from tests.relay.tills import NET, MovedClock, Till, bodies, enrol, wait_for_figure

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not a thing on Windows"),
]


@dataclass(frozen=True)
class Running:
    """A relay in a process of its own."""

    base_url: str
    process: subprocess.Popen[str]


@contextmanager
def running(database: Path, moment: str = "never", number: int = 0, *limits: str) -> Iterator[Running]:
    """A relay process, killed at the end of the block at the latest."""
    script = str(Path(__file__).with_name("dying_relay.py"))
    command = [sys.executable, script, str(database), moment, str(number), *limits]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        try:
            assert base_url.startswith("http://"), "the relay did not start"
            yield Running(base_url, process)
        finally:
            process.kill()


def at(till: Till, relay: Running) -> Till:
    """The same till, now that its relay came up at another port."""
    return replace(till, base_url=relay.base_url, public_url=relay.base_url)


@pytest.mark.parametrize(("moment", "is_kept"), [("body", False), ("commit", True)])
def test_a_relay_that_dies_around_its_commit_answers_nothing_it_did_not_keep_and_takes_the_repeat_once(
    database: Path, clock: MovedClock, moment: str, is_kept: bool
) -> None:
    with running(database, moment, 3) as first:
        till = enrol(first.base_url, database, clock)
        assert [till.post(b"one").status_code, till.post(b"two").status_code] == [200, 200]
        address = till.mint()
        with pytest.raises(httpx.HTTPError):
            NET.post(address.url, content=b"three")
        assert first.process.wait(20) < 0
    kept = [b"one", b"two", b"three"] if is_kept else [b"one", b"two"]
    with running(database) as second:
        revived = at(till, second)
        assert bodies(revived.events()) == kept
        repeat = f"{second.base_url}/c/1/{till.terminal}/{address.token}"
        assert NET.post(repeat, content=b"three").status_code == 200
        assert bodies(revived.events()) == [b"one", b"two", b"three"]
        assert revived.events()["epoch"] == till.epoch


def test_what_a_full_file_did_not_take_outlives_the_death_of_its_relay_and_comes_once(
    database: Path, clock: MovedClock
) -> None:
    with running(database, "never", 0, "45") as first:
        till = enrol(first.base_url, database, clock)
        accepted, refused = list[bytes](), list[bytes]()
        while len(refused) < 3:
            body = b"%03d" % (len(accepted) + len(refused)) * 5_000
            (accepted if till.post(body).status_code == 200 else refused).append(body)
        wait_for_figure(first.base_url, "relay_reserve_waiting", 3)
        first.process.kill()
        first.process.wait(20)
    for _start in range(2):
        with running(database) as again:
            wait_for_figure(again.base_url, "relay_reserve_waiting", 0)
            assert bodies(at(till, again).events()) == accepted + refused
            again.process.kill()
            again.process.wait(20)


def post_until_it_dies(till: Till, sender: int, answered: list[bytes], is_busy: threading.Event) -> None:
    """Sends bodies one after the other and notes those that were answered with 200, until the relay is gone."""
    number = 0
    with httpx.Client(timeout=20) as client:
        while True:
            body = b"%d-%d" % (sender, number)
            try:
                answer = client.post(till.mint().url, content=body)
            except httpx.HTTPError:
                return
            assert answer.status_code == 200
            answered.append(body)
            number += 1
            if number == 5:
                is_busy.set()


def test_a_relay_killed_under_load_at_any_instant_has_everything_it_answered(
    database: Path, clock: MovedClock, effort: int
) -> None:
    chance = random.Random(20261125)
    with running(database) as first:
        till = enrol(first.base_url, database, clock)
    answered: list[bytes] = []
    for kill in range(2 * min(effort, 50)):
        with running(database) as relay, ThreadPoolExecutor(4) as pool:
            current, is_busy = at(till, relay), threading.Event()
            senders = [
                pool.submit(post_until_it_dies, current, kill * 4 + sender, answered, is_busy) for sender in range(4)
            ]
            assert is_busy.wait(20)
            threading.Event().wait(chance.uniform(0, 0.05))
            relay.process.kill()
            for sender in senders:
                sender.result(30)
    with running(database) as last:
        kept = all_bodies(at(till, last))
        assert at(till, last).events()["epoch"] == till.epoch
    assert len(answered) >= 20
    assert sorted(set(answered) - set(kept)) == []
    assert len(kept) == len(set(kept))


def all_bodies(till: Till) -> list[bytes]:
    """Everything that the relay keeps for the till."""
    found: list[bytes] = []
    mail = till.events()
    while mail["events"]:
        found += bodies(mail)
        mail = till.events(mail["next"])
    return found
