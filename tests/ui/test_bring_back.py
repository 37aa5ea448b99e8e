"""Bills that were set aside, brought back at the real screens of a real till."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_desktop.app.scripted import wait_until
from pos_desktop.till import SaleStatus
from pos_desktop.ui.screens.paid import CashPaidScreen, PaidScreen
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.pending import PendingScreen
from pos_desktop.ui.screens.pending_detail import PendingDetail
from pos_desktop.ui.screens.pending_list import PendingList
from pos_desktop.ui.screens.sale import SaleScreen
from tests.alignment.host import SHILLINGS, Phones
from tests.alignment.till_host import TillHost
from tests.ui.real_counter import real_counter, statuses
from tests.ui.real_pages import called_not_paid, comes_to, learn_the_truth, rows_of_pending, said, toast_says

PHONE, MSISDN = "0712345678", "254712345678"


def set_aside_and_cancelled(host: TillHost, phones: Phones) -> str:
    """A bill whose prompt was refused while the next customer was served; Pending shows it."""
    host.pay(PHONE)
    assert wait_until(lambda: host.told() == "waiting", 20)
    sale_id = host.window.paying.sale_id
    host.tap("primary")
    comes_to(host, SaleScreen)
    assert wait_until(lambda: phones.answer(MSISDN, "cancel"), 20)
    assert wait_until(lambda: statuses(host, sale_id) == [("failed", "declined")], 20)
    host.press(Qt.Key.Key_F7)
    comes_to(host, PendingScreen)
    return sale_id


def sell_open_item(host: TillHost) -> None:
    host.type_in("DUKA-9")
    host.press(Qt.Key.Key_Return)
    host.type_in("50")
    host.tap("ok_button")
    assert wait_until(lambda: bool(host.window.selling.cart.lines), 10)


def pay_the_first_bill_in_cash(host: TillHost) -> None:
    """Brings the first bill of Pending back, takes the cash for it, and looks at Pending again."""
    host.tap("primary")
    comes_to(host, PayScreen)
    host.type_in(str(SHILLINGS))
    host.press(Qt.Key.Key_F8)
    comes_to(host, CashPaidScreen)
    host.press(Qt.Key.Key_F8)
    comes_to(host, SaleScreen)
    host.press(Qt.Key.Key_F7)
    comes_to(host, PendingScreen)


def clear(host: TillHost) -> None:
    QTest.keyClick(QApplication.focusWidget() or host.window, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    host.tap("choice_clear")


def test_a_refused_prompt_leaves_pending_once_its_bill_is_paid_in_cash(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        sale_id = set_aside_and_cancelled(host, phones)
        assert rows_of_pending(host) == ["Answered in the background", "0712 345 678"]
        pay_the_first_bill_in_cash(host)
        assert rows_of_pending(host) == []

        host.window.paying.resume(sale_id)  # as by a tap on a row that was about to go
        comes_to(host, CashPaidScreen)


def test_what_lies_on_the_counter_is_held_when_a_bill_is_brought_back(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        set_aside_and_cancelled(host, phones)
        host.press(Qt.Key.Key_Escape)
        comes_to(host, SaleScreen)
        sell_open_item(host)
        (line,) = host.window.selling.cart.lines
        host.press(Qt.Key.Key_F7)
        comes_to(host, PendingScreen)
        pay_the_first_bill_in_cash(host)
        assert rows_of_pending(host) == ["Held sales", "Held sale"]
        host.tap("primary")
        comes_to(host, SaleScreen)
        assert host.window.selling.cart.lines == (line,)


def test_a_sale_that_may_not_be_cleared_is_on_the_counter_again(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        sale_id = called_not_paid(host, phones)
        host.press(Qt.Key.Key_Escape)
        comes_to(host, SaleScreen)
        lines = host.window.selling.cart.lines
        learn_the_truth(host, phones, sale_id)
        clear(host)
        assert wait_until(lambda: "Money was taken for this sale" in toast_says(host), 20), toast_says(host)
        assert host.window.selling.cart.lines == lines
        assert host.till.counter.sale(sale_id).status is SaleStatus.OPEN


def test_money_for_a_sale_that_was_cleared_is_to_be_given_back(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        sale_id = called_not_paid(host, phones)
        host.press(Qt.Key.Key_Escape)
        comes_to(host, SaleScreen)
        clear(host)
        assert wait_until(lambda: host.till.counter.sale(sale_id).status is SaleStatus.VOIDED, 10)
        learn_the_truth(host, phones, sale_id)
        assert wait_until(lambda: "Give back KES 210.00. It waits in Pending." in toast_says(host), 20)
        host.press(Qt.Key.Key_F7)
        comes_to(host, PendingScreen)
        detail = host.window.findChildren(PendingDetail)[0]
        assert "Paid, sale cleared" in said(detail)
        assert "The sale was cleared before the money came. Give back KES 210.00, then decide." in said(detail)


def test_what_is_too_much_after_a_part_in_cash_is_named_and_waits_for_a_person(
    qapp: QApplication, tmp_path: Path
) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        sale_id = called_not_paid(host, phones)
        host.press(Qt.Key.Key_F9)
        comes_to(host, PayScreen)
        host.type_in("100")
        host.press(Qt.Key.Key_F8)
        assert wait_until(lambda: host.till.counter.sale(sale_id).taken_cents == 10_000, 20)
        learn_the_truth(host, phones, sale_id)
        comes_to(host, PaidScreen)
        page = host.window.findChildren(PaidScreen)[0]
        assert "Give back 100.00 Call the manager" in said(page)
        assert "Opens on" in said(page)
        host.press(Qt.Key.Key_F8)
        comes_to(host, SaleScreen)
        host.press(Qt.Key.Key_F7)
        comes_to(host, PendingScreen)
        detail = host.window.findChildren(PendingDetail)[0]
        assert "More came than was due. Give back KES 100.00, then decide." in said(detail)
        rows = host.window.findChildren(PendingList)[0].rows()
        assert [rows.row(number).amount_cents for number in range(rows.rowCount())] == [0, 10_000]


def test_a_refused_prompt_leaves_pending_once_its_sale_is_cleared(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        sale_id = set_aside_and_cancelled(host, phones)
        host.tap("primary")
        comes_to(host, PayScreen)
        host.press(Qt.Key.Key_Escape)
        comes_to(host, SaleScreen)
        clear(host)
        assert wait_until(lambda: host.till.counter.sale(sale_id).status is SaleStatus.VOIDED, 10)
        host.press(Qt.Key.Key_F7)
        comes_to(host, PendingScreen)
        assert rows_of_pending(host) == []

        host.window.paying.resume(sale_id)
        assert host.window.paying.sale_id == ""
        assert host.window.stage.is_open(host.window.findChildren(PendingScreen)[0])
