"""Locks between processes that the operating system drops when the holder ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_desktop.process_lock import LockHeldError, ProcessLock
from pos_desktop.relay.errors import MailFileError, MailFileInUseError

SERVING_SUFFIX = ".serving"
TURN_SUFFIX = ".turn"


def serving_lock(database: Path) -> ProcessLock:
    """Held by the one relay that serves from a mail file, until `release()`.

    Raises:
        MailFileInUseError: another relay has it.
        MailFileError: its folder is not there and cannot be made, or takes no files.
    """
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        return ProcessLock(database.with_name(database.name + SERVING_SUFFIX))
    except LockHeldError as error:
        raise MailFileInUseError(f"another relay serves from {database}") from error
    except OSError as error:
        raise MailFileError(f"the mail file {database} cannot be opened: {error}") from error


@contextmanager
def write_turn(database: Path) -> Iterator[None]:
    """Waits until no other connection writes to the mail file, and keeps it so for the block.

    SQLite takes turns by itself, but before 3.51.3 two connections that write and checkpoint in the same instant can
    spoil the file (payments.md 4, "WAL-reset bug"), and the command line writes while a relay runs.
    """
    handle = os.open(database.with_name(database.name + TURN_SUFFIX), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for_lock(handle)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _wait_for_lock(handle: int) -> None:
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # gives up after ten seconds
            except OSError:
                continue
            return
else:
    import fcntl

    def _wait_for_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
