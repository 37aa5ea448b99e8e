from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from pos_desktop.payments import (
    LedgerReading,
    LedgerRefusedError,
    MailboxError,
    MailboxKeyRefusedError,
    RelayLedger,
    read_ledger,
)
from pos_desktop.payments.relay_ledger import LedgerEntry, LedgerReply
from tests.payments.world import NOON

URL = "http://127.0.0.1:9"
ENTRY = LedgerEntry(
    public_id="0195f2a0-0000-7000-8000-000000000001",
    short_code="174379",
    host_kind="order",
    host="order-1",
    account_reference="W-17",
    attempt=2,
    amount_cents=1_191_00,
    status="completed",
    detail="confirmed",
    result_code="0",
    mpesa_receipt_number="UKO7XK2M9P",
    phone_masked="0712 ••• 678",
    created_at=NOON,
    paid_at=None,
    updated_at=NOON,
    revision=3,
)
ROW: dict[str, Any] = {
    "public_id": ENTRY.public_id,
    "terminal": "ab2cd3ef",
    "terminal_name": "Web shop",
    "short_code": "174379",
    "host_kind": "order",
    "host": "order-1",
    "account_reference": "W-17",
    "attempt": 2,
    "amount_cents": 1_191_00,
    "status": "completed",
    "detail": "confirmed",
    "result_code": "0",
    "mpesa_receipt_number": "UKO7XK2M9P",
    "phone_masked": "0712 ••• 678",
    "created_at": "2026-11-24T09:00:00.000Z",
    "paid_at": None,
    "updated_at": "2026-11-24T09:00:00.000Z",
    "revision": 3,
}
GOOD = {"public_id": ENTRY.public_id, "revision": 3, "is_current": True, "epoch": "e.0"}
Answer = httpx.Response | httpx.HTTPError


class Relay:
    """Answers from a list and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer


def put(*answers: Answer) -> tuple[LedgerReply, httpx.Request]:
    relay = Relay(*answers)
    ledger = RelayLedger(URL, "the-key", transport=httpx.MockTransport(relay))
    try:
        return ledger.put(ENTRY), relay.asked[0]
    finally:
        ledger.close()


def read(*answers: Answer) -> tuple[LedgerReading, list[httpx.Request]]:
    relay = Relay(*answers)
    begin, end = datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
    return read_ledger(URL, "the-key", begin, end, transport=httpx.MockTransport(relay)), relay.asked


def problem(status: int, words: str = "words") -> httpx.Response:
    return httpx.Response(
        status, json={"title": "t", "detail": words}, headers={"content-type": "application/problem+json"}
    )


def page(*rows: dict[str, Any], following: str | None = None) -> httpx.Response:
    return httpx.Response(200, json={"short_code": "174379", "rows": rows, "next": following})


def test_a_payment_goes_to_its_own_address_with_our_key() -> None:
    reply, request = put(httpx.Response(200, json=GOOD))

    assert reply == LedgerReply(3, is_current=True, epoch="e.0")
    assert (request.method, request.url.path) == ("PUT", f"/v1/ledger/{ENTRY.public_id}")
    assert request.headers["Authorization"] == "Bearer the-key"
    sent = {key: value for key, value in ROW.items() if key not in ("public_id", "terminal", "terminal_name")}
    moments = {"created_at": NOON.isoformat(), "updated_at": NOON.isoformat()}
    assert json.loads(request.content) == sent | moments


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_known_any_more_is_said(status: int) -> None:
    with pytest.raises(MailboxKeyRefusedError, match="pair"):
        put(problem(status))


@pytest.mark.parametrize("status", [400, 404, 409, 413])
def test_a_payment_that_is_refused_for_what_it_is_is_told_apart(status: int) -> None:
    with pytest.raises(LedgerRefusedError, match=f"HTTP {status}: words"):
        put(problem(status))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        problem(429),
        problem(503),
        httpx.Response(404, content=b"<html>no such page</html>"),
        httpx.Response(404, json={"detail": "another server's"}),
        httpx.Response(302, headers={"location": "https://login.example"}),
        httpx.Response(200, content=b"<html>captive portal</html>"),
        httpx.Response(200, json=GOOD | {"revision": "3"}),
        httpx.Response(200, json=GOOD | {"is_current": None}),
        httpx.Response(200, json=GOOD | {"epoch": 5}),
    ],
)
def test_whatever_is_not_a_ledgers_answer_is_one_kind_of_error(answer: Answer) -> None:
    with pytest.raises(MailboxError):
        put(answer)


def test_a_ledger_is_read_to_its_end() -> None:
    second = ROW | {"public_id": "2", "result_code": None, "paid_at": "2026-11-24T09:00:16.000Z"}
    reading, asked = read(page(ROW, following="1.a"), page(second))

    assert reading.short_code == "174379"
    assert [(line.terminal, line.terminal_name) for line in reading.lines] == [("ab2cd3ef", "Web shop")] * 2
    assert reading.lines[0].entry == ENTRY
    assert reading.lines[1].entry.paid_at == datetime(2026, 11, 24, 9, 0, 16, tzinfo=UTC)
    period = {"from": "2026-11-24T00:00:00+00:00", "to": "2026-11-25T00:00:00+00:00"}
    assert [dict(request.url.params) for request in asked] == [period | {"after": ""}, period | {"after": "1.a"}]


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_reads_no_ledger_is_told_where_to_get_one(status: int) -> None:
    with pytest.raises(MailboxKeyRefusedError, match="managers add"):
        read(problem(status))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        problem(503),
        problem(404),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json={"rows": 5, "next": None}),
        page({}),
        page(ROW | {"created_at": "noon"}),
        page(ROW | {"created_at": "2026-11-24T09:00:00"}),
        page(ROW | {"amount_cents": None}),
    ],
)
def test_whatever_is_not_a_ledger_is_one_kind_of_error(answer: Answer) -> None:
    with pytest.raises(MailboxError):
        read(answer)


def test_a_relay_that_never_comes_to_the_end_is_left() -> None:
    with pytest.raises(MailboxError, match="again and again"):
        read(page(ROW, following="1.a"), page(ROW, following="1.a"))
