"""A wrong clock is said across the page, at the real window of a till whose Daraja tells the time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from pos_desktop.app.scripted import wait_until
from pos_desktop.clock import SystemClock
from pos_desktop.ui import clock_notice
from pos_desktop.ui.clock_notice import ClockNotice
from tests.alignment.till_host import TillHost
from tests.ui.real_counter import real_counter


def set_clock(host: TillHost, wrong_by: timedelta) -> None:
    """Somebody sets the till's clock."""
    host.clock.advance((SystemClock().now() + wrong_by - host.clock.now()).total_seconds())


def test_a_till_that_is_closed_asks_nobody_what_time_it_is(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, _phones):
        notice = host.window.findChild(ClockNotice)
        assert notice is not None
        set_clock(host, timedelta(days=1))
        assert wait_until(notice.isVisible, 20)
        timer = notice.findChild(QTimer)
        assert timer is not None
        assert timer.isActive()
    assert not timer.isActive()


def test_a_wrong_clock_is_said_across_the_page_until_it_is_right(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_notice, "LOOK_AGAIN_MS", 20)
    with real_counter(qapp, tmp_path) as (host, _phones):
        notice = host.window.findChild(ClockNotice)
        assert notice is not None

        def says(words: str) -> bool:
            return wait_until(lambda: notice.isVisible() and notice.accessibleName().startswith(words), 20)

        for wrong_by, words in (
            (timedelta(minutes=-3.5), "This till's clock is 3 minutes slow"),
            (timedelta(minutes=150), "This till's clock is 2 hours fast"),
            (timedelta(days=365), "This till's clock is 365 days fast"),
        ):
            set_clock(host, wrong_by)
            assert says(words), notice.accessibleName()
        assert notice.accessibleName().endswith("Ask the manager to set this computer's clock.")
        host.press(Qt.Key.Key_F3)
        assert says("Saa ya till hii iko mbele kwa siku 365"), notice.accessibleName()
        host.press(Qt.Key.Key_F3)  # what is on here stays on for the tests that follow
        assert says("This till's clock is 365 days fast"), notice.accessibleName()
        set_clock(host, timedelta(minutes=1.5))
        assert wait_until(notice.isHidden, 20)
