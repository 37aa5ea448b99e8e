"""One process works on a file: a lock that the operating system drops when the process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pos_desktop.errors import PosError, Retry


class LockHeldError(PosError):
    """Another process works on this file."""

    code = "lock_held"
    retry = Retry.SAFE


class ProcessLock:
    """Held from construction to `release()`; a second holder, in this process or another, is refused."""

    def __init__(self, path: Path) -> None:
        """Takes the lock.

        Raises:
            LockHeldError: somebody else holds it.
        """
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise LockHeldError(f"another process holds {path}") from error

    def release(self) -> None:
        """Gives the lock back. The lock's file stays: deleting it would let two processes hold two files."""
        os.close(self._handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
