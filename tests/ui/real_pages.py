"""What is on the pages of a real till's window, for tests that go from one to the next."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from pos_desktop.app.scripted import wait_until
from pos_desktop.ui.components import Dialog
from pos_desktop.ui.screens.pending_list import PendingList
from tests.alignment.till_host import TillHost


def comes_to(host: TillHost, screen: type[QWidget]) -> None:
    """Waits for a page."""
    assert wait_until(lambda: isinstance(host.window.stage.pages.currentWidget(), screen), 20), host.told()


def rows_of_pending(host: TillHost) -> list[str]:
    """What the rows of Pending are called, heads and all."""
    rows = host.window.findChildren(PendingList)[0].rows()
    return [rows.row(number).title for number in range(rows.rowCount())]


def open_dialogs(host: TillHost) -> list[Dialog]:
    """The dialogs that are open."""
    return [each for each in host.window.findChildren(Dialog) if each.isVisible()]


def said(widget: QWidget) -> str:
    """All words of the labels that are seen."""
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text())


def toast_says(host: TillHost) -> str:
    """What the toast says, or nothing."""
    toast = host.window.stage.toast
    return said(toast) if toast.isVisible() else ""
