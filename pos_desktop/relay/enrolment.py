"""Terminals: codes to pair them with, their keys, their list, and their end. Works while a relay runs, or without."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.relay import keys, terminal_store
from pos_desktop.relay.errors import MailUnavailableError, NoSuchTerminalError, PairingRefusedError
from pos_desktop.relay.mail_file import one_transaction, open_for_reading
from pos_desktop.relay.moments import datetime_of, maybe_datetime_of, milliseconds


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
    with one_transaction(database, now_ms=milliseconds(clock.now())) as connection:
        return _new_code(connection, name, None, clock)


def issue_rotation_code(database: Path, terminal: str, *, clock: Clock | None = None) -> str:
    """A code with which a terminal gets another key and keeps its id; its former key ends a day after that.

    Raises:
        NoSuchTerminalError: no live terminal has this id.
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: the mail file did not take it.
    """
    clock = clock or SystemClock()
    with one_transaction(database, now_ms=milliseconds(clock.now())) as connection:
        found = terminal_store.find_terminal(connection, terminal)
        if found is None:
            raise NoSuchTerminalError(f"no live terminal has the id {terminal!r}")
        return _new_code(connection, found.name, found.terminal, clock)


def revoke_terminal(database: Path, terminal: str, *, clock: Clock | None = None) -> None:
    """Ends a terminal for good: from now on its keys open nothing and its tokens are refused.

    Raises:
        NoSuchTerminalError: no live terminal has this id.
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: the mail file did not take it.
    """
    clock = clock or SystemClock()
    with one_transaction(database, now_ms=milliseconds(clock.now())) as connection:
        if not terminal_store.revoke(connection, terminal, milliseconds(clock.now())):
            raise NoSuchTerminalError(f"no live terminal has the id {terminal!r}")


def list_terminals(database: Path, *, clock: Clock | None = None) -> list[TerminalLine]:
    """All terminals in the order of their pairing, the revoked ones too.

    Raises:
        MailUnavailableError: the mail file cannot be read.
    """
    now_ms = milliseconds((clock or SystemClock()).now())
    try:
        with closing(open_for_reading(database)) as connection:
            rows = terminal_store.read_terminals(connection, now_ms)
    except sqlite3.Error as error:
        raise MailUnavailableError(f"the mail file {database} cannot be read: {error}") from error
    return [
        TerminalLine(
            terminal=row.code,
            name=row.name,
            paired_at=datetime_of(row.paired_at_ms),
            revoked_at=maybe_datetime_of(row.revoked_at_ms),
            acknowledged_at=maybe_datetime_of(row.acknowledged_at_ms),
            keys=row.keys,
            waiting=row.waiting,
        )
        for row in rows
    ]


def enrol(connection: sqlite3.Connection, code_sha256: bytes, public_key: bytes, name: str, now: datetime) -> Enrolment:
    """Uses a pairing code up and gives its terminal a key, in the caller's transaction.

    The name that the code was made for wins over the one that the terminal gives itself.

    Raises:
        PairingRefusedError: the code is wrong, used or too old.
    """
    now_ms = milliseconds(now)
    used = terminal_store.use_code(connection, code_sha256, now_ms)
    if used is None:
        raise PairingRefusedError("ask whoever runs the relay for another code")
    terminal = used.terminal
    if terminal is None:
        terminal = terminal_store.add_terminal(connection, keys.new_terminal_id(), used.name or name, now_ms)
    key = keys.new_key()
    terminal_store.add_key(
        connection,
        terminal,
        key_sha256=keys.digest(key),
        public_key=public_key,
        now_ms=now_ms,
        former_ends_at_ms=milliseconds(now + keys.KEY_OVERLAP),
    )
    return Enrolment(terminal_store.code_of(connection, terminal), key, terminal_store.epoch_of(connection, terminal))


def _new_code(connection: sqlite3.Connection, name: str, terminal: int | None, clock: Clock) -> str:
    code = keys.new_pairing_code()
    ends_at = clock.now() + keys.CODE_LIFE
    terminal_store.add_code(connection, keys.digest_of_code(code), name.strip(), terminal, milliseconds(ends_at))
    return code
