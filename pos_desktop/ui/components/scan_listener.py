"""Hears a scanner among key presses: characters that come faster than fingers, ended by Enter."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

_FASTEST_FINGERS_MS = 45
_SHORTEST_SCAN = 4
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanListener(QObject):
    """Give it every key press with `hear`. `scanned` carries the code, without its Enter.

    `patient=True` takes slow typing for a scan too: right where nothing is typed at all.
    """

    scanned = Signal(str)

    def __init__(self, parent: QObject | None = None, *, patient: bool = False) -> None:
        super().__init__(parent)
        self._is_patient = patient
        self._heard = ""
        self._last_ms = 0
        self._clock = QElapsedTimer()
        self._clock.start()

    def heard(self) -> str:
        """What has come so far of what may be a scan."""
        return self._heard

    def hear(self, event: QKeyEvent) -> bool:
        """Listens to one key press; true when it was the Enter that ended a scan."""
        now = self._clock.elapsed()
        is_slow = now - self._last_ms > _FASTEST_FINGERS_MS and not self._is_patient
        self._last_ms = now
        if event.key() in _ENTER:
            code, self._heard = self._heard, ""
            if len(code) < _SHORTEST_SCAN or is_slow:
                return False
            self.scanned.emit(code)
            return True
        text = event.text()
        if not text.isprintable() or not text:
            return False
        self._heard = text if is_slow else self._heard + text
        return False
