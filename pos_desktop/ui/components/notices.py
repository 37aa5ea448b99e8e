"""What the till says by itself: a banner across the page, and a toast at the bottom left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.ui.components.buttons import Button
from pos_desktop.ui.components.key_mark import KeyColours
from pos_desktop.ui.components.label import Label
from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.components.panel import IconLabel
from pos_desktop.ui.components.tag import Tone
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import BANNER_HEIGHT, MARGIN, TOAST_WIDTH

TOAST_SECONDS = 5
_BANNER = {
    Tone.WARN: (Role.WARN_BG, Role.WARN_LINE, Role.WARN),
    Tone.STOP: (Role.STOP_BG, Role.STOP_LINE, Role.STOP),
    Tone.MONEY: (Role.MONEY_BG, Role.MONEY_LINE, Role.MONEY),
    Tone.NEUTRAL: (Role.SUNKEN, Role.BORDER, Role.TEXT),
}


def _two_lines(title: Label, words: Label) -> QVBoxLayout:
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addStretch(1)
    lines.addWidget(title)
    lines.addWidget(words)
    lines.addStretch(1)
    return lines


class Banner(QWidget):
    """Something that stays until it is over: icon, one bold line, one plain line, one button.

    It pushes the page down; `acted` is sent by its button.
    """

    acted = Signal()

    def __init__(self, tone: Tone = Tone.WARN, icon: str = "triangle-alert", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        _fill, edge, ink = _BANNER[tone]
        self._title = Label(size=Size.BODY, weight=Weight.SEMIBOLD, tone=ink, elide=True)
        self._words = Label(size=Size.SMALL, elide=True)
        self._button = Button(fill=None, edge=edge, padding=13)
        self._button.setObjectName("banner_button")
        self._button.clicked.connect(self.acted)
        self._button.hide()
        self.setFixedHeight(BANNER_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(17, 0, 9, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, 24, ink))
        row.addLayout(_two_lines(self._title, self._words), 1)
        row.addWidget(self._button)

    def show_words(self, title: str, words: str, button: str = "", key: str = "") -> None:
        """Says it; without words for the button there is none."""
        self._title.setText(title)
        self._words.setText(words)
        self._button.set_words(button)
        self._button.set_key(key)
        self._button.setVisible(bool(button))
        self.setAccessibleName(f"{title} {words}".strip())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill and edge of the tone."""
        fill, edge, _ink = _BANNER[self._tone]
        paint_box(QPainter(self), QRectF(self.rect()), fill, edge)


class Toast(QWidget):
    """Something that happened elsewhere, for five seconds, bottom left of a window, never over the primary.

    Make one for a window and call `say`; a new one replaces what is shown. `acted` is sent by its button.
    """

    acted = Signal()

    def __init__(self, window: QWidget, *, right_room: int = 0) -> None:
        super().__init__(window)
        self._right_room = right_room
        key = KeyColours(Role.ON_SELECT, None, Role.TEXT2)
        self._icon = IconLabel("circle-check", 24, Role.ON_SELECT)
        self._title = Label(size=Size.BODY, weight=Weight.SEMIBOLD, tone=Role.ON_SELECT, elide=True)
        self._words = Label(size=Size.SMALL, tone=Role.ON_SELECT, elide=True)
        self._button = Button(fill=None, edge=Role.TEXT2, ink=Role.ON_SELECT, key_colours=key)
        self._button.setObjectName("toast_button")
        self._button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(17, 0, 9, 0)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(_two_lines(self._title, self._words), 1)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setFixedHeight(BANNER_HEIGHT)
        self.hide()
        window.installEventFilter(self)

    def say(self, title: str, words: str = "", *, icon: str = "circle-check", button: str = "", key: str = "") -> None:
        """Shows it for five seconds."""
        self._icon.set_icon(icon, Role.ON_SELECT)
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._button.set_words(button)
        self._button.set_key(key)
        self._button.setVisible(bool(button))
        self.setAccessibleName(f"{title} {words}".strip())
        self._place()
        self.show()
        self.raise_()
        self._timer.start(TOAST_SECONDS * 1000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays at the bottom left when the window changes."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """An ink box."""
        paint_box(QPainter(self), QRectF(self.rect()), Role.SELECT)

    def _act(self) -> None:
        self.hide()
        self.acted.emit()

    def _place(self) -> None:
        window = self.parentWidget()
        width = min(TOAST_WIDTH, window.width() - self._right_room - 2 * MARGIN)
        self.setGeometry(MARGIN, window.height() - BANNER_HEIGHT - MARGIN, width, BANNER_HEIGHT)
