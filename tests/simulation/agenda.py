"""Time of a simulated world: it stands still until the next thing happens."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

MONDAY = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Seven in the morning in Nairobi."""


class Agenda:
    """The clock of everybody, and what will happen, in its order."""

    def __init__(self) -> None:
        self._passed = 0.0
        self._order = count()
        self._plans: list[tuple[float, int, Callable[[], None]]] = []

    def now(self) -> datetime:
        return MONDAY + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return 1_000.0 + self._passed

    def advance(self, seconds: float) -> None:
        """Somebody waits: what was to happen meanwhile happens a moment late."""
        self._passed += seconds

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Plans something for so many seconds from now."""
        heapq.heappush(self._plans, (self._passed + seconds, next(self._order), act))

    def live_until(self, moment: datetime, between: Callable[[], datetime | None]) -> None:
        """Lets everything happen up to a moment. `between` does what is due now and says when it wants to be asked."""
        end = (moment - MONDAY).total_seconds()
        while True:
            wanted = between()
            due = end if wanted is None else min(end, max((wanted - MONDAY).total_seconds(), self._passed))
            planned = self._plans[0][0] if self._plans else end
            if min(due, planned) >= end:
                self._passed = max(self._passed, end)
                return
            if planned <= due:
                at, _, act = heapq.heappop(self._plans)
                self._passed = max(self._passed, at)
                act()
            else:
                self._passed = max(self._passed, due)
