"""The ground that every test stands on: the noise rule, the keyring and the environment."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest

if TYPE_CHECKING:
    from tests.conftest import MemoryKeyring, Noise


@pytest.fixture
def rule(noise: Noise) -> Noise:
    """A second listener, to be asked without failing the test itself."""
    return type(noise)()


def warning(name: str, words: str) -> logging.LogRecord:
    return logging.makeLogRecord({"name": name, "msg": words, "levelname": "WARNING", "levelno": logging.WARNING})


def test_a_warning_that_nobody_announced_is_a_complaint(rule: Noise) -> None:
    rule.handle(warning("pos_desktop.relay", "lost 3 events"))
    assert rule.complaints() == ["unannounced: WARNING pos_desktop.relay: lost 3 events"]


def test_an_announced_warning_is_none(rule: Noise) -> None:
    rule.expect("pos_desktop", r"lost \d events")
    rule.handle(warning("pos_desktop.relay", "lost 3 events"))
    assert rule.complaints() == []


def test_an_announced_warning_that_never_comes_is_a_complaint(rule: Noise) -> None:
    rule.expect("pos_desktop.relay", "lost")
    rule.handle(warning("pos_desktop.relays", "lost"))
    assert rule.complaints() == ["unannounced: WARNING pos_desktop.relays: lost", "never came: pos_desktop.relay: lost"]


def test_a_warning_in_the_log_reaches_the_rule(noise: Noise) -> None:
    noise.expect("pos_desktop.relay", "lost")
    logging.getLogger("pos_desktop.relay").warning("lost one")
    logging.getLogger("pos_desktop.relay").info("found it")
    assert [record.getMessage() for record in noise.heard] == ["lost one"]


@pytest.mark.parametrize("_turn", [1, 2])
def test_each_test_has_an_empty_keyring_in_memory(memory_keyring: MemoryKeyring, _turn: int) -> None:
    assert keyring.get_keyring() is memory_keyring
    assert keyring.get_password("pos-desktop", "passkey") is None
    keyring.set_password("pos-desktop", "passkey", "secret")
    assert keyring.get_password("pos-desktop", "passkey") == "secret"


def test_the_environment_is_nobodys(tmp_path: Path) -> None:
    assert [name for name in os.environ if name.startswith("POS_DESKTOP_")] == []
    assert os.environ["QT_QPA_PLATFORM"]
    assert Path.home() == Path(os.environ["HOME"])
    assert Path.home().name.startswith("pos-desktop-tests-")


def test_effort_is_a_whole_number_of_turns(effort: int) -> None:
    assert effort >= 1
