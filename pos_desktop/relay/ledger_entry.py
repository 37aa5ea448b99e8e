"""What a terminal uploads of a payment, read strictly: a field too many is refused as one too few."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pos_desktop.relay.moments import milliseconds
from pos_desktop.serving import BadRequestError, NotFoundError

TEXT_LIMIT = 64
PHONE_DIGITS = 7
"""What may be seen of a phone number, such as `0712 ••• 678`; whoever has more has the number (payments.md 4)."""
LARGEST_NUMBER = 2**63 - 1
LARGEST_AMOUNT_CENTS = 10**12
HOST_KINDS = ("pos_sale", "order")
STATUSES = ("initiated", "pending", "failed", "completed")
"""In the order in which they may follow each other (payments.md 3.2)."""

_PUBLIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHORT_CODE = re.compile(r"[0-9]{3,12}")
_WORD = re.compile(r"[a-z][a-z_]{0,31}")


@dataclass(frozen=True)
class Entry:
    """One payment as its host knows it; the fields are the columns that it fills, in their order."""

    short_code: str
    host_kind: str
    host: str
    account_reference: str
    attempt: int
    amount_cents: int
    status: str
    detail: str
    result_code: str | None
    mpesa_receipt_number: str | None
    phone_masked: str
    created_at_ms: int
    paid_at_ms: int | None
    updated_at_ms: int
    revision: int


def checked_public_id(text: str) -> str:
    """A payment's public id from an address.

    Raises:
        NotFoundError: no payment has such an id.
    """
    if not _PUBLIC_ID.fullmatch(text):
        raise NotFoundError("nothing is here")
    return text


def checked_short_code(text: str) -> str:
    """A merchant's short code.

    Raises:
        ValueError: it is not a number as Safaricom gives them out.
    """
    if not _SHORT_CODE.fullmatch(text):
        raise ValueError("not a number of 3 to 12 digits")
    return text


def read_entry(said: Mapping[str, Any]) -> Entry:
    """The entry in a JSON object.

    Raises:
        BadRequestError: a field is missing, unknown, or not what it should be; the words name it.
    """
    for field in said:
        if field not in _READERS:
            raise BadRequestError(f"{field[:TEXT_LIMIT]!r} is not a field of an entry")
    values = {}
    for field, (column, read) in _READERS.items():
        if field not in said:
            raise BadRequestError(f"{field} is missing")
        try:
            values[column] = read(said[field])
        except ValueError as error:
            raise BadRequestError(f"{field}: {error}") from error
    return Entry(**values)


def read_instant(value: object) -> datetime:
    """A moment in UTC from RFC 3339 text.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, str):
        raise ValueError("not a text")
    moment = datetime.fromisoformat(value)
    if moment.utcoffset() != timedelta():
        raise ValueError("not a moment in UTC, such as 2026-11-25T04:49:18Z")
    return moment.astimezone(UTC)


def _short_code(value: object) -> str:
    return checked_short_code(_text(value))


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"not one of {', '.join(choices)}")
        return value

    return read


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= TEXT_LIMIT or not value.isprintable():
        raise ValueError(f"not a printable text of 1 to {TEXT_LIMIT} characters")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _word(value: object) -> str:
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise ValueError("not a word of small letters")
    return value


def _phone_masked(value: object) -> str:
    text = _text(value)
    if sum(letter.isdigit() for letter in text) > PHONE_DIGITS:
        raise ValueError(f"more than {PHONE_DIGITS} digits: send it masked")
    return text


def _number(largest: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= largest:
            raise ValueError(f"not a whole number from 1 to {largest}")
        return value

    return read


def _moment(value: object) -> int:
    return milliseconds(read_instant(value))


def _moment_or_none(value: object) -> int | None:
    return None if value is None else _moment(value)


_READERS: dict[str, tuple[str, Callable[[object], Any]]] = {
    "short_code": ("short_code", _short_code),
    "host_kind": ("host_kind", _one_of(HOST_KINDS)),
    "host": ("host", _text),
    "account_reference": ("account_reference", _text),
    "attempt": ("attempt", _number(LARGEST_NUMBER)),
    "amount_cents": ("amount_cents", _number(LARGEST_AMOUNT_CENTS)),
    "status": ("status", _one_of(STATUSES)),
    "detail": ("detail", _word),
    "result_code": ("result_code", _text_or_none),
    "mpesa_receipt_number": ("mpesa_receipt_number", _text_or_none),
    "phone_masked": ("phone_masked", _phone_masked),
    "created_at": ("created_at_ms", _moment),
    "paid_at": ("paid_at_ms", _moment_or_none),
    "updated_at": ("updated_at_ms", _moment),
    "revision": ("revision", _number(LARGEST_NUMBER)),
}
"""How each field of the body is read, and the column that it fills."""
