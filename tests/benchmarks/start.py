"""Cold start to a sale screen that can be used, against an empty window: each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks.measure import Figure, alternating, median, p99

STARTS = 7


def run() -> list[Figure]:
    """The figure for a start."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _in_child("stock", folder)
        ours, floor = alternating(lambda _: _in_child("till", folder), lambda _: _in_child("empty", folder), STARTS)
    return [
        Figure(
            name="cold_start",
            ours="process, file opened and checked, window, sale screen painted (396 products)",
            floor="process, empty PySide6 window painted",
            samples=STARTS,
            ours_ms=median(ours),
            ours_p99_ms=p99(ours),
            floor_ms=median(floor),
        )
    ]


def _in_child(act: str, folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "tests.benchmarks.start", act, str(folder)], check=True)


def _empty() -> None:
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication([])
    window = QWidget()
    window.resize(1366, 768)
    window.show()
    application.processEvents()
    window.grab()


def _till(folder: Path, *, only_stock: bool) -> None:
    from pos_desktop.app.demo import stock_the_shop
    from pos_desktop.app.demo_shop import SHOP
    from pos_desktop.app.program import announcements, services_of
    from pos_desktop.app.settings import Settings
    from pos_desktop.app.wiring import open_till
    from pos_desktop.ui.application import make_application
    from pos_desktop.ui.events import Events
    from pos_desktop.ui.main_window import MainWindow

    application = make_application()
    events = Events()
    settings = Settings(shop=SHOP)
    till = open_till(
        settings,
        folder,
        pepper=b"a pepper for benchmarks",
        mpesa=None,
        printer=None,
        tell=announcements(events),
    )
    if only_stock:
        stock_the_shop(till)
        till.close()
        return
    window = MainWindow(services_of(till, events))
    window.stage.person = till.staff.people()[0]
    window.selling.begin()
    window.show()
    application.processEvents()
    window.grab()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        _empty()
    else:
        _till(Path(sys.argv[2]), only_stock=sys.argv[1] == "stock")
