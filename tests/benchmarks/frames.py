"""The longest time for which the screen's thread is not free, in scripted sales from scan to Paid."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer

from tests.benchmarks.measure import Figure, p99
from tests.benchmarks.till_run import running_till

SALES = 5
FRAME_MS = 16.0


class GapWatch:
    """A timer that wants to fire every millisecond; what keeps it from that is what keeps a finger waiting."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter_ns()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter_ns()
        self.gaps.append((now - self._last) / 1e6)
        self._last = now

    def stop(self) -> None:
        """Ends the watch."""
        self._timer.stop()


def run() -> list[Figure]:
    """The figure for the longest block."""
    with running_till() as here:
        here.cashier.sell(0, None)
        watch = GapWatch()
        for number in range(SALES):
            here.cashier.sell(number + 1, None)
        watch.stop()
    return [
        Figure(
            name="ui_longest_block",
            ours="longest gap between two ticks of a 1 ms timer, the scripted cashier's own work included",
            floor="one frame at 60 Hz",
            samples=len(watch.gaps),
            ours_ms=max(watch.gaps),
            ours_p99_ms=p99(watch.gaps),
            floor_ms=FRAME_MS,
        )
    ]
