"""Kenyan notes and coins: what a customer is likely to give, and what to hand over."""

from __future__ import annotations

from functools import cache

from pos_desktop.money import CENTS_PER_SHILLING

NOTES_AND_COINS = tuple(value * CENTS_PER_SHILLING for value in (1000, 500, 200, 100, 50, 40, 20, 10, 5, 1))
"""In cents, largest first; 40 is the coin of 2003."""
_NOTES = NOTES_AND_COINS[:5]
_LARGEST, _SECOND = NOTES_AND_COINS[:2]


def hand_over(change_cents: int) -> tuple[int, ...]:
    """The fewest notes and coins that make the change, in cents, largest first.

    Raises:
        ValueError: the change is negative or not a whole number of shillings.
    """
    if change_cents < 0 or change_cents % CENTS_PER_SHILLING:
        raise ValueError(f"change is handed over in whole shillings: {change_cents} cents")
    thousands, rest = divmod(change_cents, _LARGEST)
    return (_LARGEST,) * thousands + _fewest()[rest // CENTS_PER_SHILLING]


def suggested_notes(due_cents: int) -> tuple[int, int, int]:
    """What to offer as buttons: the exact amount, then the next two sums that a customer is likely to hold out."""
    rounded_up = {-(-due_cents // note) * note for note in (5_000, 10_000)}
    next_large = {(due_cents // _SECOND + more) * _SECOND for more in (1, 2)}
    above = sorted(amount for amount in rounded_up | next_large | set(_NOTES) if amount > due_cents)
    return due_cents, above[0], above[1]


@cache
def _fewest() -> list[tuple[int, ...]]:
    """For every amount below the largest note; largest first is not enough beside a 40, because 80 is 40 + 40."""
    best: list[tuple[int, ...]] = [()]
    for shillings in range(1, _LARGEST // CENTS_PER_SHILLING):
        ways = [
            (coin, *best[shillings - coin // CENTS_PER_SHILLING])
            for coin in NOTES_AND_COINS
            if coin <= shillings * CENTS_PER_SHILLING
        ]
        best.append(min(ways, key=len))
    return best
