"""Pull Transactions on the wire: what a short code received, a page at a time (daraja.md 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pos_desktop.clock import NAIROBI, in_nairobi
from pos_desktop.payments import wire
from pos_desktop.payments.config import DarajaConfig
from pos_desktop.payments.errors import OutcomeUnknownError

FOUND, NOTHING = "1000", "1001"
_RECEIPT = re.compile(r"[A-Z0-9]{6,20}")


@dataclass(frozen=True)
class PulledRow:
    """One payment that reached the short code. The amount is cents, the time UTC; the reference is a paybill's only."""

    receipt: str
    paid_at: datetime
    amount_cents: int
    bill_reference: str
    msisdn: str


def pull_body(config: DarajaConfig, begin: datetime, end: datetime, offset: int) -> dict[str, str]:
    """The JSON that asks for the rows of a period from a row on; dates are a Kenyan wall clock's."""
    return {
        "ShortCode": config.short_code,
        "StartDate": f"{in_nairobi(begin):%Y-%m-%d %H:%M:%S}",
        "EndDate": f"{in_nairobi(end):%Y-%m-%d %H:%M:%S}",
        "OffSetValue": str(offset),
    }


def registration_body(config: DarajaConfig, nominated_number: str, callback_url: str) -> dict[str, str]:
    """The JSON that registers the short code for the interface; doing it again does no harm."""
    return {
        "ShortCode": config.short_code,
        "RequestType": "Pull",
        "NominatedNumber": nominated_number,
        "CallBackURL": callback_url,
    }


def read_registration(status: int, body: bytes) -> None:
    """What Daraja said to a registration.

    Raises:
        DarajaError: it was not taken.
    """
    answer = _answer("pull registration", status, body)
    if str(answer.get("ResponseStatus")) not in (FOUND, NOTHING):
        raise OutcomeUnknownError("pull registration", f"unexpected answer (HTTP {status})", http_status=status)


def read_pull(status: int, body: bytes) -> tuple[int, tuple[PulledRow, ...]]:
    """How many rows a page has, which is what the next page's offset grows by, and those that can be read.

    Raises:
        TokenRefusedError: the token is void; ask again with another.
        DarajaError: it is no page.
    """
    answer = _answer("pull", status, body)
    if str(answer.get("ResponseCode")) not in (FOUND, NOTHING):
        raise OutcomeUnknownError("pull", f"unexpected answer (HTTP {status})", http_status=status)
    listed = _flat(answer.get("Response"))
    rows = (_row(each) for each in listed)
    return len(listed), tuple(row for row in rows if row is not None)


def _answer(call: str, status: int, body: bytes) -> dict[str, Any]:
    answer = wire.read_object(body)
    if answer is None:
        raise wire.unreadable(call, status)
    if answer.get("errorCode") is not None or status == 401:
        raise wire.class_error(call, status, answer)
    return answer


def _flat(listed: object) -> list[object]:
    """The rows, however deep they are nested: some answers have a list in the list."""
    if not isinstance(listed, list):
        return []
    found: list[object] = []
    for each in listed:
        found += _flat(each) if isinstance(each, list) else [each]
    return found


def _row(each: object) -> PulledRow | None:
    """A row, or None for one that cannot be meant: it proves nothing then."""
    if not isinstance(each, Mapping):
        return None
    receipt = str(each.get("transactionId") or "").strip().upper()
    paid_at, amount_cents = _moment(each.get("trxDate")), wire.exact_cents(each.get("amount"))
    if not _RECEIPT.fullmatch(receipt) or paid_at is None or amount_cents is None:
        return None
    reference, msisdn = (wire.printable(str(each.get(name) or "")).strip() for name in ("billreference", "msisdn"))
    return PulledRow(receipt, paid_at, amount_cents, reference[:40], msisdn[:20])


def _moment(text: object) -> datetime | None:
    """A Kenyan wall clock's time, although it ends in Z (daraja.md 7)."""
    try:
        return datetime.fromisoformat(str(text).strip().removesuffix("Z")).replace(tzinfo=NAIROBI).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
