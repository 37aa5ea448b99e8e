from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pos_desktop.till import LockedOut, Person, PinAccepted, PinRefused, Role
from pos_desktop.ui.components.pin_pad import PinDots
from pos_desktop.ui.details_dialog import DetailsDialog
from pos_desktop.ui.dialogs import CancelWaitingDialog, ChargedTwiceDialog, ManagerPinDialog, PhoneShowsNothingDialog
from pos_desktop.ui.main_window import LEAST_HEIGHT, LEAST_WIDTH
from pos_desktop.ui.screens.waiting import WaitingScreen, WaitingView
from tests.ui.payment_samples import CHECKOUT_ID, SENT, not_paid, payment
from tests.ui.payment_windows import (
    ManualClock,
    around,
    bill,
    button,
    corner,
    label,
    opened,
    part,
    press,
    scan,
    tap,
    type_text,
)


@pytest.fixture
def page(qtbot: QtBot) -> WaitingScreen:
    screen = WaitingScreen(ManualClock(17))
    screen.show_view(WaitingView(bill(), payment(SENT)))
    return opened(qtbot, screen)


def manager_pin(page: WaitingScreen) -> ManagerPinDialog:
    dialog = ManagerPinDialog(page.window())
    dialog.ask("Cash for sale 1-000482")
    return dialog


def test_charged_twice_says_what_may_happen_and_keeps_waiting_by_esc(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = ChargedTwiceDialog(page.window())
    dialog.show_payment(payment(SENT))
    dialog.open_over()
    assert dialog.accessibleName() == "The customer may be charged twice"
    assert "KES 1,191.00 to 0712 345 678 has no final answer" in dialog.accessibleDescription()
    with qtbot.waitSignal(dialog.dismissed), qtbot.assertNotEmitted(page.cancel_requested, wait=0):
        press(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


@pytest.mark.parametrize("by_key", [True, False])
def test_a_look_at_the_phone_is_one_sentence_and_one_tap(qtbot: QtBot, page: WaitingScreen, by_key: bool) -> None:
    dialog = PhoneShowsNothingDialog(page.window())
    dialog.show_payment(payment(SENT))
    dialog.open_over()
    assert "about KES 1,191.00 on 0712 345 678" in dialog.accessibleDescription()
    with qtbot.waitSignal(dialog.confirmed):
        if by_key:
            press(dialog, Qt.Key.Key_F9)
        else:
            tap(dialog, "shows_nothing")
    assert dialog.isHidden()


@pytest.mark.parametrize("by_key", [True, False])
def test_charged_twice_leads_to_the_managers_pin(qtbot: QtBot, page: WaitingScreen, by_key: bool) -> None:
    dialog = ChargedTwiceDialog(page.window())
    dialog.show_payment(payment(SENT))
    dialog.open_over()
    with qtbot.waitSignal(dialog.manager_requested):
        if by_key:
            press(dialog, Qt.Key.Key_F9)
        else:
            tap(dialog, "manager_pin")
    assert dialog.isHidden()


@pytest.mark.parametrize(
    ("key", "name", "signal"),
    [
        (Qt.Key.Key_F2, "set_aside", "set_aside_requested"),
        (Qt.Key.Key_F9, "pay_another_way", "pay_another_way_requested"),
        (Qt.Key.Key_Escape, "keep_waiting", "dismissed"),
    ],
)
def test_each_answer_to_cancel_has_a_key_and_a_button(
    qtbot: QtBot, page: WaitingScreen, key: Qt.Key, name: str, signal: str
) -> None:
    dialog = CancelWaitingDialog(page.window())
    dialog.show_payment(payment(SENT))
    dialog.open_over()
    with qtbot.waitSignal(getattr(dialog, signal)):
        press(dialog, key)
    assert dialog.isHidden()
    dialog.open_over()
    with qtbot.waitSignal(getattr(dialog, signal)):
        tap(dialog, name)


def test_the_page_sleeps_under_a_dialog_and_wakes_after_it(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = ChargedTwiceDialog(page.window())
    dialog.open_over()
    with qtbot.assertNotEmitted(page.serve_next_requested, wait=0):
        press(dialog, Qt.Key.Key_F8)
    dialog.dismiss()
    with qtbot.waitSignal(page.serve_next_requested):
        press(page, Qt.Key.Key_F8)


def test_a_page_that_made_its_buttons_anew_under_a_dialog_holds_nobody_there(page: WaitingScreen) -> None:
    dialog = PhoneShowsNothingDialog(page.window())
    dialog.open_over()
    for each in page.findChildren(QShortcut):
        delete(each)
    dialog.dismiss()
    assert dialog.isHidden()


def test_a_scan_over_a_dialog_is_handed_on_and_enter_answers_nothing(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = ChargedTwiceDialog(page.window())
    dialog.open_over()
    with qtbot.assertNotEmitted(dialog.manager_requested, wait=0), qtbot.waitSignal(dialog.scanned) as heard:
        scan(dialog, "6001234567890")
    assert heard.args == ["6001234567890"]
    assert dialog.isVisible()


def test_six_digits_wake_the_yes_and_f8_gives_them(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = manager_pin(page)
    type_text("56789", part(dialog, PinDots, "pin"))
    assert not button(dialog, "approve").isEnabled()
    tap(dialog, "key_0")
    with qtbot.waitSignal(dialog.pin_entered) as heard:
        press(dialog, Qt.Key.Key_F8)
    assert heard.args == ["567890"]
    assert not button(dialog, "approve").isEnabled()


@pytest.mark.parametrize("code", ["6001234567890", "DUKA-0042"])
def test_a_scan_leaves_the_pin_as_it_was(qtbot: QtBot, page: WaitingScreen, code: str) -> None:
    dialog = manager_pin(page)
    tap(dialog, "key_5")
    tap(dialog, "key_6")
    with qtbot.waitSignal(dialog.scanned) as heard:
        scan(dialog, code)
    assert heard.args == [code]
    assert part(dialog, PinDots, "pin").text() == "56"
    assert not button(dialog, "approve").isEnabled()


def test_the_pin_pad_is_whole_in_the_smallest_window(qtbot: QtBot) -> None:
    screen = WaitingScreen(ManualClock(17))
    screen.show_view(WaitingView(bill(), payment(SENT)))
    dialog = ManagerPinDialog(opened(qtbot, screen, QSize(LEAST_WIDTH, LEAST_HEIGHT)).window())
    dialog.ask("0712 ••• 678 · KES 250,000.00 · Sale 1-000482\nNothing to give back. Both names are written down.")
    places = [part(dialog, QWidget, f"key_{digit}") for digit in (8, 5, 2, 0)]
    for upper, lower in pairwise(places):
        assert lower.mapTo(dialog, QPoint(0, 0)).y() - corner(dialog, upper).y() >= 8
    assert around(places[-1]).rect().contains(places[-1].geometry())


def test_enter_gives_no_yes(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = manager_pin(page)
    for digit in "567890":
        tap(dialog, f"key_{digit}")
    with qtbot.assertNotEmitted(dialog.pin_entered, wait=0):
        press(dialog, Qt.Key.Key_Return)


def test_a_wrong_pin_clears_the_dots_and_says_how_many_tries_are_left(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = manager_pin(page)
    type_text("111111", part(dialog, PinDots, "pin"))
    dialog.show_answer(PinRefused(3))
    assert part(dialog, PinDots, "pin").text() == ""
    assert label(dialog, "pin_answer") == "Not a manager's PIN. Tries left: 3."
    dialog.show_answer(LockedOut(60))
    assert label(dialog, "pin_answer") == "Too many tries. Wait 1:00."
    tap(dialog, "key_5")
    assert label(dialog, "pin_answer") == ""
    dialog.show_answer(PinAccepted(Person(5, "p", "Mwangi", Role.MANAGER)))
    assert dialog.isHidden()


def test_the_pin_pad_forgets_what_was_typed_before(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = manager_pin(page)
    type_text("12", part(dialog, PinDots, "pin"))
    tap(dialog, "key_backspace")
    assert part(dialog, PinDots, "pin").text() == "1"
    tap(dialog, "key_clear")
    type_text("99", part(dialog, PinDots, "pin"))
    with qtbot.waitSignal(dialog.dismissed):
        press(dialog, Qt.Key.Key_Escape)
    dialog.ask("Once more")
    assert part(dialog, PinDots, "pin").text() == ""
    assert dialog.accessibleDescription() == "Once more"


def test_details_are_copied_without_a_full_phone_number(qtbot: QtBot, page: WaitingScreen) -> None:
    dialog = DetailsDialog(page.window(), ManualClock(30))
    dialog.show_payment(payment(not_paid("2001")))
    dialog.open_over()
    with qtbot.waitSignal(dialog.copied):
        press(dialog, Qt.Key.Key_F2)
    text = QGuiApplication.clipboard().text()
    assert f"CheckoutRequestID: {CHECKOUT_ID}" in text
    assert "M-Pesa's code: 2001" in text
    assert "14:05:12 Prompt sent" in text
    assert "0712 ••• 678" in text
    assert "0712 345 678" not in text
    with qtbot.waitSignal(dialog.dismissed):
        tap(dialog, "close")


def test_every_button_of_the_dialogs_is_named(qtbot: QtBot, page: WaitingScreen) -> None:
    window = page.window()
    for dialog in (
        CancelWaitingDialog(window),
        ChargedTwiceDialog(window),
        PhoneShowsNothingDialog(window),
        ManagerPinDialog(window),
    ):
        for each in dialog.findChildren(QAbstractButton):
            assert each.accessibleName(), each.objectName()
            assert each.objectName()
