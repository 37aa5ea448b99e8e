"""What comes from outside is read or refused by our own errors, whatever it is, and in little memory."""

from __future__ import annotations

import json
import random
import resource
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from email.utils import format_datetime

import httpx
import pytest

from pos_desktop.payments import (
    DarajaClient,
    DarajaConfig,
    MailboxError,
    MalformedCallbackError,
    MPesaCallback,
    RelayMailbox,
    checkout_request_id_of,
    pair,
    read_ledger,
)
from pos_desktop.payments.errors import DarajaError, PaymentError
from pos_desktop.payments.inbox import read_callback
from pos_desktop.payments.pull_rows import read_pull, read_registration
from pos_desktop.payments.wire import read_object, read_push, read_query
from tests.conftest import Figures
from tests.payments.spoiling import Body, spoilt
from tests.payments.world import BASE, NOON, ManualClock, accepted, callback, event_json, mail, refused, result

INPUTS = 100_000
LARGEST_INTEGER = 2**63
GROWTH_KIB = 64 * 1024
STATUSES = (200, 200, 200, 400, 401, 404, 429, 500, 503)
DATES = (
    "Tue, 24 Nov 2026 09:00:00 GMT",
    "Mon, 01 Jan 0001 00:00:00 +1400",
    "Fri, 31 Dec 9999 23:59:59 -1400",
    "Tue, 24 Nov 2026 09:00:00 -0000",
    "Tue, 24 Nov 2026 09:00:00 +9999",
    "Tue, 32 Nov 99999 25:61:61 GMT",
    "yesterday",
    "",
)

PAID: Body = json.loads(callback())
REFUSED: Body = json.loads(callback(1032))
PULLED: Body = {
    "ResponseCode": "1000",
    "Response": [
        [
            {
                "transactionId": "UKO7XK2M9P",
                "trxDate": "2026-11-24T12:01:00Z",
                "msisdn": "254712345678",
                "billreference": "1-000482",
                "amount": "1191.00",
            }
        ]
    ],
}
TOKEN: Body = {"access_token": "token", "expires_in": "3599"}
MAIL: Body = {"epoch": "one", "next": 5, "events": [event_json(mail(5, "token", callback()))]}
PAIRING: Body = {"terminal": "ab2cd3ef", "key": "key", "epoch": "one", "public_url": "https://relay.example"}
LEDGER: Body = {
    "short_code": "174379",
    "next": None,
    "rows": [
        {
            **dict.fromkeys(("terminal", "terminal_name", "public_id", "short_code", "host_kind", "host"), "x"),
            **dict.fromkeys(("account_reference", "status", "detail", "phone_masked"), "x"),
            **dict.fromkeys(("result_code", "mpesa_receipt_number", "paid_at"), None),
            **dict.fromkeys(("attempt", "amount_cents", "revision"), 1),
            **dict.fromkeys(("created_at", "updated_at"), NOON.isoformat()),
        }
    ],
}

Read = Callable[[int, bytes], object]


@dataclass(frozen=True)
class Part:
    """A reader, the one family of errors that may leave it, what it expects, and its share of the inputs."""

    read: Read
    error: type[PaymentError]
    bodies: tuple[Body, ...]
    share: float


def _answered(status: int, body: bytes, headers: dict[str, str] | None = None) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _request: httpx.Response(status, content=body, headers=headers))


def _token(status: int, body: bytes) -> object:
    config = DarajaConfig(BASE, "key", "secret", "passkey", "174379")
    date = DATES[len(body) % len(DATES)]
    client = DarajaClient(config, transport=_answered(status, body, {"Date": date}), clock=ManualClock())
    try:
        client.check_credentials()
    finally:
        client.close()
    return client.clock_skew.total_seconds()


def _fetch(status: int, body: bytes) -> object:
    mailbox = RelayMailbox(BASE, "key", transport=_answered(status, body))
    try:
        return mailbox.fetch(0)
    finally:
        mailbox.close()


PARTS = {
    "callback": Part(
        lambda _status, body: MPesaCallback.parse_callback_data(body), MalformedCallbackError, (PAID, REFUSED), 0.4
    ),
    "evidence": Part(lambda _status, body: read_callback(body), MalformedCallbackError, (PAID, REFUSED), 0.1),
    "id": Part(lambda _status, body: checkout_request_id_of(body), MalformedCallbackError, (PAID, REFUSED), 0.02),
    "object": Part(lambda _status, body: read_object(body), DarajaError, (PAID, PULLED), 0.05),
    "push": Part(read_push, DarajaError, (accepted().json(), refused().json()), 0.14),
    "query": Part(read_query, DarajaError, (result("0").json(), result("1032").json(), refused().json()), 0.14),
    "pull": Part(read_pull, DarajaError, (PULLED,), 0.1),
    "registration": Part(read_registration, DarajaError, ({"ResponseStatus": "1000"},), 0.02),
    "token": Part(_token, DarajaError, (TOKEN, refused().json()), 0.01),
    "mail": Part(_fetch, MailboxError, (MAIL,), 0.01),
    "pairing": Part(
        lambda status, body: pair(BASE, "code", b"key", "Till", transport=_answered(status, body)),
        MailboxError,
        (PAIRING,),
        0.005,
    ),
    "ledger": Part(
        lambda status, body: read_ledger(BASE, "key", NOON, NOON, transport=_answered(status, body)),
        MailboxError,
        (LEDGER,),
        0.005,
    ),
}


def fits_the_file(value: object) -> bool:
    """Whether everything in it can be written down: text as UTF-8, whole numbers as SQLite has them."""
    if isinstance(value, str):
        return "\x00" not in value and value.encode("utf-8", "replace") == value.encode("utf-8", "surrogatepass")
    if isinstance(value, int):
        return abs(value) < LARGEST_INTEGER
    if isinstance(value, tuple | list):
        return all(fits_the_file(each) for each in value)
    if is_dataclass(value):
        return all(fits_the_file(getattr(value, field.name)) for field in fields(value))
    return True


@dataclass(frozen=True)
class Refused:
    """One of the part's own errors."""

    words: str


def _read_or_refused(part: Part, status: int, body: bytes) -> object:
    try:
        return part.read(status, body)
    except part.error as error:
        return Refused(str(error))
    except Exception as error:
        raise AssertionError(f"HTTP {status}, {body[:300]!r}: {error!r}") from error


@pytest.mark.parametrize("name", PARTS)
def test_anything_is_read_or_refused(name: str, figures: Figures, effort: int) -> None:
    part = PARTS[name]
    chance = random.Random(f"{figures.seed} {name}")
    inputs = int(INPUTS * part.share) * (1 if effort == 1 else 5 * effort)
    read = 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(inputs):
        status, body = chance.choice(STATUSES), spoilt(chance.choice(part.bodies), chance)
        value = _read_or_refused(part, status, body)
        read += not isinstance(value, Refused)
        assert name == "object" or fits_the_file(value), f"HTTP {status}, {body[:300]!r}: {value!r}"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert 0 < read <= inputs, "none of it was read: the spoiling is too good"
    assert grown < GROWTH_KIB, f"{grown} KiB were taken and not given back"
    figures.note(f"parsers: {inputs:,} inputs to {name}, {read:,} of them read, {grown} KiB")


@pytest.mark.parametrize("name", PARTS)
def test_a_body_that_is_cut_anywhere_is_read_or_refused(name: str) -> None:
    part = PARTS[name]
    for whole in map(json.dumps, part.bodies):
        for length in range(0, len(whole), 1 if part.share > 0.01 else 7):
            assert _read_or_refused(part, 200, whole[:length].encode()) is not whole


@pytest.mark.parametrize("date", DATES)
def test_no_date_of_a_server_stops_the_client(date: str) -> None:
    transport = _answered(200, json.dumps(TOKEN).encode(), {"Date": date})
    client = DarajaClient(
        DarajaConfig(BASE, "key", "secret", "passkey", "174379"), transport=transport, clock=ManualClock()
    )
    client.check_credentials()
    client.close()


def test_the_dates_are_of_the_kind_that_servers_send() -> None:
    assert format_datetime(NOON, usegmt=True) == DATES[0]
    assert isinstance(NOON, datetime)
