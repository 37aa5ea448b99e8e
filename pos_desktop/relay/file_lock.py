"""Locks between processes that the operating system drops when the holder ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_desktop.relay.errors import MailFileInUseError

SERVING_SUFFIX = ".serving"
TURN_SUFFIX = ".turn"


class ServingLock:
    """Held by the one relay that serves from a mail file, from construction to `release()`."""

    def __init__(self, database: Path) -> None:
        """Takes the lock.

        Raises:
            MailFileInUseError: another relay has it.
        """
        self._handle = _opened(database, SERVING_SUFFIX)
        try:
            _try_lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise MailFileInUseError(f"another relay serves from {database}") from error

    def release(self) -> None:
        """Gives the lock back. Its file stays: deleting it would let two relays hold two files."""
        os.close(self._handle)


@contextmanager
def write_turn(database: Path) -> Iterator[None]:
    """Waits until no other connection writes to the mail file, and keeps it so for the block.

    SQLite takes turns by itself, but before 3.51.3 two connections that write and checkpoint in the same instant can
    spoil the file (payments.md 4, "WAL-reset bug"), and the command line writes while a relay runs.
    """
    handle = _opened(database, TURN_SUFFIX)
    try:
        _wait_for_lock(handle)
        yield
    finally:
        os.close(handle)


def _opened(database: Path, suffix: str) -> int:
    return os.open(database.with_name(database.name + suffix), os.O_RDWR | os.O_CREAT, 0o600)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _wait_for_lock(handle: int) -> None:
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # gives up after ten seconds
            except OSError:
                continue
            return
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _wait_for_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
