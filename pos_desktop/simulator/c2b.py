"""C2B: a merchant registers an address once, and every payment to it is posted there (daraja.md 6)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.accounts import Accounts
from pos_desktop.simulator.callbacks import Courier
from pos_desktop.simulator.errors import RefusedError
from pos_desktop.simulator.ledger import Payment
from pos_desktop.simulator.numbering import nairobi_stamp
from pos_desktop.simulator.requests import is_callback_url, text_field

_FORBIDDEN = re.compile(r"m-?pesa|safaricom|exe|cmd|sql|query", re.IGNORECASE)
"""Words that an address may not hold."""


@dataclass(frozen=True)
class Registration:
    """Where a merchant wants to hear of payments; `hashes_payer` is version 1 of the interface.

    The validation address is checked and not kept: validation is off unless Safaricom is asked for it by letter.
    """

    confirmation_url: str
    hashes_payer: bool


class Confirmations:
    """The addresses that are registered, and the posts to them: one for each payment."""

    def __init__(self, short_codes: Collection[str], accounts: Accounts, courier: Courier) -> None:
        self._short_codes = short_codes
        self._accounts = accounts
        self._courier = courier
        self._registered: dict[str, Registration] = {}

    def register(self, body: dict[str, Any], *, hashes_payer: bool) -> None:
        """Registers addresses, once for each short code.

        Raises:
            RefusedError: a field is wrong, or addresses are registered already.
        """
        short_code = text_field(body, "ShortCode", self._short_codes.__contains__)
        text_field(body, "ResponseType", {"Completed", "Cancelled"}.__contains__)
        confirmation_url = text_field(body, "ConfirmationURL", _is_c2b_url)
        text_field(body, "ValidationURL", _is_c2b_url)
        if short_code in self._registered:
            raise RefusedError(500, "500.003.1001", "Urls are already registered")
        self._registered[short_code] = Registration(confirmation_url, hashes_payer)

    async def confirm(self, payment: Payment) -> None:
        """Posts a payment to the merchant's address, if there is one: the till's own, or its store number's."""
        transfer = payment.transfer
        registration = self._registered.get(transfer.to) or self._registered.get(transfer.short_code)
        if registration is not None:
            name = self._accounts.phone(transfer.msisdn).first_name
            body = json.dumps(confirmation(payment, name, hashes_payer=registration.hashes_payer))
            await self._courier.send(registration.confirmation_url, body, {})


def confirmation(payment: Payment, first_name: str, *, hashes_payer: bool) -> dict[str, str]:
    """The flat object of texts that is posted; middle and last names are missing, as they are in real ones now."""
    transfer = payment.transfer
    return {
        "TransactionType": "Buy Goods" if transfer.is_buy_goods else "Pay Bill",
        "TransID": payment.receipt,
        "TransTime": nairobi_stamp(payment.paid_at),
        "TransAmount": with_decimals(transfer.amount_cents),
        "BusinessShortCode": transfer.to,
        "BillRefNumber": "" if transfer.is_buy_goods else transfer.account_reference,
        "InvoiceNumber": "",
        "OrgAccountBalance": with_decimals(payment.balance_cents),
        "ThirdPartyTransID": "",
        "MSISDN": _hashed(transfer.msisdn) if hashes_payer else f"{transfer.msisdn[:4]} ***** {transfer.msisdn[-3:]}",
        "FirstName": first_name,
    }


def with_decimals(cents: int) -> str:
    """`152.00`."""
    return f"{cents // CENTS_PER_SHILLING}.{cents % CENTS_PER_SHILLING:02d}"


def _hashed(msisdn: str) -> str:
    return hashlib.sha256(msisdn.encode()).hexdigest()


def _is_c2b_url(text: str) -> bool:
    return is_callback_url(text) and _FORBIDDEN.search(text) is None
