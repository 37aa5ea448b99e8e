"""The till is started twice: the second start says so and ends, and the window of the first one comes to the front."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_desktop.app.program import announcements, till_window
from pos_desktop.app.settings import Settings
from pos_desktop.app.wiring import open_till
from pos_desktop.ui.events import Events
from pos_desktop.ui.theme import Scheme, apply_theme, load_fonts

pytestmark = pytest.mark.processes
SECOND = """
import sys
import keyring
from tests.conftest import MemoryKeyring
from pos_desktop.app import cli
keyring.set_keyring(MemoryKeyring())
raise SystemExit(cli.run(["--settings", sys.argv[1]]))
"""


@pytest.mark.qt_log_ignore("does not support raise")  # the screen in memory has no front
def test_a_second_start_says_that_the_till_is_open_and_brings_its_window_to_the_front(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    load_fonts()
    apply_theme(qapp, Scheme.LIGHT)
    settings, folder = tmp_path / "settings.toml", tmp_path / "data"
    settings.write_text(f'data_folder = "{folder.as_posix()}"\n')
    events = Events()
    till = open_till(
        Settings(), folder, pepper=b"a pepper for the tests", mpesa=None, printer=None, tell=announcements(events)
    )
    with till_window(till, events, Settings()) as window:
        window.showMinimized()
        with subprocess.Popen(
            [sys.executable, "-c", SECOND, str(settings)], stderr=subprocess.PIPE, text=True
        ) as second:
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
            assert second.stderr is not None
            assert "the till is open already" in second.stderr.read()
        assert second.returncode == 1
        qtbot.waitUntil(lambda: window.isActiveWindow() and not window.isMinimized())
