"""The witness: how far the mail file had come, noted beside it. A file that is behind was put back from a backup."""

from __future__ import annotations

import logging
import os
import zlib
from pathlib import Path

from pos_desktop.relay.store import Progress

log = logging.getLogger(__name__)

RECORD_BYTES = 68


def witness_of(database: Path) -> Path:
    """Where the witness of a mail file is."""
    return database.with_name(database.name + ".witness")


class Witness:
    """What was last noted of a mail file, by this relay or by one before it; None when nothing was, or it is lost.

    It is noted after a commit, so it may lag behind the file and never leads. That it cannot be is logged and keeps
    no mail back. It is not flushed to the disk: what a power cut takes of it is less than a backup is old.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_failing = False
        self.seen: Progress | None = self._read()

    def note(self, progress: Progress) -> None:
        """Writes over the last note; that takes no room, so it works on a full disk."""
        self.seen = progress
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                os.write(handle, _record(progress))
            finally:
                os.close(handle)
        except (FileNotFoundError, NotADirectoryError):
            return  # the whole folder is away, which whoever writes the mail file says
        except OSError as error:
            self._complain(error)
        else:
            self._is_failing = False

    def _read(self) -> Progress | None:
        try:
            record = self._path.read_bytes()[:RECORD_BYTES]
            epoch, commits, last, _check = record.decode().split()
            progress = Progress(epoch, int(commits), int(last))
        except (OSError, ValueError):
            return None
        return progress if record == _record(progress) else None

    def _complain(self, error: OSError) -> None:
        if not self._is_failing:
            log.error(
                "the witness %s cannot be written: %s. Mail is kept all the same, but a mail file that is put back from"
                " a backup may go unnoticed. Make room on the disk, or mend what is named here",
                self._path,
                error,
            )
        self._is_failing = True


def _record(progress: Progress) -> bytes:
    """Of one length always and far below a block of the disk, so that it is never half new."""
    words = f"{progress.epoch:16} {progress.commits:020} {progress.last:020}".encode()
    return words + b" %08x\n" % zlib.crc32(words)
