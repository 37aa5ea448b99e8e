from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_desktop.relay import Limits, RelayOptions, RelayServer
from pos_desktop.relay.retention import Retention
from tests.failing_disk import FailingDisk, failing_disk
from tests.relay.tills import MovedClock, Till, enrol

GENEROUS = Limits(terminal_rate=100_000, junk_rate=100_000)
"""For tests whose subject is not the rates."""

StartRelay = Callable[..., RelayServer]


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "relay.db"


@pytest.fixture
def start_relay(database: Path, clock: MovedClock) -> Iterator[StartRelay]:
    """Starts relays that end with the test; what a test does not name is loopback, generous and this clock's.

    After its start such a relay leaves what is reserved alone.
    """
    with ExitStack() as stack:

        def start(**changes: Any) -> RelayServer:
            options = RelayOptions(
                database=database,
                allowed_sources=("127.0.0.0/8",),
                limits=GENEROUS,
                clock=clock,
                reserve_bytes=128 * 1024,
                recovery_seconds=3_600,
            )
            return stack.enter_context(RelayServer(replace(options, **changes)))

        yield start


@pytest.fixture
def relay(start_relay: StartRelay) -> RelayServer:
    return start_relay()


@pytest.fixture
def till(relay: RelayServer, database: Path, clock: MovedClock) -> Till:
    return enrol(relay.base_url, database, clock)


@pytest.fixture
def other_till(relay: RelayServer, database: Path, clock: MovedClock) -> Till:
    return enrol(relay.base_url, database, clock)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingDisk]:
    """A disk that refuses writes, on which nothing is pruned, as that begins by itself."""

    async def keep_everything(_retention: Retention) -> None:
        return None

    monkeypatch.setattr(Retention, "run", keep_everything)
    with failing_disk() as disk:
        yield disk


@pytest.fixture
def http(relay: RelayServer) -> Iterator[httpx.Client]:
    """A client whose addresses begin with the relay's."""
    with httpx.Client(base_url=relay.base_url, timeout=30) as client:
        yield client
