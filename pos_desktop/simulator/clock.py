"""The simulator's pace: what people and networks take their time over, as fast as is wanted."""

from __future__ import annotations

import asyncio

from pos_desktop.clock import Clock


class PacedClock:
    """A calendar that agrees with the machine's, and a passage of time that is `time_scale` times faster.

    Only durations are scaled: thinking, time-outs, lost minutes on the network. Dates stay true, because the program
    under test stamps its requests with them, and so does the life of a token, which that program counts by its own
    clock.
    """

    def __init__(self, source: Clock, time_scale: float = 1.0) -> None:
        self._source = source
        self._scale = time_scale
        self.now = source.now
        self.machine_seconds = source.monotonic

    def elapsed(self) -> float:
        """Simulated seconds since some fixed moment."""
        return self._source.monotonic() * self._scale

    async def pause(self, seconds: float) -> None:
        """Lets so many simulated seconds pass."""
        await asyncio.sleep(max(seconds, 0.0) / self._scale)

    async def wait_for(self, event: asyncio.Event, seconds: float) -> bool:
        """Whether the event comes within so many simulated seconds."""
        try:
            await asyncio.wait_for(event.wait(), max(seconds, 0.0) / self._scale)
        except TimeoutError:
            return False
        return True
