"""Pull transactions: what a merchant received in the last 48 hours (daraja.md 7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from pos_desktop.clock import NAIROBI, in_nairobi
from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.c2b import with_decimals
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.fault_names import Call, Fault
from pos_desktop.simulator.faults import FaultScript
from pos_desktop.simulator.ledger import Ledger, Payment
from pos_desktop.simulator.numbering import Numbering
from pos_desktop.simulator.requests import invalid, is_callback_url, text_field

PAGE_ROWS = 100
LAG_SECONDS = 600.0
"""How far behind a list is that lags."""
FORMAT = "%Y-%m-%d %H:%M:%S"
"""Dates are a Kenyan wall clock's; so are the rows', although they end in Z."""
FOUND, NOTHING = "1000", "1001"


class Pull:
    """Registers merchants for the interface, and reads the ledger for them page by page."""

    def __init__(
        self,
        short_codes: Collection[str],
        ledger: Ledger,
        numbering: Numbering,
        organisation: str,
        clock: PacedClock,
        faults: FaultScript,
    ) -> None:
        self._short_codes = short_codes
        self._ledger = ledger
        self._numbering = numbering
        self._organisation = organisation
        self._clock = clock
        self._faults = faults
        self._registered: set[str] = set()

    def register(self, body: dict[str, Any]) -> dict[str, str]:
        """Registers a short code; doing it again is told apart by the status.

        Raises:
            RefusedError: a field is wrong.
        """
        short_code = text_field(body, "ShortCode", self._short_codes.__contains__)
        text_field(body, "RequestType", {"Pull"}.__contains__)
        text_field(body, "NominatedNumber", str.isdigit)
        text_field(body, "CallBackURL", is_callback_url)
        is_known = short_code in self._registered
        self._registered.add(short_code)
        return {
            "ResponseRefID": self._numbering.request_id(),
            "ResponseStatus": NOTHING if is_known else FOUND,
            "ShortCode": short_code,
            "ResponseDescription": f"ShortCode {'already' if is_known else 'successfully'} registered",
        }

    def query(self, body: dict[str, Any], *, turns_pages: bool = True) -> dict[str, Any]:
        """A page of what a registered merchant received between two dates, from a row on, or always from the first.

        Raises:
            RefusedError: a field is wrong, or the short code is not registered.
        """
        short_code = text_field(body, "ShortCode", self._registered.__contains__)
        start, end = _date(body, "StartDate"), _date(body, "EndDate")
        offset = int(text_field({"OffSetValue": "0", **body}, "OffSetValue", _is_offset))
        found = (self._row(payment) for payment in self._ledger.between(short_code, start, end))
        rows = [row for row in found if row is not None]
        first = offset if turns_pages else 0
        page = rows[first : first + PAGE_ROWS]
        return {
            "ResponseRefID": self._numbering.request_id(),
            "ResponseCode": FOUND if page else NOTHING,
            "ResponseMessage": "Success" if page else "No records found",
            "Response": [page],
        }

    def _row(self, payment: Payment) -> dict[str, str] | None:
        """A payment as the list has it; nothing when a fault keeps it out of the list."""
        transfer = payment.transfer
        amount_cents = transfer.amount_cents
        rule = self._faults.strike(Call.PULL_ROW, transfer)
        if rule is not None:
            behind = timedelta(seconds=LAG_SECONDS if rule.seconds is None else rule.seconds)
            if rule.fault is Fault.MISSES or (
                rule.fault is Fault.LAGS and self._clock.now() - payment.paid_at < behind
            ):
                return None
            if rule.fault is Fault.OTHER_AMOUNT:
                amount_cents = (rule.other_amount or 0) * CENTS_PER_SHILLING
        return {
            "transactionId": payment.receipt,
            "trxDate": in_nairobi(payment.paid_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "msisdn": transfer.msisdn,
            "sender": "MPESA",
            "transactiontype": "c2b-buy-goods-debit" if transfer.is_buy_goods else "c2b-pay-bill-debit",
            "billreference": "" if transfer.is_buy_goods else transfer.account_reference,
            "amount": with_decimals(amount_cents),
            "organizationname": self._organisation,
        }


def _date(body: dict[str, Any], name: str) -> datetime:
    text = text_field(body, name, bool)
    try:
        return datetime.strptime(text, FORMAT).replace(tzinfo=NAIROBI)
    except ValueError as error:
        raise invalid(name) from error


def _is_offset(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
