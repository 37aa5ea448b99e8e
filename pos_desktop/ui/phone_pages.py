"""What the customer's phone shows: the prompt with its PIN field, or a message."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.ui.components import (
    BACKSPACE,
    BACKSPACE_KEY,
    Button,
    Colours,
    Disc,
    IconLabel,
    KeyColours,
    Keypad,
    Label,
    Tone,
    paint_box,
    paint_words,
)
from pos_desktop.ui.components.prompt_preview import runs_of
from pos_desktop.ui.theme import Figures, Role, Size, Weight, font
from pos_desktop.ui.theme.measures import GAP

PIN_LENGTH = 4
_DOT = 10
_MESSAGE = {
    Tone.NEUTRAL: (Role.SUNKEN, Role.TEXT),
    Tone.MONEY: (Role.MONEY_BG, Role.MONEY),
    Tone.WARN: (Role.WARN_CHIP, Role.WARN),
    Tone.STOP: (Role.STOP_BG, Role.STOP),
}


class SendButton(Button):
    """The phone's own green button; it takes Enter, because nobody scans with a phone."""

    def colours(self) -> Colours:
        """Green, and darker while it is held."""
        if not self.isEnabled():
            return super().colours()
        key = KeyColours(Role.PRIMARY_PRESSED, None, Role.ON_PRIMARY)
        return Colours(Role.PRIMARY_PRESSED if self.isDown() else Role.PRIMARY, None, Role.ON_PRIMARY, key)


class _PinField(QWidget):
    """Four digits at most, shown as dots at the right of a grey name."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self.digits = ""
        self.setFixedHeight(48)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def press(self, key: str) -> None:
        if key == BACKSPACE:
            self.digits = self.digits[:-1]
        elif key.isdecimal() and len(self.digits) < PIN_LENGTH:
            self.digits += key
        self.update()
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            self.press(BACKSPACE)
        elif event.text().isascii() and event.text().isdecimal():
            self.press(event.text())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge, width = (Role.FOCUS, 2) if self.hasFocus() else (Role.BORDER_CONTROL, 1)
        place = QRectF(self.rect())
        paint_box(painter, place, Role.SURFACE, edge, edge_width=width)
        paint_words(painter, place.adjusted(17, 0, -17, 0), self.words, font(Size.BODY), Role.TEXT2)
        left = place.right() - 24 - len(self.digits) * (_DOT + 9) + 9
        for index in range(len(self.digits)):
            dot = QRectF(left + index * (_DOT + 9), place.center().y() - _DOT / 2 + 1, _DOT, _DOT)
            paint_box(painter, dot, Role.TEXT, radius=_DOT / 2)


class PromptPage(QWidget):
    """The question, the PIN and its keypad, Cancel and Send. `sent` carries the four digits."""

    sent = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = Label(size=Size.SMALL, tone=Role.TEXT2)
        self._hint.setObjectName("demo_pin_hint")
        self._question = Label(wrap=True)
        self._question.setObjectName("phone_question")
        self._pin = _PinField()
        self._pin.setObjectName("phone_pin")
        self._keypad = Keypad(None, BACKSPACE_KEY, phone=True, key_height=48, key_size=Size.LARGE)
        self._cancel = Button("", "", "Esc")
        self._cancel.setObjectName("phone_close")
        self._send = SendButton("", "", "Enter", weight=Weight.SEMIBOLD)
        self._send.setObjectName("phone_send")
        self._build()
        self.setFocusProxy(self._pin)
        self._keypad.pressed.connect(self._pin.press)
        self._pin.edited.connect(self._wake)
        self._cancel.clicked.connect(self.cancelled)
        self._send.clicked.connect(self._send_digits)
        self._wake()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(IconLabel("smartphone", 20, Role.MONEY))
        head.addWidget(Label("M-PESA", weight=Weight.SEMIBOLD))
        head.addStretch(1)
        head.addWidget(self._hint)
        answers = QHBoxLayout()
        answers.setSpacing(GAP)
        answers.addWidget(self._cancel, 1)
        answers.addWidget(self._send, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(4)
        self._question.setFixedHeight(3 * Size.BODY.line)
        column.addWidget(self._question)
        column.addSpacing(12)
        column.addWidget(self._pin)
        column.addSpacing(12)
        column.addWidget(self._keypad)
        column.addStretch(1)
        column.addLayout(answers)

    def retranslate(self, hint: str) -> None:
        """Sets every word; the hint says which PIN is the right one."""
        self._hint.setText(hint)
        self._pin.words = self.tr("M-Pesa PIN")
        self._pin.setAccessibleName(self._pin.words)
        self._keypad.set_key_words(BACKSPACE, self.tr("Delete a digit"))
        self._cancel.set_words(self.tr("Cancel"))
        self._send.set_words(self.tr("Send"))

    def show_request(self, template: str, strong: Mapping[str, str]) -> None:
        """Shows a question with what matters in it in a heavier weight."""
        self._question.set_runs(runs_of(template, strong))

    def clear(self) -> None:
        """Forgets the digits."""
        self._pin.digits = ""
        self._pin.update()
        self._wake()

    def _wake(self) -> None:
        self._send.setEnabled(len(self._pin.digits) == PIN_LENGTH)

    def _send_digits(self) -> None:
        digits = self._pin.digits
        self.clear()
        self.sent.emit(digits)


class MessagePage(QWidget):
    """A disc, a title, and one or two lines under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        centred = Qt.AlignmentFlag.AlignHCenter
        self._disc = Disc(96, "smartphone", icon_size=44)
        self._title = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, align=centred, wrap=True)
        self._title.setObjectName("phone_message")
        self._words = Label(tone=Role.TEXT2, align=centred, wrap=True)
        self._code = Label(size=Size.LARGE, weight=Weight.MEDIUM, figures=Figures.CODE, align=centred)
        self._code.setObjectName("phone_code")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addStretch(1)
        column.addWidget(self._disc, 0, centred)
        column.addSpacing(GAP)
        for label in (self._title, self._words, self._code):
            column.addWidget(label)
        column.addStretch(1)

    def show_words(self, icon: str, tone: Tone, title: str, words: str, code: str = "") -> None:
        """Shows a message; the code of a receipt stands under it."""
        fill, ink = _MESSAGE[tone]
        self._disc.set_icon(icon, fill, ink)
        self._title.setText(title)
        self._words.setText(words)
        self._code.setText(code)
        self._code.setVisible(bool(code))
        self.setAccessibleName(f"{title}. {words} {code}".strip())
