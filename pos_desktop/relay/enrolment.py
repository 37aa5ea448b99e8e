"""Terminals: codes to pair them with, their keys, their list, and their end. Works while a relay runs, or without."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.relay import auth
from pos_desktop.relay.errors import MailUnavailableError, NoSuchTerminalError, PairingRefusedError
from pos_desktop.relay.file_lock import write_turn
from pos_desktop.relay.mail_file import is_fault_of_machine, open_for_reading, open_for_writing
from pos_desktop.relay.moments import datetime_of, milliseconds

NAME_LIMIT = 64


@dataclass(frozen=True)
class Enrolment:
    """What a terminal is given when it pairs; the key is told this once and kept nowhere but there."""

    terminal: str
    key: str
    epoch: str


@dataclass(frozen=True)
class TerminalLine:
    """A terminal in the list; `waiting` is how much of its mail it has not acknowledged."""

    terminal: str
    name: str
    paired_at: datetime
    revoked_at: datetime | None
    acknowledged_at: datetime | None
    keys: int
    waiting: int


def issue_pairing_code(database: Path, name: str, *, clock: Clock | None = None) -> str:
    """A code with which one new terminal can enrol within ten minutes. A running relay knows it at once.

    Raises:
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: the mail file did not take it.
    """
    clock = clock or SystemClock()
    with _writing(database, clock) as connection:
        return _new_code(connection, name, None, clock)


def issue_rotation_code(database: Path, terminal: str, *, clock: Clock | None = None) -> str:
    """A code with which a terminal gets another key and keeps its id; its former key ends a day after that.

    Raises:
        NoSuchTerminalError: no live terminal has this id.
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: the mail file did not take it.
    """
    clock = clock or SystemClock()
    with _writing(database, clock) as connection:
        found = connection.execute(
            "SELECT id, name FROM terminal WHERE code = ? AND revoked_at_ms IS NULL", (terminal,)
        ).fetchone()
        if found is None:
            raise NoSuchTerminalError(f"no live terminal has the id {terminal!r}")
        return _new_code(connection, found[1], found[0], clock)


def revoke_terminal(database: Path, terminal: str, *, clock: Clock | None = None) -> None:
    """Ends a terminal for good: from now on its keys open nothing and its tokens are refused.

    Raises:
        NoSuchTerminalError: no live terminal has this id.
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: the mail file did not take it.
    """
    clock = clock or SystemClock()
    with _writing(database, clock) as connection:
        ended = connection.execute(
            "UPDATE terminal SET revoked_at_ms = ? WHERE code = ? AND revoked_at_ms IS NULL",
            (milliseconds(clock.now()), terminal),
        )
        if ended.rowcount == 0:
            raise NoSuchTerminalError(f"no live terminal has the id {terminal!r}")


def list_terminals(database: Path, *, clock: Clock | None = None) -> list[TerminalLine]:
    """All terminals in the order of their pairing, the revoked ones too.

    Raises:
        MailUnavailableError: the mail file cannot be read.
    """
    now_ms = milliseconds((clock or SystemClock()).now())
    with closing(open_for_reading(database)) as connection:
        try:
            rows = connection.execute(
                """SELECT code, name, paired_at_ms, revoked_at_ms, acknowledged_at_ms,
                    (SELECT count(*) FROM terminal_key WHERE terminal = terminal.id
                        AND (ends_at_ms IS NULL OR ends_at_ms > ?)),
                    (SELECT count(*) FROM event WHERE terminal = terminal.id AND acknowledged_at_ms IS NULL)
                FROM terminal ORDER BY id""",
                (now_ms,),
            ).fetchall()
        except sqlite3.Error as error:
            raise MailUnavailableError(f"the mail file {database} cannot be read: {error}") from error
    return [
        TerminalLine(code, name, datetime_of(paired), _maybe(revoked), _maybe(acknowledged), keys, waiting)
        for code, name, paired, revoked, acknowledged, keys, waiting in rows
    ]
