"""The banner that stands across the page while this machine's clock is wrong (payments.md row 16)."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from pos_desktop.clock import CLOCK_TOLERANCE
from pos_desktop.ui.components.notices import Banner
from pos_desktop.ui.components.tag import Tone
from pos_desktop.ui.services import Services

LOOK_EVERY_MS = 600_000
LOOK_AGAIN_MS = 30_000
"""How soon a wrong clock is looked at again, so that the banner goes soon after somebody has set it right."""
_MOST_MINUTES = 120
_MOST_HOURS = 48


class ClockNotice(Banner):
    """Asks by itself how wrong the clock is; hidden while that is not known, or within two minutes."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(Tone.WARN, "clock", parent)
        self.setObjectName("clock_notice")
        self._services = services
        self._skew = timedelta()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self.hide()
        self.look()

    def look(self) -> None:
        """Asks what time it is, in the background, and again after a while."""
        self._services.outside_work.run(self._services.clock_skew, self._show_skew, owner=self)

    def stop(self) -> None:
        """Asks no more: the till is being closed, and nobody answers."""
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _show_skew(self, skew: timedelta | None) -> None:
        """Where nobody says what time it is, what was said last stands."""
        if skew is not None:
            self._skew = skew
        is_wrong = abs(self._skew) > CLOCK_TOLERANCE
        self._say()
        self.setVisible(is_wrong)
        self._timer.start(LOOK_AGAIN_MS if is_wrong else LOOK_EVERY_MS)

    def _say(self) -> None:
        by = self._duration(abs(self._skew))
        slow, fast = self.tr("This till's clock is {0} slow"), self.tr("This till's clock is {0} fast")
        self.show_words(
            (slow if self._skew > timedelta() else fast).format(by),
            self.tr("Payments go on, but receipts have the wrong time. Ask the manager to set this computer's clock."),
        )

    def _duration(self, length: timedelta) -> str:
        minutes = length // timedelta(minutes=1)
        if minutes <= _MOST_MINUTES:
            return self.tr("{0} minutes").format(minutes)
        hours = minutes // 60
        return self.tr("{0} hours").format(hours) if hours <= _MOST_HOURS else self.tr("{0} days").format(hours // 24)
