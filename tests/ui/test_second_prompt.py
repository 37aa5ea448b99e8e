"""A manager lets a second prompt go out while the first may still be paid, at the real screens of a real till."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from pos_desktop.app.scripted import wait_until
from pos_desktop.payments import PaymentChange, TransactionStatus
from pos_desktop.ui.dialogs import ManagerPinDialog, PhoneShowsNothingDialog
from pos_desktop.ui.screens.outcome import NotPaidScreen
from pos_desktop.ui.screens.paid import PaidScreen
from pos_desktop.ui.screens.pay import PayScreen
from tests.alignment.till_host import MANAGER_PIN
from tests.ui.real_counter import real_counter, statuses
from tests.ui.real_pages import comes_to, open_dialogs

FIRST, SECOND = "0712345678", "0722000111"


def test_a_managers_pin_gives_the_first_prompt_up_and_sends_the_second(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        host.pay(FIRST)
        assert wait_until(lambda: host.told() == "waiting", 20)
        sale_id = host.window.paying.sale_id
        host.press(Qt.Key.Key_Escape)
        host.tap("pay_another_way")
        host.tap("manager_pin")
        host.type_in(MANAGER_PIN)
        host.tap("approve")
        assert wait_until(lambda: host.pay_screen.isVisible(), 20)
        host.press(Qt.Key.Key_F10)
        for _ in FIRST:  # the first number is still there
            host.press(Qt.Key.Key_Backspace)
        host.type_in(SECOND)
        host.press(Qt.Key.Key_F8)
        assert wait_until(lambda: len(host.answers) == 2, 10), host.told()
        assert statuses(host, sale_id) == [("failed", "given_up"), ("pending", "prompted")]
        assert wait_until(lambda: phones.answer(f"254{SECOND[1:]}", "pin"), 20)
        assert wait_until(lambda: host.told() == "paid", 20)
        assert statuses(host, sale_id)[1][0] == TransactionStatus.COMPLETED


def test_a_pad_that_is_closed_while_its_pin_is_looked_at_says_no(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, _phones):
        host.pay(FIRST)
        assert wait_until(lambda: host.told() == "waiting", 20)
        desk_work, slow_disk = host.window.services.desk_work, threading.Event()
        desk_work.run(slow_disk.wait)
        host.press(Qt.Key.Key_Escape)
        host.tap("pay_another_way")
        host.tap("manager_pin")
        host.type_in(MANAGER_PIN)
        host.tap("approve")
        host.press(Qt.Key.Key_Escape)
        host.press(Qt.Key.Key_Escape)
        host.tap("pay_another_way")
        host.tap("manager_pin")  # for whatever is on the screen now, nobody has said yes
        slow_disk.set()
        assert wait_until(desk_work.is_idle, 20)
        pad = host.window.findChildren(ManagerPinDialog)
        assert [each.isVisible() for each in pad].count(True) == 1
        assert not host.pay_screen.isVisible()
        host.press(Qt.Key.Key_Escape)


def test_a_managers_yes_that_comes_after_the_customer_paid_opens_nothing(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        host.pay(FIRST)
        assert wait_until(lambda: host.told() == "waiting", 20)
        sale_id = host.window.paying.sale_id
        desk_work, slow_disk = host.window.services.desk_work, threading.Event()
        desk_work.run(slow_disk.wait)
        host.press(Qt.Key.Key_Escape)
        host.tap("pay_another_way")
        host.tap("manager_pin")
        host.type_in(MANAGER_PIN)
        host.tap("approve")
        assert wait_until(lambda: phones.answer(f"254{FIRST[1:]}", "pin"), 20)
        comes_to(host, PaidScreen)
        assert open_dialogs(host) == []
        slow_disk.set()
        assert wait_until(desk_work.is_idle, 20)
        assert not host.pay_screen.isVisible()
        assert host.till.counter.sale(sale_id).is_completed


def test_another_number_while_mpesa_is_silent_leads_to_a_look_at_the_first_phone(
    qapp: QApplication, tmp_path: Path
) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        phones.spoil({"on": "query", "fault": "empty_500", "msisdn": f"254{FIRST[1:]}"})
        heard: list[PaymentChange] = []
        host.events.payment_changed.connect(heard.append)
        host.pay(FIRST)
        assert wait_until(lambda: phones.answer(f"254{FIRST[1:]}", "cancel"), 20)
        assert wait_until(lambda: any("query_pending" in change.added for change in heard), 20)
        comes_to(host, NotPaidScreen)
        host.press(Qt.Key.Key_F9)
        comes_to(host, PayScreen)
        host.press(Qt.Key.Key_F10)
        for _ in FIRST:
            host.press(Qt.Key.Key_Backspace)
        host.type_in(SECOND)
        host.press(Qt.Key.Key_F8)
        not_paid = host.window.findChildren(NotPaidScreen)[0]
        comes_to(host, NotPaidScreen)  # no second prompt, and no dead end
        host.clock.advance(70)
        assert wait_until(lambda: not_paid.primary.isEnabled(), 20)
        host.tap("primary")
        assert [type(dialog) for dialog in open_dialogs(host)] == [PhoneShowsNothingDialog]
        host.tap("keep_waiting")


def test_a_thousand_clicks_send_one_prompt(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        host.open_prompt(FIRST)
        sale_id = host.window.paying.sale_id
        send = next(each for each in host.pay_screen.findChildren(QAbstractButton, "send_prompt") if each.isVisible())
        for number in range(1_000):
            QTest.mouseClick(send, Qt.MouseButton.LeftButton)
            if not number % 100:
                host.press(Qt.Key.Key_F8)
        assert wait_until(lambda: host.told() == "waiting", 20)
        assert wait_until(lambda: statuses(host, sale_id) == [("pending", "prompted")], 20), statuses(host, sale_id)
        assert len(phones.prompts(f"254{FIRST[1:]}")) == 1
