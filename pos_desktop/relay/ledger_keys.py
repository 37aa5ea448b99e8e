"""Keys with which a manager reads the ledger of one short code. Works while a relay runs, or without."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.relay import keys, ledger_store
from pos_desktop.relay.errors import MailUnavailableError, NoSuchLedgerKeyError, RelayOptionError
from pos_desktop.relay.ledger_entry import checked_short_code
from pos_desktop.relay.mail_file import one_transaction, open_for_reading
from pos_desktop.relay.moments import datetime_of, maybe_datetime_of, milliseconds


@dataclass(frozen=True)
class IssuedLedgerKey:
    """A new key; it is told this once, and its digest alone is kept."""

    id: str
    key: str

    def __repr__(self) -> str:
        return f"IssuedLedgerKey({self.id!r}, …)"


@dataclass(frozen=True)
class LedgerKeyLine:
    """A key in the list."""

    id: str
    name: str
    short_code: str
    made_at: datetime
    revoked_at: datetime | None


def issue_ledger_key(database: Path, name: str, short_code: str, *, clock: Clock | None = None) -> IssuedLedgerKey:
    """A key that reads every payment of one short code, and nothing else. A running relay knows it at once.

    Raises:
        RelayOptionError: there is no such short code.
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: the mail file did not take it.
    """
    try:
        checked_short_code(short_code)
    except ValueError as error:
        raise RelayOptionError(f"the short code {short_code!r} is {error}") from error
    issued = IssuedLedgerKey(keys.new_terminal_id(), keys.new_key())
    now_ms = milliseconds((clock or SystemClock()).now())
    with one_transaction(database, now_ms=now_ms) as file:
        ledger_store.add_key(file, issued.id, name.strip(), short_code, keys.digest(issued.key), now_ms)
    return issued


def revoke_ledger_key(database: Path, key_id: str, *, clock: Clock | None = None) -> None:
    """Ends a key for good.

    Raises:
        NoSuchLedgerKeyError: no live key has this id.
        MailFileError: the mail file cannot be opened.
        MailUnavailableError: the mail file did not take it.
    """
    now_ms = milliseconds((clock or SystemClock()).now())
    with one_transaction(database, now_ms=now_ms) as file:
        if not ledger_store.revoke_key(file, key_id, now_ms):
            raise NoSuchLedgerKeyError(f"no live key has the id {key_id!r}")


def list_ledger_keys(database: Path) -> list[LedgerKeyLine]:
    """All keys in the order of their making, the revoked ones too.

    Raises:
        MailUnavailableError: the mail file cannot be read.
    """
    try:
        with closing(open_for_reading(database)) as connection:
            rows = ledger_store.read_keys(connection)
    except sqlite3.Error as error:
        raise MailUnavailableError(f"the mail file {database} cannot be read: {error}") from error
    return [
        LedgerKeyLine(
            row.code, row.name, row.short_code, datetime_of(row.made_at_ms), maybe_datetime_of(row.revoked_at_ms)
        )
        for row in rows
    ]
