"""What is said at the foot of the page when a payment ends that nobody looks at."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.payments import PaymentChange, PaymentView, TransactionStatus
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


def sale(*, is_completed: bool = True, excess_cents: int = 0) -> SimpleNamespace:
    """How a sale stands."""
    return SimpleNamespace(is_completed=is_completed, excess_cents=excess_cents)


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
    assert told(qtbot, payment(story), sale()) == [said]


@pytest.mark.parametrize(
    ("what_became_of_it", "words"),
    [
        (sale(is_completed=False), "It counts for its sale, which goes on."),
        (sale(is_completed=False, excess_cents=119_100), "Give back KES 1,191.00. It waits in Pending."),
        (sale(excess_cents=10_000), "Give back KES 100.00. It waits in Pending."),
    ],
    ids=["opened again", "cleared", "paid in part another way"],
)
def test_money_that_comes_late_says_what_it_does_for_its_sale(
    qtbot: QtBot, what_became_of_it: SimpleNamespace, words: str
) -> None:
    assert told(qtbot, payment(paid()), what_became_of_it) == [("Paid: sale 1-000482, KES 1,191.00", words)]


def test_what_is_told_during_a_payment_offers_no_button_that_would_leave_it(qtbot: QtBot) -> None:
    assert told(qtbot, payment(paid()), sale(), on_screen="sale-2", button="")


def told(
    qtbot: QtBot, view: PaymentView, stands: SimpleNamespace, *, on_screen: str = "", button: str = "Show"
) -> list[tuple[str, str]]:
    """What the toast says when this payment ends."""
    heard: list[tuple[str, str]] = []
    prompts = SimpleNamespace(view=lambda _id: view, count_open=lambda: 0)
    counter = SimpleNamespace(sale=lambda _id: stands)
    services = cast(Services, SimpleNamespace(prompts=prompts, counter=counter, clock=ManualClock(300)))
    window = QWidget()
    qtbot.addWidget(window)

    def say(title: str, words: str, **more: str) -> None:
        heard.append((title, words))
        assert more["button"] == button

    toast = cast(Toast, SimpleNamespace(say=say))
    screen = PendingScreen(ManualClock(300))
    qtbot.addWidget(screen)
    flow = PendingFlow(services, Stage(window, QStackedWidget(window), toast), screen)

    change = PaymentChange(1, "sale-1", TransactionStatus.PENDING, view.status, view.detail, (), view.doubts)
    flow.payment_changed(change, on_screen=on_screen)

    return heard
