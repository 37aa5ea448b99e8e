"""A clock that stands until it is told to go on: a week of a shop passes in as long as its posts take."""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_START = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
_FIRST_SECOND = 1000.0
_TURNS = 12
"""How often the loop goes round before it counts as having nothing to do: an event needs three to wake its waiter."""
_PATIENCE_SECONDS = 60.0


@dataclass(order=True)
class _Sleeper:
    until: float
    serial: int
    woken: asyncio.Future[None] = field(compare=False)
    task: asyncio.Task[Any] | None = field(compare=False)


class SteppedClock:
    """Tells the time to everybody who is given it, and moves only by `advance`.

    One simulator may live by it. Work that the simulator has begun (`watch`) is waited for: when `advance` returns,
    everything that was due has happened, each thing at its own moment and one after the other.
    """

    def __init__(self, start: datetime = _START) -> None:
        self._start = start
        self._passed = 0.0
        self._serial = 0
        self._sleepers: list[_Sleeper] = []
        self._busy: set[asyncio.Task[Any]] = set()
        self._watched: set[asyncio.Task[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stirred = asyncio.Event()

    def now(self) -> datetime:
        """The moment at which it stands."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""
        return _FIRST_SECOND + self._passed

    def advance(self, seconds: float) -> None:
        """Moves on; to be called from any thread but the simulator's own."""
        loop = self._loop
        if loop is None or not loop.is_running():
            self._passed += seconds
            return
        asyncio.run_coroutine_threadsafe(self._advance(seconds), loop).result(_PATIENCE_SECONDS)

    def watch(self, task: asyncio.Task[Any]) -> None:
        """Counts a task as work that `advance` waits for, except while it waits for this clock."""
        self._loop = asyncio.get_running_loop()
        self._watched.add(task)
        self._busy.add(task)
        task.add_done_callback(self._forget)

    async def wait(self, seconds: float, event: asyncio.Event | None = None) -> bool:
        """Waits until so many seconds have been stepped over, or for the event; whether that came."""
        self._loop = asyncio.get_running_loop()
        if seconds <= 0:
            await asyncio.sleep(0)
            return event is not None and event.is_set()
        sleeper = self._lie_down(seconds)
        try:
            if event is None:
                await sleeper.woken
                return False
            coming: asyncio.Future[Any] = asyncio.ensure_future(event.wait())
            try:
                await asyncio.wait([coming, sleeper.woken], return_when=asyncio.FIRST_COMPLETED)
            finally:
                coming.cancel()
            return event.is_set()
        finally:
            sleeper.woken.cancel()
            self._get_up(sleeper)

    async def _advance(self, seconds: float) -> None:
        target = self._passed + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0].until <= target:
            sleeper = heapq.heappop(self._sleepers)
            if sleeper.woken.done():
                continue
            self._passed = max(self._passed, sleeper.until)
            sleeper.woken.set_result(None)
            self._get_up(sleeper)
            await self._settle()
        self._passed = target

    async def _settle(self) -> None:
        """Returns once everything that was begun has ended or waits for this clock."""
        while True:
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            if not self._busy:
                return
            self._stirred.clear()
            await self._stirred.wait()

    def _lie_down(self, seconds: float) -> _Sleeper:
        task = asyncio.current_task()
        self._serial += 1
        woken = asyncio.get_running_loop().create_future()
        sleeper = _Sleeper(self._passed + seconds, self._serial, woken, task if task in self._watched else None)
        heapq.heappush(self._sleepers, sleeper)
        if sleeper.task is not None:
            self._busy.discard(sleeper.task)
            self._stirred.set()
        return sleeper

    def _get_up(self, sleeper: _Sleeper) -> None:
        if sleeper.task is not None and not sleeper.task.done():
            self._busy.add(sleeper.task)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._watched.discard(task)
        self._busy.discard(task)
        self._stirred.set()
