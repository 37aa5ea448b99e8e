"""How a figure is taken, and the one shape in which all are reported."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One measured thing beside its floor. Times are milliseconds; `ratio` is ours over the floor.

    `loads` has more of either side where a load was measured: requests a second, and the times of single ones.
    """

    name: str
    ours: str
    floor: str
    samples: int
    ours_ms: float
    floor_ms: float
    ours_p99_ms: float | None = None
    note: str = ""
    loads: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many floors our way costs."""
        return self.ours_ms / self.floor_ms

    def row(self) -> dict[str, object]:
        """As JSON has it."""
        row: dict[str, object] = {
            "name": self.name,
            "ours": self.ours,
            "floor": self.floor,
            "samples": self.samples,
            "ours_ms": round(self.ours_ms, 4),
            "ours_p99_ms": None if self.ours_p99_ms is None else round(self.ours_p99_ms, 4),
            "floor_ms": round(self.floor_ms, 4),
            "ratio": round(self.ratio, 2),
            "note": self.note,
        }
        return row | {"loads": self.loads} if self.loads else row


def timed_ms(act: Callable[[], object]) -> float:
    """How long one call takes, in milliseconds."""
    started = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - started) / 1e6


def alternating(
    ours: Callable[[int], object], floor: Callable[[int], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Times both in turns, so that whatever else the machine does hits both alike; each gets the round's number."""
    gc.collect()
    our_times, floor_times = [], []
    for number in range(rounds):
        floor_times.append(timed_ms(lambda number=number: floor(number)))  # type: ignore[misc]
        our_times.append(timed_ms(lambda number=number: ours(number)))  # type: ignore[misc]
    return our_times, floor_times


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def p99(times: Sequence[float]) -> float:
    """All but one in a hundred are at most this long."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
