"""Deletes mail that is done with, by itself: acknowledged mail is personal data and goes after thirty days."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from pos_desktop.relay import store, terminal_store
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.errors import RelayError
from pos_desktop.relay.moments import milliseconds

log = logging.getLogger(__name__)

EVENTS_A_COMMIT = 500


class Retention:
    """Prunes when it starts and then at intervals, a few hundred events a commit so that mail never waits for it."""

    def __init__(self, desk: Desk, keep_days: int, interval_seconds: float) -> None:
        self._desk = desk
        self._keep = timedelta(days=keep_days)
        self._interval_seconds = interval_seconds

    async def run(self) -> None:
        """Prunes until it is cancelled."""
        while True:
            try:
                await self.prune()
            except RelayError as error:
                log.warning("nothing was pruned: %s", error)
            except Exception:  # whatever it is, it must not be the last round
                log.exception("a fault; nothing was pruned")
            await asyncio.sleep(self._interval_seconds)

    async def prune(self) -> int:
        """Deletes all that is done with; how many events that were.

        Raises:
            MailUnavailableError: the mail file did not take it.
        """
        desk = self._desk
        now = desk.clock.now()
        now_ms, before_ms = milliseconds(now), milliseconds(now - self._keep)
        await asyncio.wrap_future(desk.writer.submit(lambda file: terminal_store.prune_secrets(file, now_ms)))
        total = 0
        while True:
            pruned = await asyncio.wrap_future(
                desk.writer.submit(lambda file: store.prune(file, before_ms, EVENTS_A_COMMIT))
            )
            total += pruned
            desk.metrics.count("relay_pruned_total", by=pruned)
            if pruned < EVENTS_A_COMMIT:
                return total
