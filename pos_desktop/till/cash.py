"""Kenyan notes and coins: what a customer is likely to give, and what to hand over."""

from __future__ import annotations

from pos_desktop.money import CENTS_PER_SHILLING

NOTES_AND_COINS = tuple(value * CENTS_PER_SHILLING for value in (1000, 500, 200, 100, 50, 40, 20, 10, 5, 1))
"""In cents, largest first; 40 is the coin of 2003."""
_NOTES = tuple(value * CENTS_PER_SHILLING for value in (50, 100, 200, 500, 1000))


def hand_over(change_cents: int) -> tuple[int, ...]:
    """The fewest notes and coins that make the change, in cents, largest first.

    Raises:
        ValueError: the change is negative or not a whole number of shillings.
    """
    if change_cents < 0 or change_cents % CENTS_PER_SHILLING:
        raise ValueError(f"change is handed over in whole shillings: {change_cents} cents")
    thousands, rest = divmod(change_cents, NOTES_AND_COINS[0])
    return (NOTES_AND_COINS[0],) * thousands + _fewest(rest)


def suggested_notes(due_cents: int) -> tuple[int, ...]:
    """What to offer as buttons: the exact amount, then the next two sums that notes are likely to make."""
    over = sorted({-(-due_cents // note) * note for note in _NOTES} - {due_cents})
    sensible = [amount for amount in over if amount - due_cents < NOTES_AND_COINS[0]]
    return (due_cents, *sensible[:2])


def _fewest(cents: int) -> tuple[int, ...]:
    """Greedy is not enough beside a 40: 60 is 50 + 10 either way, but 80 is 40 + 40."""
    best: list[tuple[int, ...]] = [()]
    for shillings in range(1, cents // CENTS_PER_SHILLING + 1):
        ways = [
            (coin, *best[shillings - coin // CENTS_PER_SHILLING])
            for coin in NOTES_AND_COINS
            if coin <= shillings * CENTS_PER_SHILLING
        ]
        best.append(min(ways, key=len))
    return best[-1]
