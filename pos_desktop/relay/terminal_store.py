"""The statements about terminals, their keys and pairing codes; transactions are their callers'."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class TerminalKeys:
    """A live terminal and the public keys that its tokens may be signed with, the newest first."""

    terminal: int
    public_keys: tuple[bytes, ...]


@dataclass(frozen=True)
class UsedCode:
    """What a pairing code was made for; `terminal` is None when it enrols a new one."""

    name: str
    terminal: int | None


@dataclass(frozen=True)
class TerminalRow:
    """A terminal as it is kept, with how many keys it has and how much of its mail it has not acknowledged."""

    code: str
    name: str
    paired_at_ms: int
    revoked_at_ms: int | None
    acknowledged_at_ms: int | None
    keys: int
    waiting: int


def find_keys(connection: sqlite3.Connection, code: str, now_ms: int) -> TerminalKeys | None:
    """The keys of the terminal with this id, or None when there is no such live terminal."""
    rows = connection.execute(
        """SELECT terminal.id, terminal_key.public_key
        FROM terminal JOIN terminal_key ON terminal_key.terminal = terminal.id
        WHERE terminal.code = ? AND terminal.revoked_at_ms IS NULL
          AND (terminal_key.ends_at_ms IS NULL OR terminal_key.ends_at_ms > ?)
        ORDER BY terminal_key.id DESC""",
        (code, now_ms),
    ).fetchall()
    return TerminalKeys(rows[0][0], tuple(row[1] for row in rows)) if rows else None


def find_terminal(connection: sqlite3.Connection, code: str) -> UsedCode | None:
    """The live terminal with this id and its name, or None."""
    row = connection.execute(
        "SELECT name, id FROM terminal WHERE code = ? AND revoked_at_ms IS NULL", (code,)
    ).fetchone()
    return UsedCode(*row) if row else None


def find_row(connection: sqlite3.Connection, code: str) -> int | None:
    """The row of the terminal with this id, revoked or not, or None."""
    row = connection.execute("SELECT id FROM terminal WHERE code = ?", (code,)).fetchone()
    return int(row[0]) if row else None


def add_code(
    connection: sqlite3.Connection, code_sha256: bytes, name: str, terminal: int | None, ends_at_ms: int
) -> None:
    """Keeps a pairing code, for a new terminal or for one that is to get another key."""
    connection.execute(
        "INSERT INTO pairing_code (code_sha256, name, terminal, ends_at_ms) VALUES (?, ?, ?, ?)",
        (code_sha256, name, terminal, ends_at_ms),
    )


def use_code(connection: sqlite3.Connection, code_sha256: bytes, now_ms: int) -> UsedCode | None:
    """Uses a pairing code up; None when it is unknown, used, too old, or made for a terminal that was revoked."""
    row = connection.execute(
        """UPDATE pairing_code SET used_at_ms = ?2
        WHERE code_sha256 = ?1 AND used_at_ms IS NULL AND ends_at_ms > ?2
          AND (terminal IS NULL OR terminal IN (SELECT id FROM terminal WHERE revoked_at_ms IS NULL))
        RETURNING name, terminal""",
        (code_sha256, now_ms),
    ).fetchone()
    return UsedCode(*row) if row else None


def add_terminal(connection: sqlite3.Connection, code: str, name: str, now_ms: int) -> int:
    """Keeps a new terminal."""
    (terminal,) = connection.execute(
        "INSERT INTO terminal (code, name, paired_at_ms) VALUES (?, ?, ?) RETURNING id", (code, name, now_ms)
    ).fetchone()
    return int(terminal)


def add_key(
    connection: sqlite3.Connection,
    terminal: int,
    *,
    key_sha256: bytes,
    public_key: bytes,
    now_ms: int,
    former_ends_at_ms: int,
) -> None:
    """Keeps a terminal's new key; its former one ends at that time, and any older one now."""
    connection.execute(
        "UPDATE terminal_key SET ends_at_ms = ?2 WHERE terminal = ?1 AND (ends_at_ms IS NULL OR ends_at_ms > ?2)"
        " AND id < (SELECT max(id) FROM terminal_key WHERE terminal = ?1)",
        (terminal, now_ms),
    )
    connection.execute(
        "UPDATE terminal_key SET ends_at_ms = ?2 WHERE terminal = ?1 AND ends_at_ms IS NULL",
        (terminal, former_ends_at_ms),
    )
    connection.execute(
        "INSERT INTO terminal_key (terminal, key_sha256, public_key, made_at_ms) VALUES (?, ?, ?, ?)",
        (terminal, key_sha256, public_key, now_ms),
    )


def code_of(connection: sqlite3.Connection, terminal: int) -> str:
    """The id that a terminal is known by outside."""
    (code,) = connection.execute("SELECT code FROM terminal WHERE id = ?", (terminal,)).fetchone()
    return str(code)


def epoch_of(connection: sqlite3.Connection, terminal: int) -> str:
    """The epoch that a terminal is told."""
    epoch, generation = connection.execute(
        "SELECT relay.epoch, terminal.generation FROM relay, terminal WHERE terminal.id = ?", (terminal,)
    ).fetchone()
    return f"{epoch}.{generation}"


def revoke(connection: sqlite3.Connection, code: str, now_ms: int) -> bool:
    """Ends a terminal; whether there was a live one with this id."""
    ended = connection.execute(
        "UPDATE terminal SET revoked_at_ms = ? WHERE code = ? AND revoked_at_ms IS NULL", (now_ms, code)
    )
    return ended.rowcount > 0


def read_terminals(connection: sqlite3.Connection, now_ms: int) -> list[TerminalRow]:
    """All terminals in the order of their pairing."""
    rows = connection.execute(
        """SELECT code, name, paired_at_ms, revoked_at_ms, acknowledged_at_ms,
            (SELECT count(*) FROM terminal_key WHERE terminal_key.terminal = terminal.id
                AND terminal.revoked_at_ms IS NULL AND (ends_at_ms IS NULL OR ends_at_ms > ?)),
            (SELECT count(*) FROM event WHERE event.terminal = terminal.id AND event.acknowledged_at_ms IS NULL)
        FROM terminal ORDER BY id""",
        (now_ms,),
    ).fetchall()
    return [TerminalRow(*row) for row in rows]


def prune_secrets(connection: sqlite3.Connection, now_ms: int) -> None:
    """Deletes codes and keys that have ended."""
    connection.execute("DELETE FROM pairing_code WHERE ends_at_ms <= ?", (now_ms,))
    connection.execute("DELETE FROM terminal_key WHERE ends_at_ms <= ?", (now_ms,))
