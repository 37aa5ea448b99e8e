"""The till's file, open: one writer lent out under a lock, one reader a thread."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from pos_desktop import schema
from pos_desktop.disk_room import lack_of_room
from pos_desktop.kept_log import log_kept
from pos_desktop.process_lock import LockHeldError, ProcessLock
from pos_desktop.storage import backup
from pos_desktop.storage.engine import reading_engine, writing_engine
from pos_desktop.storage.errors import (
    DiskFullError,
    FileDamagedError,
    FileReadOnlyError,
    FileUnreachableError,
    StorageBugError,
    StorageError,
    TillIsOpenError,
    WrongThreadError,
    storage_error,
)

MIGRATIONS = schema.Migrations(Path(__file__).parent / "migrations", "till_version", "0001")
"""The till's own tables; those of the payments come before them, because a tender points at a payment."""


class _Reader:
    """One thread's read-only connection; it closes itself when its thread is gone."""

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        self.session = Session(self.connection, expire_on_commit=False, autoflush=False)
        self.depth = 0
        self.close = weakref.finalize(self, self.connection.close)
        self.close.atexit = False


class TillFile:
    """An open file. Worker threads take turns on the one writing connection; every thread may read."""

    def __init__(self, path: Path, lock: ProcessLock) -> None:
        """Made by `open`, which also checks and migrates."""
        self.path = path
        self._process_lock = lock
        self._write_lock = threading.Lock()
        self._writer_thread: int | None = None
        self._write_engine = writing_engine(path)
        self._read_engine = reading_engine(path)
        self._writer: Connection | None = None
        self._readers: weakref.WeakSet[_Reader] = weakref.WeakSet()
        self._local = threading.local()
        self._closed = False
        self._is_suspect = False

    @classmethod
    def open(cls, path: Path, migrations: Sequence[schema.Migrations]) -> TillFile:
        """Makes or opens the file, checks it, backs it up where it is behind, and migrates it in one transaction.

        Raises:
            TillIsOpenError: another process has it open.
            FileDamagedError: SQLite's quick check failed; nobody may sell on it.
            pos_desktop.schema.NewerSchemaError: a newer program made it; nothing was changed.
            EnvironmentFaultError: the disk is full, read-only or unreachable.
        """
        existed = _make_private_file(path)
        file = cls(path, _only_process(path))
        try:
            file._start(migrations, existed=existed)
        except BaseException:
            file.close()
            raise
        return file

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Lends the writing connection: `BEGIN IMMEDIATE`, one commit at the end, all undone on any error.

        Raises:
            WrongThreadError: the thread of the screen asked, or this thread already holds it.
            StorageError: SQLite refused; nothing of the block was written.
        """
        self._refuse_wrong_thread()
        with self._write_lock:
            self._writer_thread = threading.get_ident()
            try:
                with _mapped_errors(), self._session() as session, session.begin():
                    session.connection()  # takes the write lock before the first read, not at the first write
                    yield session
            except (FileUnreachableError, FileDamagedError):
                self._is_suspect = True
                self._drop_writer()
                raise
            except StorageError:
                self._undo_rest()
                raise
            finally:
                self._writer_thread = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """This thread's read-only session, looking at one moment of the file for as long as the block lasts.

        A block inside another one on the same thread shares its moment.

        Raises:
            StorageError: the file could not be read, or the block tried to write.
        """
        try:
            with _mapped_errors():
                reader = self._own_reader()
                reader.depth += 1
                try:
                    yield reader.session
                finally:
                    reader.depth -= 1
                    if reader.depth == 0:
                        reader.session.close()
        except FileReadOnlyError as error:
            raise StorageBugError(f"a reader tried to write: {error}") from error

    def forbid_this_thread(self) -> None:
        """Refuses `transaction()` to the calling thread from now on: the screen never waits for a disk."""
        self._local.is_forbidden = True

    def back_up(self, target: Path) -> Path:
        """Writes a verified copy while the till goes on reading; it runs on the writer, so writes wait for it.

        Raises:
            WrongThreadError: the thread of the screen asked.
            EnvironmentFaultError: there is no room, or the target cannot be written.
        """
        self._refuse_wrong_thread()
        with self._write_lock:
            return backup.back_up(_driver_connection(self._open_writer()), target)

    def require_room(self) -> None:
        """Whether a new sale or prompt may be begun on this disk.

        Raises:
            DiskFullError: what is left is kept for what is begun already.
        """
        if lack := lack_of_room(self.path.parent):
            raise DiskFullError(lack)

    def close(self) -> None:
        """Waits for the writer, closes every connection and lets another process in. May be called twice."""
        with self._write_lock:
            if self._closed:
                return
            self._closed = True
            for reader in list(self._readers):
                reader.close()
            if self._writer is not None:
                with log_kept(self.path, _driver_connection(self._writer)):
                    self._drop_writer()
            self._process_lock.release()

    def _start(self, migrations: Sequence[schema.Migrations], *, existed: bool) -> None:
        with self._write_lock, _mapped_errors():
            writer = self._open_writer()
            if existed:
                _quick_check(writer)
                behind = [each for each in migrations if schema.is_behind(writer, each)]
                writer.rollback()
                if behind:
                    backup.back_up(_driver_connection(writer), self._backup_path(behind))
            with writer.begin():
                for each in migrations:
                    schema.upgrade(writer, each)

    def _backup_path(self, behind: Sequence[schema.Migrations]) -> Path:
        versions = "-".join(f"{each.version_table}-{each.head}" for each in behind)
        return self.path.parent / "backups" / f"{self.path.stem}-before-{versions}.db"

    def _own_reader(self) -> _Reader:
        reader: _Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            if self._closed:
                raise StorageBugError(f"{self.path} was closed")
            reader = self._local.reader = _Reader(self._read_engine)
            self._readers.add(reader)
        return reader

    def _session(self) -> Session:
        return Session(self._open_writer(), expire_on_commit=False)

    def _open_writer(self) -> Connection:
        if self._closed:
            raise StorageBugError(f"{self.path} was closed")
        if self._writer is None:
            self._writer = self._write_engine.connect()
            if self._is_suspect:
                _quick_check(self._writer)
                self._is_suspect = False
        return self._writer

    def _drop_writer(self) -> None:
        """After a failed read or flush its memory is not to be trusted; the next use opens and checks anew."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(DBAPIError):
                writer.close()

    def _undo_rest(self) -> None:
        """SQLite may leave a transaction open whose commit it refused, and SQLAlchemy takes that one for ended."""
        if self._writer is not None and _driver_connection(self._writer).in_transaction:
            _driver_connection(self._writer).rollback()

    def _refuse_wrong_thread(self) -> None:
        if getattr(self._local, "is_forbidden", False):
            raise WrongThreadError("the thread of the screen may not write")
        if threading.get_ident() == self._writer_thread:
            raise WrongThreadError("this thread already holds the writing connection")


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise storage_error(error.orig) from error
    except sqlite3.Error as error:
        raise storage_error(error) from error


def _driver_connection(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _make_private_file(path: Path) -> bool:
    """Makes an empty file that its owner alone may read; answers whether there was one with something in it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return path.stat().st_size > 0
    except OSError as error:
        kind = FileReadOnlyError if isinstance(error, PermissionError) else FileUnreachableError
        raise kind(f"{path} cannot be opened: {error}") from error


def _quick_check(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    connection.rollback()
    if found != "ok":
        raise FileDamagedError(f"quick check: {found}")


def _only_process(path: Path) -> ProcessLock:
    try:
        return ProcessLock(path.with_name(path.name + ".lock"))
    except LockHeldError as error:
        raise TillIsOpenError(f"the till is open already: close it first ({error})") from error
