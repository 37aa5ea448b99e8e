"""The statements about mail, as functions over one connection; transactions are their callers'.

Times are whole milliseconds since 1970 in UTC. Bodies are kept as the bytes that came.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from pos_desktop.serving import Source


class Kind(StrEnum):
    """`stk` and `result` came with a payment's own token; a `hint` came without one and proves nothing."""

    STK = "stk"
    RESULT = "result"
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
class Progress:
    """How far a memory has come: the commits of its relays, and the last number that was given out. Neither falls."""

    epoch: str
    commits: int
    last: int


@dataclass(frozen=True)
class Standing:
    """What the file holds, in numbers."""

    unacknowledged: int
    terminals: int
    epoch_begun_at_ms: int


def begin_epoch(connection: sqlite3.Connection, epoch: str, now_ms: int) -> None:
    """Names this memory; a relay whose file was lost begins another."""
    connection.execute(
        "INSERT INTO relay (id, epoch, begun_at_ms, probed_at_ms) VALUES (1, ?, ?, ?)", (epoch, now_ms, now_ms)
    )


def count_commit(connection: sqlite3.Connection) -> None:
    """Counts the commit that this transaction will be."""
    connection.execute("UPDATE relay SET commits = commits + 1")


def read_progress(connection: sqlite3.Connection) -> Progress:
    """How far the file has come, as this transaction sees it."""
    row = connection.execute(
        "SELECT epoch, commits, (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event') FROM relay"
    ).fetchone()
    return Progress(*row)


def begin_anew(connection: sqlite3.Connection, epoch: str, last: int, now_ms: int) -> None:
    """Gives a file that lost some of its memory another epoch; its numbers go on after `last`."""
    connection.execute("UPDATE relay SET epoch = ?, begun_at_ms = ?", (epoch, now_ms))
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'event'")
    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?)", (last,))


def probe(connection: sqlite3.Connection, now_ms: int) -> None:
    """A write that changes nothing of worth, to learn whether the file takes any."""
    connection.execute("UPDATE relay SET probed_at_ms = ?", (now_ms,))


def add_event(connection: sqlite3.Connection, event: NewEvent, limit: int) -> Stored:
    """Keeps a body once for each token and source, and at most `limit` bodies of each (or hints an id)."""
    if event.kind is not Kind.HINT:
        same = connection.execute(
            """UPDATE event SET times = times + 1
            WHERE kind <> 'hint' AND terminal = ? AND token = ? AND body_sha256 = ? AND source = ?""",
            (event.terminal, event.token, event.body_sha256, event.source),
        )
        if same.rowcount:
            return Stored.REPEATED
        counting = "SELECT count(*) FROM event WHERE kind <> 'hint' AND terminal = ? AND token = ? AND source = ?"
        (kept,) = connection.execute(counting, (event.terminal, event.token, event.source)).fetchone()
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


def read_mail(connection: sqlite3.Connection, key_sha256: bytes, after: int, limit: int, now_ms: int) -> Mail | None:
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

    That happens when this file was put back from a backup with its witness: the numbers it gives out again are not
    those that the terminal saw.
    """
    connection.execute(
        """UPDATE terminal SET generation = generation + 1, acknowledged = 0 WHERE id = ?1
          AND ?2 > (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event')""",
        (terminal, beyond),
    )


def prune(connection: sqlite3.Connection, before_ms: int, limit: int) -> int:
    """Deletes up to `limit` events that are done with: acknowledged, a hint, or of a revoked terminal, before a time.

    Mail that a live terminal has not fetched stays, however old.
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
    return done.rowcount


def read_standing(connection: sqlite3.Connection) -> Standing:
    """What the file holds, in numbers."""
    row = connection.execute(
        """SELECT
            (SELECT count(*) FROM event JOIN terminal ON terminal.id = event.terminal
                WHERE event.acknowledged_at_ms IS NULL AND terminal.revoked_at_ms IS NULL),
            (SELECT count(*) FROM terminal WHERE revoked_at_ms IS NULL),
            begun_at_ms
        FROM relay"""
    ).fetchone()
    return Standing(*row)
