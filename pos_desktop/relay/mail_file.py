"""The relay's SQLite file: how its connections are opened, its version gate, and what its errors mean."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_desktop.kept_log import log_kept
from pos_desktop.relay.errors import MailFileError, MailUnavailableError, NewerMailFileError
from pos_desktop.relay.file_lock import write_turn
from pos_desktop.relay.store import begin_epoch
from pos_desktop.relay.tables import STEPS

BUSY_SECONDS = 5.0
_FAULTS_OF_THE_MACHINE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


def open_for_writing(path: Path, *, now_ms: int, max_pages: int | None = None) -> sqlite3.Connection:
    """The writing connection: makes the file when there is none, and brings its tables up to this program.

    A file that begins gets a new epoch. Transactions are the caller's; take `write_turn` around each.

    Raises:
        NewerMailFileError: a newer program made the file.
        MailFileError: it cannot be opened, or is no mail file.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with write_turn(path):
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                _set_up(connection, max_pages)
                _upgrade(connection, now_ms)
            except BaseException:
                connection.close()
                raise
    except (OSError, sqlite3.Error) as error:
        raise MailFileError(f"the mail file {path} cannot be opened: {error}") from error
    return connection


@contextmanager
def one_transaction(path: Path, *, now_ms: int) -> Iterator[sqlite3.Connection]:
    """One transaction on a connection of its own, in this process's turn; closing it is part of the turn.

    Raises:
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: it did not take what was written.
    """
    path = path.resolve()  # whose turn it is, is told by a file beside it
    connection = open_for_writing(path, now_ms=now_ms)
    with write_turn(path):
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise MailUnavailableError(f"the mail file {path} did not take it: {error}") from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            with log_kept(path, connection):
                connection.close()


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that can only read.

    Raises:
        MailUnavailableError: the file is not there, or cannot be read.
    """
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise MailUnavailableError(f"the mail file {path} cannot be read: {error}") from error
    return connection


def check_whole(path: Path, connection: sqlite3.Connection) -> None:
    """Looks through the whole file, which takes about a second for a million results.

    Raises:
        MailFileError: it is damaged; the message says what to do.
    """
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise MailFileError(
            f"the mail file {path} is damaged ({' '.join(found.split())}). Stop the relay, delete {path.name}-wal and"
            f" {path.name}-shm beside it, put back a backup of {path.name}, and start the relay again. Until then tills"
            " ask M-Pesa itself; results that wait in the reserve are handed out after it"
        )


def is_fault_of_machine(error: sqlite3.Error) -> bool:
    """Whether disk, memory or another process caused it; everything else is a bug of ours."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _FAULTS_OF_THE_MACHINE


def _set_up(connection: sqlite3.Connection, max_pages: int | None) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: without it, a commit stops in the drive's own memory
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA mmap_size = 0")
    if max_pages is not None:
        connection.execute(f"PRAGMA max_page_count = {max_pages:d}")


def _upgrade(connection: sqlite3.Connection, now_ms: int) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise NewerMailFileError(f"the mail file is of version {version}, this program knows up to {len(STEPS)}")
    if version == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for step in STEPS[version:]:
        for statement in step:
            connection.execute(statement)
    if version == 0:
        begin_epoch(connection, secrets.token_hex(8), now_ms)
    connection.execute(f"PRAGMA user_version = {len(STEPS):d}")
    connection.execute("COMMIT")
