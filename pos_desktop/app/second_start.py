"""A second start over the same folder brings the window of the first one to the front (payments.md row 52)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from pos_desktop.storage import TillIsOpenError

_PATIENCE_MS = 1000


class SecondStarts(QLocalServer):
    """Brings a window to the front whenever another start over its folder asks for it, until `close`.

    Where the system gives it no place to listen at, a second start only says that the till is open.
    """

    def __init__(self, folder: Path, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.newConnection.connect(self._come_forward)
        self.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self.removeServer(_place_of(folder))  # a till that was killed leaves it; nobody else has this folder open now
        self.listen(_place_of(folder))

    def _come_forward(self) -> None:
        self.nextPendingConnection().deleteLater()
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()


@contextmanager
def first_comes_forward(folder: Path) -> Iterator[None]:
    """Where the block finds the till of this folder open in another process, that one is asked to show its window.

    Raises:
        TillIsOpenError: as the block does; whether somebody showed a window or not.
    """
    try:
        yield
    except TillIsOpenError:
        _bring_to_front(folder)
        raise


def _bring_to_front(folder: Path) -> None:
    socket = QLocalSocket()
    socket.connectToServer(_place_of(folder))
    socket.waitForConnected(_PATIENCE_MS)
    socket.abort()


def _place_of(folder: Path) -> str:
    return f"pos-desktop-{hashlib.sha256(bytes(folder.resolve())).hexdigest()[:16]}"
