"""A cashier's morning at the real window over a real till: signing in, scanning, holding, cash, and bad input."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.app.demo import stock_the_shop
from pos_desktop.app.demo_shop import SHOP
from pos_desktop.app.program import announcements, till_window
from pos_desktop.app.settings import Language, Settings, TillSettings
from pos_desktop.app.wiring import Till, open_till
from pos_desktop.disk_room import RESERVE_BYTES
from pos_desktop.printing import Document, ScreenPrinter, plain_text
from pos_desktop.till import CartLine
from pos_desktop.ui.components import BaseButton, Field
from pos_desktop.ui.events import Events
from pos_desktop.ui.flows.choice import ChoiceDialog
from pos_desktop.ui.main_window import MainWindow
from pos_desktop.ui.screens.paid import CashPaidScreen
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.pending import PendingScreen
from pos_desktop.ui.screens.sale import SaleScreen
from pos_desktop.ui.screens.sign_in import SignInScreen
from pos_desktop.ui.theme import Scheme, apply_theme, load_fonts
from tests.little_room import leave

MILK = "Brookside milk"


@dataclass
class Shop:
    """The window, the till behind it, and the paper that came out."""

    qtbot: QtBot
    window: MainWindow
    till: Till
    papers: list[Document]

    def find(self, name: str) -> QWidget:
        seen = [each for each in self.window.findChildren(QWidget, name) if each.isVisible()]
        assert seen, f"there is no {name} on the screen"
        return seen[-1]

    def sees(self, name: str) -> bool:
        return any(each.isVisible() for each in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def type_in(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def scan(self, code: str) -> None:
        self.type_in(code)
        self.press(Qt.Key.Key_Return)

    def sign_in(self, pin: str = "1234") -> None:
        self.click("person_Achieng")
        self.type_in(pin)
        self.press(Qt.Key.Key_Return)

    def is_at(self, screen: type[QWidget]) -> bool:
        return isinstance(self.window.stage.pages.currentWidget(), screen)

    def code_of(self, name: str) -> str:
        with self.till.file.reading() as session:
            query = "SELECT k.code FROM product_code k JOIN product p ON p.id = k.product_id WHERE p.name = ? LIMIT 1"
            return str(session.connection().exec_driver_sql(query, (name,)).scalar())

    def lines(self) -> list[CartLine]:
        return list(self.window.selling.cart.lines)

    def saved(self) -> None:
        """Waits until all that was handed to the desk is on disk."""
        self.qtbot.waitUntil(self.window.services.desk_work.is_idle)


@pytest.fixture
def shop(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Shop]:
    """The parameter, if there is one, is the language that the till starts in."""
    load_fonts()
    apply_theme(qapp, Scheme.LIGHT)
    events, papers = Events(), list[Document]()
    language = Language(getattr(request, "param", "en"))
    settings = Settings(shop=SHOP, till=TillSettings(language=language))
    till = open_till(
        settings,
        tmp_path,
        pepper=b"a pepper for the tests",
        mpesa=None,
        printer=ScreenPrinter(papers.append),
        tell=announcements(events),
    )
    stock_the_shop(till)
    with till_window(till, events, settings) as window:
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        yield Shop(qtbot, window, till, papers)


@pytest.fixture
def signed_in(shop: Shop) -> Shop:
    shop.sign_in()
    shop.qtbot.waitUntil(lambda: shop.is_at(SaleScreen))
    return shop


def test_a_wrong_pin_stays_at_the_door_and_says_how_many_tries_are_left(shop: Shop) -> None:
    shop.sign_in("9999")
    shop.saved()

    assert shop.is_at(SignInScreen)
    shop.sign_in("1234")
    shop.qtbot.waitUntil(lambda: shop.is_at(SaleScreen))


def test_a_scan_becomes_a_line_and_is_saved(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.saved()

    assert [line.name for line in signed_in.lines()] == [MILK]
    restored = signed_in.till.counter.open_sale()
    assert restored is not None
    assert list(restored.lines) == signed_in.lines()


def test_on_a_disk_with_little_room_the_cashier_is_told_and_nothing_is_begun(
    signed_in: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(monkeypatch, RESERVE_BYTES - 1)
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.saved()

    signed_in.qtbot.waitUntil(signed_in.window.stage.toast.isVisible)
    said = " ".join(label.text() for label in signed_in.window.stage.toast.findChildren(QLabel))
    assert "The till's disk is full. No money moved. Call the manager. Room must be made." in said
    assert signed_in.till.counter.open_sale() is None


def test_a_sale_that_could_not_be_put_aside_is_on_the_counter_again(
    signed_in: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(monkeypatch, RESERVE_BYTES - 1)
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.click("hold_button")
    signed_in.press(Qt.Key.Key_F8)
    assert signed_in.lines() == []
    signed_in.qtbot.waitUntil(lambda: [line.name for line in signed_in.lines()] == [MILK])
    assert signed_in.till.counter.held() == []


def test_three_times_before_a_scan_counts_three(signed_in: Shop) -> None:
    signed_in.scan("3*")
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.scan(f"2*{signed_in.code_of(MILK)}")

    assert [line.quantity_milli for line in signed_in.lines()] == [5000]


def test_an_unknown_code_is_sold_as_an_open_item_with_a_typed_price(signed_in: Shop) -> None:
    signed_in.scan("9990001112223")
    signed_in.qtbot.waitUntil(lambda: signed_in.sees("ok_button"))
    signed_in.type_in("45")
    signed_in.click("ok_button")

    line = signed_in.lines()[0]
    assert (line.product_id, line.unit_price_cents) == (None, 4500)


def test_an_unknown_code_that_is_dismissed_sells_nothing(signed_in: Shop) -> None:
    signed_in.scan("9990001112223")
    signed_in.press(Qt.Key.Key_Escape)

    assert signed_in.lines() == []


def test_the_stepper_and_remove_change_the_selected_line(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.click("line_more")
    signed_in.click("line_more")
    signed_in.click("line_less")
    assert signed_in.lines()[0].quantity_milli == 2000

    signed_in.click("line_remove")
    signed_in.saved()
    assert signed_in.lines() == []


def test_a_note_goes_with_its_line(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.click("line_note")
    signed_in.type_in("for Wanjiku")
    signed_in.press(Qt.Key.Key_F8)

    assert signed_in.lines()[0].note == "for Wanjiku"


def test_cash_is_taken_the_receipt_prints_and_the_next_sale_begins(signed_in: Shop) -> None:
    signed_in.scan(f"2*{signed_in.code_of(MILK)}")
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: bool(signed_in.window.paying.sale_id))
    signed_in.type_in("200")
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(CashPaidScreen))
    signed_in.qtbot.waitUntil(lambda: len(signed_in.papers) == 1)

    paper = plain_text(signed_in.papers[0])
    assert "120.00" in paper
    assert "80.00" in paper
    signed_in.press(Qt.Key.Key_F8)
    assert signed_in.is_at(SaleScreen)
    assert signed_in.lines() == []


def test_a_scan_while_change_is_counted_out_is_not_lost(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: bool(signed_in.window.paying.sale_id))
    signed_in.type_in("100")
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(CashPaidScreen))

    signed_in.scan(signed_in.code_of("Festive bread"))

    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(SaleScreen))
    assert [line.name for line in signed_in.lines()] == ["Festive bread"]


def test_a_scan_on_the_pay_page_is_in_the_sale_after_back_was_pressed_twice(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(PayScreen))
    signed_in.scan(signed_in.code_of("Festive bread"))
    signed_in.press(Qt.Key.Key_Escape)
    signed_in.press(Qt.Key.Key_Escape)
    signed_in.saved()

    assert [line.name for line in signed_in.lines()] == [MILK, "Festive bread"]
    restored = signed_in.till.counter.open_sale()
    assert restored is not None
    assert list(restored.lines) == signed_in.lines()


def test_a_bill_that_is_no_bill_any_more_leads_to_the_next_sale(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(PayScreen))
    window = signed_in.window
    sale_id, staff_id = window.paying.sale_id, window.stage.staff_id
    window.services.desk_work.run(lambda: signed_in.till.counter.clear(sale_id, staff_id))
    signed_in.press(Qt.Key.Key_Escape)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(SaleScreen))

    assert window.stage.toast.isVisible()
    assert (window.paying.sale_id, signed_in.lines()) == ("", [])


@pytest.mark.parametrize("key", [Qt.Key.Key_F12, Qt.Key.Key_F4], ids=["menu", "note"])
def test_a_scan_while_a_dialog_is_open_is_sold_to_this_customer_when_it_closes(signed_in: Shop, key: Qt.Key) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(key)
    signed_in.scan(signed_in.code_of("Festive bread"))
    assert [line.name for line in signed_in.lines()] == [MILK]
    signed_in.press(Qt.Key.Key_Escape)

    signed_in.qtbot.waitUntil(lambda: [line.name for line in signed_in.lines()] == [MILK, "Festive bread"])
    assert signed_in.window.stage.kept_scans == []


def test_each_of_two_unknown_codes_that_were_kept_is_asked_about(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(PayScreen))
    signed_in.scan("9990001112223")
    signed_in.scan("9990001112224")
    signed_in.press(Qt.Key.Key_Escape)
    for price in ("45", "55"):
        signed_in.qtbot.waitUntil(lambda: signed_in.sees("ok_button"))
        signed_in.type_in(price)
        signed_in.click("ok_button")

    assert [line.unit_price_cents for line in signed_in.lines()] == [6_000, 4_500, 5_500]


def test_a_scan_while_a_price_is_typed_leaves_the_price_as_it_was(signed_in: Shop) -> None:
    signed_in.scan("9990001112223")
    signed_in.qtbot.waitUntil(lambda: signed_in.sees("ok_button"))
    typed = signed_in.find("typed")
    assert isinstance(typed, Field)
    signed_in.click("key_4")
    signed_in.click("key_5")
    signed_in.scan(signed_in.code_of(MILK))
    assert typed.text() == "45"
    signed_in.press(Qt.Key.Key_F8)

    signed_in.qtbot.waitUntil(lambda: len(signed_in.lines()) == 2)
    open_item, milk = signed_in.lines()
    assert (open_item.name, open_item.unit_price_cents) == ("Item 9990001112223", 4_500)
    assert milk.name == MILK


def test_while_a_bill_is_made_nothing_is_held_or_cleared_and_nobody_signs_out(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    slow_disk = threading.Event()
    signed_in.window.services.desk_work.run(slow_disk.wait)
    signed_in.press(Qt.Key.Key_F8)
    signed_in.press(Qt.Key.Key_F4)
    signed_in.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert not signed_in.window.stage.is_asking
    signed_in.click("menu_button")
    signed_in.click("choice_sign_out")
    assert signed_in.window.stage.person is not None
    slow_disk.set()

    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(PayScreen))
    assert signed_in.till.counter.held() == []


def test_a_page_that_comes_under_a_dialog_has_the_focus_only_when_the_dialog_is_closed(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(Qt.Key.Key_F8)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(PayScreen))
    signed_in.click("menu_button")
    signed_in.window.paying.done.emit()  # as when a payment ends by itself
    assert signed_in.is_at(SaleScreen)
    assert isinstance(QApplication.focusWidget(), ChoiceDialog)
    signed_in.press(Qt.Key.Key_Escape)

    assert QApplication.focusWidget() is signed_in.find("scan_input")


def test_a_held_sale_is_brought_back_from_pending(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(Qt.Key.Key_F4)
    signed_in.type_in("Red bag")
    signed_in.press(Qt.Key.Key_F8)
    signed_in.saved()
    held = signed_in.till.counter.held()
    assert [sale.note for sale in held] == ["Red bag"]
    assert signed_in.lines() == []

    signed_in.press(Qt.Key.Key_F7)
    signed_in.window.waiting.bring_back(held[0].sale_id)
    signed_in.qtbot.waitUntil(lambda: signed_in.is_at(SaleScreen))
    assert [line.name for line in signed_in.lines()] == [MILK]


def test_clearing_a_sale_asks_first(signed_in: Shop) -> None:
    signed_in.scan(signed_in.code_of(MILK))
    signed_in.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    signed_in.click("close_choice")
    assert len(signed_in.lines()) == 1

    signed_in.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    signed_in.click("choice_clear")
    signed_in.saved()
    assert signed_in.lines() == []


def test_a_dialog_closes_though_a_button_under_it_lost_its_key_meanwhile(signed_in: Shop) -> None:
    toast = signed_in.window.stage.toast
    toast.say("Paid: sale 1-000001", button="Show", key="F7")
    signed_in.press(Qt.Key.Key_F12)
    toast.say("Printer has no paper")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # what was thrown away is gone by now
    signed_in.press(Qt.Key.Key_Escape)
    assert not signed_in.sees("close_choice")

    toast.hide()
    signed_in.press(Qt.Key.Key_F7)
    assert signed_in.is_at(PendingScreen)


def test_a_choice_in_one_language_is_not_offered_in_another(signed_in: Shop) -> None:
    signed_in.press(Qt.Key.Key_F12)
    QApplication.sendEvent(signed_in.window, QEvent(QEvent.Type.LanguageChange))

    assert not signed_in.window.stage.is_asking


def test_theme_switches_and_full_screen_from_the_menu(signed_in: Shop) -> None:
    signed_in.click("menu_button")
    signed_in.click("choice_theme")
    signed_in.click("menu_button")

    assert signed_in.sees("choice_sign_out")
    signed_in.click("choice_sign_out")
    assert signed_in.is_at(SignInScreen)


@pytest.mark.parametrize("shop", ["sw"], indirect=True)
def test_the_till_starts_in_its_language_and_is_switched_without_losing_anything(shop: Shop) -> None:
    assert words(shop, "sign_in_button") == "Ingia"
    shop.press(Qt.Key.Key_F3)
    shop.qtbot.waitUntil(lambda: words(shop, "sign_in_button") == "Sign in")
    assert words(shop, "language_button") == "Kiswahili"
    shop.press(Qt.Key.Key_F3)
    shop.qtbot.waitUntil(lambda: words(shop, "sign_in_button") == "Ingia")
    assert words(shop, "language_button") == "English"
    shop.sign_in()
    shop.qtbot.waitUntil(lambda: shop.is_at(SaleScreen))
    shop.scan(shop.code_of(MILK))
    assert (words(shop, "pay_button"), words(shop, "hold_button")) == ("Lipa", "Weka kando")

    shop.click("menu_button")
    shop.click("choice_language")
    shop.qtbot.waitUntil(lambda: words(shop, "pay_button") == "Pay")
    assert words(shop, "hold_button") == "Hold"
    assert [line.name for line in shop.lines()] == [MILK]


def words(shop: Shop, name: str) -> str:
    """What a button says."""
    button = shop.find(name)
    assert isinstance(button, BaseButton)
    return button.words()
