"""What is said at the foot of the page when a payment ends that nobody looks at."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.payments import PaymentChange, TransactionStatus
from pos_desktop.payments.evidence import GivenUp
from pos_desktop.ui.components import Toast
from pos_desktop.ui.flows.pending import PendingFlow
from pos_desktop.ui.flows.stage import Stage
from pos_desktop.ui.screens.pending import PendingScreen
from pos_desktop.ui.services import Services
from tests.ui.payment_samples import AMOUNT_CENTS, SENT, Timed, callback, not_paid, paid, payment
from tests.ui.payment_windows import ManualClock

CONTRADICTION = (*SENT, (20, callback("1032")), (25, callback("0", receipt="UK07XK2M9P", amount_cents=AMOUNT_CENTS)))
GIVEN_UP = (*SENT, (200, GivenUp("Achieng", "Mwangi", "customer left")))


@pytest.mark.parametrize(
    ("story", "said"),
    [
        (paid(), ("Paid: sale 1-000482, KES 1,191.00", "Receipt prints by itself")),
        (not_paid("2001"), ("Not paid: sale 1-000482, KES 1,191.00", "No money moved. It waits in Pending.")),
        (GIVEN_UP, ("Not paid: sale 1-000482, KES 1,191.00", "Not that we know. It waits in Pending.")),
        (
            CONTRADICTION,
            (
                "We don't know yet: sale 1-000482, KES 1,191.00",
                "Maybe. Check the customer's M-Pesa message. It waits in Pending.",
            ),
        ),
    ],
    ids=["paid", "not paid", "given up", "two answers that disagree"],
)
def test_what_ends_in_the_background_is_told_as_it_is(
    qtbot: QtBot, story: tuple[Timed, ...], said: tuple[str, str]
) -> None:
    heard: list[tuple[str, str]] = []
    view = payment(story)
    prompts = SimpleNamespace(view=lambda _id: view, count_open=lambda: 0)
    services = cast(Services, SimpleNamespace(prompts=prompts, clock=ManualClock(300)))
    window = QWidget()
    qtbot.addWidget(window)
    toast = cast(Toast, SimpleNamespace(say=lambda title, words, **_more: heard.append((title, words))))
    screen = PendingScreen(ManualClock(300))
    qtbot.addWidget(screen)
    flow = PendingFlow(services, Stage(window, QStackedWidget(window), toast), screen)

    change = PaymentChange(1, "sale-1", TransactionStatus.PENDING, view.status, view.detail, (), view.doubts)
    flow.payment_changed(change, is_on_screen=False)

    assert heard == [said]
