"""Payments as screens are given them: views of real evidence under the real rules, without a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pos_desktop.payments import (
    Environment,
    Intent,
    PaymentView,
    StoryLine,
    decide,
    decision,
    exceptions,
    may_ask_again,
)
from pos_desktop.payments.evidence import (
    Accepted,
    CallbackReceived,
    Evidence,
    QueryAnswered,
    QueryPending,
    ReceiptBound,
    SendClosed,
    SendFailure,
    Sending,
    SendUnknown,
)

SENT_AT = datetime(2026, 11, 24, 11, 5, 12, tzinfo=UTC)
AMOUNT_CENTS = 119_100
CHECKOUT_ID = "ws_CO_24112026140512000712345678"

Timed = tuple[int, Evidence]
"""Seconds after sending, and what was learned then."""

SENT: tuple[Timed, ...] = ((0, Sending()), (0, Accepted("29115-34620561-1", CHECKOUT_ID)))


def after(seconds: float) -> datetime:
    """The moment so long after the prompt went out."""
    return SENT_AT + timedelta(seconds=seconds)


def callback(code: str | None, *, receipt: str | None = None, amount_cents: int | None = None) -> CallbackReceived:
    """A callback with a valid token."""
    return CallbackReceived(
        body_sha256=f"{code}-{receipt}",
        token_valid=True,
        result_code=code,
        description="words of M-Pesa",
        checkout_request_id=CHECKOUT_ID,
        amount_cents=amount_cents,
        receipt=receipt,
    )


def query(code: str, asked_after: int) -> QueryAnswered:
    """M-Pesa's answer to our own question."""
    return QueryAnswered(f"q{asked_after}", code, asked_after)


def no_answer(asked_after: int) -> QueryPending:
    """A question without an answer."""
    return QueryPending(f"q{asked_after}", asked_after)


def refused(code: str, words: str, failure: SendFailure = SendFailure.REJECTED) -> tuple[Timed, ...]:
    """A prompt that Daraja refused, or that never left."""
    return (0, Sending()), (0, SendClosed(failure, code, words))


def lost() -> tuple[Timed, ...]:
    """A prompt of which nobody can tell whether it left."""
    return (0, Sending()), (30, SendUnknown("ReadTimeout"))


def paid(receipt: str = "UK07XK2M9P", at: int = 19, *, amount_cents: int = AMOUNT_CENTS) -> tuple[Timed, ...]:
    """A prompt that was paid, by callback and by our own question."""
    said = callback("0", receipt=receipt, amount_cents=amount_cents)
    return (*SENT, (at, said), (at, ReceiptBound(receipt)), (at, query("0", at)))


def not_paid(code: str, at: int = 20) -> tuple[Timed, ...]:
    """A prompt that ended without money, which our own question confirms."""
    return (*SENT, (at, callback(code)), (at, query(code, at)))


def payment(
    story: Sequence[Timed] = SENT,
    *,
    payment_id: int = 1,
    phone: str = "254712345678",
    amount_cents: int = AMOUNT_CENTS,
    reference: str = "1-000482",
    next_query_at: datetime | None = None,
    sent_at: datetime = SENT_AT,
) -> PaymentView:
    """The view that the core would give of a payment with this story."""
    intent = Intent(amount_cents, Environment.PRODUCTION, 2_000_000)
    evidence = [piece for _at, piece in story]
    status = decide(intent, evidence)
    closed = next((piece for piece in evidence if isinstance(piece, SendClosed)), None)
    accepted = next((piece for piece in evidence if isinstance(piece, Accepted)), None)
    said_paid = any(isinstance(p, CallbackReceived) and p.result_code == "0" for p in evidence)
    bound = next((piece.receipt for piece in evidence if isinstance(piece, ReceiptBound)), None)
    return PaymentView(
        id=payment_id,
        public_id=f"0193c5d0-0000-7000-8000-{payment_id:012d}",
        host="sale-1",
        attempt=1,
        phone=phone,
        amount_cents=amount_cents,
        account_reference=reference,
        status=status,
        detail=decision.detail(intent, evidence),
        result_code=decision.final_code(evidence),
        result_description="words of M-Pesa",
        receipt=bound,
        checkout_request_id=accepted.checkout_request_id if accepted else None,
        merchant_request_id=accepted.merchant_request_id if accepted else None,
        created_at=sent_at,
        sent_at=sent_at if evidence else None,
        paid_at=sent_at + timedelta(seconds=19) if status is decision.TransactionStatus.COMPLETED else None,
        next_query_at=next_query_at,
        may_ask_again=may_ask_again(intent, evidence),
        is_confirming=status is decision.TransactionStatus.PENDING and said_paid,
        doubts=exceptions(intent, evidence),
        open_doubts=decision.unsettled_exceptions(intent, evidence),
        refusal_code=closed.code if closed else "",
        refusal_words=closed.reason if closed else "",
        story=tuple(StoryLine(sent_at + timedelta(seconds=at), piece) for at, piece in story),
    )
