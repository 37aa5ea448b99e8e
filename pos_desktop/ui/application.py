"""The application object: fonts, look, the crash hook, and Python's cycle collector on the screens' thread only."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.theme import Role, Scheme, apply_theme, icon, load_fonts

log = logging.getLogger(__name__)

NAME = "pos-desktop"
_COLLECT_EVERY_MS = 50
_IDLE_MS = 30_000


class UiCollector(QObject):
    """Collects reference cycles here, between events. On a pool thread it would destroy widgets, and crash.

    Young generations are collected when their counts say so; the full pass, which can take longer than a frame, waits
    for `collect_all`, which the screens call when nobody is at the till.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        timer = QTimer(self)
        timer.setInterval(_COLLECT_EVERY_MS)
        timer.timeout.connect(self.collect_young)
        timer.start()

    def collect_young(self) -> None:
        """A pass over what was made lately, if enough was."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[1] > thresholds[1]:
            gc.collect(1)
        elif counts[0] > thresholds[0]:
            gc.collect(0)

    def collect_all(self) -> None:
        """The full pass."""
        gc.collect()


def make_application(arguments: Sequence[str] = (), scheme: Scheme = Scheme.LIGHT) -> QApplication:
    """The application object, with fonts and look; made once, before any window.

    Raises:
        FileNotFoundError: the program was installed without its fonts.
    """
    existing = QCoreApplication.instance()
    if existing is None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = existing if isinstance(existing, QApplication) else QApplication([NAME, *arguments])
    application.setApplicationName(NAME)
    application.setCursorFlashTime(0)  # a steady caret is calmer, and repaints nothing
    load_fonts()
    apply_theme(application, scheme)
    application.setWindowIcon(icon("store", 64, Role.MONEY))
    if application.findChild(UiCollector) is None:
        UiCollector(application)
    sys.excepthook = _report
    return application


def run_application(application: QApplication) -> int:
    """Runs until the last window is closed; returns the exit status."""
    return application.exec()


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Nothing dies unheard: an error that nobody caught is logged with its trace, and the till goes on."""
    if issubclass(kind, KeyboardInterrupt):
        QCoreApplication.quit()
        return
    log.critical("unexpected error", exc_info=(kind, error, trace))
