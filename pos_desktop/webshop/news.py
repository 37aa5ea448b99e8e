"""Wakes the pages that wait for news of an order, from whatever thread the news comes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.serving import TooManyError

PAGES_A_CUSTOMER = 6
PAGES_IN_ALL = 2_000


class OrderNews:
    """Who waits for which order. Made and used on the server's loop, but for `ring`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._pages: Counter[str] = Counter()
        self.is_closed = False

    def open(self) -> None:
        """Notes the loop that pages wait on."""
        self._loop = asyncio.get_running_loop()

    def ring(self, order: str) -> None:
        """Something happened to this order. May be called from any thread, before `open` and after `close` too."""
        loop = self._loop
        if loop is not None and not self.is_closed:
            loop.call_soon_threadsafe(self._wake, order)

    @contextmanager
    def waiting(self, order: str, customer: str) -> Iterator[asyncio.Event]:
        """An event that is set with each ring.

        Raises:
            TooManyError: this customer has too many pages open, or all customers together have.
        """
        if self._pages[customer] >= PAGES_A_CUSTOMER or self._pages.total() >= PAGES_IN_ALL:
            raise TooManyError("too many pages wait for news")
        self._pages[customer] += 1
        event = asyncio.Event()
        self._waiting.setdefault(order, set()).add(event)
        try:
            yield event
        finally:
            self._forget(order, customer, event)

    def close(self) -> None:
        """Wakes everybody: the server stops."""
        self.is_closed = True
        for events in self._waiting.values():
            for event in events:
                event.set()

    def _forget(self, order: str, customer: str, event: asyncio.Event) -> None:
        self._waiting[order].discard(event)
        if not self._waiting[order]:
            del self._waiting[order]
        self._pages[customer] -= 1
        if not self._pages[customer]:
            del self._pages[customer]

    def _wake(self, order: str) -> None:
        for event in self._waiting.get(order, ()):
            event.set()
