"""The dialogs of the sale screen, over the screen that they belong to."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.flows.choice import Choice, ChoiceDialog
from pos_desktop.ui.flows.typing import NumberDialog, TextDialog
from tests.pictures.registry import Scene
from tests.pictures.scenes_selling import sale

translate = QCoreApplication.translate


def menu() -> QWidget:
    """The till's menu."""
    window = sale()
    dialog = ChoiceDialog(window)
    dialog.setObjectName("scene")
    return window


def open_menu(window: QWidget) -> None:
    """Opens it with what the till has."""
    dialog = window.findChild(ChoiceDialog)
    assert dialog is not None
    choices = [
        Choice("pending", translate("MainWindow", "Pending and held sales"), "hourglass"),
        Choice("last_receipt", translate("MainWindow", "Print the last receipt again"), "printer"),
        Choice("theme", translate("MainWindow", "Dark screens"), "moon"),
        Choice("language", "Kiswahili", "languages"),
        Choice("full", translate("MainWindow", "Full screen"), "tablet"),
        Choice("web_shop", translate("MainWindow", "Open the web shop"), "globe"),
        Choice("sign_out", translate("MainWindow", "Sign out"), "log-out"),
        Choice("close", translate("MainWindow", "Close the till"), "power"),
    ]
    dialog.ask(translate("MainWindow", "Menu"), choices, lambda _key: None)


def price() -> QWidget:
    """The amount of something that has no price."""
    window = sale()
    NumberDialog(window, is_money=True)
    return window


def ask_price(window: QWidget) -> None:
    """Opens it with an amount half typed."""
    dialog = window.findChild(NumberDialog)
    assert dialog is not None
    dialog.ask("Airtime any amount", translate("SellingFlow", "Type the amount."), lambda _cents: None)
    dialog.field.press("2")
    dialog.field.press("5")


def note() -> QWidget:
    """A few words for a line."""
    window = sale()
    TextDialog(window)
    return window


def ask_note(window: QWidget) -> None:
    """Opens it with words."""
    dialog = window.findChild(TextDialog)
    assert dialog is not None
    dialog.ask(translate("SellingFlow", "Note for {0}").format("Brookside milk"), "for Wanjiku", lambda _text: None)


SCENES = [
    Scene("dialog-menu", menu, prepare=open_menu),
    Scene("dialog-price", price, prepare=ask_price),
    Scene("dialog-note", note, prepare=ask_note),
]
