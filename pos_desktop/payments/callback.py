"""Reads the bodies that Safaricom posts when a prompt has ended (daraja.md 3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pos_desktop.clock import NAIROBI
from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.payments.errors import MalformedCallbackError
from pos_desktop.payments.wire import ID_LIMIT, exact_number, named_values, printable, refuse_constant, result_code_text

BODY_LIMIT = 16 * 1024
LONG_CODE = 10
"""A number of so many digits is no code, and stays text."""
_LARGEST_AMOUNT = Decimal(10) ** 12


@dataclass(frozen=True)
class CallbackData:
    """What a callback says. Nothing in it is proof by itself (payments.md 3.2).

    `result_code` is a whole number when it reads as one, text otherwise (`SFC_IC0003`). Whatever Safaricom left out
    is None; `transaction_date` is in UTC.
    """

    success: bool
    merchant_request_id: str
    checkout_request_id: str
    result_code: int | str
    result_description: str
    amount_cents: int | None = None
    mpesa_receipt_number: str | None = None
    transaction_date: datetime | None = None
    phone_number: str | None = None


class MPesaCallback:
    """The one reader of STK callbacks, for the till and the web shop alike."""

    @staticmethod
    def parse_callback_data(body: bytes | str | Mapping[str, Any]) -> CallbackData:
        """Reads a callback body: raw, as text, or as an object that was parsed already.

        Items are read by name, unknown ones ignored, and numbers are accepted as text.

        Raises:
            MalformedCallbackError: it is too large, not JSON, or lacks what every callback has, or a value that the
                payment depends on is of a kind that cannot be meant.
        """
        callback = _object(_object(_load(body), "Body"), "stkCallback")
        code = result_code_text(callback.get("ResultCode"))
        if code is None:
            raise MalformedCallbackError("ResultCode is missing or is neither a number nor text")
        number = int(code) if code.isascii() and code.isdigit() and len(code) < LONG_CODE else None
        metadata = callback.get("CallbackMetadata")
        items = named_values(metadata.get("Item") if isinstance(metadata, Mapping) else None, "Name")
        receipt = _identifier(items.get("MpesaReceiptNumber"), "MpesaReceiptNumber")
        return CallbackData(
            success=number == 0,
            merchant_request_id=_identifier(callback.get("MerchantRequestID"), "MerchantRequestID") or "",
            checkout_request_id=_required(callback, "CheckoutRequestID"),
            result_code=code if number is None else number,
            result_description=_words(callback.get("ResultDesc")),
            amount_cents=_cents(items.get("Amount")),
            mpesa_receipt_number=receipt.upper() if receipt else None,
            transaction_date=_moment(items.get("TransactionDate")),
            phone_number=_words(items.get("PhoneNumber"))[:ID_LIMIT] or None,
        )


def _load(body: bytes | str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(body, Mapping):
        return body
    if len(body) > BODY_LIMIT:
        raise MalformedCallbackError(f"the body has {len(body)} bytes, a callback has a few hundred")
    try:
        value = json.loads(
            body, parse_float=exact_number, parse_constant=refuse_constant, object_pairs_hook=_without_repeats
        )
    except (ValueError, RecursionError) as error:
        raise MalformedCallbackError(f"the body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise MalformedCallbackError("the body is JSON, but not an object")
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands in it twice")
    return value


def _object(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parent.get(name)
    if not isinstance(value, Mapping):
        raise MalformedCallbackError(f"{name} is missing or is not an object")
    return value


def _required(callback: Mapping[str, Any], name: str) -> str:
    value = _identifier(callback.get(name), name)
    if not value:
        raise MalformedCallbackError(f"{name} is missing")
    return value


def _identifier(value: object, name: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise MalformedCallbackError(f"{name} is not text")
    text = str(value).strip()
    if len(text) > ID_LIMIT or not text.isprintable():
        raise MalformedCallbackError(f"{name} is too long or has characters that no id has")
    return text or None


def _cents(value: object) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        raise MalformedCallbackError("Amount is not a number")
    try:
        amount = Decimal(value if isinstance(value, int | Decimal) else str(value).strip())
    except ArithmeticError as error:
        raise MalformedCallbackError("Amount is not a number") from error
    if not amount.is_finite() or not 0 <= amount < _LARGEST_AMOUNT:
        raise MalformedCallbackError("Amount is not a sum that anybody pays")
    cents = amount * CENTS_PER_SHILLING
    if cents != cents.to_integral_value():
        raise MalformedCallbackError("Amount has more than two decimals")
    return int(cents)


def _moment(value: object) -> datetime | None:
    try:
        local = datetime.strptime(str(value).strip(), "%Y%m%d%H%M%S").replace(tzinfo=NAIROBI)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _words(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    return printable(str(value)).strip()[:200]


def checkout_request_id_of(body: bytes) -> str:
    """The prompt that a callback's body names, or nothing; for callbacks that prove nothing else."""
    try:
        return MPesaCallback.parse_callback_data(body).checkout_request_id
    except MalformedCallbackError:
        return ""
