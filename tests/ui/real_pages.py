"""What is on the pages of a real till's window, for tests that go from one to the next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtWidgets import QLabel, QWidget

from pos_desktop.app.scripted import wait_until
from pos_desktop.payments import TransactionStatus
from pos_desktop.ui.components import Dialog
from pos_desktop.ui.screens.outcome import NotPaidScreen
from pos_desktop.ui.screens.pending_list import PendingList
from tests.alignment.host import Phones
from tests.alignment.till_host import TillHost
from tests.ui.real_counter import attempts


def comes_to(host: TillHost, screen: type[QWidget]) -> None:
    """Waits for a page."""
    assert wait_until(lambda: isinstance(host.window.stage.pages.currentWidget(), screen), 20), host.told()


def called_not_paid(host: TillHost, phones: Phones) -> str:
    """A prompt that the customer pays while the callback says cancelled, and M-Pesa is silent when it is asked."""
    msisdn = "254712345678"
    host.pay("0712345678")
    phones.spoil({"on": "query", "fault": "empty_500", "msisdn": msisdn})
    phones.spoil({"on": "callback", "fault": "says", "code": "1032", "msisdn": msisdn})
    assert wait_until(lambda: phones.answer(msisdn, "pin"), 20)
    comes_to(host, NotPaidScreen)
    return host.window.paying.sale_id


def learn_the_truth(host: TillHost, phones: Phones, sale_id: str) -> None:
    """M-Pesa is asked again, and now says that it was paid."""
    phones.heal()
    payment_id = attempts(host, sale_id)[0].id
    with ThreadPoolExecutor(1) as pool:  # the thread of the screen may not write
        assert pool.submit(host.core.query, payment_id).result().status is TransactionStatus.COMPLETED
    assert wait_until(lambda: bool(host.till.counter.sale(sale_id).tenders), 20)


def rows_of_pending(host: TillHost) -> list[str]:
    """What the rows of Pending are called, heads and all."""
    rows = host.window.findChildren(PendingList)[0].rows()
    return [rows.row(number).title for number in range(rows.rowCount())]


def open_dialogs(host: TillHost) -> list[Dialog]:
    """The dialogs that are open."""
    return [each for each in host.window.findChildren(Dialog) if each.isVisible()]


def said(widget: QWidget) -> str:
    """All words of the labels that are seen."""
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text())


def toast_says(host: TillHost) -> str:
    """What the toast says, or nothing."""
    toast = host.window.stage.toast
    return said(toast) if toast.isVisible() else ""
