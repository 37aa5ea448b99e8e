"""Where the flows play: pages under the status bar, a toast, and who is at the till."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from pos_desktop.errors import PosError
from pos_desktop.till import Person
from pos_desktop.ui.components import Dialog, Screen, Toast
from pos_desktop.ui.words import words_of_error


@dataclass
class Stage:
    """The window's page area. `kept_scans` came while no scan was expected; the sale screen takes them."""

    window: QWidget
    pages: QStackedWidget
    toast: Toast
    person: Person | None = None
    kept_scans: list[str] = field(default_factory=list)

    @property
    def staff_id(self) -> int:
        """Who is at the till."""
        return self.person.staff_id if self.person is not None else 0

    def show(self, screen: Screen) -> None:
        """Opens a page and gives it the focus that it wants."""
        if self.pages.currentWidget() is not screen:
            self.pages.setCurrentWidget(screen)
            self.focus(screen)

    def focus(self, screen: Screen) -> None:
        """Gives a page the focus that it wants, unless a dialog has it: what is typed there must not show here."""
        if not self.is_asking:
            screen.first_focus()

    @property
    def is_asking(self) -> bool:
        """Whether a dialog is open over the page."""
        return any(each.isVisible() for each in self.window.findChildren(Dialog))

    def is_open(self, screen: Screen) -> bool:
        """Whether this page is the one that is seen."""
        return self.pages.currentWidget() is screen

    def say_error(self, error: PosError) -> None:
        """What went wrong, in words."""
        words = words_of_error(error)
        self.toast.say(words.happened, f"{words.money} {words.next}".strip(), icon="triangle-alert")
        QApplication.beep()

    def keep_scan(self, code: str) -> None:
        """Keeps a scan that nobody here expects."""
        self.kept_scans.append(code)
        QApplication.beep()
