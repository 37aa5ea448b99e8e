"""The write-ahead log beside a mail file, kept from every file but its own: SQLite would mix the two unseen."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from pos_desktop.relay.errors import MailFileError

log = logging.getLogger(__name__)

SUFFIXES = ("-wal", "-shm")
ASIDE = ".replaced"
HEADER_BYTES, FRAME_HEADER_BYTES = 32, 24

Identity = tuple[int, int] | None


@dataclass(frozen=True)
class Log:
    """The log of an open mail file: the file that it belongs to, and its parts; each with its identity."""

    file: Path
    owner: Identity
    parts: dict[Path, Identity]


def identity_of(path: Path) -> Identity:
    """What tells this file from another that is put in its place; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def log_of(path: Path) -> Log:
    """The log of the mail file that is open now."""
    return Log(path, identity_of(path), {each: identity_of(each) for each in _parts(path)})


def put_log_aside(connection: sqlite3.Connection, former: Log) -> None:
    """Keeps the log of a file that was open from the one that was put in its place.

    What is in the log goes into its own file first, which may be somewhere else now. A log that was replaced too
    belongs to the new file and stays, and so does one whose own file came back.

    Raises:
        OSError: the log cannot be moved.
    """
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    if identity_of(former.file) == former.owner:
        return
    for part, identity in former.parts.items():
        if identity is not None and identity == identity_of(part):
            _put_aside(part)


def put_foreign_log_aside(path: Path) -> None:
    """Keeps a log from a file that it cannot belong to, as when a backup was copied over the file of a killed relay.

    A log has all commits since its file was last brought up to date, so without it that file is no more commits behind
    than there are in the log. To be called while nobody has the file open: in one process, who closes a file drops the
    locks of all who have it open.

    Raises:
        MailFileError: the log cannot be moved.
    """
    commits = _commits_in(path.with_name(path.name + SUFFIXES[0]))
    if not commits:
        return
    with_log, without_log = (_commits_seen(path, how) for how in ("mode=ro", "immutable=1"))
    if with_log is None or without_log is None or without_log >= with_log - commits:
        return
    log.error(
        "the log beside the mail file %s is another file's: a backup took its place. It was put aside, under a name"
        " that ends in %s; delete it when nothing is missed",
        path,
        ASIDE,
    )
    try:
        for part in _parts(path):
            _put_aside(part)
    except OSError as error:
        raise MailFileError(f"the log of another file cannot be moved away from {path}: {error}") from error


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in SUFFIXES]


def _put_aside(part: Path) -> None:
    part.replace(part.with_name(part.name + ASIDE))


def _commits_in(file: Path) -> int:
    """How many commits a log has at most (sqlite.org/fileformat2.html, section 4)."""
    try:
        with file.open("rb") as opened:
            header = opened.read(HEADER_BYTES)
            page_bytes, salts, commits = int.from_bytes(header[8:12], "big"), header[16:24], 0
            while len(frame := opened.read(FRAME_HEADER_BYTES)) == FRAME_HEADER_BYTES and frame[8:16] == salts:
                commits += any(frame[4:8])
                opened.seek(page_bytes, os.SEEK_CUR)
    except OSError:
        return 0
    return commits


def _commits_seen(path: Path, how: str) -> int | None:
    """How far the file is, read this way; None when that cannot be told."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
            (commits,) = connection.execute("SELECT commits FROM relay").fetchone()
    except (sqlite3.Error, TypeError):
        return None
    return int(commits)
