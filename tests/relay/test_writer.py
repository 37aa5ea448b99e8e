from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.clock import SystemClock
from pos_desktop.relay import MailUnavailableError
from pos_desktop.relay.errors import PairingRefusedError
from pos_desktop.relay.file_lock import write_turn
from pos_desktop.relay.writer import MailWriter
from tests.conftest import Noise

SECONDS = 20


@pytest.fixture
def writer(database: Path) -> Iterator[MailWriter]:
    writer = MailWriter(database, SystemClock())
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE note (number INTEGER PRIMARY KEY)")
    yield writer
    writer.close()


Job = Callable[[sqlite3.Connection], Any]


def note(number: int) -> Job:
    return lambda connection: connection.execute("INSERT INTO note VALUES (?)", (number,)).lastrowid


def fill(size: int) -> Job:
    return lambda connection: connection.execute("INSERT INTO blob VALUES (zeroblob(?))", (size,)).rowcount


def notes(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM note ORDER BY number")]


def together(writer: MailWriter, database: Path, *jobs: Job) -> list[Future[Any]]:
    """The futures of jobs that waited while the file was another's, and so went into one commit."""
    with write_turn(database):
        first = writer.submit(lambda _: None)
        futures = [writer.submit(job) for job in jobs]
    first.result(SECONDS)
    return futures


def test_a_result_is_told_only_after_the_commit(writer: MailWriter, database: Path) -> None:
    assert writer.submit(note(1)).result(SECONDS) == 1
    assert notes(database) == [1]


def test_jobs_that_wait_together_share_one_commit(writer: MailWriter, database: Path) -> None:
    commits: set[int] = set()

    def look(connection: sqlite3.Connection) -> None:
        """Notes how often the file had been changed for others when this job ran."""
        connection.execute("INSERT INTO note DEFAULT VALUES")
        with closing(sqlite3.connect(database)) as other:
            commits.add(other.execute("SELECT count(*) FROM note").fetchone()[0])

    for future in together(writer, database, *[look] * 50):
        future.result(SECONDS)
    assert len(notes(database)) == 50
    assert len(commits) == 1


def test_one_faulty_job_fails_alone(writer: MailWriter, database: Path, noise: Noise) -> None:
    noise.expect("pos_desktop.relay.writer", "a write is faulty")

    def refuse(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO note VALUES (99)")
        raise PairingRefusedError("no")

    good, faulty, refused, last = together(writer, database, note(1), note(1), refuse, note(2))
    assert good.result(SECONDS) == 1
    with pytest.raises(sqlite3.IntegrityError):
        faulty.result(SECONDS)
    with pytest.raises(PairingRefusedError):
        refused.result(SECONDS)
    assert last.result(SECONDS) == 2
    assert notes(database) == [1, 2]


def test_a_job_that_nobody_waits_for_any_more_is_not_run(writer: MailWriter, database: Path) -> None:
    with write_turn(database):
        first = writer.submit(note(1))
        while not first.running():
            threading.Event().wait(0.001)
        second = writer.submit(note(2))
        assert second.cancel()
    writer.submit(note(3)).result(SECONDS)
    assert notes(database) == [1, 3]


def test_closing_commits_what_waits(writer: MailWriter, database: Path) -> None:
    futures = [writer.submit(note(number)) for number in range(300)]
    writer.close()
    assert all(future.done() for future in futures)
    assert notes(database) == list(range(300))


def test_what_does_not_fit_is_refused_and_what_fits_is_kept(database: Path, noise: Noise) -> None:
    noise.expect("pos_desktop.relay.writer", "full")
    writer = MailWriter(database, SystemClock(), max_pages=60)
    writer.submit(lambda connection: connection.execute("CREATE TABLE blob (body BLOB)").rowcount).result(SECONDS)
    big, small = together(writer, database, fill(1_000_000), fill(10))
    with pytest.raises(MailUnavailableError):
        big.result(SECONDS)
    assert small.result(SECONDS) == 1
    writer.close()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT length(body) FROM blob").fetchall() == [(10,)]


def test_after_a_page_that_cannot_be_right_nothing_more_goes_into_the_file(
    writer: MailWriter, database: Path, noise: Noise
) -> None:
    noise.expect("pos_desktop.relay.writer", "did not take a write.*malformed")
    noise.expect("pos_desktop.relay.writer", "is damaged.*put back a backup")
    writer.submit(lambda connection: connection.execute("CREATE TABLE blob (body BLOB)").rowcount).result(SECONDS)
    for _number in range(8):
        writer.submit(fill(1_000_000)).result(SECONDS)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    writer.submit(note(1)).result(SECONDS)
    before = database.stat()
    with database.open("r+b") as file:
        file.seek(before.st_size // 8)
        file.write(b"\xff" * (before.st_size // 8 * 6))
    os.utime(database, ns=(before.st_atime_ns, before.st_mtime_ns))  # a disk that forgets says nothing of it
    look = writer.submit(lambda connection: connection.execute("SELECT sum(length(hex(body))) FROM blob").fetchone())
    with pytest.raises(MailUnavailableError, match="malformed"):
        look.result(SECONDS)
    with pytest.raises(MailUnavailableError, match="is damaged"):
        writer.submit(note(2)).result(SECONDS)


def test_the_writing_connection_waits_for_the_disk_at_every_commit(writer: MailWriter) -> None:
    def pragmas(connection: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "fullfsync")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    full = 2
    assert writer.submit(pragmas).result(SECONDS) == ["wal", full, 1, 1]
