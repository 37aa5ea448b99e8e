"""Keeps a scan that arrives where none is expected: the field is put back as it was, and the code is handed on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.ui.components.field import Field
from pos_desktop.ui.components.scan_listener import ScanListener


class ScanKeeper(QObject):
    """Listens while its screen is seen and has the focus. `kept` carries the code of a scan.

    A screen on which something is typed names its fields: what a scanner typed into one of them is taken out again.
    Without fields slow typing that ends with Enter counts as a scan too.
    """

    kept = Signal(str)

    def __init__(self, screen: QWidget, *fields: Field) -> None:
        super().__init__(screen)
        self._screen, self._fields = screen, fields
        self._before: list[str] = []
        self._listener = ScanListener(self, patient=not fields)
        self._listener.scanned.connect(self._keep)
        screen.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hears every key press inside the screen; the Enter that ends a scan goes no further."""
        if watched is self._screen and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._listen(seen=event.type() is QEvent.Type.Show)
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._concerns(watched):
            return self._hear(event)
        return False

    def _listen(self, *, seen: bool) -> None:
        application = QApplication.instance()
        if application is None:
            return
        application.removeEventFilter(self)
        if seen:
            application.installEventFilter(self)

    def _concerns(self, watched: QObject) -> bool:
        if watched is not QApplication.focusWidget() or not isinstance(watched, QWidget):
            return False
        return watched is self._screen or self._screen.isAncestorOf(watched)

    def _hear(self, event: QKeyEvent) -> bool:
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
