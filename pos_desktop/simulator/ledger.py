"""Moves money, and keeps every payment: what a pull reads, and what a till is told by C2B (daraja.md 6 and 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos_desktop.clock import in_nairobi
from pos_desktop.simulator.accounts import Accounts
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.numbering import Numbering

PULL_WINDOW = timedelta(hours=48)
"""How far back a pull sees."""


@dataclass(frozen=True)
class Transfer:
    """Money that is to move from a phone to a merchant; a till (`is_buy_goods`) knows no account reference.

    `origin_id` is the originator's id of the conversation that it came from, if it was a prompt.
    """

    msisdn: str
    short_code: str
    to: str
    amount_cents: int
    is_buy_goods: bool
    account_reference: str
    origin_id: str = ""


@dataclass(frozen=True)
class Payment:
    """Money that moved."""

    transfer: Transfer
    receipt: str
    paid_at: datetime
    balance_cents: int


class Ledger:
    """The one place where money moves; `announce` hears of every payment."""

    def __init__(
        self, accounts: Accounts, numbering: Numbering, clock: PacedClock, announce: Callable[[Payment], None]
    ) -> None:
        self._accounts = accounts
        self._numbering = numbering
        self._clock = clock
        self._announce = announce
        self._payments: list[Payment] = []
        self._balances: dict[str, int] = {}

    def move(self, transfer: Transfer) -> Payment | str:
        """The payment, or the result code of what forbids it."""
        phone = self._accounts.phone(transfer.msisdn)
        now = self._clock.now()
        day = in_nairobi(now).date()
        refused = phone.refusal(transfer.amount_cents, day)
        if refused:
            return refused
        phone.pay(transfer.amount_cents, day)
        balance = self._balances.get(transfer.to, 0) + transfer.amount_cents
        self._balances[transfer.to] = balance
        payment = Payment(transfer, self._numbering.receipt(now), now, balance)
        self._payments.append(payment)
        self._announce(payment)
        return payment

    def find(self, short_code: str, receipt: str, origin_id: str) -> Payment | None:
        """A merchant's payment by its receipt or, without one, by the id of its conversation."""
        for payment in reversed(self._payments):
            transfer = payment.transfer
            if short_code in (transfer.short_code, transfer.to) and (
                payment.receipt == receipt if receipt else transfer.origin_id == origin_id
            ):
                return payment
        return None

    def newest_receipt(self, *, besides: str) -> str:
        """The last receipt but the one that is named; empty when there is none."""
        receipts = (payment.receipt for payment in reversed(self._payments))
        return next((receipt for receipt in receipts if receipt != besides), "")

    def between(self, short_code: str, start: datetime, end: datetime) -> list[Payment]:
        """What a merchant received in a time, oldest first, as far back as a pull sees."""
        start = max(start, self._clock.now() - PULL_WINDOW)
        return [
            payment
            for payment in self._payments
            if short_code in (payment.transfer.short_code, payment.transfer.to) and start <= payment.paid_at <= end
        ]
