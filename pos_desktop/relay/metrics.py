"""What the relay counts, in the Prometheus text format 0.0.4. No address, token, id or name is in it."""

from __future__ import annotations

from collections import Counter

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

_HELP = {
    "relay_requests_total": ("counter", "Requests answered, by route and status."),
    "relay_mail_total": ("counter", "Bodies that came in, by kind, source and what became of them."),
    "relay_pruned_total": ("counter", "Events deleted because they were done with."),
    "relay_polls_waiting": ("gauge", "Long polls that wait now."),
    "relay_mail_unacknowledged": ("gauge", "Events that live terminals have not acknowledged."),
    "relay_reserve_waiting": ("gauge", "Results in the reserve that the mail file has not taken yet; alarm above 0."),
    "relay_reserve_free_bytes": ("gauge", "Room that is left in the reserve; alarm at 0."),
    "relay_reserve_refused_total": ("counter", "Results that neither the mail file nor the reserve took."),
    "relay_terminals": ("gauge", "Live terminals."),
    "relay_epoch_begun_timestamp_seconds": ("gauge", "When this memory began; a jump means that the former is lost."),
}


class Metrics:
    """Counters since the start. Used on the event loop's thread alone."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
        self._durations: Counter[float] = Counter()
        self._duration_sum = 0.0

    def count(self, name: str, *, by: int = 1, **labels: str) -> None:
        """Counts something under its labels."""
        self._counts[name, tuple(labels.items())] += by

    def time_callback(self, seconds: float) -> None:
        """Notes how long a callback took from its first byte to the answer."""
        self._durations[next((bound for bound in SECONDS_BOUNDS if seconds <= bound), float("inf"))] += 1
        self._duration_sum += seconds

    def written(self, gauges: dict[str, float]) -> str:
        """Everything as text; the gauges are of this moment."""
        lines: list[str] = []
        for name, (kind, help_text) in _HELP.items():
            samples = [(labels, value) for (owner, labels), value in sorted(self._counts.items()) if owner == name]
            lines += [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"]
            lines += [f"{name}{_written_labels(labels)} {value}" for labels, value in samples]
            if name in gauges:
                lines.append(f"{name} {gauges[name]:.15g}")
        return "\n".join([*lines, *self._histogram()]) + "\n"

    def _histogram(self) -> list[str]:
        name = "relay_callback_seconds"
        lines = [f"# HELP {name} From a callback's first byte to its answer.", f"# TYPE {name} histogram"]
        total = 0
        for bound in SECONDS_BOUNDS:
            total += self._durations[bound]
            lines.append(f'{name}_bucket{{le="{bound:g}"}} {total}')
        total += self._durations[float("inf")]
        return [
            *lines,
            f'{name}_bucket{{le="+Inf"}} {total}',
            f"{name}_sum {self._duration_sum:.6f}",
            f"{name}_count {total}",
        ]


def _written_labels(labels: tuple[tuple[str, str], ...]) -> str:
    return "{" + ",".join(f'{key}="{value}"' for key, value in labels) + "}" if labels else ""
