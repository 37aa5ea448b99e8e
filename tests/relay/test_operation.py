from __future__ import annotations

import logging
import socket
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from pos_desktop import serving
from pos_desktop.clock import SystemClock
from pos_desktop.errors import PosError
from pos_desktop.relay import MailFileError, RelayServer, errors, writer
from pos_desktop.relay.metrics import SECONDS_BOUNDS, Metrics
from pos_desktop.relay.recovery import Recovery
from pos_desktop.relay.retention import Retention
from tests.conftest import Noise
from tests.relay.conftest import StartRelay
from tests.relay.tills import NET, PAID, MovedClock, Till, bodies, connect, enrol, figure


class BrokenClock:
    """A clock that can be broken, for want of a bug of our own."""

    def __init__(self) -> None:
        self.is_broken = False
        self._clock = SystemClock()

    def now(self) -> datetime:
        if self.is_broken:
            raise ZeroDivisionError("private words")
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()


def test_health_and_readiness_answer(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready"}
    assert http.get("/readyz").json() == {"status": "ready"}


def test_a_relay_that_cannot_write_is_not_ready(
    start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect("pos_desktop.relay.writer", "replaced or deleted")
    noise.expect("pos_desktop.relay.writer", "cannot be written")
    relay = start_relay()
    assert NET.get(f"{relay.base_url}/readyz").status_code == 200
    clock.offset = timedelta(seconds=2)
    database.parent.rename(database.parent.with_name("elsewhere"))
    database.parent.write_bytes(b"no folder")
    answer = NET.get(f"{relay.base_url}/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "relay_mail_unavailable")
    assert NET.get(f"{relay.base_url}/metrics").status_code == 503
    assert NET.get(f"{relay.base_url}/healthz").status_code == 200
    database.parent.unlink()
    database.parent.with_name("elsewhere").rename(database.parent)
    assert NET.get(f"{relay.base_url}/readyz").status_code == 200


def test_what_happens_is_counted(till: Till, relay: RelayServer, http: httpx.Client) -> None:
    address = till.mint()
    till.post(address=address)
    till.post(address=address)
    http.post("/shop/mpesa/callback/", content=PAID)
    http.post("/c/1/abdfghjk/forged", content=PAID)
    http.get("/no/such/place")
    text = http.get("/metrics").text
    for line in (
        'relay_mail_total{kind="stk",source="listed",outcome="new"} 1',
        'relay_mail_total{kind="stk",source="listed",outcome="repeated"} 1',
        'relay_mail_total{kind="hint",source="listed",outcome="new"} 1',
        'relay_requests_total{route="/c/1/{terminal}/{token}",status="404"} 1',
        'relay_requests_total{route="/c/1/{terminal}/{token}",status="200"} 2',
        'relay_requests_total{route="unknown",status="404"} 1',
        "relay_callback_seconds_count 4",
    ):
        assert line in text.splitlines()
    assert figure(relay.base_url, "relay_mail_unacknowledged") == 1
    assert figure(relay.base_url, "relay_terminals") == 1
    assert abs(figure(relay.base_url, "relay_epoch_begun_timestamp_seconds") - SystemClock().now().timestamp()) < 60
    till.events(till.events()["next"])
    assert figure(relay.base_url, "relay_mail_unacknowledged") == 0


def test_durations_fall_into_growing_buckets() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.02, 0.3, 60.0):
        metrics.time_callback(seconds)
    text = metrics.written({})
    counts = [int(line.rpartition(" ")[2]) for line in text.splitlines() if "_bucket" in line]
    assert counts == sorted(counts)
    assert (counts[0], counts[-2], counts[-1]) == (1, 3, 4)
    assert len(counts) == len(SECONDS_BOUNDS) + 1
    assert "relay_callback_seconds_sum 60.321000" in text


class EveryWord(logging.Handler):
    """What reaches the log's root, down to the last detail."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(("httpx", "httpcore")):  # the caller's side
            self.text += f"{self.format(record)}\n"


@pytest.fixture
def every_word() -> Iterator[EveryWord]:
    handler, root = EveryWord(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)


def test_the_log_names_routes_and_neither_addresses_nor_secrets(
    every_word: EveryWord, till: Till, relay: RelayServer
) -> None:
    address = till.mint()
    till.post(address=address)
    till.post(b"x" * 20_000, address)
    NET.post(f"{relay.base_url}/pos/api/mpesa/callback/{till.terminal}.{address.token}", content=PAID)
    till.events()
    relay.stop()
    assert "POST /c/1/{terminal}/{token} 200" in every_word.text
    assert "GET /v1/events 200" in every_word.text
    for private in (address.token, till.terminal, till.key, "254708374149", "UKP7RT61SV"):
        assert private not in every_word.text


def test_a_mistake_of_ours_is_logged_and_told_without_its_words(
    start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect("pos_desktop.relay.observation", "a request to /v1/events failed")
    broken = BrokenClock()
    relay = start_relay(clock=broken)
    till = enrol(relay.base_url, database, clock)
    broken.is_broken = True
    answer = till.ask()
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "private words" not in answer.text
    broken.is_broken = False
    assert till.ask().status_code == 200


def test_answers_wait_for_no_further_packet(relay: RelayServer, clock: MovedClock) -> None:
    """Nagle's algorithm and a delayed acknowledgement would cost 40 ms an answer."""
    with connect(relay.base_url) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        durations = []
        for _ in range(20):
            began = clock.monotonic()
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: relay\r\n\r\n")
            heard = b""
            while not heard.endswith(b"}"):
                heard += connection.recv(65536)
            durations.append(clock.monotonic() - began)
    assert min(durations[1:]) < 0.03


def test_the_documentation_shows_every_route_and_the_shape_of_a_problem(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()
    assert http.get("/docs").status_code == 200
    assert "/v1/events" in document["paths"]
    assert "code" in document["components"]["schemas"]["Problem"]["properties"]
    asked = document["paths"]["/v1/pair"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(asked["required"]) == {"code", "public_key", "name"}


def test_every_error_of_the_relay_has_a_code_of_its_own() -> None:
    named = [*vars(errors).values(), *vars(serving).values()]
    found = {each for each in named if isinstance(each, type) and issubclass(each, PosError) and each is not PosError}
    codes = [each.code for each in found]
    assert len(codes) == len(set(codes)) > 10


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    folder = tmp_path / "volume"
    folder.mkdir()
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move a file that is open")
def test_a_folder_that_was_away_for_a_moment_is_read_again_by_every_thread(
    start_relay: StartRelay, volume: Path, clock: MovedClock
) -> None:
    database = volume / "relay.db"
    till = enrol(start_relay(database=database).base_url, database, clock)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: till.events(), range(16)))
    away = volume.rename(volume.with_name("away"))
    assert [till.post(b"%d" % number).status_code for number in range(8)] == [503] * 8
    assert till.ask().status_code == 503
    away.rename(volume)
    with ThreadPoolExecutor(8) as pool:
        assert [each.status_code for each in pool.map(lambda _: till.post(), range(16))] == [200] * 16
        assert [len(each["events"]) for each in pool.map(lambda _: till.events(), range(16))] == [16] * 16
    assert till.events()["epoch"] == till.epoch


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move a file that is open")
def test_a_file_that_comes_back_with_its_log_has_all_that_it_had(
    start_relay: StartRelay, volume: Path, clock: MovedClock, monkeypatch: pytest.MonkeyPatch, noise: Noise
) -> None:
    for words in ("replaced or deleted", "cannot be written"):
        noise.expect("pos_desktop.relay.writer", words)
    database, elsewhere = volume / "relay.db", volume.with_name("elsewhere")
    relay = start_relay(database=database, reserve_bytes=0)
    till = enrol(relay.base_url, database, clock)
    till.post(b"before")

    def fail(*_words: object, **_more: object) -> sqlite3.Connection:
        raise MailFileError("no room to make another one")

    elsewhere.mkdir()
    with monkeypatch.context() as full:
        full.setattr(writer, "open_for_writing", fail)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database}{suffix}").rename(elsewhere / f"relay.db{suffix}")
        clock.offset = timedelta(seconds=2)
        assert NET.get(f"{relay.base_url}/readyz").status_code == 503
        for suffix in ("-wal", "-shm", ""):
            (elsewhere / f"relay.db{suffix}").rename(f"{database}{suffix}")
    assert till.post(b"after").status_code == 200
    assert bodies(till.events()) == [b"before", b"after"]
    assert till.events()["epoch"] == till.epoch
    assert not list(volume.glob("*.replaced"))


def test_what_nobody_foresaw_ends_neither_recovery_nor_retention(
    start_relay: StartRelay, monkeypatch: pytest.MonkeyPatch, noise: Noise
) -> None:
    noise.expect("pos_desktop.relay.recovery", "a fault; results that go on waiting")
    noise.expect("pos_desktop.relay.retention", "a fault; nothing was pruned")
    rounds: Counter[str] = Counter()

    def failing(name: str) -> Callable[[object], Awaitable[None]]:
        async def fail(_self: object) -> None:
            rounds[name] += 1
            raise ZeroDivisionError

        return fail

    monkeypatch.setattr(Recovery, "recover", failing("recovery"))
    monkeypatch.setattr(Retention, "prune", failing("retention"))
    start_relay(recovery_seconds=0.01, pruning_seconds=0.01)
    while min(rounds["recovery"], rounds["retention"]) < 3:
        threading.Event().wait(0.005)
