"""Reads of the mail file: a few threads with a read-only connection each, so that the event loop never waits for it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from pos_desktop.relay.errors import MailUnavailableError
from pos_desktop.relay.mail_file import is_fault_of_machine, open_for_reading
from pos_desktop.relay.writer import MailWriter

THREADS = 4

T = TypeVar("T")


@dataclass(frozen=True)
class _Opened:
    connection: sqlite3.Connection
    opening: int


class MailReader:
    """Runs reads in threads. Each read sees one moment of the file that the writer works on."""

    def __init__(self, writer: MailWriter) -> None:
        self._writer = writer
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="relay-reader")
        self._mine = threading.local()
        self._opened: set[_Opened] = set()

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """What the query finds.

        Raises:
            MailUnavailableError: the file cannot be read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, query)

    def close(self) -> None:
        """Waits for the reads that run, and closes all connections."""
        self._threads.shutdown()
        for opened in self._opened:
            opened.connection.close()
        self._opened.clear()

    def _run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        try:
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                return query(connection)
            finally:
                if connection.in_transaction:  # which some faults of the disk end
                    connection.execute("COMMIT")
        except sqlite3.Error as error:
            if is_fault_of_machine(error):
                raise MailUnavailableError(f"the mail file cannot be read: {error}") from error
            raise

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, opened anew when another file lies there.

        The writer goes first: it puts the log of the former file aside.
        """
        opened: _Opened | None = getattr(self._mine, "opened", None)
        opening = self._writer.opening()
        if opened is not None and opened.opening == opening:
            return opened.connection
        if opened is not None:
            self._mine.opened = None
            self._opened.discard(opened)
            opened.connection.close()
        self._mine.opened = opened = _Opened(open_for_reading(self._writer.path), opening)
        self._opened.add(opened)
        return opened.connection
