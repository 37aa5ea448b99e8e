"""The database of a shop: SQLite with one writer, or PostgreSQL; both migrated when opened."""

from __future__ import annotations

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session

from pos_desktop import schema
from pos_desktop.disk_room import lack_of_room
from pos_desktop.kept_log import log_kept
from pos_desktop.process_lock import LockHeldError, ProcessLock
from pos_desktop.webshop.errors import ShopDatabaseError, ShopInUseError, ShopOptionError

MIGRATIONS = schema.Migrations(Path(__file__).parent / "migrations", "shop_version", "0001")
"""The shop's own tables; those of the payments come before them, because an order points at a payment."""

BUSY_SECONDS = 5.0
READERS = 20
CONNECTIONS = 20
MIGRATION_LOCK = 7_205_759_403
"""The number of the lock under which one process at a time migrates a PostgreSQL database."""
ASKING_LOCK = 7_205_759_404
"""The number of the lock that the one process has which asks M-Pesa about open payments."""


class ShopDatabase(ABC):
    """An open database. Threads take turns to write on SQLite, and have a connection each on PostgreSQL."""

    is_shared: bool
    """Whether other processes may write to it at the same time."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Session]:
        """A session whose block commits as a whole at its end, or is undone as a whole by any error.

        Raises:
            ShopDatabaseError: the database refused for a reason of its own.
            sqlalchemy.exc.IntegrityError: a rule of the tables was broken.
        """

    @abstractmethod
    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads.

        Raises:
            ShopDatabaseError: the database could not be read.
        """

    @abstractmethod
    def take_asking_turn(self) -> bool:
        """Whether this process is the one that asks about open payments, now and until it closes the database."""

    @abstractmethod
    def lock(self, session: Session, key: int) -> None:
        """Lets others who lock the same key wait until the session's transaction ends."""

    @abstractmethod
    def require_room(self) -> None:
        """Whether a prompt's answer will find room.

        Raises:
            ShopDatabaseError: what is left of the disk is kept for what is begun already.
        """

    @abstractmethod
    def close(self) -> None:
        """Closes every connection."""


def open_database(url: str, migrations: Sequence[schema.Migrations]) -> ShopDatabase:
    """Opens and migrates `sqlite:///shop.db` or `postgresql+psycopg://...`.

    Raises:
        ShopOptionError: the URL is of neither kind.
        ShopInUseError: another process works on this SQLite file.
        ShopDatabaseError: the database cannot be opened.
        pos_desktop.schema.NewerSchemaError: a newer program made the tables; nothing was changed.
    """
    place = _place(url)
    return SqliteDatabase(place, migrations) if isinstance(place, Path) else PostgresqlDatabase(place, migrations)


@contextmanager
def read_database(url: str) -> Iterator[Session]:
    """A session that only reads, beside a shop that may be serving meanwhile; nothing is made or migrated.

    Raises:
        ShopOptionError: the URL is of neither kind.
        ShopDatabaseError: no shop was opened there yet, or it cannot be read.
    """
    place = _place(url)
    if isinstance(place, Path) and not place.exists():
        raise ShopDatabaseError(f"there is no shop's database at {place} yet")
    engine = _sqlite_reader(place) if isinstance(place, Path) else create_engine(place)
    try:
        with _mapped_errors(), Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield session
    finally:
        engine.dispose()


def require_own_shop(url: str) -> None:
    """Whether this program's web shop is kept there; nothing is made or migrated.

    Raises:
        ShopOptionError: the URL is of neither kind.
        ShopDatabaseError: no shop was opened there yet, it is a shop of another program, or it cannot be read.
    """
    with read_database(url) as session:
        if schema.version_of(session.connection(), MIGRATIONS) is None:
            raise ShopDatabaseError(
                "this is the database of another program's shop, and nothing was changed: settle it there, where its "
                "orders hear of it, with `core.settle` of its ShopPayments or with `settle_stray_money`"
            )


def _place(url: str) -> Path | URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ShopOptionError("the database URL is no URL: sqlite:///shop.db or postgresql+psycopg://…") from error
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite" and parsed.database and parsed.database != ":memory:":
        return Path(parsed.database)
    raise ShopOptionError(f"{parsed.drivername!r} is neither sqlite:///PATH nor postgresql+psycopg://…")


class SqliteDatabase(ShopDatabase):
    """A file that one process writes to, through one connection that its threads take turns on."""

    is_shared = False

    def __init__(self, path: Path, migrations: Sequence[schema.Migrations]) -> None:
        self._path = path
        self._turn = threading.Lock()
        try:
            path.touch(mode=0o600)
            self._process_lock = ProcessLock(path.with_name(path.name + ".lock"))
        except LockHeldError as error:
            raise ShopInUseError(f"another shop works on {path}: stop it first") from error
        except OSError as error:
            raise ShopDatabaseError(f"{path} cannot be opened: {error.strerror or error}") from error
        self._writer = _sqlite_writer(path)
        self._reader = _sqlite_reader(path)
        try:
            with self._writing() as connection:
                _migrate(connection, migrations)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """As promised by the base: `BEGIN IMMEDIATE`, so that what is read is still so at the commit."""
        with self._turn, _mapped_errors(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            session.connection()  # takes the write lock before the first read
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """As promised by the base: one moment of the file for the whole block."""
        with _mapped_errors(), Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    def take_asking_turn(self) -> bool:
        """Always: no other process writes here."""
        return True

    def lock(self, session: Session, key: int) -> None:
        """Nothing more is needed: the transaction has the file to itself."""

    def require_room(self) -> None:
        """As promised by the base."""
        if lack := lack_of_room(self._path.absolute().parent):
            raise ShopDatabaseError(lack)

    def close(self) -> None:
        """Waits for who writes, then closes."""
        with self._turn:
            self._reader.dispose()
            with ExitStack() as stack:
                with suppress(sqlite3.Error):  # where it cannot even be opened, there is no log to keep
                    writer = self._writer.raw_connection()
                    stack.enter_context(log_kept(self._path, cast(sqlite3.Connection, writer.driver_connection)))
                    writer.close()
                self._writer.dispose()
            self._process_lock.release()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turn, _mapped_errors(), self._writer.begin() as connection:
            yield connection


class PostgresqlDatabase(ShopDatabase):
    """A server that any number of processes and threads write to."""

    is_shared = True

    def __init__(self, url: URL, migrations: Sequence[schema.Migrations]) -> None:
        self._engine = create_engine(
            url,
            isolation_level="READ COMMITTED",  # who waited for a lock then reads what its last owner wrote
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=30,
            pool_pre_ping=True,
        )
        self._asking: Connection | None = None
        try:
            with _mapped_errors(), self._engine.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
                _migrate(connection, migrations)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """As promised by the base; rows that must not move meanwhile are locked by who reads them."""
        with _mapped_errors(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """As promised by the base."""
        with _mapped_errors(), Session(self._engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    def take_asking_turn(self) -> bool:
        """One process has the turn, as long as its connection lives; another one follows when it is gone."""
        if self._asking is not None and not self._asking.closed:
            try:
                self._asking.execute(text("SELECT 1"))
            except DBAPIError:
                self._drop_turn()
            else:
                return True
        with _mapped_errors():
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            asked = text("SELECT pg_try_advisory_lock(:lock)")
            if connection.execute(asked, {"lock": ASKING_LOCK}).scalar():
                self._asking = connection
                return True
            connection.close()
        return False

    def lock(self, session: Session, key: int) -> None:
        """One at a time for each key, until the transaction ends."""
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": key})

    def require_room(self) -> None:
        """The server's disk is looked after where the server is."""

    def close(self) -> None:
        """Gives the turn back and closes."""
        self._drop_turn()
        self._engine.dispose()

    def _drop_turn(self) -> None:
        if self._asking is not None:
            self._asking.invalidate()  # ends the session at the server, and its lock with it
            self._asking.close()
            self._asking = None


def _migrate(connection: Connection, migrations: Sequence[schema.Migrations]) -> None:
    for each in migrations:
        schema.upgrade(connection, each)


def _sqlite_writer(path: Path) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: _connected(path, "rw"), poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "mmap_size=0", "fullfsync=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _sqlite_reader(path: Path) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite:///file",
        creator=lambda: _connected(path, "ro"),
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=30,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise  # whose transaction it is knows what it means
    except DBAPIError as error:
        raise ShopDatabaseError(f"the shop's database refused: {error.orig}") from error
