"""Room on the disk is kept for what is begun already: the answer to a prompt, the end of a sale, its receipt."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from pos_desktop.storage.errors import DiskFullError

RESERVE_BYTES = 32 * 1024 * 1024
"""A sale takes some ten kilobytes and the log of the file up to four megabytes: enough to finish a day's open ends."""

_MEGABYTE = 1024 * 1024


def require_room(folder: Path) -> None:
    """Whether something new may be begun here; a disk that will not say so is taken at the next write's word.

    Raises:
        DiskFullError: less than the reserve is left.
    """
    with suppress(OSError):
        free = shutil.disk_usage(folder).free
        if free < RESERVE_BYTES:
            raise DiskFullError(
                f"the disk of {folder} has {free // _MEGABYTE} MB left, all kept for what is being paid: "
                "nothing new is begun, and no prompt went out; make room"
            )
