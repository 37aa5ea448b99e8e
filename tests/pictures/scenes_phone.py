"""The demo's phone: its list of what can go wrong, and what is armed."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from pos_desktop.simulator import MISHAPS
from pos_desktop.ui.customer_phone import CustomerPhone, PhonePrompt
from pos_desktop.ui.mishap_page import ChoiceState, MishapChoice
from tests.pictures.frame import PictureClock
from tests.pictures.registry import Scene

SIZE = QSize(420, 760)
PROMPT = PhonePrompt("ws_CO_1", "254712345678", "MAMA NJERI STORES", 119_100, "1-000482")


def choices(**states: ChoiceState) -> tuple[MishapChoice, ...]:
    """The simulator's own list."""
    return tuple(
        MishapChoice(each.name, each.part, each.title, each.words, states.get(each.name, ChoiceState.IDLE))
        for each in MISHAPS.values()
    )


def phone(**states: ChoiceState) -> CustomerPhone:
    """A phone on which a prompt is shown."""
    made = CustomerPhone(lambda _prompt, _action: None, clock=PictureClock())
    made.show_mishaps(choices(**states))
    made.show_prompt(PROMPT)
    return made


def nothing_armed() -> QWidget:
    """The way to the list."""
    return phone()


def armed() -> QWidget:
    """The next prompt will be struck."""
    return phone(callback_lost=ChoiceState.ARMED)


def listed() -> QWidget:
    """The list, with one that is armed and one that is at work."""
    made = phone(answer_cut=ChoiceState.ARMED, firewall=ChoiceState.STRIKING)
    made.open_mishaps()
    return made


SCENES = [
    Scene("phone-mishaps-none", nothing_armed, sizes=(SIZE,)),
    Scene("phone-mishaps-armed", armed, sizes=(SIZE,)),
    Scene("phone-mishaps-list", listed, sizes=(SIZE,)),
]
