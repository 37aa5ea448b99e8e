from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from pos_desktop.storage import (
    DiskFullError,
    EnvironmentFaultError,
    FileBusyError,
    FileDamagedError,
    FileUnreachableError,
    StorageBugError,
    TillFile,
    TillIsOpenError,
    WrongThreadError,
    restore,
    verify,
)
from tests.failing_disk import Fault, failing_disk
from tests.storage.migrations_for_tests import write_migrations

TABLE = ("CREATE TABLE note (id INTEGER PRIMARY KEY, word TEXT UNIQUE)",)
HOLDER = """
import sqlite3, sys
from pathlib import Path
from pos_desktop.storage import TillFile
file = TillFile.open(Path(sys.argv[1]), [])
print("open", flush=True)
sys.stdin.read()
"""


def execute(session: Session, statement: str, **values: object) -> None:
    session.connection().execute(text(statement), values)


def write(file: TillFile, word: str) -> None:
    with file.transaction() as session:
        execute(session, "INSERT INTO note (word) VALUES (:word)", word=word)


def words(file: TillFile) -> list[str]:
    with file.reading() as session:
        return list(session.connection().execute(text("SELECT word FROM note ORDER BY id")).scalars())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "till.db"


@pytest.fixture
def file(tmp_path: Path, path: Path) -> Iterator[TillFile]:
    file = TillFile.open(path, [write_migrations(tmp_path / "migrations", TABLE)])
    yield file
    file.close()


def test_what_was_committed_survives_closing(file: TillFile, path: Path) -> None:
    write(file, "milk")
    file.close()
    reopened = TillFile.open(path, [])
    assert words(reopened) == ["milk"]
    reopened.close()


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_an_error_in_the_block_undoes_all_of_it(file: TillFile, error: type[BaseException]) -> None:
    def start_and_fail() -> None:
        with file.transaction() as session:
            execute(session, "INSERT INTO note (word) VALUES ('milk')")
            execute(session, "CREATE TABLE half (id INTEGER)")
            raise error

    with pytest.raises(error):
        start_and_fail()
    assert words(file) == []
    with file.reading() as session:
        assert (
            session.connection().execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")).scalar() == 0
        )
    write(file, "bread")
    assert words(file) == ["bread"]


def test_the_writer_is_durable_and_keeps_keys(file: TillFile) -> None:
    with file.transaction() as session:
        pragmas = {
            name: session.connection().execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5_000,
        "mmap_size": 0,
    }


def test_only_its_owner_may_read_the_file(file: TillFile, path: Path) -> None:
    write(file, "milk")
    for name in ("till.db", "till.db-wal", "till.db-shm", "till.db.lock"):
        assert stat.S_IMODE((path.parent / name).stat().st_mode) == 0o600, name


def test_the_thread_of_the_screen_reads_but_never_writes(file: TillFile, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as screen, ThreadPoolExecutor(1) as worker:
        screen.submit(file.forbid_this_thread).result()
        with pytest.raises(WrongThreadError):
            screen.submit(write, file, "milk").result()
        with pytest.raises(WrongThreadError):
            screen.submit(file.back_up, tmp_path / "copy.db").result()
        worker.submit(write, file, "bread").result()
        assert screen.submit(words, file).result() == ["bread"]


def test_a_thread_that_holds_the_writer_is_told_so_instead_of_waiting_for_itself(file: TillFile) -> None:
    with pytest.raises(WrongThreadError), file.transaction(), file.transaction():
        pass
    write(file, "milk")


def test_worker_threads_take_turns(file: TillFile) -> None:
    def count_up(_number: int) -> None:
        with file.transaction() as session:
            found = session.connection().execute(text("SELECT count(*) FROM note")).scalar()
            execute(session, "INSERT INTO note (word) VALUES (:word)", word=f"{found}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(80)))
    assert words(file) == [str(number) for number in range(80)]


def test_a_reader_sees_one_moment_for_as_long_as_it_looks(file: TillFile) -> None:
    write(file, "milk")
    with file.reading() as session:
        seen = [session.connection().execute(text("SELECT count(*) FROM note")).scalar()]
        with ThreadPoolExecutor(1) as worker:
            worker.submit(write, file, "bread").result()
        with file.reading():
            pass
        seen.append(session.connection().execute(text("SELECT count(*) FROM note")).scalar())
    assert seen == [1, 1]
    assert words(file) == ["milk", "bread"]


def test_a_reader_cannot_write(file: TillFile) -> None:
    with pytest.raises(StorageBugError, match="reader"), file.reading() as session:
        execute(session, "INSERT INTO note (word) VALUES ('milk')")
    assert words(file) == []


def test_the_readers_of_threads_that_ended_are_closed(file: TillFile, path: Path) -> None:
    for _ in range(5):
        thread = threading.Thread(target=words, args=(file,))
        thread.start()
        thread.join()
    if sys.platform == "linux":
        handles = [each for each in Path("/proc/self/fd").iterdir() if each.exists() and each.readlink() == path]
        assert len(handles) <= 2


def test_a_broken_rule_of_the_database_is_our_bug(file: TillFile) -> None:
    write(file, "milk")
    with pytest.raises(StorageBugError, match="UNIQUE"):
        write(file, "milk")
    with pytest.raises(StorageBugError, match="no such table"), file.transaction() as session:
        execute(session, "DELETE FROM nowhere")


def test_a_full_disk_loses_nothing_and_the_act_succeeds_once_there_is_room(file: TillFile) -> None:
    write(file, "kept")
    with file.transaction() as session:
        pages = session.connection().execute(text("PRAGMA page_count")).scalar()
        execute(session, f"PRAGMA max_page_count = {pages}")
    for _ in range(2):
        with pytest.raises(DiskFullError):
            write(file, "x" * 100_000)
        assert words(file) == ["kept"]
    with file.transaction() as session:
        execute(session, "PRAGMA max_page_count = 1000000")
    write(file, "x" * 100_000)
    assert words(file) == ["kept", "x" * 100_000]


def test_a_commit_that_is_refused_leaves_nothing_open_behind_it(tmp_path: Path, path: Path) -> None:
    with failing_disk() as disk:
        file = TillFile.open(path, [write_migrations(tmp_path / "migrations", TABLE)])
        begin_and_insert = 2
        disk.fail(Fault.BUSY, begin_and_insert + 1, lasts=False)
        with pytest.raises(FileBusyError):
            write(file, "refused")
        write(file, "kept")
        assert words(file) == ["kept"]
        file.close()


def test_a_file_that_another_program_holds_is_busy_after_a_wait(file: TillFile, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        with file.transaction() as session:
            execute(session, "PRAGMA busy_timeout = 20")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(FileBusyError):
            write(file, "milk")
        other.execute("ROLLBACK")
    write(file, "milk")
    assert words(file) == ["milk"]


def test_after_a_failed_read_or_flush_the_writer_is_opened_and_the_file_checked_anew(
    file: TillFile, path: Path
) -> None:
    class FlushFailed(sqlite3.OperationalError):
        sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        sqlite_errorname = "SQLITE_IOERR_FSYNC"

    def fail() -> None:
        with file.transaction() as session:
            execute(session, "PRAGMA cache_size = 7")
            execute(session, "INSERT INTO note (word) VALUES ('lost')")
            raise FlushFailed

    with pytest.raises(FileUnreachableError):
        fail()
    with file.transaction() as session:
        assert session.connection().execute(text("PRAGMA cache_size")).scalar() != 7
    assert words(file) == []
    for number in range(500):
        write(file, f"{number} {'x' * 200}")
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with pytest.raises(FileUnreachableError):
        fail()
    with path.open("r+b") as handle:
        handle.seek(3 * 4096)
        handle.write(b"\x5a" * 8192)
    with pytest.raises(FileDamagedError), file.transaction():
        pass


def test_the_write_lock_is_taken_before_the_first_look(file: TillFile, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        with file.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def test_a_second_process_is_told_that_the_till_is_open_and_may_come_in_afterwards(path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(TillIsOpenError):
            TillFile.open(path, [])
        holder.kill()
    TillFile.open(path, []).close()


def test_the_same_process_cannot_open_it_twice(file: TillFile, path: Path) -> None:
    with pytest.raises(TillIsOpenError):
        TillFile.open(path, [])
    write(file, "milk")


def test_a_failed_opening_lets_the_next_one_in(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    for _ in range(2):
        with pytest.raises(FileDamagedError):
            TillFile.open(path, [])


def test_a_damaged_file_is_never_sold_on(file: TillFile, path: Path) -> None:
    for number in range(500):
        write(file, f"{number} {'x' * 200}")
    file.close()
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 5 * 4096] = b"\x5a" * 8192
    path.write_bytes(content)
    with pytest.raises(FileDamagedError):
        TillFile.open(path, [])


def test_a_folder_that_cannot_be_made_is_the_environments_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFaultError):
        TillFile.open(tmp_path / "file" / "till.db", [])


def test_a_closed_file_says_so(file: TillFile) -> None:
    file.close()
    file.close()
    with pytest.raises(StorageBugError, match="closed"):
        write(file, "milk")
    with pytest.raises(StorageBugError, match="closed"):
        words(file)


def test_a_backup_is_a_verified_copy_of_a_live_file(file: TillFile, tmp_path: Path) -> None:
    write(file, "milk")
    copy = file.back_up(tmp_path / "copies" / "copy.db")
    write(file, "bread")
    verify(copy)
    assert [each.name for each in copy.parent.iterdir()] == ["copy.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT word FROM note").fetchall() == [("milk",)]


def test_a_backup_that_cannot_be_written_says_so_and_selling_goes_on(file: TillFile, tmp_path: Path) -> None:
    (tmp_path / "in_the_way").write_text("")
    with pytest.raises(FileUnreachableError):
        file.back_up(tmp_path / "in_the_way" / "copy.db")
    write(file, "milk")


def test_a_restored_backup_takes_the_files_place_and_the_old_one_is_kept(
    file: TillFile, path: Path, tmp_path: Path
) -> None:
    write(file, "milk")
    copy = file.back_up(tmp_path / "copy.db")
    write(file, "bread")
    file.close()
    restore(copy, path)
    restored = TillFile.open(path, [])
    assert words(restored) == ["milk"]
    restored.close()
    with closing(sqlite3.connect(tmp_path / "till.db.replaced")) as old:
        assert old.execute("SELECT count(*) FROM note").fetchone() == (2,)


def test_a_damaged_backup_is_not_restored(file: TillFile, path: Path, tmp_path: Path) -> None:
    write(file, "milk")
    file.close()
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"not a database" * 500)
    with pytest.raises(FileDamagedError):
        restore(bad, path)
    reopened = TillFile.open(path, [])
    assert words(reopened) == ["milk"]
    reopened.close()


def test_a_backup_whose_rows_break_their_own_table_is_damaged(tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    with closing(sqlite3.connect(bad)) as connection:
        connection.execute("CREATE TABLE a (word TEXT)")
        connection.execute("INSERT INTO a VALUES (NULL)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE a (word TEXT NOT NULL)'")
        connection.commit()
    with pytest.raises(FileDamagedError, match=r"NULL value in a\.word"):
        verify(bad)


def test_a_restore_that_cannot_keep_the_old_file_leaves_it_in_place(file: TillFile, path: Path, tmp_path: Path) -> None:
    write(file, "milk")
    copy = file.back_up(tmp_path / "copy.db")
    write(file, "bread")
    file.close()
    (tmp_path / "till.db.replaced").mkdir()
    with pytest.raises(FileUnreachableError):
        restore(copy, path)
    reopened = TillFile.open(path, [])
    assert words(reopened) == ["milk", "bread"]
    reopened.close()


def test_a_backup_of_a_damaged_file_is_not_kept(file: TillFile, path: Path, tmp_path: Path) -> None:
    for number in range(500):
        write(file, f"{number} {'x' * 200}")
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as handle:
        handle.seek(3 * 4096)
        handle.write(b"\x5a" * 8192)
    with pytest.raises(FileDamagedError):
        file.back_up(tmp_path / "copies" / "copy.db")
    assert not (tmp_path / "copies" / "copy.db").exists()


def test_a_backup_with_rows_that_point_at_nothing_is_damaged(tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    with closing(sqlite3.connect(bad)) as connection:
        connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE b (a_id INTEGER REFERENCES a (id))")
        connection.execute("INSERT INTO b VALUES (7)")
        connection.commit()
    with pytest.raises(FileDamagedError, match="point at nothing"):
        verify(bad)
