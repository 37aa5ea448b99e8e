"""Room on a disk is kept for what is begun already: the answer to a prompt, the end of a sale, its receipt."""

from __future__ import annotations

import shutil
from pathlib import Path

RESERVE_BYTES = 32 * 1024 * 1024
"""A sale takes some ten kilobytes and the log of the file up to four megabytes: enough to finish a day's open ends."""

_MEGABYTE = 1024 * 1024


def lack_of_room(folder: Path) -> str:
    """Why nothing new may be begun on this disk; empty where there is room, or where the disk will not say."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return ""
    if free >= RESERVE_BYTES:
        return ""
    return (
        f"the disk of {folder} has {free // _MEGABYTE} MB left, all kept for what is being paid: "
        "nothing new is begun, and no prompt went out; make room"
    )
