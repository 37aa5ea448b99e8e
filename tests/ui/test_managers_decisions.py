"""What needs a manager, at the real screens of a real till: exceptions that are settled, goods that go on trust."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from sqlmodel import Session, select

from pos_desktop.app.scripted import wait_until
from pos_desktop.payments import Doubt, MPesaTransaction, count_exceptions
from pos_desktop.till import GoodsReleasedError
from pos_desktop.till.tables import AuditEntryRow, SaleRow
from tests.alignment.till_host import MANAGER_PIN, TillHost
from tests.payments.world import callback
from tests.ui.real_counter import attempts, real_counter, statuses
from tests.ui.real_pages import open_dialogs, said

PHONE = "0712345678"


def audited(host: TillHost, kind: str) -> list[AuditEntryRow]:
    with host.till.file.reading() as session:
        return list(session.exec(select(AuditEntryRow).where(AuditEntryRow.kind == kind)))


def sale_of(session: Session, sale_id: str) -> SaleRow:
    return session.exec(select(SaleRow).where(SaleRow.public_id == sale_id)).one()


def on_another_thread(write: Callable[[], object]) -> None:
    """The thread of the screen may not write."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result()


def seen(host: TillHost, name: str) -> bool:
    return any(each.isVisible() for each in host.window.findChildren(QWidget, name))


def approve(host: TillHost) -> None:
    assert wait_until(lambda: seen(host, "approve"), 10)
    host.type_in(MANAGER_PIN)
    host.tap("approve")


def test_an_exception_is_shown_with_its_story_and_settled_by_a_manager(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        host.pay(PHONE)
        sale_id = host.window.paying.sale_id
        assert wait_until(lambda: phones.answer("254712345678", "cancel"), 20)
        assert wait_until(lambda: host.told() == "not_paid:1032", 20)
        payment = attempts(host, sale_id)[0]
        with host.till.file.reading() as session:
            token = session.get_one(MPesaTransaction, payment.id).callback_token
        body = callback(0, cents=payment.amount_cents, CheckoutRequestID=payment.checkout_request_id)
        on_another_thread(lambda: host.core.receive_callback(token, body))
        assert wait_until(lambda: host.told() == "unknown:contradiction", 20), host.told()
        assert attempts(host, sale_id)[0].open_doubts == {Doubt.CONTRADICTION}

        host.tap("primary")  # the next customer is served meanwhile
        assert wait_until(lambda: seen(host, "scan_input"), 10)
        host.tap("pending_button")
        assert wait_until(lambda: seen(host, "decide"), 20)
        host.tap("decide")
        about = "0712 ••• 678 · KES 210.00 · Sale 1-000001"
        assert about in said(open_dialogs(host)[0])
        host.tap("choice_no_money")
        assert wait_until(lambda: seen(host, "approve"), 10)
        assert about in said(open_dialogs(host)[0])
        approve(host)
        assert wait_until(lambda: _exceptions(host) == 0, 20)
        assert statuses(host, sale_id) == [("failed", "declined")]
        (entry,) = audited(host, "exception_settled")
        assert "Mwangi" in entry.data
        assert "no_money" in entry.data
        assert wait_until(lambda: not seen(host, "decide"), 20)


def test_money_of_no_sale_here_is_shown_until_a_manager_looked_into_it(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, _phones):
        host.open_prompt(PHONE)
        host.press(Qt.Key.Key_Escape)
        body = callback(0, cents=23_000)
        on_another_thread(lambda: host.core.receive_callback("token-of-another-file", body))
        assert wait_until(lambda: seen(host, "scan_input"), 10)
        host.window.waiting.open()
        assert wait_until(lambda: seen(host, "primary"), 10)
        host.tap("primary")
        assert "KES 230.00" in said(open_dialogs(host)[0])
        approve(host)
        assert wait_until(lambda: bool(audited(host, "stray_settled")), 20)
        assert "Mwangi" in audited(host, "stray_settled")[0].data
        assert wait_until(lambda: not seen(host, "primary"), 20)


def test_goods_go_on_trust_and_the_sale_completes_when_the_money_comes(qapp: QApplication, tmp_path: Path) -> None:
    with real_counter(qapp, tmp_path) as (host, phones):
        host.pay(PHONE)
        assert wait_until(lambda: host.told() == "waiting", 20)
        sale_id = host.window.paying.sale_id
        host.press(Qt.Key.Key_Escape)
        host.tap("pay_another_way")
        host.tap("release_on_trust")
        host.tap("choice_sms")
        approve(host)

        def is_released() -> bool:
            return host.till.counter.sale(sale_id).released_at is not None

        assert wait_until(is_released, 20)
        assert wait_until(lambda: host.window.paying.sale_id == "", 20)
        assert attempts(host, sale_id)[0].is_open
        with host.till.file.reading() as session:
            sale = sale_of(session, sale_id)
            assert (sale.released_by, sale.release_reason) == ("Mwangi", "M-Pesa's SMS was seen")
        (entry,) = audited(host, "released_on_trust")
        assert "Mwangi" in entry.data
        with pytest.raises(GoodsReleasedError):
            on_another_thread(lambda: host.till.counter.clear(sale_id, sale.staff_id))

        assert wait_until(lambda: phones.answer("254712345678", "pin"), 20)
        assert wait_until(lambda: host.till.counter.sale(sale_id).is_completed, 20)
        assert _exceptions(host) == 0


def _exceptions(host: TillHost) -> int:
    with host.till.file.reading() as session:
        return count_exceptions(session)
