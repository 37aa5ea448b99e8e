"""Dates and quantities as a receipt writes them, whatever language the machine speaks."""

from __future__ import annotations

from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ONE = 1_000


def date_and_time(moment: datetime) -> str:
    """`24 Nov 2026 14:05`; the moment is already on the wall clock of the reader."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} {moment:%H:%M}"


def quantity(milli: int) -> str:
    """`2` for two pieces, `0.455` for something weighed; thousandths in."""
    whole, rest = divmod(milli, _ONE)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
