"""Whole cents: reading, rounding, sharing and showing amounts of Kenyan shillings."""

from __future__ import annotations

import re
from collections.abc import Sequence

CENTS_PER_SHILLING = 100
_AMOUNT = re.compile(r"(?:KES|KSH)?\s*(\d[\d,]*)(?:\.(\d{1,2}))?", re.IGNORECASE)


def parse_cents(text: str) -> int:
    """Cents from an amount as people type it: `1,234.50`, `KES 80`, `65`.

    Raises:
        ValueError: the text is not an amount of shillings with at most two decimals.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not an amount of money: {text!r}")
    shillings, decimals = match.groups()
    return int(shillings.replace(",", "")) * CENTS_PER_SHILLING + int((decimals or "").ljust(2, "0"))


def format_amount(cents: int) -> str:
    """`1,234.50`, with a minus sign in front of a negative amount."""
    sign = "-" if cents < 0 else ""
    shillings, rest = divmod(abs(cents), CENTS_PER_SHILLING)
    return f"{sign}{shillings:,}.{rest:02d}"


def format_short(cents: int) -> str:
    """`1,234` for whole shillings, `1,234.50` otherwise."""
    text = format_amount(cents)
    return text.removesuffix(".00")


def format_kes(cents: int) -> str:
    """`KES 1,234.50`."""
    return f"KES {format_amount(cents)}"


def round_to_shilling(cents: int) -> int:
    """The nearest whole shilling, half a shilling going up; the answer is in cents.

    Raises:
        ValueError: the amount is negative, which no bill is.
    """
    if cents < 0:
        raise ValueError(f"a bill cannot be negative: {cents}")
    return (cents + CENTS_PER_SHILLING // 2) // CENTS_PER_SHILLING * CENTS_PER_SHILLING


def share(total_cents: int, weights: Sequence[int]) -> list[int]:
    """Splits an amount by weights so that the shares add up to it exactly (largest remainder first).

    Raises:
        ValueError: there is nothing to share by, or a weight is negative.
    """
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative and must add up to more than nothing")
    shares = [total_cents * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_cents * weights[i] % whole), i))
    for index in by_remainder[: total_cents - sum(shares)]:
        shares[index] += 1
    return shares
