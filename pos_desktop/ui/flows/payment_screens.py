"""The pages that a payment goes through."""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.ui.screens.outcome import NotPaidScreen, UnknownScreen
from pos_desktop.ui.screens.paid import CashPaidScreen, PaidScreen
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.waiting import WaitingScreen


@dataclass(frozen=True)
class PaymentScreens:
    """The pages of a payment."""

    pay: PayScreen
    waiting: WaitingScreen
    paid: PaidScreen
    cash_paid: CashPaidScreen
    not_paid: NotPaidScreen
    unknown: UnknownScreen
