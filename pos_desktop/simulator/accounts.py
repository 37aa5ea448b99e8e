"""Phones with purses, and the merchant's numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MSISDN = re.compile(r"254[17][0-9]{8}")
DEFAULT_BALANCE_CENTS = 100_000_00
DEFAULT_PIN = "1234"
TRANSACTION_LIMIT_CENTS = 250_000_00
DAILY_LIMIT_CENTS = 500_000_00
"""Safaricom's limits of December 2025 (daraja.md 2)."""


@dataclass
class Phone:
    """A customer's phone: what is in its purse, its PIN, and whether the network finds it."""

    msisdn: str
    balance_cents: int = DEFAULT_BALANCE_CENTS
    pin: str = DEFAULT_PIN
    in_reach: bool = True
    first_name: str = "WANJIRU"
    spent_on: date | None = None
    spent_cents: int = 0

    def refusal(self, amount_cents: int, day: date) -> str:
        """The result code that keeps this phone from paying, or nothing (daraja.md 3.1)."""
        if amount_cents > TRANSACTION_LIMIT_CENTS:
            return "3"
        if self._spent(day) + amount_cents > DAILY_LIMIT_CENTS:
            return "4"
        return "1" if amount_cents > self.balance_cents else ""

    def pay(self, amount_cents: int, day: date) -> None:
        """Takes the money out of the purse; ask `refusal` first."""
        self.spent_cents = self._spent(day) + amount_cents
        self.spent_on = day
        self.balance_cents -= amount_cents

    def _spent(self, day: date) -> int:
        return self.spent_cents if self.spent_on == day else 0


class Accounts:
    """Every phone there is: any Kenyan mobile number has one, with money in it, from the first time it is named."""

    def __init__(self, phones: Iterable[Phone] = ()) -> None:
        self._phones = {phone.msisdn: phone for phone in phones}

    def phone(self, msisdn: str) -> Phone:
        """The phone of a number.

        Raises:
            ValueError: no Kenyan mobile number looks like that.
        """
        if MSISDN.fullmatch(msisdn) is None:
            raise ValueError(f"not a number like 2547XXXXXXXX: {msisdn!r}")
        return self._phones.setdefault(msisdn, Phone(msisdn))
