"""Connections that only are there: they end, and keep nobody out."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from pos_desktop.relay import RelayServer
from pos_desktop.serving import connections
from tests.relay.test_delivery import wait_for_polls
from tests.relay.tills import Till, bodies, connect, read_to_end

HEAD = b"GET /healthz HTTP/1.1\r\nHost: relay\r\n"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)


def asked(connection: socket.socket) -> bytes:
    """The answer to a whole request on this connection."""
    connection.sendall(HEAD + b"\r\n")
    answer = b""
    while not answer.endswith(b"}"):
        answer += connection.recv(65536)
    return answer


@pytest.mark.usefixtures("hasty")
def test_a_connection_that_asks_nothing_is_ended(relay: RelayServer) -> None:
    with connect(relay.base_url) as silent, connect(relay.base_url) as halfway:
        halfway.sendall(HEAD)
        assert read_to_end(silent) == read_to_end(halfway) == b""


@pytest.mark.usefixtures("hasty")
def test_a_head_that_comes_letter_by_letter_is_given_up(relay: RelayServer) -> None:
    def send_until_it_is_ended(slow: socket.socket) -> None:
        while True:
            slow.sendall(b"G")
            threading.Event().wait(0.02)

    with connect(relay.base_url) as slow, pytest.raises(ConnectionError):
        send_until_it_is_ended(slow)


@pytest.mark.usefixtures("hasty")
def test_a_connection_that_asked_before_has_as_long_for_its_next_head(relay: RelayServer) -> None:
    with connect(relay.base_url) as kept:
        for _request in range(2):
            assert asked(kept).startswith(b"HTTP/1.1 200 ")
        kept.sendall(HEAD)
        assert read_to_end(kept) == b""


@pytest.mark.usefixtures("hasty")
def test_what_is_being_answered_is_not_ended(till: Till) -> None:
    assert till.events(wait=1)["events"] == []


def test_silent_connections_make_room_for_those_who_ask(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 10)
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        polls = [pool.submit(till.events, wait=60) for _ in range(4)]
        wait_for_polls(till.base_url, 4)
        for _silent in range(30):
            stack.enter_context(connect(till.base_url))
        with httpx.Client() as another:
            assert another.post(till.mint().url, content=b"paid").status_code == 200
        assert [bodies(poll.result(20)) for poll in polls] == [[b"paid"]] * 4


def test_when_all_are_being_answered_the_next_is_turned_away(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    head = f"POST {httpx.URL(till.mint().url).path} HTTP/1.1\r\nHost: relay\r\nContent-Length: 4\r\n"
    monkeypatch.setattr(connections, "most_connections", lambda: 0)
    with connect(till.base_url) as busy:
        busy.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert busy.recv(65536).startswith(b"HTTP/1.1 100 ")
        began = till.clock.monotonic()
        with connect(till.base_url) as another:
            assert read_to_end(another) == b""
        assert till.clock.monotonic() - began < connections.HEAD_SECONDS / 2
        busy.sendall(b"paid")
        assert busy.recv(65536).startswith(b"HTTP/1.1 200 ")
    monkeypatch.undo()
    assert bodies(till.events()) == [b"paid"]


@contextmanager
def few_files(number: int) -> Iterator[int]:
    """Lets this process, and what it starts, have so many open files; how many they may have if they ask for them."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
    try:
        yield hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count open files")
def test_a_server_keeps_files_of_its_own() -> None:
    with few_files(1_000):
        assert connections.most_connections() == 1_000 - connections.FILES_KEPT_FREE
    with few_files(100):
        assert connections.most_connections() == 1
        connections.raise_open_files()
        assert connections.most_connections() > 1


@pytest.mark.processes
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the limits of another process")
def test_a_relay_takes_as_many_files_as_it_may(tmp_path: Path) -> None:
    import resource

    arguments = ["relay", "--port", "0", "--database", str(tmp_path / "relay.db"), "--json"]
    with (
        few_files(500) as most,
        subprocess.Popen([sys.executable, "-m", "pos_desktop", *arguments], stdout=subprocess.PIPE) as process,
    ):
        try:
            assert process.stdout is not None
            assert b"base_url" in process.stdout.readline()
            assert resource.prlimit(process.pid, resource.RLIMIT_NOFILE)[0] == most
        finally:
            process.terminate()
