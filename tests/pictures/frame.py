"""The window around a screen: the status bar of the pictures, and a clock that stands at their moment."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.ui.status_bar import BarView, MpesaState, StatusBar

AFTERNOON = datetime(2026, 11, 24, 11, 5, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 4, 58, tzinfo=UTC)
SHOP = "Mama Njeri Stores"
SELLING = BarView(SHOP, "Till 1", MpesaState.READY, pending=2, person="Achieng")
NOTHING_PENDING = BarView(SHOP, "Till 1", MpesaState.READY, person="Achieng")
SIGNED_OUT = BarView(SHOP, "Till 1", MpesaState.READY, other_language="Kiswahili")


class PictureClock:
    """Stands at the moment of a picture."""

    def __init__(self, moment: datetime = AFTERNOON) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """That moment."""
        return self._moment

    def monotonic(self) -> float:
        """Never runs."""
        return 0.0


def with_status_bar(screen: QWidget, bar: BarView = SELLING, moment: datetime = AFTERNOON) -> QWidget:
    """A window with the status bar above a screen."""
    window = QWidget()
    status = StatusBar(PictureClock(moment))
    status.show_view(bar)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(status)
    column.addWidget(screen, 1)
    return window
