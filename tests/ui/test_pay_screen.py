from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from pos_desktop.ui.components import AmountLabel, Field
from pos_desktop.ui.components.change_pieces import ChangePieces
from pos_desktop.ui.screens.bill_view import TenderRow, TenderRowKind
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.pay_view import PayView, TenderChoice
from tests.ui.payment_windows import (
    SIZES,
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
from tests.ui.test_language import Watch

CASH = PayView(bill(left_cents=49_100), TenderChoice.CASH, "Mama Njeri Stores")
MPESA = PayView(bill(), TenderChoice.MPESA, "Mama Njeri Stores")


def pay(qtbot: QtBot, view: PayView, size: QSize = SIZES[2]) -> PayScreen:
    screen = PayScreen()
    screen.show_view(view)
    return opened(qtbot, screen, size)


@pytest.mark.parametrize(
    ("key", "note", "given"), [(Qt.Key.Key_F2, "note_0", 49_100), (Qt.Key.Key_F3, "note_1", 50_000)]
)
def test_a_note_is_given_by_its_key_and_taken_by_f8(qtbot: QtBot, key: Qt.Key, note: str, given: int) -> None:
    screen = pay(qtbot, CASH)
    press(screen, key)
    assert button(screen, note).isChecked()
    with qtbot.waitSignal(screen.cash_confirmed) as heard:
        press(screen, Qt.Key.Key_F8)
    assert heard.args == [given]


def test_a_finger_gives_a_thousand_and_the_change_is_named(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    tap(screen, "note_2")
    assert label(screen, "change_title") == "Change"
    assert part(screen, AmountLabel, "change").cents() == 50_900
    assert part(screen, ChangePieces, "hand_over").accessibleName() == "1 × 500, 1 × 5, 4 × 1"
    with qtbot.waitSignal(screen.cash_confirmed) as heard:
        tap(screen, "take_cash")
    assert heard.args == [100_000]


def test_keyboard_and_keypad_type_into_the_same_amount(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    type_text("6")
    pane = part(screen, Field, "cash_received")
    for key in ("key_0", "key_00", "key_backspace"):
        QTest.mouseClick(part(around(pane), QAbstractButton, key), Qt.MouseButton.LeftButton)
    assert pane.text() == "600"
    assert button(screen, "take_cash").accessibleName() == "Take cash KES 600 F8"


def test_too_little_says_what_is_still_to_pay_and_is_taken_as_a_part(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    type_text("200")
    assert label(screen, "change_title") == "Still to pay"
    assert part(screen, AmountLabel, "change").cents() == 29_100
    with qtbot.waitSignal(screen.cash_confirmed) as heard:
        press(screen, Qt.Key.Key_F8)
    assert heard.args == [20_000]


def test_nothing_typed_can_not_be_taken(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    assert not button(screen, "take_cash").isEnabled()
    with qtbot.assertNotEmitted(screen.cash_confirmed, wait=0):
        press(screen, Qt.Key.Key_F8)


@pytest.mark.parametrize(("view", "typed"), [(CASH, "9"), (MPESA, "0712345678")])
def test_enter_never_takes_money_or_sends_a_prompt(qtbot: QtBot, view: PayView, typed: str) -> None:
    screen = pay(qtbot, view)
    type_text(typed)
    with qtbot.assertNotEmitted(screen.cash_confirmed, wait=0), qtbot.assertNotEmitted(screen.prompt_requested, wait=0):
        press(screen, Qt.Key.Key_Return)
        press(screen, Qt.Key.Key_Enter)


def test_f10_opens_the_prompt_and_f9_the_cash(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    with qtbot.waitSignal(screen.tender_chosen) as heard:
        press(screen, Qt.Key.Key_F10)
    assert heard.args == ["mpesa"]
    assert button(screen, "tender_mpesa").isChecked()
    assert part(screen, Field, "mpesa_phone").editor().hasFocus()
    with qtbot.waitSignal(screen.tender_chosen) as heard:
        tap(screen, "tender_cash")
    assert heard.args == ["cash"]
    assert part(screen, Field, "cash_received").editor().hasFocus()


def test_a_good_number_wakes_the_primary_and_f8_sends_the_whole(qtbot: QtBot) -> None:
    screen = pay(qtbot, MPESA)
    assert not button(screen, "send_prompt").isEnabled()
    type_text("0712345678")
    assert button(screen, "send_prompt").accessibleName() == "Send prompt KES 1,191 F8"
    with qtbot.waitSignal(screen.prompt_requested) as heard:
        press(screen, Qt.Key.Key_F8)
    assert heard.args == ["0712345678", 119_100]


def test_the_country_key_goes_in_front(qtbot: QtBot) -> None:
    screen = pay(qtbot, MPESA)
    type_text("0712345678")
    tap(screen, "key_+254")
    with qtbot.waitSignal(screen.prompt_requested) as heard:
        press(screen, Qt.Key.Key_F8)
    assert heard.args == ["+254712345678", 119_100]


def test_a_refused_number_says_why_and_moves_nothing(qtbot: QtBot) -> None:
    screen = pay(qtbot, MPESA)
    primary_before = corner(screen, button(screen, "send_prompt"))
    keys_before = part(screen, QAbstractButton, "key_+254").geometry()
    type_text("0202222222")
    assert label(screen, "phone_reason") == "A landline. M-Pesa needs a mobile."
    assert part(screen, Field, "mpesa_phone").is_refused()
    assert not button(screen, "send_prompt").isEnabled()
    QApplication.processEvents()
    assert corner(screen, button(screen, "send_prompt")) == primary_before
    assert part(screen, QAbstractButton, "key_+254").geometry() == keys_before


def test_a_part_is_typed_after_f2_and_sent(qtbot: QtBot) -> None:
    screen = pay(qtbot, MPESA)
    type_text("0712345678")
    press(screen, Qt.Key.Key_F2)
    type_text("500")
    assert button(screen, "part_of_it").words() == "All of it"
    with qtbot.waitSignal(screen.prompt_requested) as heard:
        press(screen, Qt.Key.Key_F8)
    assert heard.args == ["0712345678", 50_000]


def test_more_than_is_left_cannot_be_asked_for(qtbot: QtBot) -> None:
    screen = pay(qtbot, MPESA)
    type_text("0712345678")
    press(screen, Qt.Key.Key_F2)
    type_text("1192")
    assert part(screen, Field, "mpesa_amount").is_refused()
    with qtbot.assertNotEmitted(screen.prompt_requested, wait=0):
        press(screen, Qt.Key.Key_F8)
    press(screen, Qt.Key.Key_F2)
    assert part(screen, Field, "mpesa_amount").text() == "1191"
    assert button(screen, "send_prompt").isEnabled()


@pytest.mark.parametrize("size", SIZES)
def test_a_refused_amount_moves_nothing(qtbot: QtBot, size: QSize) -> None:
    screen = pay(qtbot, replace(MPESA, bill=bill(left_cents=24_999_900)), size)
    parts = [button(screen, "part_of_it"), part(screen, Field, "mpesa_amount"), button(screen, "send_prompt")]
    press(screen, Qt.Key.Key_F2)
    type_text("240000")
    QApplication.processEvents()
    before = [each.geometry() for each in parts]
    type_text("0")
    assert part(screen, Field, "mpesa_amount").is_refused()
    QApplication.processEvents()
    assert [each.geometry() for each in parts] == before


def test_a_part_that_is_left_empty_is_the_whole_again(qtbot: QtBot) -> None:
    screen = pay(qtbot, MPESA)
    press(screen, Qt.Key.Key_F2)
    assert part(screen, Field, "mpesa_amount").text() == ""
    part(screen, Field, "mpesa_phone").setFocus()
    assert part(screen, Field, "mpesa_amount").text() == "1191"


def test_cash_that_was_taken_can_be_handed_back_and_a_prompt_asks_for_the_rest(qtbot: QtBot) -> None:
    row = TenderRow(TenderRowKind.CASH, 20_000, tender_id="tender-7")
    view = replace(MPESA, bill=bill(row, left_cents=99_100), phone="0712345678")
    screen = pay(qtbot, view)
    with qtbot.waitSignal(screen.prompt_requested) as heard:
        press(screen, Qt.Key.Key_F8)
    assert heard.args == ["0712345678", 99_100]
    with qtbot.waitSignal(screen.tender_removed) as removed:
        tap(screen, "remove_tender")
    assert removed.args == ["tender-7"]


def test_esc_goes_back(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    with qtbot.waitSignal(screen.back_requested):
        press(screen, Qt.Key.Key_Escape)


@pytest.mark.parametrize(("view", "name"), [(CASH, "cash_received"), (MPESA, "mpesa_phone")])
def test_a_scan_is_kept_and_leaves_the_fields_as_they_were(qtbot: QtBot, view: PayView, name: str) -> None:
    screen = pay(qtbot, view)
    tap(around(part(screen, Field, name)), "key_7")
    fields = [part(screen, Field, each) for each in ("cash_received", "mpesa_amount", "mpesa_phone")]
    before = [field.text() for field in fields]
    assert part(screen, Field, name).text() == "7"
    with qtbot.waitSignal(screen.scan_kept) as heard:
        scan(screen, "6001234567890")
    assert heard.args == ["6001234567890"]
    assert [field.text() for field in fields] == before


def test_while_it_is_busy_nothing_can_be_taken_twice(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    press(screen, Qt.Key.Key_F2)
    screen.show_view(replace(CASH, is_busy=True))
    with qtbot.assertNotEmitted(screen.cash_confirmed, wait=0):
        press(screen, Qt.Key.Key_F8)


def test_a_till_without_mpesa_has_only_cash(qtbot: QtBot) -> None:
    screen = pay(qtbot, replace(CASH, is_mpesa_ready=False))
    with qtbot.assertNotEmitted(screen.tender_chosen, wait=0):
        press(screen, Qt.Key.Key_F10)


def test_what_is_typed_stays_until_another_amount_is_left(qtbot: QtBot) -> None:
    screen = pay(qtbot, CASH)
    type_text("200")
    screen.show_view(replace(CASH, is_mpesa_ready=False))
    assert part(screen, Field, "cash_received").text() == "200"
    screen.show_view(replace(CASH, bill=bill(left_cents=29_100)))
    assert part(screen, Field, "cash_received").text() == ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("view", "name"), [(CASH, "take_cash"), (MPESA, "send_prompt")])
def test_the_primary_is_bottom_right_in_every_window(qtbot: QtBot, size: QSize, view: PayView, name: str) -> None:
    screen = pay(qtbot, view, size)
    primary = button(screen, name)
    qtbot.waitUntil(lambda: corner(screen, primary).x() == size.width() - 16)
    assert corner(screen, primary).y() == size.height() - 16
    assert primary.height() == 72
    for key in ("key_7", "key_0", "key_backspace"):
        found = part(around(primary), QAbstractButton, key)
        assert found.height() >= 72
        assert found.width() >= 72


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("left_cents", [10_000_000, 99_999_900, 999_999_900])
def test_no_amount_is_so_large_that_it_is_cut_or_pushes_the_primary_away(
    qtbot: QtBot, size: QSize, left_cents: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = pay(qtbot, replace(CASH, bill=bill(left_cents=left_cents)), size)
    watch = Watch(monkeypatch)
    for typed in ("15", "9999999"):
        part(screen, Field, "cash_received").set_text("")
        type_text(typed)
        watch.look_at(screen, size)
        assert [each for each in watch.cut if each[0].isdecimal()] == []
        assert corner(screen, button(screen, "take_cash")) == QPoint(size.width() - 16, size.height() - 16)
