"""A dialog that offers a few things to tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_desktop.ui.components import Button, Dialog, PrimaryButton, Tone
from pos_desktop.ui.theme.measures import DIALOG_PRIMARY_HEIGHT, GAP


@dataclass(frozen=True)
class Choice:
    """One thing to tap."""

    key: str
    words: str
    icon: str = ""
    shortcut: str = ""


class ChoiceDialog(Dialog):
    """Asks for one of several; closing it chooses none."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self.body.addLayout(self._grid)
        self._buttons: list[Button] = []
        self._close = PrimaryButton(key="Esc", height=DIALOG_PRIMARY_HEIGHT)
        self._close.setObjectName("close_choice")
        self._close.clicked.connect(self.dismiss)
        self.add_answer(self._close)
        self._name_close()

    def ask(
        self,
        title: str,
        choices: Sequence[Choice],
        on_choice: Callable[[str], None],
        *,
        words: str = "",
        tone: Tone = Tone.NEUTRAL,  # noqa: ARG002 - the veil says enough
    ) -> None:
        """Opens with these choices; `on_choice` is told the key of the one that was tapped."""
        self.set_title(title)
        self.set_words(words)
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.setObjectName("")
            button.deleteLater()
        self._buttons = []
        columns = 2 if len(choices) > 1 else 1
        for place, choice in enumerate(choices):
            button = Button(choice.words, choice.icon, choice.shortcut, left=True)
            button.setObjectName(f"choice_{choice.key}")
            button.clicked.connect(lambda _checked, key=choice.key: self._choose(key, on_choice))
            self._grid.addWidget(button, place // columns, place % columns)
            self._buttons.append(button)
        self.open_over()

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language; what is asked was said in the old one, so it is asked no more."""
        if event.type() is QEvent.Type.LanguageChange:
            self._name_close()
            if self.isVisible():
                self.dismiss()
        super().changeEvent(event)

    def _choose(self, key: str, on_choice: Callable[[str], None]) -> None:
        self.finish()
        on_choice(key)

    def _name_close(self) -> None:
        self._close.set_words(self.tr("Close"))
