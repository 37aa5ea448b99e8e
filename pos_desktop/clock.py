"""Time: UTC for records, the monotonic clock for deadlines, Nairobi for people. Nobody else asks the OS."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

NAIROBI = timezone(timedelta(hours=3), "EAT")
"""Kenya has no summer time, so a fixed offset is right for every date (daraja.md 2)."""

CLOCK_TOLERANCE = timedelta(minutes=2)
"""By so much a machine's clock may be wrong before somebody is asked to set it."""


class Clock(Protocol):
    """What the time is, and how much of it has passed."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow, for deadlines and durations."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only ever grow, for deadlines and durations."""
        return time.monotonic()


def in_nairobi(moment: datetime) -> datetime:
    """The same moment on a Kenyan wall clock.

    Raises:
        ValueError: the moment carries no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone means nothing")
    return moment.astimezone(NAIROBI)


def business_day(moment: datetime, cut_off_hour: int = 0) -> date:
    """The trading day that a moment belongs to; hours before the cut-off count to the day before."""
    return (in_nairobi(moment) - timedelta(hours=cut_off_hour)).date()


def as_utc(moment: datetime) -> datetime:
    """The moment in UTC; SQLite gives stored UTC back without a zone, and that is put on again here."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
