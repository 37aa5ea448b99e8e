"""Copies of a live file, made by SQLite itself and proved sound before they count."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from pos_desktop.storage.errors import FileDamagedError, FileUnreachableError, storage_error

_PAGES_A_STEP = 2_000


def back_up(source: sqlite3.Connection, target: Path) -> Path:
    """Writes a verified copy of an open file, readable by its owner alone; the target appears whole or not at all.

    Raises:
        EnvironmentFaultError: there is no room, or the target cannot be written.
        FileDamagedError: the copy failed its integrity check.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(partial)) as copy:
            source.backup(copy, pages=_PAGES_A_STEP)
            copy.execute("PRAGMA journal_mode=DELETE").close()
        verify(partial)
        partial.replace(target)
    except sqlite3.Error as error:
        raise storage_error(error) from error
    except OSError as error:
        raise FileUnreachableError(f"the backup could not be written to {target}: {error}") from error
    return target


def verify(path: Path) -> None:
    """Reads the whole file and checks every page, index and foreign key.

    Raises:
        FileDamagedError: the file is not a sound database.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    except sqlite3.DatabaseError as error:
        raise FileDamagedError(f"{path.name} cannot be read as a database: {error}") from error
    if found != ["ok"]:
        raise FileDamagedError(f"{path.name}: {'; '.join(found)}")
    if orphans:
        raise FileDamagedError(f"{path.name}: rows of {orphans[0][0]} point at nothing")


def restore(backup: Path, target: Path) -> None:
    """Puts a verified backup in the place of a file that nobody has open; the old file is kept beside it.

    The caller holds the file's process lock or knows that no till runs.

    Raises:
        FileDamagedError: the backup is not sound; the old file is untouched.
        EnvironmentFaultError: the new file could not be written; the old file is untouched.
    """
    verify(backup)
    fresh = target.with_name(target.name + ".restoring")
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as source:
            back_up(source, fresh)
        replaced = target.with_name(target.name + ".replaced")
        for suffix in ("", "-wal", "-shm"):
            old = target.with_name(target.name + suffix)
            if old.exists():
                old.replace(replaced.with_name(replaced.name + suffix))
        fresh.replace(target)
    except OSError as error:
        raise FileUnreachableError(f"{target} could not be replaced: {error}") from error
