"""The client of the merchant's ledger at the relay: a host uploads its payments, a manager reads them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from pos_desktop.payments.errors import LedgerRefusedError, MailboxError, MailboxKeyRefusedError
from pos_desktop.payments.phone import mask_phone
from pos_desktop.payments.tables import MPesaTransaction
from pos_desktop.payments.wire import printable, read_object, whole_number

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_KEY_REFUSED = (401, 403)
_ENTRY_REFUSED = (400, 404, 409, 413)
"""Answers about this one payment, which is never taken as it is; after any other the same may be tried again."""
_PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class LedgerEntry:
    """One payment as the ledger holds it; `revision` rises with every change. The phone is masked."""

    public_id: str
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
    created_at: datetime
    paid_at: datetime | None
    updated_at: datetime
    revision: int


@dataclass(frozen=True)
class LedgerReply:
    """What the ledger holds after an upload, and whether that is what was sent; a new epoch means it began anew."""

    revision: int
    is_current: bool
    epoch: str


@dataclass(frozen=True)
class LedgerLine:
    """One payment in the merchant's ledger, with the terminal that uploaded it."""

    terminal: str
    terminal_name: str
    entry: LedgerEntry


@dataclass(frozen=True)
class LedgerReading:
    """All payments of a short code in a period, in the order of their making."""

    short_code: str
    lines: tuple[LedgerLine, ...]


class RelayLedger:
    """Uploads one host's payments. Safe for one uploading thread."""

    def __init__(self, base_url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._http = _client(base_url, key, transport)

    def put(self, entry: LedgerEntry) -> LedgerReply:
        """Uploads one payment; a repeat changes nothing.

        Raises:
            MailboxKeyRefusedError: this host is not paired any more.
            LedgerRefusedError: this payment is not taken as it is; others are.
            MailboxError: no answer, or not one of a relay.
        """
        try:
            response = self._http.put(f"/v1/ledger/{entry.public_id}", json=_written(entry))
        except httpx.HTTPError as error:
            raise MailboxError(f"the relay does not answer: {type(error).__name__}: {error}") from error
        if response.status_code in _KEY_REFUSED:
            raise MailboxKeyRefusedError("the relay does not know this host's key: pair it again")
        is_problem = response.headers.get("content-type", "").startswith(_PROBLEM)
        if response.status_code in _ENTRY_REFUSED and is_problem:
            raise LedgerRefusedError(_words(response))
        answer = _object(response)
        revision, is_current, epoch = answer.get("revision"), answer.get("is_current"), answer.get("epoch")
        if not isinstance(revision, int) or not isinstance(is_current, bool) or not isinstance(epoch, str):
            raise MailboxError("this is not a ledger's answer: is this the address of a relay?")
        return LedgerReply(revision, is_current, epoch)

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()


def entry_of(payment: MPesaTransaction, revision: int) -> LedgerEntry:
    """What the ledger is told of a payment."""
    return LedgerEntry(
        public_id=payment.public_id,
        short_code=payment.short_code,
        host_kind="pos_sale" if payment.pos_sale is not None else "order",
        host=payment.host,
        account_reference=payment.account_reference,
        attempt=payment.attempt,
        amount_cents=payment.amount_cents,
        status=payment.status.value,
        detail=payment.detail.value,
        result_code=payment.result_code,
        mpesa_receipt_number=payment.mpesa_receipt_number,
        phone_masked=mask_phone(payment.phone_number),
        created_at=payment.created_at,
        paid_at=payment.transaction_date,
        updated_at=payment.updated_at,
        revision=revision,
    )


def read_ledger(
    base_url: str, key: str, begin: datetime, end: datetime, *, transport: httpx.BaseTransport | None = None
) -> LedgerReading:
    """Every payment made from `begin` on and before `end`, of the short code that a manager's key is for.

    Raises:
        MailboxKeyRefusedError: the key does not read a ledger, or not any more.
        MailboxError: no answer, or not one of a relay.
    """
    lines: list[LedgerLine] = []
    query = {"from": begin.astimezone(UTC).isoformat(), "to": end.astimezone(UTC).isoformat()}
    place: object = ""
    with _client(base_url, key, transport) as http:
        while True:
            page = _page(http, {**query, "after": str(place)})
            lines += _lines(page)
            following = page.get("next")
            if following is None:
                return LedgerReading(printable(str(page.get("short_code"))), tuple(lines))
            if following == place:
                raise MailboxError("the relay gives out the same part of its ledger again and again")
            place = following


def _client(base_url: str, key: str, transport: httpx.BaseTransport | None) -> httpx.Client:
    return httpx.Client(
        base_url=base_url,
        transport=transport,
        headers={"Authorization": f"Bearer {key}"},
        timeout=_TIMEOUT,
        follow_redirects=False,
    )


def _page(http: httpx.Client, query: dict[str, str]) -> dict[str, Any]:
    try:
        response = http.get("/v1/ledger", params=query)
    except httpx.HTTPError as error:
        raise MailboxError(f"the relay does not answer: {type(error).__name__}: {error}") from error
    if response.status_code in _KEY_REFUSED:
        raise MailboxKeyRefusedError(
            "this key does not read the ledger: whoever runs the relay makes one with `pos-desktop relay managers add`"
        )
    return _object(response)


def _lines(page: dict[str, Any]) -> list[LedgerLine]:
    try:
        return [
            LedgerLine(printable(str(row["terminal"])), printable(str(row["terminal_name"])), _entry(row))
            for row in page["rows"]
        ]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise MailboxError(f"the relay's ledger cannot be read: {error!r}") from error


def _written(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "short_code": entry.short_code,
        "host_kind": entry.host_kind,
        "host": entry.host,
        "account_reference": entry.account_reference,
        "attempt": entry.attempt,
        "amount_cents": entry.amount_cents,
        "status": entry.status,
        "detail": entry.detail,
        "result_code": entry.result_code,
        "mpesa_receipt_number": entry.mpesa_receipt_number,
        "phone_masked": entry.phone_masked,
        "created_at": entry.created_at.isoformat(),
        "paid_at": entry.paid_at.isoformat() if entry.paid_at else None,
        "updated_at": entry.updated_at.isoformat(),
        "revision": entry.revision,
    }


def _entry(row: dict[str, Any]) -> LedgerEntry:
    return LedgerEntry(
        public_id=printable(str(row["public_id"])),
        short_code=printable(str(row["short_code"])),
        host_kind=printable(str(row["host_kind"])),
        host=printable(str(row["host"])),
        account_reference=printable(str(row["account_reference"])),
        attempt=whole_number(row["attempt"]),
        amount_cents=whole_number(row["amount_cents"]),
        status=printable(str(row["status"])),
        detail=printable(str(row["detail"])),
        result_code=_text_or_none(row["result_code"]),
        mpesa_receipt_number=_text_or_none(row["mpesa_receipt_number"]),
        phone_masked=printable(str(row["phone_masked"])),
        created_at=_moment(row["created_at"]),
        paid_at=_moment(row["paid_at"]) if row["paid_at"] is not None else None,
        updated_at=_moment(row["updated_at"]),
        revision=whole_number(row["revision"]),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return moment.astimezone(UTC)


def _text_or_none(value: object) -> str | None:
    return None if value is None else printable(str(value))


def _object(response: httpx.Response) -> dict[str, Any]:
    answer = read_object(response.content)
    if not response.is_success or answer is None:
        raise MailboxError(_words(response))
    return answer


def _words(response: httpx.Response) -> str:
    answer = read_object(response.content)
    said = answer.get("detail") or answer.get("title") if answer else None
    return f"the relay answered HTTP {response.status_code}: {printable(str(said or 'not as a relay does'))[:200]}"
