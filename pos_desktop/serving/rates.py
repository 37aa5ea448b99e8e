"""Rates: so and so many a second, with a short burst, for each of many senders."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from pos_desktop.clock import Clock
from pos_desktop.serving.errors import TooManyError

BURST_SECONDS = 2.0
SENDERS_REMEMBERED = 10_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """A token bucket a sender. Used on one thread; a sender that is long silent is forgotten."""

    def __init__(self, rate: float, clock: Clock) -> None:
        self._rate = rate
        self._capacity = rate * BURST_SECONDS
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, sender: str) -> None:
        """Counts one request of this sender.

        Raises:
            TooManyError: it had its share for now.
        """
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault(sender, _Bucket(self._capacity, now))
        self._buckets.move_to_end(sender)
        if len(self._buckets) > SENDERS_REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._capacity, bucket.tokens + (now - bucket.filled_at) * self._rate)
        bucket.filled_at = now
        if bucket.tokens < 1:
            raise TooManyError(f"at most {self._rate:g} a second")
        bucket.tokens -= 1
