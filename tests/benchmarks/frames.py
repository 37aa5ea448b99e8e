"""The longest time for which the screen's thread is not free, in scripted sales from scan to Paid."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.benchmarks.measure import Figure, p99
from tests.benchmarks.till_run import running_till

SALES = 8
FRAME_MS = 16.0


class TimedApplication(QApplication):
    """Knows how long each event took that Qt delivered; what it delivers inside another is part of that one."""

    def __init__(self) -> None:
        super().__init__(["benchmark"])
        self.times_ms: list[float] = []
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Delivers an event and notes how long that took."""
        started = time.perf_counter_ns()
        self._depth += 1
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            if self._depth == 0:
                self.times_ms.append((time.perf_counter_ns() - started) / 1e6)


def run() -> list[Figure]:
    """The figure for the longest block; needs a process in which no application was made before."""
    application = TimedApplication()
    with running_till() as here:
        for number in range(2):
            here.cashier.sell(number, None)
        application.times_ms.clear()
        for number in range(SALES):
            here.cashier.sell(number + 2, None)
    times = application.times_ms
    return [
        Figure(
            name="ui_longest_block",
            ours=f"longest single event on the screen's thread in {SALES} sales",
            floor="one frame at 60 Hz",
            samples=len(times),
            ours_ms=max(times),
            ours_p99_ms=p99(times),
            floor_ms=FRAME_MS,
            note=f"{sum(each > FRAME_MS for each in times)} of {len(times)} events over a frame",
        )
    ]
