"""The network is slow, or gone: the cashier sells on, and sees what is not known yet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.app.scripted import wait_until
from pos_desktop.till import Cart, TaxLetter
from pos_desktop.ui.screens.paid import CashPaidScreen
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.sale import SaleScreen
from pos_desktop.ui.screens.waiting import WaitingScreen
from pos_desktop.ui.status_bar import StatusBar
from tests.alignment.till_host import TillHost
from tests.ui.real_counter import real_counter, statuses
from tests.ui.real_pages import comes_to, said

PUSH, OURS = "/processrequest", ("/v1/", "/mpesa/", "/oauth/")
FIRST, SECOND = "0712345678", "0722000111"


@pytest.fixture
def before_request(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], None]], None]:
    """What happens to every request of the till's, by its path, before it leaves."""

    def install(happen: Callable[[str], None]) -> None:
        send = httpx.Client.send

        def happens(client: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
            happen(request.url.path)
            return send(client, request, **more)

        monkeypatch.setattr(httpx.Client, "send", happens)

    return install


def ring_up(host: TillHost) -> None:
    """Something for ten shillings is on the sale page."""
    host.window.selling.open(Cart.empty().add_open_item("Airtime", 10_00, TaxLetter.STANDARD))


def sell_for_cash(host: TillHost) -> None:
    """One sale from the goods to the change."""
    ring_up(host)
    host.press(Qt.Key.Key_F8)
    comes_to(host, PayScreen)
    host.type_in("50")
    host.press(Qt.Key.Key_F8)
    comes_to(host, CashPaidScreen)
    host.press(Qt.Key.Key_F8)
    comes_to(host, SaleScreen)


def set_aside(host: TillHost) -> str:
    """The prompt rings on while the next customer is served; the sale."""
    comes_to(host, WaitingScreen)
    sale_id = host.window.paying.sale_id
    host.tap("primary")
    comes_to(host, SaleScreen)
    return sale_id


def bar_says(host: TillHost, *words: str) -> bool:
    """Waits until the status bar has all these words."""
    bar = host.window.findChildren(StatusBar)[0]
    pending = bar.findChildren(QWidget, "pending_button")[0]
    return wait_until(lambda: all(each in f"{said(bar)} {pending.accessibleName()}" for each in words), 20)


def test_while_the_answer_to_a_prompt_is_on_its_way_the_next_customer_is_served(
    qapp: QApplication, tmp_path: Path, before_request: Callable[[Callable[[str], None]], None]
) -> None:
    has_arrived = threading.Event()

    def linger(path: str) -> None:
        if path.endswith(PUSH):
            has_arrived.wait(60)

    before_request(linger)
    with real_counter(qapp, tmp_path) as (host, phones):
        host.open_prompt(FIRST)
        host.press(Qt.Key.Key_F8)
        slow = set_aside(host)
        sell_for_cash(host)
        assert statuses(host, slow) == [("initiated", "sending")]

        has_arrived.set()
        assert wait_until(lambda: phones.answer(f"254{FIRST[1:]}", "pin"), 20)
        assert wait_until(lambda: statuses(host, slow)[0][0] == "completed", 20), statuses(host, slow)


def test_without_a_network_the_bar_says_what_is_pending_cash_sells_and_all_ends_right_afterwards(
    qapp: QApplication, tmp_path: Path, before_request: Callable[[Callable[[str], None]], None]
) -> None:
    is_gone = threading.Event()

    def fail(path: str) -> None:
        if is_gone.is_set() and path.startswith(OURS):
            raise httpx.ConnectError("no network")

    before_request(fail)
    with real_counter(qapp, tmp_path) as (host, phones):
        host.pay(FIRST)
        first = set_aside(host)
        ring_up(host)
        host.press(Qt.Key.Key_F8)
        comes_to(host, PayScreen)
        host.press(Qt.Key.Key_F10)
        host.type_in(SECOND)
        host.press(Qt.Key.Key_F8)
        second = set_aside(host)
        assert wait_until(lambda: statuses(host, second)[0][0] == "pending", 20), statuses(host, second)
        is_gone.set()
        assert wait_until(lambda: phones.answer(f"254{SECOND[1:]}", "pin"), 20)
        assert bar_says(host, "M-Pesa slower", "2 pending")
        sell_for_cash(host)
        assert [statuses(host, sale)[0][0] for sale in (first, second)] == ["pending", "pending"]

        is_gone.clear()
        assert wait_until(lambda: phones.answer(f"254{FIRST[1:]}", "pin"), 20)
        assert bar_says(host, "M-Pesa ready")
        paid = ["completed", "completed"]
        assert wait_until(lambda: [statuses(host, sale)[0][0] for sale in (first, second)] == paid, 60)
