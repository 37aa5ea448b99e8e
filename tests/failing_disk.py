"""A disk that refuses the n-th write, once or until it is mended: under real SQLite, in this process."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any
from unittest.mock import patch

FLUSHING = re.compile(r"PRAGMA synchronous ?= ?FULL")
WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")


class Fault(Enum):
    """What SQLite says: its code, the code's name, its words.

    `FULL` and the errors of the disk undo the transaction when they come at the commit, an error of the disk also
    before; `FLUSH` says of a commit that it failed, which is on the disk all the same; `BUSY` leaves all as it is.
    """

    FULL = (sqlite3.SQLITE_FULL, "SQLITE_FULL", "database or disk is full")
    WRITE = (sqlite3.SQLITE_IOERR | (3 << 8), "SQLITE_IOERR_WRITE", "disk I/O error")
    FLUSH = (sqlite3.SQLITE_IOERR | (4 << 8), "SQLITE_IOERR_FSYNC", "disk I/O error")
    BUSY = (sqlite3.SQLITE_BUSY, "SQLITE_BUSY", "database is locked")

    def undoes(self, *, commits: bool) -> bool:
        """Whether the transaction is gone when the error comes."""
        return self in (Fault.WRITE, Fault.FLUSH) or (self is Fault.FULL and commits)

    def error(self) -> sqlite3.OperationalError:
        """The error as the driver raises it."""
        code, name, words = self.value
        error = sqlite3.OperationalError(words)
        error.sqlite_errorcode, error.sqlite_errorname = code, name
        return error


@dataclass
class FailingDisk:
    """Counts the writes of all connections that are opened through it, and refuses those it is told to."""

    writes: int = 0
    failed: int = 0
    _fault: Fault | None = None
    _at: int = 0
    _lasts: bool = False

    def fail(self, fault: Fault, at: int, *, lasts: bool) -> None:
        """The n-th write from now on fails, and all after it when the fault lasts."""
        self.writes, self.failed = 0, 0
        self._fault, self._at, self._lasts = fault, at, lasts

    def mend(self) -> None:
        """Everything is written again."""
        self._fault = None

    def write(self, connection: sqlite3.Connection, act: Callable[[], Any], *, commits: bool) -> Any:
        """Does it, unless it is the one to fail."""
        self.writes += 1
        fault = self._fault
        if fault is None or self.writes < self._at or (self.writes > self._at and not self._lasts):
            return act()
        self.failed += 1
        if commits and fault is Fault.FLUSH:
            act()
        elif fault.undoes(commits=commits) and connection.in_transaction:
            sqlite3.Connection.rollback(connection)
        raise fault.error()


@contextmanager
def failing_disk() -> Iterator[FailingDisk]:
    """Every SQLite connection that is opened in this block is on the disk that it gives."""
    disk = FailingDisk()

    class OnDisk(sqlite3.Connection):
        is_writing = False

        def cursor(self, *_args: Any) -> sqlite3.Cursor:  # type: ignore[override]
            return super().cursor(CursorOnDisk)

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            return self.cursor().execute(sql, parameters)

        def commit(self) -> None:
            if self.in_transaction:
                self.end(super().commit)

        def end(self, commit: Callable[[], Any]) -> Any:
            """What only looked has nothing to put on the disk."""
            was_writing, self.is_writing = self.is_writing, False
            return disk.write(self, commit, commits=True) if was_writing else commit()

    class CursorOnDisk(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = (), /) -> Any:
            def act() -> Any:
                return super(CursorOnDisk, self).execute(sql, parameters)

            if FLUSHING.fullmatch(sql):
                return super().execute("PRAGMA synchronous = OFF")  # nobody cuts the power here
            connection = self.connection
            assert isinstance(connection, OnDisk)
            if sql == "COMMIT":
                return connection.end(act)
            if not sql.lstrip().upper().startswith(WRITES):
                return act()
            connection.is_writing = True
            return disk.write(connection, act, commits=False)

    original = sqlite3.connect

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = original(*args, **options | {"factory": OnDisk})
        return connection

    with patch.object(sqlite3, "connect", connect):
        yield disk
