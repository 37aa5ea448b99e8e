"""A question over the page: a flat veil, a box 600 wide, the safe answer as the primary at the bottom right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from pos_desktop.ui.components.buttons import BaseButton
from pos_desktop.ui.components.field import Field
from pos_desktop.ui.components.label import Label
from pos_desktop.ui.components.panel import Card, Disc
from pos_desktop.ui.components.pin_pad import PinDots
from pos_desktop.ui.components.scan_keeper import ScanKeeper
from pos_desktop.ui.components.screen import Screen
from pos_desktop.ui.components.tag import Tone
from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour
from pos_desktop.ui.theme.measures import DIALOG_WIDTH, GAP, MARGIN, RADIUS_DIALOG

_PADDING = 25
_DISC = {
    Tone.WARN: (Role.WARN_CHIP, Role.WARN),
    Tone.STOP: (Role.STOP_BG, Role.STOP),
    Tone.MONEY: (Role.MONEY_BG, Role.MONEY),
    Tone.NEUTRAL: (Role.SUNKEN, Role.TEXT),
}


class Dialog(QWidget):
    """A modal question inside the window. Build it once, `open_over()` it, and close it with `finish()`.

    While it is open, the shortcuts of everything else in the window sleep, Tab stays inside, and a tap on the veil does
    nothing. Esc sends `dismissed` and closes. A scan is never lost: `scanned` carries it, and whoever opened the dialog
    keeps the code for the sale screen. `body` is the layout between the words and the answers.
    A dialog in which something is typed gives its field as `typed`: only what comes at a scanner's speed is a scan
    then, and it is taken out of the field again. `closed` is sent each time that the dialog went, before its answer.
    """

    dismissed = Signal()
    scanned = Signal(str)
    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        *,
        icon: str = "",
        tone: Tone = Tone.NEUTRAL,
        width: int = DIALOG_WIDTH,
        typed: Field | PinDots | None = None,
    ) -> None:
        super().__init__(window)
        self._sleeping: list[QShortcut] = []
        self._focus_before: QWidget | None = None
        self._keeper = ScanKeeper(self, *([typed] if typed is not None else []))
        self._keeper.kept.connect(self.scanned)
        self._title = Label(size=Size.TITLE, weight=Weight.SEMIBOLD, figures=Figures.TITLE, wrap=True)
        self._words = Label(wrap=True)
        self.body = QVBoxLayout()
        self._answers = QHBoxLayout()
        self._box = Card(radius=RADIUS_DIALOG, parent=self)
        self._box.setFixedWidth(width)
        self._build(icon, tone)
        self.hide()
        window.installEventFilter(self)

    def _build(self, icon: str, tone: Tone) -> None:
        self.body.setSpacing(GAP)
        self._answers.setSpacing(GAP)
        head = QHBoxLayout()
        head.setSpacing(16)
        if icon:
            fill, ink = _DISC[tone]
            head.addWidget(Disc(48, icon, fill=fill, ink=ink))
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self._box)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self._words)
        column.addLayout(self.body)
        column.addSpacing(GAP)
        column.addLayout(self._answers)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(MARGIN, GAP // 2, MARGIN, GAP // 2)  # the PIN pad fills the lowest window
        outside.addWidget(self._box, 0, Qt.AlignmentFlag.AlignCenter)
        self._words.hide()

    def set_title(self, title: str) -> None:
        """The question in large type; also what a screen reader says first."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_words(self, words: str) -> None:
        """One or two sentences under the title."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleDescription(words)

    def add_answer(self, button: BaseButton, stretch: int = 1) -> None:
        """Adds an answer at the right of those before; the safe one, a `PrimaryButton`, comes last."""
        self._answers.addWidget(button, stretch)

    def open_over(self) -> None:
        """Shows the dialog over its whole window and takes the focus."""
        if self.isVisible():
            return
        window = self.parentWidget()
        self._focus_before = QApplication.focusWidget()
        inside = set(self.findChildren(QShortcut))
        asleep = [each for each in window.window().findChildren(QShortcut) if each.isEnabled() and each not in inside]
        self._sleeping = asleep
        for shortcut in self._sleeping:
            shortcut.setEnabled(False)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.first_focus()

    def first_focus(self) -> None:
        """Puts the focus inside; a dialog with a field overrides this."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    def finish(self) -> None:
        """Closes the dialog, wakes the window's shortcuts, and gives the focus back, or to the page that came since."""
        if self.isHidden():
            return
        for shortcut in filter(isValid, self._sleeping):  # the page may have made its buttons anew meanwhile
            shortcut.setEnabled(True)
        self._sleeping = []
        self.hide()
        self._give_focus_back()
        self.closed.emit()

    def _give_focus_back(self) -> None:
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
            return
        pages = self.parentWidget().findChildren(Screen)
        for page in [each for each in pages if each.isVisible()]:
            page.first_focus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keeps Tab inside the dialog."""
        stops = [each for each in self.findChildren(QWidget) if _is_tab_stop(each)]
        if not stops:
            return True
        focus = QApplication.focusWidget()
        step = 1 if forward else -1
        index = stops.index(focus) + step if focus in stops else 0
        stops[index % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc dismisses; nothing else gets through to the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()

    def dismiss(self) -> None:
        """Closes without an answer."""
        self.finish()
        self.dismissed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The veil swallows taps."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Covers the window also after it was resized."""
        if event.type() is QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self.setGeometry(self.parentWidget().rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The veil."""
        QPainter(self).fillRect(QRectF(self.rect()), colour(Role.VEIL))


def _is_tab_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    takes_tab = bool(policy & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return takes_tab and widget.isVisible() and widget.isEnabled()
