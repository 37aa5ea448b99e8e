"""The component sheet: every state of every control, where the design has it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QWidget

from pos_desktop.ui.components import (
    Banner,
    Button,
    Card,
    Chip,
    Disc,
    Field,
    FieldKind,
    FocusRing,
    Label,
    PrimaryButton,
    Screen,
    Tag,
    Toast,
    Tone,
)
from pos_desktop.ui.components.keypad import PadKey
from pos_desktop.ui.theme import Figures, Role, Size, Weight
from tests.pictures.registry import Scene

STATES = ("Normal", "Pressed", "Focus", "Disabled")


class Sheet(Screen):
    """A page on which everything stands where it is put."""

    def put(self, widget: QWidget, left: int, top: int, width: int, height: int) -> None:
        widget.setParent(self)
        widget.setGeometry(QRect(left, top, width, height))
        widget.show()

    def say(self, words: str, left: int, top: int) -> None:
        self.put(Label(words, Size.SMALL, Weight.MEDIUM, Role.TEXT2), left, top, 400, 20)

    def four(self, buttons: Sequence[QAbstractButton], top: int, height: int, step: float, width: int) -> None:
        """A row of the same button in its states, each with its name below."""
        names = (*STATES, "Selected")
        for index, button in enumerate(buttons):
            left = round(32 + index * step)
            button.setObjectName(names[index])
            self.put(button, left, top, width, height)
            self.say(names[index], left, top + height + 8)
            if names[index] == "Pressed":
                button.setDown(True)
            if names[index] == "Disabled":
                button.setEnabled(False)


def component_sheet() -> QWidget:
    sheet = Sheet()
    sheet.four([PrimaryButton("Pay", padding=16) for _ in STATES], 24, 64, 167.5, 152)
    for button in sheet.findChildren(PrimaryButton):
        button.setFixedHeight(64)
    sheet.four([Button("Hold", key="F4") for _ in STATES], 132, 48, 167.5, 152)
    sheet.four([PadKey("7") for _ in STATES], 224, 72, 167.5, 152)
    chips = [Chip("Dairy", "milk") for _ in range(5)]
    chips[4].setChecked(True)
    sheet.four(chips, 340, 48, 134, 118)
    _fields(sheet)
    _notices(sheet)
    _dialog(sheet)
    sheet.say("State tags", 734, 630)
    left = 734
    for tag in (
        Tag("Waiting for PIN", "hourglass"),
        Tag("We don't know yet", "circle-question-mark", Tone.WARN),
        Tag("Paid", "circle-check", Tone.MONEY),
        Tag("Stopped", "ban", Tone.STOP),
    ):
        width = tag.sizeHint().width()
        sheet.put(tag, left, 658, width, 32)
        left += width + 8
    return sheet


def _fields(sheet: Sheet) -> None:
    for index, name in enumerate(("Field", "Focus", "Not accepted")):
        field = Field(FieldKind.MONEY)
        field.setObjectName(name)
        field.set_text("1000" if index < 2 else "0")
        if index == 2:
            field.refuse("")
        left = round(32 + index * 223.5)
        sheet.put(field, left, 432, 207, 64)
        sheet.say(name, left, 504)


def _notices(sheet: Sheet) -> None:
    sheet.say("Banner", 734, 24)
    warn = Banner(Tone.WARN, "wifi-off")
    warn.show_words(
        "No network. Cash and holding still work.", "M-Pesa prompts wait until the network is back.", "Details"
    )
    sheet.put(warn, 734, 52, 600, 64)
    stop = Banner(Tone.STOP, "ban")
    stop.show_words("M-Pesa set-up needs the manager", "Code 2028. Sales by cash go on.", "Details")
    sheet.put(stop, 734, 124, 600, 64)
    sheet.say("Toast, 5 s, bottom left, never over the primary", 734, 212)
    toast = Toast(sheet)
    toast.say("Paid: sale 1-000480, KES 1,020.00", "Receipt printed", button="Show", key="F7")
    sheet.put(toast, 734, 240, 600, 64)


def _dialog(sheet: Sheet) -> None:
    sheet.say("Dialog, over a flat 60% veil", 734, 328)
    sheet.put(Card(radius=12), 734, 356, 600, 250)
    sheet.put(Disc(48, "triangle-alert", fill=Role.WARN_CHIP, ink=Role.WARN), 759, 381, 48, 48)
    title = Label("The customer may be charged twice", Size.TITLE, Weight.SEMIBOLD, figures=Figures.TITLE)
    sheet.put(title, 823, 387, 500, 36)
    words = Label(
        "The first prompt of KES 1,191.00 to 0712 345 678 has no final answer. "
        "A manager must say yes before another way is used.",
        wrap=True,
    )
    sheet.put(words, 759, 445, 550, 48)
    manager = Button("Manager PIN...", key="F9", height=64)
    sheet.put(manager, 759, 517, 242, 64)
    sheet.put(PrimaryButton("Keep waiting", key="Esc", height=64), 1009, 517, 300, 64)


def show_focus(sheet: QWidget) -> None:
    """Puts the focus, the rings and the toast where the design shows them."""
    sheet.findChild(Field, "Focus").setFocus()
    sheet.findChild(Toast).setGeometry(734, 240, 600, 64)
    for button in sheet.findChildren(QAbstractButton, "Focus"):
        FocusRing(sheet).surround(button)


SCENES = [Scene("components", component_sheet, sizes=(QSize(1366, 768),), prepare=show_focus)]
