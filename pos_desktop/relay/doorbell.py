"""Wakes the long polls of a terminal the instant that something arrives for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

QUIET_SECONDS = 2.0
"""What may be anybody's wakes all polls, thousands in a chain, no more often than this."""


class Listener:
    """One long poll's ear."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._is_dismissed = False

    @property
    def is_dismissed(self) -> bool:
        """Whether the poll is to answer with what it has, because the relay stops or a newer poll took its place."""
        return self._is_dismissed

    def ring(self) -> None:
        """Something may have arrived."""
        self._rung.set()

    def dismiss(self) -> None:
        """The poll is to end."""
        self._is_dismissed = True
        self._rung.set()

    def expect(self) -> None:
        """Forgets what was heard; call it before looking, so that nothing falls between looking and waiting."""
        if not self._is_dismissed:
            self._rung.clear()

    async def wait_until(self, deadline: float) -> None:
        """Waits for the next ring, until a time of the event loop at most.

        Raises:
            TimeoutError: nothing was heard.
        """
        async with asyncio.timeout_at(deadline):
            await self._rung.wait()


class Doorbell:
    """All polls that wait. Used on the event loop's thread alone."""

    def __init__(self, polls_per_terminal: int) -> None:
        self._limit = polls_per_terminal
        self._listeners: dict[int, list[Listener]] = {}
        self._is_closed = False
        self._is_due = False
        self._quiet_until = 0.0

    @contextmanager
    def listening(self, terminal: int) -> Iterator[Listener]:
        """An ear for the block. Over the limit, the terminal's oldest poll ends: its caller is most likely gone."""
        listener = Listener()
        mine = self._listeners.setdefault(terminal, [])
        mine.append(listener)
        for oldest in mine[: -self._limit]:
            oldest.dismiss()
        if self._is_closed:
            listener.dismiss()
        try:
            yield listener
        finally:
            mine.remove(listener)
            if not mine:
                self._listeners.pop(terminal, None)

    def ring(self, terminal: int) -> None:
        """Something arrived for this terminal."""
        for listener in self._listeners.get(terminal, []):
            listener.ring()

    def ring_all(self) -> None:
        """Something arrived that may be anybody's: it is told at once, or within two seconds after the last time."""
        if not self._is_due:
            self._is_due = True
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self._quiet_until), self._ring_all)

    def _ring_all(self) -> None:
        self._is_due = False
        self._quiet_until = asyncio.get_running_loop().time() + QUIET_SECONDS
        for terminal in self._listeners:
            self.ring(terminal)

    def close(self) -> None:
        """Ends every poll now, and those to come as soon as they begin."""
        self._is_closed = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.dismiss()

    @property
    def waiting(self) -> int:
        """How many polls wait now."""
        return sum(map(len, self._listeners.values()))
