"""The statements about the merchant's ledger and the keys that read it; transactions are their callers'.

Entries are kept for the ten years that books are: unlike mail they hold no full phone number, and nothing prunes them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields, replace
from enum import StrEnum

from pos_desktop.relay.ledger_entry import STATUSES, Entry

_COLUMNS = tuple(field.name for field in fields(Entry))
_INTENT = ("short_code", "host_kind", "host", "account_reference", "attempt", "amount_cents", "created_at_ms")


class Refusal(StrEnum):
    """Why an entry was not kept."""

    NOT_YOURS = "another terminal's payment"
    STATUS_FALLS = "the status of a payment never falls"
    INTENT_CHANGED = "the amount, reference and host of a payment never change"
    RECEIPT_CHANGED = "the receipt of a payment never changes"


@dataclass(frozen=True)
class Uploader:
    """A live terminal that may upload, and the epoch that it is told."""

    terminal: int
    code: str
    epoch: str


@dataclass(frozen=True)
class LedgerReader:
    """A live key that reads the ledger of one short code."""

    code: str
    short_code: str


@dataclass(frozen=True)
class Kept:
    """What became of an entry: the revision that is kept now, and whether it says what was sent."""

    revision: int
    is_current: bool
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Row:
    """An entry as it is handed out."""

    public_id: str
    terminal: str
    terminal_name: str
    entry: Entry


@dataclass(frozen=True)
class Place:
    """A row's place in the order of the ledger."""

    created_at_ms: int
    public_id: str


@dataclass(frozen=True)
class KeyRow:
    """A key as it is kept."""

    code: str
    name: str
    short_code: str
    made_at_ms: int
    revoked_at_ms: int | None


def find_uploader(connection: sqlite3.Connection, key_sha256: bytes, now_ms: int) -> Uploader | None:
    """The live terminal that has this key, or None."""
    row = connection.execute(
        """SELECT terminal.id, terminal.code, relay.epoch || '.' || terminal.generation
        FROM terminal_key JOIN terminal ON terminal.id = terminal_key.terminal JOIN relay
        WHERE terminal_key.key_sha256 = ? AND terminal.revoked_at_ms IS NULL
          AND (terminal_key.ends_at_ms IS NULL OR terminal_key.ends_at_ms > ?)""",
        (key_sha256, now_ms),
    ).fetchone()
    return Uploader(*row) if row else None


def find_reader(connection: sqlite3.Connection, key_sha256: bytes) -> LedgerReader | None:
    """The live key that reads a ledger and has this digest, or None."""
    row = connection.execute(
        "SELECT code, short_code FROM ledger_key WHERE key_sha256 = ? AND revoked_at_ms IS NULL", (key_sha256,)
    ).fetchone()
    return LedgerReader(*row) if row else None


def keep(connection: sqlite3.Connection, terminal: int, public_id: str, entry: Entry) -> Kept:
    """Keeps an entry that is newer than the kept one; one that is not changes nothing.

    A terminal goes on with a payment that was one's which is revoked: it may be the same till, paired again.
    """
    row = connection.execute(
        f"""SELECT terminal, (SELECT revoked_at_ms FROM terminal WHERE id = ledger.terminal), {", ".join(_COLUMNS)}
        FROM ledger WHERE public_id = ?""",  # noqa: S608 - our own names
        (public_id,),
    ).fetchone()
    if row is None:
        marks = ", ".join("?" * (len(_COLUMNS) + 2))
        connection.execute(
            f"INSERT INTO ledger (public_id, terminal, {', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - as above
            (public_id, terminal, *astuple(entry)),
        )
        return Kept(entry.revision, is_current=True)
    owner, revoked_at_ms, kept = row[0], row[1], Entry(*row[2:])
    if owner != terminal and (revoked_at_ms is None or entry.short_code != kept.short_code):
        return Kept(0, is_current=False, refusal=Refusal.NOT_YOURS)
    if entry.revision <= kept.revision:
        return Kept(kept.revision, is_current=_says_the_same(entry, kept))
    refusal = _refusal(entry, kept)
    if refusal is not None:
        return Kept(kept.revision, is_current=False, refusal=refusal)
    connection.execute(
        f"UPDATE ledger SET terminal = ?, {', '.join(f'{each} = ?' for each in _COLUMNS)} WHERE public_id = ?",  # noqa: S608
        (terminal, *astuple(entry), public_id),
    )
    return Kept(entry.revision, is_current=True)


def read_rows(
    connection: sqlite3.Connection, short_code: str, begin_ms: int, end_ms: int, after: Place | None, limit: int
) -> list[Row]:
    """The payments of a short code that began in a period, in the order of their making, after a place in it."""
    after = after or Place(begin_ms, "")
    columns = ", ".join(f"ledger.{column}" for column in _COLUMNS)
    rows = connection.execute(
        f"""SELECT ledger.public_id, terminal.code, terminal.name, {columns}
        FROM ledger JOIN terminal ON terminal.id = ledger.terminal
        WHERE ledger.short_code = ? AND ledger.created_at_ms >= ? AND ledger.created_at_ms < ?
          AND (ledger.created_at_ms, ledger.public_id) > (?, ?)
        ORDER BY ledger.created_at_ms, ledger.public_id LIMIT ?""",  # noqa: S608 - our own names
        (short_code, max(begin_ms, after.created_at_ms), end_ms, after.created_at_ms, after.public_id, limit),
    ).fetchall()
    return [Row(public_id, code, name, Entry(*kept)) for public_id, code, name, *kept in rows]


def add_key(
    connection: sqlite3.Connection, code: str, name: str, short_code: str, key_sha256: bytes, now_ms: int
) -> None:
    """Keeps the digest of a new key."""
    connection.execute(
        "INSERT INTO ledger_key (code, name, short_code, key_sha256, made_at_ms) VALUES (?, ?, ?, ?, ?)",
        (code, name, short_code, key_sha256, now_ms),
    )


def revoke_key(connection: sqlite3.Connection, code: str, now_ms: int) -> bool:
    """Ends a key; whether there was a live one with this id."""
    ended = connection.execute(
        "UPDATE ledger_key SET revoked_at_ms = ? WHERE code = ? AND revoked_at_ms IS NULL", (now_ms, code)
    )
    return ended.rowcount > 0


def read_keys(connection: sqlite3.Connection) -> list[KeyRow]:
    """All keys in the order of their making, the revoked ones too."""
    rows = connection.execute("SELECT code, name, short_code, made_at_ms, revoked_at_ms FROM ledger_key ORDER BY id")
    return [KeyRow(*row) for row in rows]


def _says_the_same(entry: Entry, kept: Entry) -> bool:
    return replace(entry, revision=kept.revision, updated_at_ms=kept.updated_at_ms) == kept


def _refusal(entry: Entry, kept: Entry) -> Refusal | None:
    if any(getattr(entry, column) != getattr(kept, column) for column in _INTENT):
        return Refusal.INTENT_CHANGED
    if STATUSES.index(entry.status) < STATUSES.index(kept.status):
        return Refusal.STATUS_FALLS
    if kept.mpesa_receipt_number not in (None, entry.mpesa_receipt_number):
        return Refusal.RECEIPT_CHANGED
    return None
