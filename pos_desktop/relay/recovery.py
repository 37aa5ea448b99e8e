"""Takes over what waits in the reserve, as soon as the mail file takes writes again."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sqlite3

from pos_desktop.relay import store, terminal_store
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.errors import MailUnavailableError, ReserveError
from pos_desktop.relay.reserve import ReservedEvent
from pos_desktop.relay.store import NewEvent, Stored

log = logging.getLogger(__name__)


class Recovery:
    """Tries when it starts and then at intervals, one event a commit: a file with little room takes what fits."""

    def __init__(self, desk: Desk, interval_seconds: float) -> None:
        self._desk = desk
        self._interval_seconds = interval_seconds

    async def run(self) -> None:
        """Takes over until it is cancelled."""
        while True:
            try:
                await self.recover()
            except MailUnavailableError as error:  # which the writer has told the operator
                log.info("results that go on waiting in the reserve: %d: %s", self._desk.reserve.waiting, error)
            except ReserveError as error:
                log.error("a result is in the mail file and still in the reserve, which doubles nothing: %s", error)
            except Exception:  # whatever it is, results go on waiting for the next round
                log.exception("a fault; results that go on waiting in the reserve: %d", self._desk.reserve.waiting)
            await asyncio.sleep(self._interval_seconds)

    async def recover(self) -> None:
        """Hands over all that waits, each to whoever it is for. What was committed before a crash is kept once.

        Raises:
            MailUnavailableError: the mail file did not take all of it; the rest waits.
            ReserveError: the mail file has it, but the reserve was not emptied.
        """
        desk = self._desk
        for reserved in await desk.reserve.waiting_events():
            await self._hand_over(reserved)
            await desk.reserve.forget(reserved)
            if not desk.reserve.waiting:
                log.info("everything that waited in the reserve is in the mail file")

    async def _hand_over(self, reserved: ReservedEvent) -> None:
        desk, limit = self._desk, self._desk.limits.payloads_per_token

        def add(mail: sqlite3.Connection) -> tuple[NewEvent, Stored] | None:
            terminal = terminal_store.find_row(mail, reserved.terminal)
            if terminal is None:
                return None
            event = _event_for(terminal, reserved)
            return event, store.add_event(mail, event, limit)

        added = await asyncio.wrap_future(desk.writer.submit(add))
        if added is None:
            log.warning("a result in the reserve was for a terminal that this mail file does not know; it was dropped")
        else:
            desk.announce(*added)


def _event_for(terminal: int, reserved: ReservedEvent) -> NewEvent:
    return NewEvent(
        id=reserved.id,
        kind=reserved.kind,
        terminal=terminal,
        token=reserved.token,
        source=reserved.source,
        body=reserved.body,
        body_sha256=hashlib.sha256(reserved.body).digest(),
        received_at_ms=reserved.received_at_ms,
    )
