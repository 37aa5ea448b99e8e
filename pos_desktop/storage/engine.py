"""Connections to the till's file: the one that writes, and the read-only ones."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

BUSY_TIMEOUT_MS = 5_000


def writing_engine(path: Path) -> Engine:
    """The engine of the one writing connection: durable commits, and DDL that rolls back.

    The driver's own transaction handling is off (`isolation_level=None`): it leaves a table behind when a statement
    after CREATE TABLE fails (https://docs.sqlalchemy.org, "Serializable isolation / Savepoints / Transactional DDL").
    """
    engine = _engine(path, "rw")

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        _set_pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "mmap_size=0")
        if sys.platform == "darwin":
            _set_pragmas(connection, "fullfsync=ON", "checkpoint_fullfsync=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(path: Path) -> Engine:
    """The engine of the read-only connections, each of which sees one moment of the file per transaction."""
    engine = _engine(path, "ro")

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        _set_pragmas(connection, "query_only=ON", "mmap_size=0")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.connection.cursor().execute("BEGIN")  # past the dialect: half the cost, a thousand times an hour

    return engine


def _engine(path: Path, mode: str) -> Engine:
    address = f"{path.resolve().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=False
        )

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _set_pragmas(connection: sqlite3.Connection, *pragmas: str) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").close()
