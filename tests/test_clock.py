from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pos_desktop.clock import SystemClock, as_utc, business_day, in_nairobi

EVENING = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)


def test_the_system_clock_is_in_utc_and_its_monotonic_time_never_falls() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    readings = [clock.monotonic() for _ in range(100)]
    assert readings == sorted(readings)


def test_nairobi_is_three_hours_ahead_the_whole_year() -> None:
    for month in (1, 4, 7, 10):
        shown = in_nairobi(datetime(2026, month, 1, 12, tzinfo=UTC))
        assert (shown.hour, shown.tzname()) == (15, "EAT")


def test_a_moment_without_a_zone_is_not_shown() -> None:
    with pytest.raises(ValueError, match="time zone"):
        in_nairobi(datetime(2026, 1, 1))  # noqa: DTZ001  the case itself


@pytest.mark.parametrize(
    ("moment", "cut_off", "day"),
    [
        (EVENING, 0, date(2026, 11, 25)),
        (EVENING, 4, date(2026, 11, 24)),
        (EVENING - timedelta(hours=1), 0, date(2026, 11, 24)),
        (EVENING + timedelta(hours=3, minutes=29), 4, date(2026, 11, 24)),
        (EVENING + timedelta(hours=3, minutes=30), 4, date(2026, 11, 25)),
    ],
)
def test_the_trading_day_turns_in_nairobi_at_the_cut_off(moment: datetime, cut_off: int, day: date) -> None:
    assert business_day(moment, cut_off) == day


def test_what_the_database_gives_back_is_utc_again() -> None:
    assert as_utc(EVENING.replace(tzinfo=None)) == EVENING
    elsewhere = as_utc(EVENING.astimezone(timezone(timedelta(hours=-5))))
    assert (elsewhere, elsewhere.utcoffset()) == (EVENING, timedelta(0))
