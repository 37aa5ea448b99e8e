"""A manager's yes: the PIN pad over the page, and what goes on after it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from pos_desktop.till import Person, PinAccepted, PinAnswer
from pos_desktop.ui.dialogs import ManagerPinDialog
from pos_desktop.ui.flows.stage import Stage
from pos_desktop.ui.services import Services


class ManagerApproval(QObject):
    """Asks for the PIN of a manager other than the one who is signed in; closing the pad is a no."""

    def __init__(self, services: Services, stage: Stage) -> None:
        super().__init__(stage.window)
        self._services, self._stage = services, stage
        self._on_yes: Callable[[Person], None] | None = None
        self._pad = ManagerPinDialog(stage.window)
        self._pad.pin_entered.connect(self._check)
        self._pad.dismissed.connect(self._forget)
        self._pad.scanned.connect(stage.keep_scan)

    def ask(self, reason: str, on_yes: Callable[[Person], None]) -> None:
        """Opens the pad with what the manager says yes to; `on_yes` is told who did."""
        self._on_yes = on_yes
        self._pad.ask(reason)

    def close(self) -> None:
        """Takes the question back, and with it a PIN that is being looked at."""
        self._pad.dismiss()

    def _forget(self) -> None:
        self._on_yes = None

    def _check(self, pin: str) -> None:
        staff, staff_id, on_yes = self._services.staff, self._stage.staff_id, self._on_yes
        self._services.desk_work.run(
            lambda: staff.approve(pin, staff_id), lambda answer: self._answered(answer, on_yes), self._stage.say_error
        )

    def _answered(self, answer: PinAnswer, on_yes: Callable[[Person], None] | None) -> None:
        """The yes is to what was on the pad when the PIN was typed; who closed it since, or asks anew, has none."""
        if on_yes is None or on_yes is not self._on_yes:
            return
        self._pad.show_answer(answer)
        if isinstance(answer, PinAccepted):
            self._forget()
            on_yes(answer.person)
