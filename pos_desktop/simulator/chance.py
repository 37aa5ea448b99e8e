"""Chance, by subject: with a seed the same people do the same things, however requests happen to interleave."""

from __future__ import annotations

import random


class Chance:
    """Gives every subject a stream of its own, so that one drawing more often does not change another."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed

    def stream(self, subject: str) -> random.Random:
        """A new stream for a subject; the same one for the same seed and subject."""
        seed = None if self._seed is None else f"{self._seed}/{subject}"
        return random.Random(seed)  # noqa: S311 - imitates people and makes ids, guards nothing
