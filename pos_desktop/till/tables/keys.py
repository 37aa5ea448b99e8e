"""The key of a row that is on disk."""

from __future__ import annotations

from typing import Protocol


class Keyed(Protocol):
    """A row with an integer key, which it has from its first flush on."""

    id: int | None


def stored_id(row: Keyed) -> int:
    """The key of a row that was flushed.

    Raises:
        ValueError: it was not, so it has no key yet.
    """
    if row.id is None:
        raise ValueError(f"{type(row).__name__} was not written yet")
    return row.id
