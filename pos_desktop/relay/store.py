"""Every statement that the relay runs, as functions over one connection; transactions are their callers'.

Times are whole milliseconds since 1970 in UTC. Bodies are kept as the bytes that came.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from pos_desktop.relay.sources import Source

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE relay (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            epoch TEXT NOT NULL,
            begun_at_ms INTEGER NOT NULL,
            probed_at_ms INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE terminal (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            paired_at_ms INTEGER NOT NULL,
            revoked_at_ms INTEGER,
            acknowledged INTEGER NOT NULL DEFAULT 0,
            acknowledged_at_ms INTEGER,
            generation INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE TABLE terminal_key (
            id INTEGER PRIMARY KEY,
            terminal INTEGER NOT NULL REFERENCES terminal (id),
            key_sha256 BLOB NOT NULL UNIQUE CHECK (length(key_sha256) = 32),
            public_key BLOB NOT NULL CHECK (length(public_key) = 32),
            made_at_ms INTEGER NOT NULL,
            ends_at_ms INTEGER
        ) STRICT""",
        "CREATE INDEX terminal_key_by_terminal ON terminal_key (terminal)",
        """CREATE TABLE pairing_code (
            code_sha256 BLOB PRIMARY KEY CHECK (length(code_sha256) = 32),
            name TEXT NOT NULL,
            terminal INTEGER REFERENCES terminal (id),
            ends_at_ms INTEGER NOT NULL,
            used_at_ms INTEGER
        ) STRICT""",
        """CREATE TABLE event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('stk', 'hint')),
            terminal INTEGER REFERENCES terminal (id),
            token TEXT,
            source TEXT NOT NULL CHECK (source IN ('listed', 'unlisted')),
            body BLOB NOT NULL,
            body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
            received_at_ms INTEGER NOT NULL,
            times INTEGER NOT NULL DEFAULT 1,
            acknowledged_at_ms INTEGER,
            CHECK ((kind = 'stk') = (terminal IS NOT NULL) AND (terminal IS NULL) = (token IS NULL))
        ) STRICT""",
        "CREATE UNIQUE INDEX event_once ON event (terminal, token, body_sha256, source) WHERE kind = 'stk'",
        "CREATE INDEX event_by_terminal ON event (terminal, seq)",
        "CREATE INDEX event_hint ON event (body_sha256) WHERE kind = 'hint'",
        "CREATE INDEX event_acknowledged ON event (acknowledged_at_ms) WHERE acknowledged_at_ms IS NOT NULL",
    ),
)
"""What brings the tables from one version to the next; a released step is never edited."""


class Kind(StrEnum):
    """`stk` came with a payment's own token; a `hint` came without one and proves nothing."""

    STK = "stk"
    HINT = "hint"


class Stored(StrEnum):
    """What became of a body that came in."""

    NEW = "new"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True)
class NewEvent:
    """A body that came in; `terminal` and `token` are None for a hint."""

    id: str
    kind: Kind
    terminal: int | None
    token: str | None
    source: Source
    body: bytes
    body_sha256: bytes
    received_at_ms: int


@dataclass(frozen=True)
class Event:
    """A kept body, as it is handed out."""

    seq: int
    id: str
    kind: str
    token: str | None
    source: str
    body: bytes
    received_at_ms: int


@dataclass(frozen=True)
class Mail:
    """One terminal's mail after a position, read in one moment. `last` is the newest number of the whole relay."""

    terminal: int
    code: str
    acknowledged: int
    last: int
    epoch: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class TerminalKeys:
    """A live terminal and the public keys that its tokens may be signed with."""

    terminal: int
    public_keys: tuple[bytes, ...]


def begin_epoch(connection: sqlite3.Connection, epoch: str, now_ms: int) -> None:
    """Names this memory; a relay whose file was lost begins another."""
    connection.execute("INSERT INTO relay VALUES (1, ?, ?, ?)", (epoch, now_ms, now_ms))


def probe(connection: sqlite3.Connection, now_ms: int) -> None:
    """A write that changes nothing of worth, to learn whether the file takes any."""
    connection.execute("UPDATE relay SET probed_at_ms = ?", (now_ms,))


def find_keys(connection: sqlite3.Connection, code: str, now_ms: int) -> TerminalKeys | None:
    """The live keys of the terminal with this id, or None when there is no such live terminal."""
    rows = connection.execute(
        """SELECT terminal.id, terminal_key.public_key
        FROM terminal JOIN terminal_key ON terminal_key.terminal = terminal.id
        WHERE terminal.code = ? AND terminal.revoked_at_ms IS NULL
          AND (terminal_key.ends_at_ms IS NULL OR terminal_key.ends_at_ms > ?)
        ORDER BY terminal_key.id DESC""",
        (code, now_ms),
    ).fetchall()
    return TerminalKeys(rows[0][0], tuple(row[1] for row in rows)) if rows else None


def add_event(connection: sqlite3.Connection, event: NewEvent, limit: int) -> Stored:
    """Keeps a body once for each token and source, and at most `limit` bodies a token (or hints an id)."""
    if event.kind is Kind.STK:
        same = connection.execute(
            """UPDATE event SET times = times + 1
            WHERE kind = 'stk' AND terminal = ? AND token = ? AND body_sha256 = ? AND source = ?""",
            (event.terminal, event.token, event.body_sha256, event.source),
        )
        if same.rowcount:
            return Stored.REPEATED
        counting = "SELECT count(*) FROM event WHERE kind = 'stk' AND terminal = ? AND token = ?"
        (kept,) = connection.execute(counting, (event.terminal, event.token)).fetchone()
    else:
        counting = "SELECT count(*) FROM event WHERE kind = 'hint' AND body_sha256 = ?"
        (kept,) = connection.execute(counting, (event.body_sha256,)).fetchone()
    if kept >= limit:
        return Stored.REFUSED
    connection.execute(
        """INSERT INTO event (id, kind, terminal, token, source, body, body_sha256, received_at_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            event.id,
            event.kind,
            event.terminal,
            event.token,
            event.source,
            event.body,
            event.body_sha256,
            event.received_at_ms,
        ),
    )
    return Stored.NEW


def read_mail(
    connection: sqlite3.Connection, key_sha256: bytes, after: int, limit: int, now_ms: int
) -> Mail | None:
    """The mail of whoever has this key, or None when the key opens nothing; hints from before its time are left out."""
    owner = connection.execute(
        """SELECT terminal.id, terminal.code, terminal.acknowledged, terminal.generation, terminal.paired_at_ms,
            relay.epoch, (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event')
        FROM terminal_key JOIN terminal ON terminal.id = terminal_key.terminal JOIN relay
        WHERE terminal_key.key_sha256 = ? AND terminal.revoked_at_ms IS NULL
          AND (terminal_key.ends_at_ms IS NULL OR terminal_key.ends_at_ms > ?)""",
        (key_sha256, now_ms),
    ).fetchone()
    if owner is None:
        return None
    terminal, code, acknowledged, generation, paired_at_ms, epoch, last = owner
    columns = "seq, id, kind, token, source, body, received_at_ms"
    rows = connection.execute(
        f"""SELECT * FROM (SELECT {columns} FROM event WHERE terminal = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3)
        UNION ALL SELECT * FROM (SELECT {columns} FROM event
            WHERE terminal IS NULL AND seq > ?2 AND received_at_ms >= ?4 ORDER BY seq LIMIT ?3)
        ORDER BY seq LIMIT ?3""",  # noqa: S608 - our own column names
        (terminal, after, limit, paired_at_ms),
    ).fetchall()
    return Mail(terminal, code, acknowledged, last, f"{epoch}.{generation}", tuple(Event(*row) for row in rows))


def acknowledge(connection: sqlite3.Connection, terminal: int, upto: int, now_ms: int) -> None:
    """Notes that a terminal has stored all its mail up to a number; going back changes nothing."""
    connection.execute(
        """UPDATE event SET acknowledged_at_ms = ?1
        WHERE terminal = ?2 AND seq <= ?3 AND acknowledged_at_ms IS NULL
          AND seq > (SELECT acknowledged FROM terminal WHERE id = ?2)""",
        (now_ms, terminal, upto),
    )
    connection.execute(
        "UPDATE terminal SET acknowledged = ?3, acknowledged_at_ms = ?1 WHERE id = ?2 AND acknowledged < ?3",
        (now_ms, terminal, upto),
    )


def begin_generation(connection: sqlite3.Connection, terminal: int, beyond: int) -> None:
    """Gives a terminal another epoch when it asks for mail after a number that was never given out.

    That happens when this file was put back from a backup: the numbers it gives out again are not those that the
    terminal saw.
    """
    connection.execute(
        """UPDATE terminal SET generation = generation + 1, acknowledged = 0 WHERE id = ?1
          AND ?2 > (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event')""",
        (terminal, beyond),
    )


def prune(connection: sqlite3.Connection, before_ms: int, now_ms: int, limit: int) -> int:
    """Deletes up to `limit` events that are done with: acknowledged, a hint, or of a revoked terminal, before a time.

    Pairing codes and keys go when they have ended. Mail that a live terminal has not fetched stays, however old.
    """
    done = connection.execute(
        """DELETE FROM event WHERE seq IN (
            SELECT seq FROM event WHERE acknowledged_at_ms < ?1
            UNION ALL SELECT seq FROM event WHERE terminal IS NULL AND received_at_ms < ?1
            UNION ALL SELECT event.seq FROM terminal JOIN event ON event.terminal = terminal.id
                WHERE terminal.revoked_at_ms < ?1 AND event.received_at_ms < ?1
            LIMIT ?2)""",
        (before_ms, limit),
    )
    connection.execute("DELETE FROM pairing_code WHERE ends_at_ms <= ?", (now_ms,))
    connection.execute("DELETE FROM terminal_key WHERE ends_at_ms <= ?", (now_ms,))
    return done.rowcount
