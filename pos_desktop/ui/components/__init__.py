"""The parts that screens are made of, each as the component sheet shows it.

Owns how a control looks in each state, its shortcut and its accessible name.
Never knows a sale, a payment or a screen, and names colours only by their roles.
"""

from pos_desktop.ui.components.amount import AmountLabel
from pos_desktop.ui.components.buttons import BaseButton, Button, Chip, Colours, PrimaryButton
from pos_desktop.ui.components.dialog import Dialog
from pos_desktop.ui.components.field import BACKSPACE, CLEAR, Field, FieldKind
from pos_desktop.ui.components.focus_ring import FocusRing
from pos_desktop.ui.components.key_mark import KeyColours, KeyMark, key_mark_width, key_words, paint_key_mark
from pos_desktop.ui.components.keypad import BACKSPACE_KEY, DOUBLE_NOUGHT_KEY, FunctionKey, Keypad
from pos_desktop.ui.components.label import Label, Run
from pos_desktop.ui.components.line_edit import LineEdit
from pos_desktop.ui.components.notices import Banner, Toast
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.components.panel import Card, Disc, Divider, IconLabel, Panel
from pos_desktop.ui.components.scan_listener import ScanListener
from pos_desktop.ui.components.screen import Screen
from pos_desktop.ui.components.steps import Step, StepList, StepState
from pos_desktop.ui.components.tag import Tag, Tone

__all__ = [
    "BACKSPACE",
    "BACKSPACE_KEY",
    "CLEAR",
    "DOUBLE_NOUGHT_KEY",
    "AmountLabel",
    "Banner",
    "BaseButton",
    "Button",
    "Card",
    "Chip",
    "Colours",
    "Dialog",
    "Disc",
    "Divider",
    "Field",
    "FieldKind",
    "FocusRing",
    "FunctionKey",
    "IconLabel",
    "KeyColours",
    "KeyMark",
    "Keypad",
    "Label",
    "LineEdit",
    "Panel",
    "PrimaryButton",
    "Run",
    "ScanListener",
    "Screen",
    "Step",
    "StepList",
    "StepState",
    "Tag",
    "Toast",
    "Tone",
    "key_mark_width",
    "key_words",
    "paint_box",
    "paint_key_mark",
    "paint_words",
]
