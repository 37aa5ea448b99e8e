"""A Daraja that answers by script and keeps the truth of every push, so that the core can be contradicted."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import httpx

from pos_desktop.clock import in_nairobi
from pos_desktop.payments.pull_rows import PulledRow
from tests.payments.world import Daraja, accepted, refused, result, status_accepted
from tests.till.shop import Killed

Reply = Callable[[], httpx.Response]
"""Makes an answer; it may raise what the network, or the end of the process, would."""


class Fate(StrEnum):
    """What became of a push on its way, as only the other side knows it."""

    NOTHING_LEFT = "nothing_left"
    TOKEN_REFUSED = "token_refused"
    REFUSED = "refused"
    MAY_HAVE_ARRIVED = "may_have_arrived"


FIRST_NUMBER = 100
"""The ids of prompts count from here, so that none is one of the prepared file."""

PROVABLY_NOT_SENT = (Fate.NOTHING_LEFT, Fate.TOKEN_REFUSED)
"""After one of these, and no other, the same transaction may go out again by itself."""


def _raised(kind: Callable[[str], BaseException], words: str) -> Reply:
    def reply() -> httpx.Response:
        raise kind(words)

    return reply


def _answered(status: int, content: bytes) -> Reply:
    return lambda: httpx.Response(status, content=content)


def _refusal(status: int, code: str, words: str) -> Reply:
    return lambda: httpx.Response(status, json={"errorCode": code, "errorMessage": words})


_BAD_TOKEN = (Fate.TOKEN_REFUSED, _refusal(404, "404.001.03", "Invalid Access Token"))
_NO_CONNECTION = (Fate.NOTHING_LEFT, _raised(httpx.ConnectError, "refused"))
_ARRIVED = Fate.MAY_HAVE_ARRIVED

PUSHES: dict[str, tuple[tuple[Fate, Reply], ...]] = {
    "accepted": (),
    "accepted at the third connection": (_NO_CONNECTION, (Fate.NOTHING_LEFT, _raised(httpx.ConnectTimeout, "slow"))),
    "accepted with the third token": (_BAD_TOKEN, (Fate.TOKEN_REFUSED, _answered(401, b""))),
    "rejected": ((Fate.REFUSED, refused),),
    "phone busy": ((Fate.REFUSED, _refusal(500, "500.001.1001", "Unable to lock subscriber, a transaction")),),
    "wrong passkey": ((Fate.REFUSED, _refusal(500, "500.001.1001", "Wrong credentials")),),
    "too many": ((Fate.REFUSED, _answered(429, b"<html>")),),
    "token never taken": (_BAD_TOKEN,) * 4,
    "not sent": (_NO_CONNECTION,) * 3,
    "no answer": ((_ARRIVED, _raised(httpx.ReadTimeout, "no answer")),),
    "cut": ((_ARRIVED, _raised(httpx.RemoteProtocolError, "cut")),),
    "cut while writing": ((_ARRIVED, _raised(httpx.WriteError, "cut")),),
    "strange code": ((_ARRIVED, _refusal(500, "500.001.1001", "something new")),),
    "proxy page": ((_ARRIVED, _answered(503, b"<html>")),),
    "garbage": ((_ARRIVED, _answered(200, b'{"ResponseCode": "0", "Checkout')),),
    "no id": ((_ARRIVED, _answered(200, b'{"ResponseCode": "0", "MerchantRequestID": 5}')),),
    "killed": ((_ARRIVED, _raised(Killed, "here")),),
    "not sent, then killed": (_NO_CONNECTION, (Fate.NOTHING_LEFT, _raised(Killed, "here"))),
}
"""By name, what a push meets, try after try; when the script is over, it is accepted."""

QUERIES: dict[str, Reply] = {
    "processing": lambda: result("4999"),
    "busy": _refusal(500, "500.001.1001", "The transaction is being processed"),
    "garbage": _answered(200, b'{"ResultCode": '),
    "page": _answered(502, b"<html>"),
    "no code": _answered(200, b'{"ResponseCode": "0"}'),
    "no answer": _raised(httpx.ReadTimeout, "no answer"),
    "no connection": _raised(httpx.ConnectError, "refused"),
    "bad token": _refusal(404, "404.001.03", "Invalid Access Token"),
    "killed": _raised(Killed, "here"),
}
"""By name, an answer to a query that says nothing of the payment; any other name is taken for a result code."""


@dataclass(frozen=True)
class Conversation:
    """A question about a receipt that M-Pesa took, and where the result goes."""

    number: int
    receipt: str
    url: str


@dataclass
class ScriptedDaraja(Daraja):
    """Follows the scripts it is given; without one it accepts, is still processing, and lists `rows`.

    `takings` name what a question about a receipt meets; one without an answer was taken all the same.
    """

    script: deque[tuple[Fate, Reply]] = field(default_factory=deque)
    tokens: deque[Reply] = field(default_factory=deque)
    answers: deque[str] = field(default_factory=deque)
    takings: deque[str] = field(default_factory=deque)
    conversations: list[Conversation] = field(default_factory=list)
    rows: list[PulledRow] = field(default_factory=list)
    page_rows: int = 100
    pull_fault: Reply | None = None
    fates: defaultdict[str, list[Fate]] = field(default_factory=lambda: defaultdict(list))
    said: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pushed_at: dict[str, float] = field(default_factory=dict)
    before_push: Callable[[dict[str, str]], None] = lambda _body: None
    meanwhile: Callable[[], None] | None = None
    """What happens between the arrival of the next accepted push and its answer."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.startswith("/oauth"):
            return self._token()
        body = json.loads(request.content)
        if path.startswith("/pulltransactions"):
            return self._list(body)
        if path.startswith("/mpesa/transactionstatus"):
            return self._take(body)
        return self._result(body) if "stkpushquery" in path else self._push(body)

    def seconds_since_push(self, url: str, now: float) -> float:
        """How long ago the prompt with this address left; for ever ago where the till has started anew since."""
        return now - self.pushed_at.get(url, -math.inf)

    def forget(self) -> None:
        """Drops what is left of the scripts."""
        self.script.clear()
        self.tokens.clear()
        self.answers.clear()
        self.takings.clear()
        self.meanwhile = self.pull_fault = None

    def _token(self) -> httpx.Response:
        if self.tokens:
            return self.tokens.popleft()()
        return httpx.Response(200, json={"access_token": "token", "expires_in": "3599"})

    def _push(self, body: dict[str, str]) -> httpx.Response:
        self.before_push(body)
        self.pushed.append(body)
        met = self.fates[body["CallBackURL"]]
        if self.script:
            fate, reply = self.script.popleft()
            met.append(fate)
            return reply()
        met.append(Fate.MAY_HAVE_ARRIVED)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return accepted(FIRST_NUMBER + len(self.pushed))

    def _result(self, body: dict[str, str]) -> httpx.Response:
        checkout_id = body["CheckoutRequestID"]
        self.asked.append(checkout_id)
        name = self.answers.popleft() if self.answers else "processing"
        if name in QUERIES:
            return QUERIES[name]()
        self.said[checkout_id][name] += 1
        return result(name)

    def _take(self, body: dict[str, str]) -> httpx.Response:
        self.status_asked.append(body)
        name = self.takings.popleft() if self.takings else "taken"
        if name in ("taken", "no answer"):
            asked = Conversation(len(self.status_asked), body["TransactionID"], body["ResultURL"])
            self.conversations.append(asked)
        return QUERIES[name]() if name in QUERIES else status_accepted(len(self.status_asked))

    def _list(self, body: dict[str, str]) -> httpx.Response:
        if self.pull_fault is not None:
            return self.pull_fault()
        offset = int(body["OffSetValue"])
        page = [row_json(row) for row in self.rows[offset : offset + self.page_rows]]
        return httpx.Response(200, json={"ResponseCode": "1000" if page else "1001", "Response": [page]})


def row_json(row: PulledRow) -> dict[str, str]:
    """The row as Pull Transactions writes it."""
    return {
        "transactionId": row.receipt,
        "trxDate": f"{in_nairobi(row.paid_at):%Y-%m-%dT%H:%M:%SZ}",
        "msisdn": row.msisdn,
        "billreference": row.bill_reference,
        "amount": f"{row.amount_cents // 100}.{row.amount_cents % 100:02d}",
    }
