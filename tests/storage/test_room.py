from __future__ import annotations

from pathlib import Path

import pytest

from pos_desktop.storage import DiskFullError, require_room
from pos_desktop.storage.room import RESERVE_BYTES
from tests.little_room import leave


def test_a_disk_with_the_reserve_free_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_room(tmp_path)
    leave(monkeypatch, RESERVE_BYTES)
    require_room(tmp_path)


def test_a_disk_with_less_than_the_reserve_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, RESERVE_BYTES - 1)
    with pytest.raises(DiskFullError, match=r"31 MB left.*no prompt went out; make room"):
        require_room(tmp_path)


def test_a_disk_that_does_not_say_how_full_it_is_stops_nobody(tmp_path: Path) -> None:
    require_room(tmp_path / "is not there")
