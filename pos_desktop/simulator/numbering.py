"""Ids and receipts in the shapes that Safaricom gives them."""

from __future__ import annotations

import string
from datetime import datetime

from pos_desktop.clock import in_nairobi
from pos_desktop.simulator.chance import Chance

_DAYS = "123456789ABCDEFGHIJKLMNOPQRSTUV"
_FIRST_YEAR = 2006
"""Receipts of 2019 begin with N and those of 2025 with T, so the letter A was 2006 (daraja.md 3)."""
_RECEIPT_TAIL = string.ascii_uppercase + string.digits


def nairobi_stamp(moment: datetime) -> str:
    """`YYYYMMDDHHmmss` on a Kenyan wall clock."""
    return in_nairobi(moment).strftime("%Y%m%d%H%M%S")


class Numbering:
    """Makes every id once."""

    def __init__(self, chance: Chance) -> None:
        self._merchant_ids = chance.stream("merchant ids")
        self._request_ids = chance.stream("request ids")
        self._conversations = chance.stream("conversation ids")
        self._receipts = chance.stream("receipts")
        self._given: set[str] = set()

    def checkout_request_id(self, moment: datetime, msisdn: str) -> str:
        """`ws_CO_`, Nairobi date and time to the millisecond, and the payer's last nine digits (daraja.md 2)."""
        local = in_nairobi(moment)
        milliseconds = local.microsecond // 1000
        while True:
            made = f"ws_CO_{local:%d%m%Y%H%M%S}{milliseconds:03d}{msisdn[-9:]}"
            if self._is_new(made):
                return made
            milliseconds += 1

    def merchant_request_id(self) -> str:
        """Groups of hexadecimal digits with a tail, as the newer ones are."""
        groups = "-".join(f"{self._merchant_ids.getrandbits(16):04x}" for _ in range(3))
        return f"{groups}-{self._merchant_ids.getrandbits(48):012x}{self._merchant_ids.randrange(1_000_000)}"

    def request_id(self) -> str:
        """The `requestId` of an error answer."""
        number = self._request_ids.randrange
        return f"{number(10_000, 99_999)}-{number(1_000_000, 99_999_999)}-1"

    def conversation_id(self, moment: datetime) -> str:
        """`AG_`, the day in Nairobi, and twenty hexadecimal digits (daraja.md 7)."""
        return f"AG_{in_nairobi(moment):%Y%m%d}_{self._conversations.getrandbits(80):020x}"

    def receipt(self, moment: datetime) -> str:
        """Ten characters, of which the first three are year, month and day (daraja.md 3)."""
        local = in_nairobi(moment)
        year = string.ascii_uppercase[(local.year - _FIRST_YEAR) % 26]
        head = year + string.ascii_uppercase[local.month - 1] + _DAYS[local.day - 1]
        while True:
            made = head + "".join(self._receipts.choices(_RECEIPT_TAIL, k=7))
            if self._is_new(made):
                return made

    def _is_new(self, made: str) -> bool:
        if made in self._given:
            return False
        self._given.add(made)
        return True
