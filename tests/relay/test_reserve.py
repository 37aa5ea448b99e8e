"""What a full mail file does not take waits in the room beside it, and its till gets it once there is room."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from pos_desktop.payments import CallbackAddress
from pos_desktop.relay import RelayServer
from pos_desktop.relay.errors import ReserveError
from pos_desktop.relay.file_lock import write_turn
from pos_desktop.relay.reserve import BLOCK_BYTES, Reserve, ReservedEvent
from pos_desktop.relay.store import Kind
from pos_desktop.serving import Source
from tests.conftest import Noise
from tests.failing_disk import FailingDisk, Fault
from tests.relay.conftest import StartRelay
from tests.relay.tills import ACCEPTED, NET, PAID, MovedClock, Till, bodies, enrol, figure, wait_for_figure

RESERVE, RECOVERY = "pos_desktop.relay.reserve", "pos_desktop.relay.recovery"
WRITER, RECEIVING = "pos_desktop.relay.writer", "pos_desktop.relay.receiving"
WAITING, FREE, REFUSED = "relay_reserve_waiting", "relay_reserve_free_bytes", "relay_reserve_refused_total"
SIZE_BYTES = 128 * 1024
BLOCKS_OF_BIG = 3
"""A big body in the reserve: 6,000 bytes as base64, with an address and a moment."""

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no blocks and limits no file's size")


def big(number: int) -> bytes:
    """A body that needs pages of its own, so that a full file has no room for it."""
    return b"%05d " % number * 1_000


@dataclass(frozen=True)
class Full:
    """A relay whose mail file has no room, and a till of it."""

    relay: RelayServer
    till: Till
    database: Path

    def refuse(self, body: bytes, address: CallbackAddress | None = None) -> None:
        """Posts a result that cannot be committed and so must not be taken."""
        answer = self.till.post(body, address)
        assert (answer.status_code, answer.json()["code"]) == (503, "relay_mail_unavailable")
        assert answer.headers["retry-after"] == "1"

    def make_room(self) -> None:
        with write_turn(self.database), closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("DELETE FROM filler")

    def is_at(self, name: str, value: float) -> bool:
        return figure(self.relay.base_url, name) == value

    def wait_until_empty(self) -> None:
        wait_for_figure(self.relay.base_url, WAITING, 0)

    def stop(self) -> int:
        """Stops the relay; the port that the till knows."""
        self.relay.stop()
        return httpx.URL(self.relay.base_url).port or 0


StartFull = Callable[..., Full]


@pytest.fixture
def start_full(start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise) -> StartFull:
    """Starts a relay whose file has no room, and which looks for some all the time."""

    def start(**changes: object) -> Full:
        noise.expect(WRITER, "did not take a write.*full")
        relay = start_relay(**{"max_pages": 80, "recovery_seconds": 0.02} | changes)
        till = enrol(relay.base_url, database, clock)
        with write_turn(database), closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("CREATE TABLE filler (body BLOB)")
            connection.execute("INSERT INTO filler VALUES (zeroblob(400000))")
        return Full(relay, till, database)

    return start


@pytest.fixture
def reserve(database: Path) -> Path:
    return database.with_name("relay.db.reserve")


def wait_for_reserve(till: Till) -> list[bytes]:
    """The till's mail once nothing waits any more."""
    wait_for_figure(till.base_url, WAITING, 0)
    return bodies(till.events())


def test_what_a_full_file_does_not_take_reaches_a_waiting_till_once_there_is_room(
    start_full: StartFull, clock: MovedClock, noise: Noise
) -> None:
    noise.expect(RESERVE, "results; they wait in the reserve .*relay.db.reserve.*Make room on the disk")
    full = start_full()
    till, address, came_at = full.till, full.till.mint(), clock.now()
    for _send in range(2):
        full.refuse(big(1), address)
    full.refuse(big(2))
    assert till.events()["events"] == []
    assert full.is_at(WAITING, 2)
    assert full.is_at(FREE, SIZE_BYTES - 2 * BLOCKS_OF_BIG * BLOCK_BYTES)
    clock.offset = timedelta(minutes=20)
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(till.events, wait=60)
        wait_for_figure(till.base_url, "relay_polls_waiting", 1)
        full.make_room()
        first = poll.result(30)["events"][0]
    assert first["received_at"] < (came_at + timedelta(minutes=10)).isoformat()
    assert wait_for_reserve(till) == [big(1), big(2)]
    assert till.post(big(1), address).json() == ACCEPTED
    assert bodies(till.events()) == [big(1), big(2)]
    taken = 'relay_mail_total{kind="stk",source="listed",outcome="new"} 2'
    assert taken in NET.get(f"{till.base_url}/metrics").text.splitlines()


@pytest.mark.parametrize("fault", list(Fault))
def test_a_result_that_any_fault_keeps_from_the_file_is_kept_beside_it(
    start_relay: StartRelay, database: Path, clock: MovedClock, disk: FailingDisk, noise: Noise, fault: Fault
) -> None:
    noise.expect(WRITER, "did not take a write")
    noise.expect(RESERVE, "wait in the reserve")
    till = enrol(start_relay(recovery_seconds=0.02).base_url, database, clock)
    disk.fail(fault, 1, lasts=True)
    assert till.post().status_code == 503
    of_a_question = till.mint().url.replace("/c/1/", "/r/1/")
    assert NET.post(of_a_question, content=b"a result").status_code == 503
    assert NET.get(f"{till.base_url}/readyz").status_code == 503
    disk.mend()
    assert sorted(wait_for_reserve(till)) == sorted([PAID, b"a result"])
    assert {event["kind"] for event in till.events()["events"]} == {"stk", "result"}
    assert NET.get(f"{till.base_url}/readyz").status_code == 200


def test_what_was_taken_over_before_a_crash_is_not_handed_out_again_after_it(
    start_full: StartFull, start_relay: StartRelay, reserve: Path, noise: Noise
) -> None:
    noise.expect(RESERVE, "wait in the reserve since before this start")
    noise.expect(RESERVE, "they wait in the reserve")
    full = start_full()
    full.refuse(big(1))
    before = reserve.read_bytes()
    full.make_room()
    full.wait_until_empty()
    assert not any(reserve.read_bytes())
    port = full.stop()
    reserve.write_bytes(before)
    start_relay(port=port)
    assert wait_for_reserve(full.till) == [big(1)]
    assert not any(reserve.read_bytes())


def test_what_does_not_fit_yet_stays_in_the_reserve_when_some_of_it_was_taken(
    start_relay: StartRelay, database: Path, clock: MovedClock, disk: FailingDisk, noise: Noise
) -> None:
    noise.expect(WRITER, "did not take a write")
    noise.expect(RESERVE, "wait in the reserve")
    relay = start_relay()
    till = enrol(relay.base_url, database, clock)
    disk.fail(Fault.FULL, 1, lasts=True)
    assert [till.post(big(number)).status_code for number in range(3)] == [503] * 3
    relay.stop()
    writes_of_an_event = 5
    disk.fail(Fault.FULL, writes_of_an_event + 1, lasts=True)
    port = httpx.URL(relay.base_url).port
    half_full = start_relay(port=port)
    wait_for_figure(till.base_url, WAITING, 2)
    assert bodies(till.events()) == [big(0)]
    half_full.stop()
    disk.mend()
    start_relay(port=port)
    assert wait_for_reserve(till) == [big(0), big(1), big(2)]


def test_a_relay_that_starts_on_a_full_disk_takes_results_and_hands_them_out_once_there_is_room(
    start_relay: StartRelay, database: Path, clock: MovedClock, disk: FailingDisk, noise: Noise
) -> None:
    noise.expect(WRITER, "did not take a write.*full")
    noise.expect(RESERVE, "wait in the reserve")
    relay = start_relay()
    till = enrol(relay.base_url, database, clock)
    assert till.post(big(0)).status_code == 200
    relay.stop()
    disk.fail(Fault.FULL, 1, lasts=True)
    start_relay(port=httpx.URL(relay.base_url).port, recovery_seconds=0.02)
    assert bodies(till.events()) == [big(0)]
    assert till.post(big(1)).status_code == 503
    assert NET.get(f"{till.base_url}/readyz").status_code == 503
    disk.mend()
    assert wait_for_reserve(till) == [big(0), big(1)]
    assert till.events()["epoch"] == till.epoch


def cut_off(reserve: Path, at: int) -> None:
    with reserve.open("r+b") as file:
        file.truncate(at)


def never_written(reserve: Path, at: int) -> None:
    with reserve.open("r+b") as file:
        file.seek(at)
        file.write(bytes(BLOCK_BYTES))


def other_bit(reserve: Path, at: int) -> None:
    with reserve.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 1]))


@pytest.mark.parametrize("part_bytes", [2, 40, BLOCK_BYTES, 2 * BLOCK_BYTES], ids=str)
@pytest.mark.parametrize("tear", [cut_off, never_written, other_bit])
def test_an_event_that_is_not_whole_is_left_out_and_those_before_it_are_kept(
    start_full: StartFull,
    start_relay: StartRelay,
    reserve: Path,
    noise: Noise,
    tear: Callable[[Path, int], None],
    part_bytes: int,
) -> None:
    noise.expect(RESERVE, "they wait in the reserve")
    noise.expect(RESERVE, "wait in the reserve since before this start: 2")
    full = start_full()
    for number in range(3):
        full.refuse(big(number))
    port = full.stop()
    tear(reserve, 2 * BLOCKS_OF_BIG * BLOCK_BYTES + part_bytes)
    start_relay(port=port)
    assert wait_for_reserve(full.till) == [big(0), big(1)]
    assert not any(reserve.read_bytes())
    assert reserve.stat().st_size == SIZE_BYTES


def test_a_full_reserve_keeps_what_it_has_and_takes_more_once_it_was_emptied(
    start_full: StartFull, start_relay: StartRelay, database: Path, noise: Noise
) -> None:
    noise.expect(RESERVE, "wait in the reserve")
    noise.expect(RECEIVING, "kept nowhere: the reserve .* is full.*its till asks M-Pesa")
    full = start_full(reserve_bytes=2 * BLOCKS_OF_BIG * BLOCK_BYTES)
    for number in range(3):
        full.refuse(big(number))
    assert full.is_at(WAITING, 2)
    assert full.is_at(FREE, 0)
    assert full.is_at(REFUSED, 1)
    full.make_room()
    assert wait_for_reserve(full.till) == [big(0), big(1)]
    wait_for_figure(full.till.base_url, FREE, 2 * BLOCKS_OF_BIG * BLOCK_BYTES)
    with write_turn(database), closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO filler VALUES (zeroblob(400000))")
    full.refuse(big(3))
    full.make_room()
    assert wait_for_reserve(full.till) == [big(0), big(1), big(3)]


def test_what_comes_from_an_unlisted_source_is_not_worth_the_room(start_full: StartFull) -> None:
    full = start_full(trusted_proxies=("127.0.0.1",), allowed_sources=("196.201.214.200",))
    answer = NET.post(full.till.mint().url, content=big(1), headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 503
    assert full.is_at(WAITING, 0)
    assert full.is_at(FREE, SIZE_BYTES)


def test_what_came_without_a_good_token_is_not_worth_the_room(start_full: StartFull) -> None:
    full, number = start_full(), 0
    hint = b'{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_%050d"}}}'
    while (answer := NET.post(f"{full.till.base_url}/shop/mpesa/callback/", content=hint % number)).is_success:
        number += 1
    assert answer.status_code == 503
    assert NET.post(f"{full.till.base_url}/c/1/{full.till.terminal}/forged", content=big(1)).status_code == 404
    assert full.is_at(WAITING, 0)
    assert full.is_at(FREE, SIZE_BYTES)


@unix_only
def test_the_room_is_taken_on_the_disk_and_is_its_owners_alone(relay: RelayServer, reserve: Path) -> None:
    found = reserve.stat()
    assert found.st_size == SIZE_BYTES
    assert found.st_blocks * 512 >= SIZE_BYTES
    assert stat.S_IMODE(found.st_mode) == 0o600
    relay.stop()
    with reserve.open("r+b") as file:
        file.truncate(0)
        file.truncate(SIZE_BYTES)
    assert reserve.stat().st_blocks == 0
    Reserve(reserve, SIZE_BYTES).close()
    assert reserve.stat().st_blocks * 512 >= SIZE_BYTES


def test_a_relay_without_a_reserve_says_so_and_serves_all_the_same(
    start_full: StartFull, reserve: Path, noise: Noise
) -> None:
    noise.expect(RESERVE, "cannot be made.*Make room on the disk.*start the relay again")
    noise.expect(RECEIVING, "kept nowhere: there is no reserve")
    reserve.mkdir()
    full = start_full()
    full.refuse(big(1))
    assert full.is_at(FREE, 0)
    assert full.is_at(REFUSED, 1)
    full.make_room()
    assert full.till.post(big(2)).status_code == 200
    assert bodies(full.till.events()) == [big(2)]


@unix_only
def test_a_disk_without_room_for_the_reserve_keeps_its_last_room_for_the_mail(reserve: Path, noise: Noise) -> None:
    import resource

    noise.expect(RESERVE, "cannot be made")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE_BYTES // 2, hard))
    try:
        made = Reserve(reserve, SIZE_BYTES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    made.close()
    assert made.free_bytes == 0
    assert reserve.stat().st_size == 0


def test_a_reserve_that_went_away_refuses_and_what_it_had_comes_all_the_same_and_once(
    start_full: StartFull, reserve: Path, database: Path, noise: Noise
) -> None:
    noise.expect(RESERVE, "wait in the reserve")
    noise.expect(RECEIVING, "kept nowhere: the reserve .* did not take it")
    noise.expect(RECOVERY, "still in the reserve.*was not emptied")
    full = start_full()
    full.refuse(big(1))
    elsewhere = reserve.rename(database.parent / "elsewhere")
    full.refuse(big(2))
    assert full.is_at(REFUSED, 1)
    full.make_room()
    assert bodies(full.till.events(wait=60)) == [big(1)]
    while not any("was not emptied" in record.getMessage() for record in noise.heard):
        threading.Event().wait(0.005)
    assert full.is_at(WAITING, 1)
    elsewhere.rename(reserve)
    assert wait_for_reserve(full.till) == [big(1)]
    assert not any(reserve.read_bytes())


def test_a_reserve_that_is_not_flushed_to_the_disk_has_taken_nothing(
    start_full: StartFull, monkeypatch: pytest.MonkeyPatch, noise: Noise
) -> None:
    noise.expect(RECEIVING, "kept nowhere: the reserve .* did not take it: .*dying disk")
    full = start_full()

    def fail(_file: int) -> None:
        raise OSError(errno.EIO, "dying disk")

    monkeypatch.setattr(os, "fsync", fail)
    full.refuse(big(1))
    assert full.is_at(WAITING, 0)
    assert full.is_at(FREE, SIZE_BYTES)
    assert full.is_at(REFUSED, 1)


def test_what_comes_after_a_reserve_was_emptied_in_part_is_read_again(
    reserve: Path, monkeypatch: pytest.MonkeyPatch, noise: Noise
) -> None:
    noise.expect(RESERVE, "wait in the reserve")
    first, second = (
        ReservedEvent(str(number), Kind.STK, "ab2cd3ef", f"token-{number}", Source.LISTED, PAID, number)
        for number in (1, 2)
    )

    def fail(_file: int) -> None:
        raise OSError(errno.EIO, "dying disk")

    async def keep_forget_and_keep() -> None:
        await kept.put(first)
        with monkeypatch.context() as dying:
            dying.setattr(os, "fsync", fail)
            with pytest.raises(ReserveError, match="was not emptied"):
                await kept.forget(first)
        await kept.put(second)

    with closing(Reserve(reserve, SIZE_BYTES)) as kept:
        asyncio.run(keep_forget_and_keep())
    with closing(Reserve(reserve, SIZE_BYTES)) as again:
        assert asyncio.run(again.waiting_events()) == (first, second)


def test_what_waited_for_a_till_of_a_lost_mail_file_goes_to_no_other(
    start_full: StartFull, start_relay: StartRelay, database: Path, reserve: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect(RESERVE, "wait in the reserve")
    noise.expect(RECOVERY, "does not know; it was dropped")
    full = start_full()
    full.refuse(big(1))
    full.stop()
    kept = shutil.copy(reserve, database.parent / "kept")
    for path in database.parent.glob("relay.db*"):
        path.unlink()
    shutil.move(kept, reserve)
    till = enrol(start_relay().base_url, database, clock)
    assert wait_for_reserve(till) == []
