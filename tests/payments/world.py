"""A payment core over a real file, with a Daraja that answers as it is told and a clock that moves when told."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import Session

from pos_desktop import payments
from pos_desktop.payments import (
    CallbackAddress,
    DarajaClient,
    DarajaConfig,
    Environment,
    Initiator,
    MPesaTransaction,
    PaymentChange,
    PaymentCore,
    PaymentView,
    PromptRequest,
    TokenMinter,
    new_key_pair,
)
from pos_desktop.payments.mailbox import MailBatch, MailEvent
from pos_desktop.schema import Migrations
from pos_desktop.storage import TillFile

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RECEIPT = "UKO7XK2M9P"
BASE = "http://127.0.0.1:9"
REQUEST = PromptRequest("0712 345 678", 1_191_00, "1-000482", "Sale 1-000482", pos_sale="sale-1")
Answer = httpx.Response | httpx.HTTPError | Callable[[], None]


class ManualClock:
    """Moves only by `advance`; pausing moves it too."""

    def __init__(self) -> None:
        self.moment, self.passed = NOON, 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.passed

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.passed += seconds

    def jump(self, seconds: float) -> None:
        """Somebody sets the wall clock; no time passes."""
        self.moment += timedelta(seconds=seconds)


@dataclass
class Daraja:
    """Accepts each push with a new id, and answers queries from a list; then it is still processing."""

    pushes: deque[Answer] = field(default_factory=deque)
    queries: deque[Answer] = field(default_factory=deque)
    pushed: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    statuses: deque[Answer] = field(default_factory=deque)
    status_asked: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/oauth"):
            return httpx.Response(200, json={"access_token": "token", "expires_in": "3599"})
        body = json.loads(request.content)
        if "stkpushquery" in request.url.path:
            self.asked.append(body["CheckoutRequestID"])
            return _given(self.queries, result("4999"))
        if "transactionstatus" in request.url.path:
            self.status_asked.append(body)
            return _given(self.statuses, status_accepted(len(self.status_asked)))
        self.pushed.append(body)
        return _given(self.pushes, accepted(len(self.pushed)))


def _given(answers: deque[Answer], otherwise: httpx.Response) -> httpx.Response:
    answer = answers.popleft() if answers else otherwise
    if isinstance(answer, httpx.HTTPError):
        raise answer
    if isinstance(answer, httpx.Response):
        return answer
    answer()
    return otherwise


def accepted(number: int = 1) -> httpx.Response:
    """Daraja takes a push."""
    return httpx.Response(
        200,
        json={
            "MerchantRequestID": f"m-{number}",
            "CheckoutRequestID": f"ws_CO_{number}",
            "ResponseCode": "0",
            "ResponseDescription": "Success. Request accepted for processing",
            "CustomerMessage": "Success. Request accepted for processing",
        },
    )


def status_accepted(number: int = 1) -> httpx.Response:
    """Daraja takes a question about a receipt."""
    return httpx.Response(
        200,
        json={
            "OriginatorConversationID": f"o-{number}",
            "ConversationID": f"AG_{number}",
            "ResponseCode": "0",
            "ResponseDescription": "Accept the service request successfully.",
        },
    )


def status_result(
    *, number: int = 1, code: int | str = 0, cents: int = 1_191_00, receipt: str = RECEIPT, status: str = "Completed"
) -> bytes:
    """Safaricom's post about a receipt."""
    told = [
        ("ReceiptNo", receipt),
        ("Amount", cents // 100),
        ("TransactionStatus", status),
        ("TransactionReason", None),
    ]
    said: dict[str, Any] = {
        "ResultType": 0,
        "ResultCode": code,
        "ResultDesc": f"words of {code}",
        "OriginatorConversationID": f"o-{number}",
        "ConversationID": f"AG_{number}",
        "TransactionID": "UKO0000000",
    }
    if code == 0:
        said["ResultParameters"] = {"ResultParameter": [{"Key": key, "Value": value} for key, value in told]}
    return json.dumps({"Result": said}).encode()


def refused(code: str = "400.002.02", words: str = "Bad Request - Invalid Amount") -> httpx.Response:
    """Daraja refuses a call."""
    return httpx.Response(400, json={"requestId": "r", "errorCode": code, "errorMessage": words})


def result(code: str) -> httpx.Response:
    """Daraja's answer to a query."""
    return httpx.Response(200, json={"ResponseCode": "0", "ResultCode": code, "ResultDesc": f"words of {code}"})


def callback(
    code: int | str = 0, *, number: int = 1, cents: int = 1_191_00, receipt: str = RECEIPT, **changes: Any
) -> bytes:
    """Safaricom's post about a prompt."""
    body: dict[str, Any] = {
        "MerchantRequestID": f"m-{number}",
        "CheckoutRequestID": f"ws_CO_{number}",
        "ResultCode": code,
        "ResultDesc": f"words of {code}",
    }
    if code == 0:
        items = [
            {"Name": "Amount", "Value": str(cents // 100)},
            {"Name": "MpesaReceiptNumber", "Value": receipt},
            {"Name": "TransactionDate", "Value": 20261124120016},
            {"Name": "PhoneNumber", "Value": 254712345678},
        ]
        body["CallbackMetadata"] = {"Item": items}
    return json.dumps({"Body": {"stkCallback": body | changes}}).encode()


class World:
    """The core, and everything around it that a test looks at."""

    def __init__(
        self,
        folder: Path,
        environment: Environment = Environment.PRODUCTION,
        migrations: Sequence[Migrations] = (payments.MIGRATIONS,),
    ) -> None:
        self.file = TillFile.open(folder / "till.db", migrations)
        self.clock = ManualClock()
        self.daraja = Daraja()
        self.seen: list[PaymentChange] = []
        self.told: list[PaymentChange] = []
        self.announce: Callable[[PaymentChange], None] = self.told.append
        self.environment = environment
        self.initiator: Initiator | None = None
        self.pause: Callable[[float], None] = self.clock.advance
        self.on_change: Callable[[Session, MPesaTransaction, PaymentChange], None] = lambda _s, _p, _c: None
        private, self.public_key = new_key_pair()
        self._minter = TokenMinter("ab2cd3ef", private)
        self.core = self.new_core()

    def new_core(self, *, abandoned_after_seconds: float = 0.0) -> PaymentCore:
        """Another program over the same file, as after a restart, or beside the first one."""
        client = DarajaClient(
            self.config(), transport=httpx.MockTransport(self.daraja), clock=self.clock, pause=self.clock.advance
        )

        def note(session: Session, payment: MPesaTransaction, change: PaymentChange) -> None:
            self.seen.append(change)
            self.on_change(session, payment, change)

        return PaymentCore(
            self.file.transaction,
            client,
            note,
            new_address=self.new_address,
            terminal="ab2cd3ef",
            reading=self.file.reading,
            announce=lambda change: self.announce(change),
            clock=self.clock,
            pause=lambda seconds: self.pause(seconds),
            abandoned_after_seconds=abandoned_after_seconds,
        )

    def config(self) -> DarajaConfig:
        """The shop's Daraja app."""
        return DarajaConfig(
            *(BASE, "key", "secret", "passkey", "174379"), environment=self.environment, initiator=self.initiator
        )

    def new_address(self) -> CallbackAddress:
        """An address for a payment's callback."""
        return self._minter.mint(BASE, self.clock.now())

    def prompt(self, request: PromptRequest = REQUEST, **changes: Any) -> PaymentView:
        """Sends a prompt."""
        return self.core.start_prompt(replace(request, **changes))

    def row(self, payment_id: int) -> MPesaTransaction:
        """The payment's row."""
        with self.file.reading() as session:
            row = session.get(MPesaTransaction, payment_id)
            assert row is not None
            return row

    def token(self, payment_id: int) -> str:
        """The token in the payment's callback address."""
        return self.row(payment_id).callback_token

    def call_back(self, payment: PaymentView, code: int | str = 0, **changes: Any) -> PaymentView:
        """Safaricom's post arrives; the payment afterwards."""
        number = int((payment.checkout_request_id or "ws_CO_1").rpartition("_")[2])
        self.core.receive_callback(self.token(payment.id), callback(code, number=number, **changes))
        return self.core.payment(payment.id)

    def kinds(self, payment_id: int) -> list[str]:
        """The kinds of evidence, in the order of the story."""
        return [line.evidence.kind for line in self.core.payment(payment_id).story]


def mail(seq: int, token: str, body: bytes, *, kind: str = "stk", listed: bool = True) -> MailEvent:
    """One event of the relay's."""
    return MailEvent(seq, f"event-{seq}", kind, token, NOON, listed, body)


def batch(*events: MailEvent, epoch: str = "one", position: int | None = None) -> MailBatch:
    """A fetch that brought these."""
    return MailBatch(epoch, position if position is not None else max((e.seq for e in events), default=0), events)


def event_json(event: MailEvent) -> dict[str, Any]:
    """The event as the relay writes it."""
    return {
        "seq": event.seq,
        "id": event.id,
        "kind": event.kind,
        "token": event.token or None,
        "received_at": event.received_at.isoformat(),
        "source": "listed" if event.is_listed else "unlisted",
        "body_base64": base64.b64encode(event.body).decode(),
    }
