"""Pieces of evidence of one payment, for the tests of what is concluded from them."""

from __future__ import annotations

from dataclasses import replace

from pos_desktop.payments import Environment, Intent
from pos_desktop.payments.evidence import (
    Absence,
    Accepted,
    CallbackReceived,
    Evidence,
    GivenUp,
    QueryAnswered,
    QueryUnanswered,
    ReceiptBound,
    SendClosed,
    SendFailure,
    Sending,
    StoredMatch,
    StoredSource,
    TransactionStatusConfirmed,
)

INTENT = Intent(119_100, Environment.PRODUCTION, 2_000_000)
SANDBOX = replace(INTENT, environment=Environment.SANDBOX)
LARGE = replace(INTENT, amount_cents=2_000_100)
RECEIPT = "UKO7XK2M9P"


def callback(code: str | None = "0", *, valid: bool = True, cents: int | None = 119_100, id_: str = "ws_1") -> Evidence:
    receipt = RECEIPT if code == "0" else None
    return CallbackReceived(f"{code}{valid}{cents}{id_}", valid, code, "", id_, cents, receipt)


def query(code: str, after: int, name: str = "q") -> QueryAnswered:
    return QueryAnswered(f"{name}-{code}-{after}", code, after)


ACCEPTED = Accepted("m_1", "ws_1")
SENT = (Sending(), ACCEPTED)
BOUND = ReceiptBound(RECEIPT)
UNANSWERED = QueryUnanswered(20)
MATCH = StoredMatch(StoredSource.PULL, RECEIPT, 119_100, "amount and time")
CLOSED = SendClosed(SendFailure.REJECTED, "500.001.1001", "Wrong credentials")
GIVEN_UP = GivenUp("Achieng", "Mwangi", "customer left")
ABSENT = Absence(StoredSource.STATEMENT, "file-1")
STATUS_OK = TransactionStatusConfirmed(RECEIPT, 119_100)
