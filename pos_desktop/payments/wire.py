"""Daraja's requests and answers as typed values. Errors are classed by their JSON, never by HTTP status alone."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pos_desktop.clock import in_nairobi
from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.payments.config import DarajaConfig
from pos_desktop.payments.errors import (
    BusyError,
    CredentialsError,
    DarajaError,
    InvalidReferenceError,
    OutcomeUnknownError,
    RejectedError,
    TokenRefusedError,
)

ACCOUNT_REFERENCE_LIMIT = 12
DESCRIPTION_LIMIT = 13
ID_LIMIT = 64
_MOST_CENTS = 10**12
_UNPRINTABLE = re.compile(r"[^A-Za-z0-9 .-]+")

TOKEN_CODES = frozenset({"404.001.03", "400.003.01", "401.002.01", "401.003.01", "400.001", "401.001"})
REFUSED_CODES = frozenset(
    {
        "400.002.02",
        "400.002.05",
        "400.003.02",
        "404.001.01",
        "404.002.01",
        "404.003.01",
        "404.001.04",
        "405.001",
    }
)
SHARED_CODE = "500.001.1001"
SPIKE_CODE = "500.003.02"
QUOTA_CODE = "500.003.03"
_CREDENTIAL_TEXTS = ("wrong credentials", "merchant does not exist")
_PROCESSING_TEXT = "being processed"
_LOCK_TEXT = "unable to lock subscriber"


@dataclass(frozen=True)
class PushRequest:
    """One prompt, ready to go: phone as `2547...`, amount in cents of whole shillings."""

    phone: str
    amount_cents: int
    account_reference: str
    description: str
    callback_url: str


@dataclass(frozen=True)
class PushAccepted:
    """Daraja took the request for processing, which does not mean that anything was paid."""

    merchant_request_id: str
    checkout_request_id: str
    response: Mapping[str, Any]


@dataclass(frozen=True)
class QueryAnswer:
    """What the STK query said. `result_code` is None while M-Pesa has no answer yet.

    `is_processing` says that M-Pesa itself said so, which is not the same as silence: nobody has paid by then.
    """

    result_code: str | None
    description: str
    is_processing: bool = False


def clean_reference(text: str, limit: int = ACCOUNT_REFERENCE_LIMIT) -> str:
    """The text cut to what Safaricom shows without trouble: plain letters, digits, space, dot and hyphen.

    Raises:
        InvalidReferenceError: nothing is left of it.
    """
    cleaned = " ".join(_UNPRINTABLE.sub(" ", text).split())[:limit].strip()
    if not cleaned:
        raise InvalidReferenceError("empty", f"Nothing of the reference {text!r} can be shown by M-Pesa.")
    return cleaned


def timestamp(moment: datetime) -> str:
    """Nairobi wall-clock time as `YYYYMMDDHHmmss` (daraja.md 2)."""
    return in_nairobi(moment).strftime("%Y%m%d%H%M%S")


def signed_fields(config: DarajaConfig, moment: datetime) -> dict[str, str]:
    """Short code, password and timestamp, made together so that they can never disagree (daraja.md 9.14)."""
    stamp = timestamp(moment)
    password = base64.b64encode(f"{config.short_code}{config.passkey}{stamp}".encode()).decode()
    return {"BusinessShortCode": config.short_code, "Password": password, "Timestamp": stamp}


def push_body(config: DarajaConfig, request: PushRequest, moment: datetime) -> dict[str, str]:
    """The JSON of an STK push; the amount goes as a whole number of shillings."""
    return signed_fields(config, moment) | {
        "TransactionType": config.transaction_type.value,
        "Amount": str(request.amount_cents // CENTS_PER_SHILLING),
        "PartyA": request.phone,
        "PartyB": config.receiver,
        "PhoneNumber": request.phone,
        "CallBackURL": request.callback_url,
        "AccountReference": request.account_reference,
        "TransactionDesc": request.description,
    }


def query_body(config: DarajaConfig, checkout_request_id: str, moment: datetime) -> dict[str, str]:
    """The JSON of an STK query."""
    return signed_fields(config, moment) | {"CheckoutRequestID": checkout_request_id}


def exact_number(text: str) -> Decimal:
    """A JSON number as it is written.

    Raises:
        ValueError: its exponent is beyond all that can be counted.
    """
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise ValueError(f"{text[:40]} is no number that can be counted") from error


def refuse_constant(name: str) -> object:
    """For NaN and Infinity, which Python takes for JSON.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{name} is not a JSON number")


def printable(text: str) -> str:
    """The text with a space for whatever cannot be shown, written to a log, or stored."""
    return text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)


def plain_text(value: object) -> str:
    """The value as text that can be stored as it is.

    Raises:
        ValueError: it has characters that cannot be shown.
    """
    text = str(value)
    if not text.isprintable():
        raise ValueError("the text has characters that no name has")
    return text


def whole_number(value: Any) -> int:
    """The value as a count that a database can hold.

    Raises:
        ValueError: it is below nothing or beyond all counting, or no number.
        TypeError: it is nothing that could be one.
    """
    number = int(value)
    if not 0 <= number < 2**63:
        raise ValueError("the number is beyond all counting")
    return number


def read_object(body: bytes) -> dict[str, Any] | None:
    """The body as a JSON object with exact numbers, or None when it is anything else."""
    try:
        value = json.loads(body, parse_float=exact_number, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def read_push(status: int, body: bytes) -> PushAccepted:
    """What Daraja said to a push.

    Raises:
        TokenRefusedError: the token is void; no prompt went out.
        RejectedError: a refusal that is known to come before M-Pesa.
        OutcomeUnknownError: everything else, as a prompt may have gone out (daraja.md 2.1).
    """
    answer = read_object(body)
    if answer is None:
        raise unreadable("push", status)
    if answer.get("errorCode") is not None or _is_unauthorised(status):
        raise class_error("push", status, answer)
    merchant, checkout = _text(answer.get("MerchantRequestID")), _text(answer.get("CheckoutRequestID"))
    if _text(answer.get("ResponseCode")) != "0" or not checkout:
        raise OutcomeUnknownError(
            "push",
            f"unexpected answer {_text(answer.get('ResponseDescription'))[:120]!r}",
            http_status=status,
        )
    return PushAccepted(merchant, checkout, {key: _text(value) for key, value in answer.items()})


def read_query(status: int, body: bytes) -> QueryAnswer:
    """What Daraja said to a query; anything without a result code is no answer at all (daraja.md 4).

    Raises:
        TokenRefusedError: the token is void; ask again with another.
    """
    answer = read_object(body)
    if answer is None:
        if _is_unauthorised(status):
            raise unreadable("query", status)
        return QueryAnswer(None, f"HTTP {status} without JSON")
    if answer.get("errorCode") is not None or _is_unauthorised(status):
        error = class_error("query", status, answer)
        if isinstance(error, TokenRefusedError):
            raise error
        return QueryAnswer(None, str(error), is_processing=_PROCESSING_TEXT in str(error).casefold())
    code = result_code_text(answer.get("ResultCode"))
    if code is None or code == "4999":
        return QueryAnswer(None, _text(answer.get("ResultDesc"))[:200], is_processing=code is not None)
    return QueryAnswer(code, _text(answer.get("ResultDesc"))[:200])


def result_code_text(value: object) -> str | None:
    """A result code as text, whether it came as a number or as words; None when it is neither."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        return None
    text = printable(str(value)).strip()
    return (text.removesuffix(".0") if isinstance(value, Decimal | float) else text)[:ID_LIMIT] or None


def exact_cents(value: object) -> int | None:
    """An amount in shillings, as a number or as text, in whole cents; None when it cannot be meant."""
    try:
        cents = Decimal(str(value)) * CENTS_PER_SHILLING
    except ArithmeticError:
        return None
    if not cents.is_finite() or cents != cents.to_integral_value() or not 0 < cents < _MOST_CENTS:
        return None
    return int(cents)


def named_values(listed: object, name: str) -> dict[str, Any]:
    """M-Pesa's lists of names and values as a dictionary: a list, one entry alone, or nothing that can be read."""
    entries = [listed] if isinstance(listed, Mapping) else listed
    if not isinstance(entries, list):
        return {}
    return {
        entry[name]: entry.get("Value")
        for entry in entries
        if isinstance(entry, Mapping) and isinstance(entry.get(name), str)
    }


def class_error(call: str, status: int, answer: Mapping[str, Any]) -> DarajaError:
    """The error that an error answer stands for (daraja.md 2.1)."""
    code = _text(answer.get("errorCode"))
    words = _text(answer.get("errorMessage")) or _fault_text(answer)
    text = f"{code or f'HTTP {status}'} {words[:160]}".strip()
    kind = _error_class(code, words.casefold(), status)
    return kind(call, text, http_status=status, error_code=code)


def _error_class(code: str, words: str, status: int) -> type[DarajaError]:
    if "apiproduct" in words:
        return CredentialsError
    if code in TOKEN_CODES or (not code and _is_unauthorised(status)):
        return TokenRefusedError
    if code in REFUSED_CODES:
        return RejectedError
    if code == SHARED_CODE:
        if any(known in words for known in _CREDENTIAL_TEXTS):
            return CredentialsError
        return BusyError if _LOCK_TEXT in words else OutcomeUnknownError
    if code == QUOTA_CODE or (code == SPIKE_CODE and "spike" in words):
        return BusyError
    return OutcomeUnknownError


def unreadable(call: str, status: int) -> DarajaError:
    """The error that an answer without JSON stands for."""
    if _is_unauthorised(status):
        return TokenRefusedError(call, "the token was refused without a word", http_status=status)
    if status == 429:  # the gateway's own limit, before M-Pesa (payments.md row 15)
        return BusyError(call, "too many requests", http_status=status)
    return OutcomeUnknownError(call, f"HTTP {status} without JSON", http_status=status)


def _is_unauthorised(status: int) -> bool:
    return status == 401


def _fault_text(answer: Mapping[str, Any]) -> str:
    fault = answer.get("fault")
    return _text(fault.get("faultstring")) if isinstance(fault, Mapping) else ""


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else printable(str(value)).strip()
