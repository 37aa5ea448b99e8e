from __future__ import annotations

from pathlib import Path

import pytest

from pos_desktop.disk_room import RESERVE_BYTES, lack_of_room
from tests.little_room import leave


def test_a_disk_with_the_reserve_free_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lack_of_room(tmp_path) == ""
    leave(monkeypatch, RESERVE_BYTES)
    assert lack_of_room(tmp_path) == ""


def test_a_disk_with_less_than_the_reserve_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, RESERVE_BYTES - 1)
    lack = lack_of_room(tmp_path)
    assert "31 MB left" in lack
    assert "no prompt went out; make room" in lack


def test_a_disk_that_does_not_say_how_full_it_is_stops_nobody(tmp_path: Path) -> None:
    assert lack_of_room(tmp_path / "is not there") == ""
