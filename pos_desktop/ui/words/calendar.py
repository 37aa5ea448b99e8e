"""Dates as the screens write them, in the language that is on."""

from __future__ import annotations

from datetime import date

from pos_desktop.ui.words.values import translate


def day_text(day: date) -> str:
    """`24 Nov`."""
    return f"{day.day} {_months()[day.month - 1]}"


def _months() -> tuple[str, ...]:
    return (
        translate("words", "Jan"),
        translate("words", "Feb"),
        translate("words", "Mar"),
        translate("words", "Apr"),
        translate("words", "May"),
        translate("words", "Jun"),
        translate("words", "Jul"),
        translate("words", "Aug"),
        translate("words", "Sep"),
        translate("words", "Oct"),
        translate("words", "Nov"),
        translate("words", "Dec"),
    )
