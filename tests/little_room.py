"""A disk with little room left, as the system would tell it; what is written still finds its place."""

from __future__ import annotations

import shutil
from typing import Any

import pytest


def leave(monkeypatch: pytest.MonkeyPatch, free_bytes: int) -> None:
    """From now on so many bytes are said to be free."""
    told = shutil.disk_usage("/")._replace(free=free_bytes)

    def disk_usage(_path: Any) -> object:
        return told

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
