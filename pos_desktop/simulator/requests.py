"""Reads a request as strictly as Daraja does, and says Invalid X of the first field that is wrong (daraja.md 2)."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.accounts import MSISDN
from pos_desktop.simulator.errors import RefusedError

REFERENCE_LIMIT = 12
DESCRIPTION_LIMIT = 13
REMARKS_LIMIT = 100
ID_LIMIT = 64
_AMOUNT = re.compile(r"0*[1-9][0-9]{0,8}")
_SHORT_CODE = re.compile(r"[0-9]{5,7}")
_PARTY = re.compile(r"[0-9]{5,12}")
_TIMESTAMP = re.compile(r"[0-9]{14}")
_PAYBILL, _BUY_GOODS = "CustomerPayBillOnline", "CustomerBuyGoodsOnline"


@dataclass(frozen=True)
class PushRequest:
    """A push that was found in order."""

    short_code: str
    is_buy_goods: bool
    amount_cents: int
    msisdn: str
    party_b: str
    callback_url: str
    account_reference: str
    description: str


@dataclass(frozen=True)
class QueryRequest:
    """A question that was found in order."""

    short_code: str
    checkout_request_id: str


@dataclass(frozen=True)
class StatusRequest:
    """A question about a transaction that was found in order; one of the two ids may be empty."""

    initiator: str
    security_credential: str
    transaction_id: str
    original_conversation_id: str
    party: str
    result_url: str
    timeout_url: str
    occasion: str


@dataclass(frozen=True)
class Merchants:
    """The short codes that may ask, and the passkey that proves them."""

    short_codes: Collection[str]
    passkey: str

    def check(self, short_code: str, password: str, timestamp: str) -> None:
        """Lets a request pass whose password is made of the three (daraja.md 2).

        Raises:
            RefusedError: the short code is not live here, or the password is not right.
        """
        if short_code not in self.short_codes:
            raise RefusedError(500, "500.001.1001", "Merchant does not exist")
        right = base64.b64encode(f"{short_code}{self.passkey}{timestamp}".encode())
        if not secrets.compare_digest(right, password.encode()):
            raise RefusedError(500, "500.001.1001", "Wrong credentials")


def read_body(content_type: str, raw: bytes) -> dict[str, Any]:
    """The JSON object in a body.

    Raises:
        RefusedError: a form, or no JSON object.
    """
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise invalid("BusinessShortCode")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, "400.002.05", "Invalid Request Payload") from error
    if not isinstance(body, dict):
        raise RefusedError(400, "400.002.05", "Invalid Request Payload")
    return body


def read_push(body: dict[str, Any], merchants: Merchants) -> PushRequest:
    """The push in a body.

    Raises:
        RefusedError: a field is wrong, or the merchant is not who it says.
    """
    short_code, password, timestamp = _credentials(body)
    kind = text_field(body, "TransactionType", {_PAYBILL, _BUY_GOODS}.__contains__)
    amount = text_field(body, "Amount", _AMOUNT.fullmatch)
    text_field(body, "PartyA", MSISDN.fullmatch)
    party_b = text_field(body, "PartyB", _SHORT_CODE.fullmatch)
    msisdn = text_field(body, "PhoneNumber", MSISDN.fullmatch)
    callback_url = text_field(body, "CallBackURL", is_callback_url)
    reference = text_field(body, "AccountReference", lambda text: 0 < len(text) <= REFERENCE_LIMIT)
    description = text_field(
        {"TransactionDesc": "", **body}, "TransactionDesc", lambda text: len(text) <= DESCRIPTION_LIMIT
    )
    merchants.check(short_code, password, timestamp)
    return PushRequest(
        short_code=short_code,
        is_buy_goods=kind == _BUY_GOODS,
        amount_cents=int(amount) * CENTS_PER_SHILLING,
        msisdn=msisdn,
        party_b=party_b,
        callback_url=callback_url,
        account_reference=reference,
        description=description,
    )


def read_query(body: dict[str, Any], merchants: Merchants) -> QueryRequest:
    """The question in a body.

    Raises:
        RefusedError: a field is wrong, or the merchant is not who it says.
    """
    short_code, password, timestamp = _credentials(body)
    checkout_request_id = text_field(body, "CheckoutRequestID", lambda text: 0 < len(text) <= ID_LIMIT)
    merchants.check(short_code, password, timestamp)
    return QueryRequest(short_code, checkout_request_id)


def read_status(body: dict[str, Any]) -> StatusRequest:
    """The question about a transaction in a body (daraja.md 7); who asks is found out later.

    Raises:
        RefusedError: a field is wrong, or there is neither a receipt nor a conversation to look for.
    """
    initiator = text_field(body, "Initiator", bool)
    credential = text_field(body, "SecurityCredential", bool)
    text_field(body, "CommandID", {"TransactionStatusQuery"}.__contains__)
    receipt = text_field({"TransactionID": "", **body}, "TransactionID", _is_optional_id)
    conversation = text_field({"OriginalConversationID": "", **body}, "OriginalConversationID", _is_optional_id)
    if not receipt and not conversation:
        raise invalid("TransactionID")
    party = text_field(body, "PartyA", _PARTY.fullmatch)
    text_field(body, "IdentifierType", {"1", "2", "4"}.__contains__)
    result_url = text_field(body, "ResultURL", is_callback_url)
    timeout_url = text_field(body, "QueueTimeOutURL", is_callback_url)
    text_field(body, "Remarks", lambda text: 0 < len(text) <= REMARKS_LIMIT)
    occasion = text_field({"Occasion": "", **body}, "Occasion", lambda text: len(text) <= REMARKS_LIMIT)
    return StatusRequest(initiator, credential, receipt, conversation, party, result_url, timeout_url, occasion)


def invalid(field: str) -> RefusedError:
    """Daraja's answer to a field that it cannot use."""
    return RefusedError(400, "400.002.02", f"Bad Request - Invalid {field}")


def text_field(body: dict[str, Any], name: str, accepts: Callable[[str], object]) -> str:
    """The field as text; numbers are welcome where Daraja's own samples have them, fractions are not.

    Raises:
        RefusedError: the field is missing or not acceptable.
    """
    value = body.get(name)
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    text = str(value) if is_plain else ""
    if not is_plain or not accepts(text):
        raise invalid(name)
    return text


def is_callback_url(text: str) -> bool:
    """Whether Daraja would post there: a plain web address, its host in lower case (daraja.md 5)."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.netloc == parts.netloc.lower()


def _credentials(body: dict[str, Any]) -> tuple[str, str, str]:
    short_code = text_field(body, "BusinessShortCode", _SHORT_CODE.fullmatch)
    password = text_field(body, "Password", lambda text: text.isascii() and bool(text))
    timestamp = text_field(body, "Timestamp", _is_timestamp)
    return short_code, password, timestamp


def _is_optional_id(text: str) -> bool:
    return len(text) <= ID_LIMIT and text.isascii() and text == text.strip()


def _is_timestamp(text: str) -> bool:
    if _TIMESTAMP.fullmatch(text) is None:
        return False
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - only asks whether such a moment exists
    except ValueError:
        return False
    return True
