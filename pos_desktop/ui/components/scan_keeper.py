"""Keeps a scan that arrives where none is expected: the field is put back as it was, and the code is handed on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.ui.components.field import Field
from pos_desktop.ui.components.pin_pad import PinDots
from pos_desktop.ui.components.scan_listener import ScanListener


class ScanKeeper(QObject):
    """Listens while its screen is seen and has the focus. `kept` carries the code of a scan.

    A screen on which something is typed names its fields: what a scanner typed into one of them is taken out again.
    Without fields slow typing that ends with Enter counts as a scan too.
    """

    kept = Signal(str)

    def __init__(self, screen: QWidget, *fields: Field | PinDots) -> None:
        super().__init__(screen)
        self._fields = fields
        self._before: list[str] = []
        self._listener = ScanListener(self, patient=not fields)
        self._listener.scanned.connect(self._keep)
        self._ears = _Ears(self, screen)
        screen.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Opens the ears when the screen comes, closes them when it goes."""
        application = QApplication.instance()
        if application is not None and event.type() is QEvent.Type.Show:
            application.installEventFilter(self._ears)
        elif application is not None and event.type() is QEvent.Type.Hide:
            application.removeEventFilter(self._ears)
        return False

    def hear(self, event: QKeyEvent) -> bool:
        """Takes one key press; true for the Enter that ended a scan, which then goes no further."""
        before = [field.text() for field in self._fields]
        is_scan = self._listener.hear(event)
        if len(self._listener.heard()) <= 1 and not is_scan:
            self._before = before
        return is_scan

    def _keep(self, code: str) -> None:
        for field, text in zip(self._fields, self._before, strict=False):
            field.set_text(text)
            field.edited.emit(text)
        self.kept.emit(code)


class _Ears(QObject):
    """Hears the key presses of the whole program, and takes those that reach a widget of its screen first."""

    def __init__(self, keeper: ScanKeeper, screen: QWidget) -> None:
        super().__init__(keeper)
        self._keeper, self._screen = keeper, screen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is not QApplication.focusWidget() or not isinstance(watched, QWidget):
            return False
        if watched is not self._screen and not self._screen.isAncestorOf(watched):
            return False
        return self._keeper.hear(event)
