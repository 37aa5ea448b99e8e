"""The simulator's pace: what people and networks take their time over, as fast as is wanted."""

from __future__ import annotations

import asyncio
from typing import Any

from pos_desktop.clock import Clock
from pos_desktop.simulator.stepping import SteppedClock


class PacedClock:
    """A calendar that agrees with the machine's, and a passage of time that is `time_scale` times faster.

    Only durations are scaled: thinking, time-outs, lost minutes on the network. Dates stay true, because the program
    under test stamps its requests with them, and so does the life of a token, which that program counts by its own
    clock. By a `SteppedClock` nothing passes by itself and nothing is scaled.
    """

    def __init__(self, source: Clock, time_scale: float = 1.0) -> None:
        self._source = source
        self._stepped = source if isinstance(source, SteppedClock) else None
        self._scale = time_scale if self._stepped is None else 1.0
        self.now = source.now
        self.machine_seconds = source.monotonic

    def elapsed(self) -> float:
        """Simulated seconds since some fixed moment."""
        return self._source.monotonic() * self._scale

    async def pause(self, seconds: float) -> None:
        """Lets so many simulated seconds pass."""
        if self._stepped is not None:
            await self._stepped.wait(seconds)
            return
        await asyncio.sleep(max(seconds, 0.0) / self._scale)

    async def wait_for(self, event: asyncio.Event, seconds: float) -> bool:
        """Whether the event comes within so many simulated seconds."""
        if self._stepped is not None:
            return await self._stepped.wait(seconds, event)
        try:
            await asyncio.wait_for(event.wait(), max(seconds, 0.0) / self._scale)
        except TimeoutError:
            return False
        return True

    def watch(self, task: asyncio.Task[Any]) -> None:
        """Says that a task is work of the simulator's own, which a step of the clock has to wait for."""
        if self._stepped is not None:
            self._stepped.watch(task)
