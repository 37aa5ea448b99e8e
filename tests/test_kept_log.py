"""What is closed on purpose opens again on a full disk: nothing has to be made that was there before."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_desktop import payments, storage, webshop
from pos_desktop.kept_log import log_kept
from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.relay.mail_file import one_transaction
from pos_desktop.storage import TillFile
from pos_desktop.webshop import open_database

INDEX_BYTES = 32 * 1024
NOW_MS = round(datetime(2026, 11, 25, tzinfo=UTC).timestamp() * 1000)


def till(path: Path) -> None:
    file = TillFile.open(path, [payments.MIGRATIONS, storage.MIGRATIONS])
    with file.reading() as session:
        session.connection()
    file.close()


def shop(path: Path) -> None:
    database = open_database(f"sqlite:///{path}", [payments.MIGRATIONS, webshop.MIGRATIONS])
    with database.reading() as session:
        session.connection()
    database.close()


def relay(path: Path) -> None:
    with RelayServer(RelayOptions(database=path)):
        issue_pairing_code(path, "Till 1")


def relay_command(path: Path) -> None:
    with one_transaction(path, now_ms=NOW_MS) as connection:
        connection.execute("SELECT 1")


@pytest.mark.parametrize("open_and_close", [till, shop, relay, relay_command])
def test_the_index_of_the_log_stays_and_the_file_alone_is_whole(
    open_and_close: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "file.db"
    for _ in range(2):
        open_and_close(path)
        assert path.with_name("file.db-shm").stat().st_size >= INDEX_BYTES
        assert path.with_name("file.db-wal").stat().st_size == 0
    copy = tmp_path / "elsewhere" / "copy.db"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() > (3,)


def test_a_copy_that_is_put_in_its_place_meets_no_pages_of_the_old_file(tmp_path: Path) -> None:
    path, backup = tmp_path / "file.db", tmp_path / "backup.db"
    till(path)
    shutil.copy(path, backup)
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("CREATE TABLE of_the_backup (x)")
    till(path)
    shutil.copy(backup, path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM of_the_backup").fetchone() == (0,)


def test_a_writer_that_is_closed_already_is_no_hindrance(tmp_path: Path) -> None:
    path, done = tmp_path / "file.db", []
    writer = sqlite3.connect(path)
    writer.close()
    with log_kept(path, writer):
        done.append(True)
    assert done == [True]
