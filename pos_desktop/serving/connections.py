"""Connections that end when nothing is asked on them, so that whoever only holds them keeps nobody out."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""How long the head of a request may take to be complete."""
FILES_KEPT_FREE = 256
"""What a server needs for its own files, and for the connections that one turn of the event loop accepts."""

if sys.platform == "win32":

    def raise_open_files() -> None:
        """Windows does not count them."""

    def most_connections() -> int:
        """No limit that would be met."""
        return sys.maxsize
else:
    import resource

    MOST_FILES = 10_240
    """Where the system names no limit, as macOS, which takes no more than this all the same."""

    def raise_open_files() -> None:
        """Lets this process have as many open files as it may: every connection is one."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_FILES if hard == resource.RLIM_INFINITY else hard
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with suppress(OSError, ValueError):  # then it serves with what it has
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

    def most_connections() -> int:
        """As many as there may be open files, less those that the server needs itself."""
        soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        return sys.maxsize if soft == resource.RLIM_INFINITY else max(1, soft - FILES_KEPT_FREE)


class Connection(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end for those who do not ask.

    A connection ends when a head is not complete in time. When there are too many, one on which nothing is being
    answered makes room for the next, and the next is turned away only when there is none.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._patience: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered on it."""
        return self.cycle is None or self.cycle.response_complete

    def end(self) -> None:
        """Ends it; who asks something meanwhile asks again."""
        self.transport.close()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for a head, and makes room for itself."""
        super().connection_made(transport)
        self._wait_for_head()
        if len(self.connections) > most_connections():
            others = (each for each in self.connections if isinstance(each, Connection) and each is not self)
            next((each for each in others if each.is_idle and not each.transport.is_closing()), self).end()

    def data_received(self, data: bytes) -> None:
        """Waits on as long as the head is not complete."""
        super().data_received(data)
        if not self.is_idle:
            self._stop_waiting()
        elif self.timeout_keep_alive_task is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEAD_SECONDS, self.end)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
