"""A payment as a host shows it: one frozen value, with its story."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from pos_desktop.payments import decision, ledger
from pos_desktop.payments.decision import Detail, Doubt, TransactionStatus
from pos_desktop.payments.evidence import Evidence, ReleasedOnTrust, SendClosed, from_data
from pos_desktop.payments.stk_push import attempts_of
from pos_desktop.payments.tables import MPesaTransaction


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened to a payment, and when (UTC)."""

    at: datetime
    evidence: Evidence


@dataclass(frozen=True)
class PaymentView:
    """What may be shown of a payment. Amounts are cents, times UTC; who shows the phone masks it."""

    id: int
    public_id: str
    host: str
    attempt: int
    phone: str
    amount_cents: int
    account_reference: str
    status: TransactionStatus
    detail: Detail
    result_code: str | None
    result_description: str
    receipt: str | None
    checkout_request_id: str | None
    merchant_request_id: str | None
    created_at: datetime
    sent_at: datetime | None
    paid_at: datetime | None
    next_query_at: datetime | None
    may_ask_again: bool
    is_confirming: bool
    doubts: frozenset[Doubt]
    open_doubts: frozenset[Doubt]
    refusal_code: str
    refusal_words: str
    story: tuple[StoryLine, ...]

    @property
    def is_open(self) -> bool:
        """Whether the customer may still pay this prompt, as far as is proved."""
        return self.status in (TransactionStatus.INITIATED, TransactionStatus.PENDING)

    @property
    def is_doubtful(self) -> bool:
        """Whether it must be shown as "We don't know yet", whatever its status, until a manager found no money."""
        if self.status is TransactionStatus.COMPLETED or Doubt.CONTRADICTION not in self.doubts:
            return False
        found_money = decision.manager_found_money([line.evidence for line in self.story])
        return found_money or Doubt.CONTRADICTION in self.open_doubts

    @property
    def is_released(self) -> bool:
        """Whether a manager let the goods go before the money was certain."""
        return any(isinstance(line.evidence, ReleasedOnTrust) for line in self.story)


def view_payment(session: Session, payment_id: int) -> PaymentView:
    """The payment with everything that its evidence says.

    Raises:
        PaymentNotFoundError: there is none with this id.
    """
    return _view(session, ledger.payment_by_id(session, payment_id))


def view_attempts(session: Session, *, pos_sale: str | None = None, order: str | None = None) -> list[PaymentView]:
    """All prompts of one sale or order, oldest first."""
    return [_view(session, payment) for payment in attempts_of(session, pos_sale, order)]


def view_open(session: Session, limit: int = 200) -> list[PaymentView]:
    """The payments whose outcome is not known, oldest first."""
    statuses = (TransactionStatus.INITIATED, TransactionStatus.PENDING)
    query = (
        select(MPesaTransaction)
        .where(col(MPesaTransaction.status).in_(statuses))
        .order_by(col(MPesaTransaction.id))
        .limit(limit)
    )
    return [_view(session, payment) for payment in session.exec(query)]


def view_exceptions(session: Session, limit: int = 200) -> list[PaymentView]:
    """The payments with something doubtful that no manager has looked into, oldest first."""
    query = (
        select(MPesaTransaction)
        .where(col(MPesaTransaction.open_doubts) != "")
        .order_by(col(MPesaTransaction.id))
        .limit(limit)
    )
    return [_view(session, payment) for payment in session.exec(query)]


def count_exceptions(session: Session) -> int:
    """How many payments have something doubtful that no manager has looked into."""
    query = select(func.count()).select_from(MPesaTransaction).where(col(MPesaTransaction.open_doubts) != "")
    return session.exec(query).one()


def count_open(session: Session) -> int:
    """How many payments have an outcome that is not known; cheaper than looking at each."""
    statuses = (TransactionStatus.INITIATED, TransactionStatus.PENDING)
    query = select(func.count()).select_from(MPesaTransaction).where(col(MPesaTransaction.status).in_(statuses))
    return session.exec(query).one()


def _view(session: Session, payment: MPesaTransaction) -> PaymentView:
    events = ledger.events_of(session, payment.id or 0)
    evidence = [from_data(event.kind, json.loads(event.data)) for event in events]
    closed = next((piece for piece in evidence if isinstance(piece, SendClosed)), None)
    return PaymentView(
        id=payment.id or 0,
        public_id=payment.public_id,
        host=payment.host,
        attempt=payment.attempt,
        phone=payment.phone_number,
        amount_cents=payment.amount_cents,
        account_reference=payment.account_reference,
        status=payment.status,
        detail=payment.detail,
        result_code=payment.result_code,
        result_description=payment.result_description,
        receipt=payment.mpesa_receipt_number,
        checkout_request_id=payment.checkout_request_id,
        merchant_request_id=payment.merchant_request_id,
        created_at=payment.created_at,
        sent_at=payment.sent_at,
        paid_at=payment.transaction_date,
        next_query_at=payment.next_query_at,
        may_ask_again=decision.may_ask_again(payment.intent, evidence),
        is_confirming=payment.status is TransactionStatus.PENDING and decision.has_paid_callback(evidence),
        doubts=decision.exceptions(payment.intent, evidence),
        open_doubts=decision.unsettled_exceptions(payment.intent, evidence),
        refusal_code=closed.code if closed else "",
        refusal_words=closed.reason if closed else "",
        story=tuple(StoryLine(event.recorded_at, piece) for event, piece in zip(events, evidence, strict=True)),
    )
