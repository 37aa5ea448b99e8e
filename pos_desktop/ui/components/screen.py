"""What every screen of the till is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.theme import Role, colour
from pos_desktop.ui.theme.measures import is_narrow

_LEAST_PAGE = QSize(1024, 640)


class Screen(QWidget):
    """A page under the status bar. It shows a frozen view value, passes on what a person wants, and holds no rule.

    A subclass builds its widgets once in the constructor and then calls `retranslate()`; all words and accessible
    names are set there, and once more when the language changes. It has a `show_view(view)` for its own view value,
    which must be cheap to call with what is shown already. `adapt` is called when the width changes: narrow is the
    1024 form. `first_focus()` says where the focus goes when the screen is opened.
    """

    def retranslate(self) -> None:
        """Sets every word and accessible name in the language that is on."""

    def adapt(self, *, narrow: bool, window_width: int) -> None:
        """Takes the form for a window of this width; called before the first paint and when the width changes."""

    def minimumSizeHint(self) -> QSize:
        """The least page that there is a form for, so that the wide form never keeps a window from becoming narrow."""
        return _LEAST_PAGE

    def first_focus(self) -> None:
        """Puts the focus where the screen wants it."""
        self.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes the narrow or the wide form."""
        if event.size().width() != event.oldSize().width():
            self.adapt(narrow=is_narrow(self.width()), window_width=self.width())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window's own colour."""
        QPainter(self).fillRect(event.rect(), colour(Role.BG))
