"""Dialogs that take something typed: an amount or a number on a keypad, or words on a keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.ui.components import Button, Dialog, Field, FieldKind, Keypad, PrimaryButton
from pos_desktop.ui.theme.measures import DIALOG_PRIMARY_HEIGHT, LEAST_KEY_HEIGHT

_LONGEST_NUMBER = 6
_LONGEST_NOTE = 60


class _TypingDialog(Dialog):
    """A field with Cancel and OK; OK wakes when there is something to take."""

    def __init__(self, window: QWidget, field: Field) -> None:
        super().__init__(window, typed=field)
        self.field = field
        self._cancel = Button(key="Esc", height=DIALOG_PRIMARY_HEIGHT)
        self.ok = PrimaryButton(key="F8", height=DIALOG_PRIMARY_HEIGHT)
        self.ok.setObjectName("ok_button")
        self.field.setObjectName("typed")
        self._cancel.clicked.connect(self.dismiss)
        self.ok.clicked.connect(self.accept)
        self.body.addWidget(self.field)
        self.add_answer(self._cancel)
        self.add_answer(self.ok)
        self.retranslate()

    def first_focus(self) -> None:
        """The field."""
        self.field.setFocus()

    def retranslate(self) -> None:
        """Sets every word."""
        self._cancel.set_words(self.tr("Cancel"))
        self.ok.set_words(self.tr("OK"))

    def accept(self) -> None:
        """Takes what was typed."""

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class NumberDialog(_TypingDialog):
    """An amount in whole shillings, or a number of pieces."""

    def __init__(self, window: QWidget, *, is_money: bool) -> None:
        self._is_money = is_money
        self._on_number: Callable[[int], None] = lambda _number: None
        kind = FieldKind.MONEY if is_money else FieldKind.NUMBER
        super().__init__(window, Field(kind, tall=True, longest=_LONGEST_NUMBER))
        self.keypad = Keypad(key_height=LEAST_KEY_HEIGHT)
        self.keypad.pressed.connect(self.field.press)
        self.field.edited.connect(self._wake)
        self.body.addWidget(self.keypad)

    def ask(self, title: str, words: str, on_number: Callable[[int], None]) -> None:
        """Opens; `on_number` is told cents for money, pieces otherwise."""
        self._on_number = on_number
        self.set_title(title)
        self.set_words(words)
        self.field.set_text("")
        self._wake("")
        self.open_over()

    def accept(self) -> None:
        """Takes the number."""
        number = int(self.field.text() or "0")
        self.finish()
        if number > 0:
            self._on_number(number * CENTS_PER_SHILLING if self._is_money else number)

    def _wake(self, digits: str) -> None:
        self.ok.setEnabled(int(digits or "0") > 0)


class TextDialog(_TypingDialog):
    """A few words."""

    def __init__(self, window: QWidget) -> None:
        self._on_text: Callable[[str], None] = lambda _text: None
        super().__init__(window, Field(FieldKind.WORDS, longest=_LONGEST_NOTE))

    def ask(self, title: str, text: str, on_text: Callable[[str], None]) -> None:
        """Opens with `text` in the field; empty words are words too."""
        self._on_text = on_text
        self.set_title(title)
        self.field.set_text(text)
        self.open_over()

    def accept(self) -> None:
        """Takes the words."""
        text = self.field.text().strip()
        self.finish()
        self._on_text(text)
