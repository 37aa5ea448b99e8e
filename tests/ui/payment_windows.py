"""Opens screens in windows that do not exist, and finds what is on them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.ui.components import BaseButton, Label
from pos_desktop.ui.components.bill_lines import BillLine
from pos_desktop.ui.screens.bill_view import BillView, TenderRow
from pos_desktop.ui.theme import Scheme, apply_theme, load_fonts
from tests.ui.payment_samples import SENT_AT

SIZES = (QSize(1024, 712), QSize(1280, 744), QSize(1366, 712), QSize(1920, 1024))
"""The windows of the design, less the status bar."""

Part = TypeVar("Part", bound=QWidget)


class ManualClock:
    """A clock that moves when a test says so."""

    def __init__(self, seconds: float = 0) -> None:
        self._moment = SENT_AT + timedelta(seconds=seconds)
        self._passed = 0.0

    def now(self) -> datetime:
        return self._moment

    def monotonic(self) -> float:
        return self._passed

    def advance(self, seconds: float) -> None:
        self._moment += timedelta(seconds=seconds)
        self._passed += seconds


@cache
def take_look() -> None:
    """Loads the fonts and the style of the till, once."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    load_fonts()
    apply_theme(application, Scheme.LIGHT)


def opened(qtbot: QtBot, screen: Part, size: QSize = SIZES[2]) -> Part:
    """Shows a screen in a window, with the focus where the screen wants it."""
    take_look()
    window = QWidget()
    qtbot.addWidget(window, before_close_func=lambda _closing: window.hide())  # which keeps it until then
    window.resize(size)
    screen.setParent(window)
    screen.resize(size)
    screen.show()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first_focus = getattr(screen, "first_focus", None)
    if first_focus is not None:
        first_focus()
    return screen


def part(screen: QWidget, kind: type[Part], name: str) -> Part:
    """The one part of a screen with this name."""
    found = screen.findChild(kind, name)
    assert found is not None, name
    return found


def button(screen: QWidget, name: str) -> BaseButton:
    """The button with this name."""
    return part(screen, BaseButton, name)


def label(screen: QWidget, name: str) -> str:
    """What the label with this name says."""
    return part(screen, Label, name).text()


def tap(screen: QWidget, name: str) -> None:
    """A finger on a button."""
    QTest.mouseClick(part(screen, QAbstractButton, name), Qt.MouseButton.LeftButton)


def type_text(text: str, target: QWidget | None = None) -> None:
    """A keyboard, wherever the focus is."""
    QTest.keyClicks(target or focus(), text)


def press(screen: QWidget, key: Qt.Key) -> None:
    """A key, wherever the focus is."""
    QTest.keyClick(QApplication.focusWidget() or screen, key)


def scan(screen: QWidget, code: str) -> None:
    """A scanner: fast characters, then Enter."""
    target = QApplication.focusWidget() or screen
    QTest.keyClicks(target, code)
    QTest.keyClick(target, Qt.Key.Key_Return)


def focus() -> QWidget:
    """What has the focus."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def around(widget: QWidget) -> QWidget:
    """What a part stands on."""
    found = widget.parentWidget()
    assert found is not None
    return found


def corner(screen: QWidget, widget: QWidget) -> QPoint:
    """The bottom right corner of a part, in the screen's coordinates."""
    return widget.mapTo(screen, QPoint(widget.width(), widget.height()))


def bill(*tenders: TenderRow, left_cents: int = 119_100, sale_id: str = "sale-1") -> BillView:
    """A bill of KES 1,191.00."""
    lines = (BillLine("2×", "Jogoo maize flour", 42_000, "2 kg"), BillLine("1×", "Kabras sugar", 77_100, "1 kg"))
    return BillView(sale_id, "1-000482", "Achieng", "14:05", 119_100, left_cents, 3, 8_276, tenders, lines)
