"""The one door between the screens and threads: work goes out, and its result comes back to the screens' thread.

Work must not touch a widget. A result for a widget that is gone is dropped, and nothing is lost by it: work writes the
till's file, and a result only says "look again".
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QMetaObject, QObject, Qt, QThread, Signal, Slot

from pos_desktop.errors import PosError

Result = TypeVar("Result")


@dataclass(frozen=True)
class _Asked:
    """What is to be done with a result, and by whom it was asked for."""

    on_done: Callable[[Any], None] | None
    on_error: Callable[[PosError], None] | None
    owner: QMetaObject.Connection | None


def _do(ticket: int, work: Callable[[], object], tell: Callable[[int, object, object], None]) -> None:
    """Does one piece of work on a pool thread; whatever happens is told, and only once."""
    result: object = None
    error: BaseException | None = None
    try:
        result = work()
    except Exception as raised:  # noqa: BLE001 - a thread's border: nothing may die here unheard
        error = raised
    tell(ticket, result, error)


class Background(QObject):
    """A pool of threads for what would keep a screen waiting. Make it on the screens' thread; end it with `finish`.

    With one thread, work is done in the order in which it was given. `idle` is sent when nothing is left. The threads
    are Python's own: Qt's pool gives each piece of work a new thread state, which would open the till's file each time.
    """

    idle = Signal()
    _finished = Signal(int, object, object)

    def __init__(self, *, threads: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: dict[int, _Asked] = {}
        self._last_ticket = 0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="background")
        self._finished.connect(self._bring_back, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Result],
        on_done: Callable[[Result], None] | None = None,
        on_error: Callable[[PosError], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Does `work` on a thread of the pool, then calls `on_done` or `on_error` on the screens' thread, never both.

        `owner` is the widget that asks: when it is destroyed before the result is there, neither is called. An error
        that is no `PosError`, or that nobody wants, goes to `sys.excepthook`.

        Raises:
            RuntimeError: called from another thread than the one the door was made on.
        """
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("work is given to the background by the screens' thread only")
        self._last_ticket += 1
        ticket = self._last_ticket
        asked = self._asked
        gone = owner.destroyed.connect(lambda: asked.pop(ticket, None)) if owner is not None else None
        asked[ticket] = _Asked(on_done, on_error, gone)
        self._pool.submit(_do, ticket, work, self._finished.emit)

    def is_idle(self) -> bool:
        """Whether every piece of work was done and its result brought back."""
        return not self._asked

    def finish(self) -> None:
        """Does all that was given, drops the results, and ends the threads. For the end of the program."""
        self._asked.clear()
        self._pool.shutdown(wait=True)

    def abandon(self) -> None:
        """Forgets what has not begun and does not wait for what has: for work that waits for a network."""
        self._asked.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    @Slot(int, object, object)
    def _bring_back(self, ticket: int, result: object, error: BaseException | None) -> None:
        asked = self._asked.pop(ticket, None)
        if asked is not None and asked.owner is not None:
            QObject.disconnect(asked.owner)
        if error is not None:
            _complain(error, asked)
        elif asked is not None and asked.on_done is not None:
            asked.on_done(result)
        if not self._asked:
            self.idle.emit()


def _complain(error: BaseException, asked: _Asked | None) -> None:
    if isinstance(error, PosError) and asked is not None and asked.on_error is not None:
        asked.on_error(error)
        return
    sys.excepthook(type(error), error, error.__traceback__)
