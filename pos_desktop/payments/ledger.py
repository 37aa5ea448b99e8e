"""Appends evidence in the caller's session, recomputes, and refuses moves that do not exist."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from pos_desktop.payments import decision
from pos_desktop.payments.decision import Detail, Doubt, TransactionStatus
from pos_desktop.payments.errors import IllegalTransitionError, PaymentNotFoundError
from pos_desktop.payments.evidence import (
    Accepted,
    CallbackReceived,
    Evidence,
    Intent,
    Overpaid,
    PaidOtherwise,
    QueryAnswered,
    QueryPending,
    ReceiptBound,
    ReceiptRefused,
    RecordDiffers,
    Sending,
    ShownFailed,
    StoredMatch,
    TransactionStatusConfirmed,
    from_data,
)
from pos_desktop.payments.result_codes import FINAL_CODES, PAID
from pos_desktop.payments.schedule import QueryFacts, next_query_at
from pos_desktop.payments.tables import MPesaTransaction, PaymentEvent

_RANK = {
    TransactionStatus.INITIATED: 0,
    TransactionStatus.PENDING: 1,
    TransactionStatus.FAILED: 2,
    TransactionStatus.COMPLETED: 3,
}


@dataclass(frozen=True)
class PaymentChange:
    """What an addition of evidence did to a payment; `host` is the public id of its sale or order."""

    payment_id: int
    host: str
    before: TransactionStatus
    after: TransactionStatus
    detail: Detail
    added: tuple[str, ...]
    doubts: frozenset[Doubt]

    @property
    def is_first_completion(self) -> bool:
        """Whether this is the moment in which the money became certain."""
        return self.after is TransactionStatus.COMPLETED and self.before is not TransactionStatus.COMPLETED


def payment_by_id(session: Session, payment_id: int) -> MPesaTransaction:
    """The payment, freshly read.

    Raises:
        PaymentNotFoundError: there is none with this id.
    """
    return _found(session.get(MPesaTransaction, payment_id, populate_existing=True), payment_id)


def locked_payment(session: Session, payment_id: int) -> MPesaTransaction:
    """The payment, freshly read and held until the caller's transaction ends, so that nobody appends meanwhile.

    On SQLite the transaction itself is that hold.

    Raises:
        PaymentNotFoundError: there is none with this id.
    """
    held = session.get(MPesaTransaction, payment_id, populate_existing=True, with_for_update=True)
    return _found(held, payment_id)


def callbacks_in(evidence: Iterable[Evidence]) -> int:
    """How many callbacks have come."""
    return sum(isinstance(piece, CallbackReceived) for piece in evidence)


def evidence_of(session: Session, payment_id: int) -> list[Evidence]:
    """All evidence of a payment, in the order in which it was written down."""
    return [from_data(event.kind, json.loads(event.data)) for event in events_of(session, payment_id)]


def events_of(session: Session, payment_id: int) -> list[PaymentEvent]:
    """The rows behind the evidence, oldest first."""
    query = select(PaymentEvent).where(PaymentEvent.transaction_id == payment_id).order_by(col(PaymentEvent.id))
    return list(session.exec(query))


def last_question_at(session: Session, payment: MPesaTransaction) -> datetime | None:
    """When M-Pesa was last asked about a payment, as far as it is written down."""
    is_question = col(PaymentEvent.kind).in_((QueryAnswered.kind, QueryPending.kind))
    query = select(func.max(PaymentEvent.recorded_at)).where(PaymentEvent.transaction_id == payment.id, is_question)
    return session.exec(query).one()


def append(
    session: Session,
    payment: MPesaTransaction,
    pieces: Iterable[Evidence],
    now: datetime,
    raw: bytes | None = None,
) -> PaymentChange:
    """Adds what is new of the evidence and recomputes the payment, in the caller's transaction.

    Where nothing is new, nothing is recomputed either: who says what was known, or nothing, moves nothing. `raw` is
    the body behind the first piece. Receipts named by the evidence are bound here, one to one payment.

    Raises:
        IllegalTransitionError: the recomputed status would be lower than the stored one.
    """
    payment_id = _id(payment)
    known = {piece.identity: piece for piece in evidence_of(session, payment_id)}
    added: list[Evidence] = []
    for piece in pieces:
        _add(session, payment_id, piece, known, added, now, raw if not added else None)
    if not added:
        return _change(payment, payment.status, added, known.values())
    return _recomputed(session, payment, known, added, now)


def _recomputed(
    session: Session, payment: MPesaTransaction, known: dict[str, Evidence], added: list[Evidence], now: datetime
) -> PaymentChange:
    """The change that comes of all the evidence, with what follows from it added."""
    payment_id, before = _id(payment), payment.status
    for piece in _bind_receipts(session, payment, known.values()):
        _add(session, payment_id, piece, known, added, now, None)
    if _is_told_as_failed(payment.intent, known.values()):
        _add(session, payment_id, ShownFailed(), known, added, now, None)
    _recompute(session, payment, list(known.values()), now)
    session.add(payment)
    session.flush()
    return _change(payment, before, added, known.values())


def _change(
    payment: MPesaTransaction, before: TransactionStatus, added: list[Evidence], evidence: Collection[Evidence]
) -> PaymentChange:
    return PaymentChange(
        payment_id=_id(payment),
        host=payment.host,
        before=before,
        after=payment.status,
        detail=payment.detail,
        added=tuple(piece.kind for piece in added),
        doubts=decision.exceptions(payment.intent, evidence),
    )


def _is_told_as_failed(intent: Intent, evidence: Collection[Evidence]) -> bool:
    """Whether people read "Not paid": a failure that something contradicts is told as not known (payments.md 3.2).

    Once a manager looked into it and found no money, it is told as not paid, and what comes after that is late.
    """
    if decision.decide(intent, evidence) is not TransactionStatus.FAILED:
        return False
    if decision.manager_found_money(evidence):
        return Doubt.CONTRADICTION not in decision.exceptions(intent, evidence)
    return Doubt.CONTRADICTION not in decision.unsettled_exceptions(intent, evidence)


def recheck(session: Session, payment: MPesaTransaction, now: datetime) -> PaymentChange:
    """Decides a payment anew from its evidence, in the caller's transaction.

    A status may rise so, when a newer program knows more. One that would fall stays, and an exception is opened.
    """
    known = {piece.identity: piece for piece in evidence_of(session, _id(payment))}
    added: list[Evidence] = []
    proved = decision.decide(payment.intent, known.values())
    if _RANK[proved] < _RANK[payment.status]:
        _add(session, _id(payment), RecordDiffers(payment.status, proved), known, added, now, None)
    return _recomputed(session, payment, known, added, now)


def note_overpaid(session: Session, payment: MPesaTransaction, excess_cents: int, now: datetime) -> None:
    """Notes, from a host's `on_change`, that the sale had been settled another way when this money arrived."""
    append(session, payment, [Overpaid(excess_cents)], now)


def note_paid_otherwise(session: Session, payment: MPesaTransaction, now: datetime) -> None:
    """Notes, in a host's own transaction, that the sale of this payment was paid another way."""
    append(session, payment, [PaidOtherwise()], now)


def _found(payment: MPesaTransaction | None, payment_id: int) -> MPesaTransaction:
    if payment is None:
        raise PaymentNotFoundError(f"there is no payment {payment_id}")
    return payment


def _add(
    session: Session,
    payment_id: int,
    piece: Evidence,
    known: dict[str, Evidence],
    added: list[Evidence],
    now: datetime,
    raw: bytes | None,
) -> None:
    if piece.identity in known:
        return
    known[piece.identity] = piece
    added.append(piece)
    session.add(
        PaymentEvent(
            transaction_id=payment_id,
            identity=piece.identity,
            kind=piece.kind,
            data=json.dumps(piece.data()),
            raw=raw,
            recorded_at=now,
        )
    )


def _bind_receipts(session: Session, payment: MPesaTransaction, evidence: Iterable[Evidence]) -> list[Evidence]:
    pieces = list(evidence)
    ids = {piece.checkout_request_id for piece in pieces if isinstance(piece, Accepted)}
    ids |= {piece.checkout_request_id for piece in pieces if isinstance(piece, CallbackReceived) and piece.token_valid}
    conflict = len(ids - {""}) > 1
    proved = {piece.receipt for piece in pieces if isinstance(piece, StoredMatch | TransactionStatusConfirmed)}
    outcome: list[Evidence] = []
    for receipt in _named_receipts(pieces):
        if payment.mpesa_receipt_number == receipt:
            continue
        if payment.mpesa_receipt_number is not None or _belongs_to_another(session, payment, receipt):
            outcome.append(ReceiptRefused(receipt))
        elif not conflict or receipt in proved:
            payment.mpesa_receipt_number = receipt
            outcome.append(ReceiptBound(receipt))
    return outcome


def _named_receipts(evidence: Iterable[Evidence]) -> list[str]:
    receipts: list[str] = []
    for piece in evidence:
        if isinstance(piece, CallbackReceived):
            if piece.token_valid and piece.result_code == PAID and piece.receipt:
                receipts.append(piece.receipt)
        elif isinstance(piece, StoredMatch | TransactionStatusConfirmed):
            receipts.append(piece.receipt)
    return list(dict.fromkeys(receipts))


def _belongs_to_another(session: Session, payment: MPesaTransaction, receipt: str) -> bool:
    query = select(MPesaTransaction.id).where(
        MPesaTransaction.mpesa_receipt_number == receipt, MPesaTransaction.id != payment.id
    )
    return session.exec(query).first() is not None


def _recompute(session: Session, payment: MPesaTransaction, evidence: list[Evidence], now: datetime) -> None:
    status = decision.decide(payment.intent, evidence)
    if _RANK[status] >= _RANK[payment.status]:
        payment.status = status
        payment.detail = decision.detail(payment.intent, evidence)
    elif not any(isinstance(piece, RecordDiffers) for piece in evidence):
        raise IllegalTransitionError(f"payment {payment.id} would fall from {payment.status} to {status}")
    payment.updated_at = now
    for piece in evidence:
        _copy_facts(session, payment, piece, now)
    if payment.status is TransactionStatus.FAILED:
        payment.result_code = decision.refusal_code(evidence)
    else:
        payment.result_code = decision.final_code(evidence) or payment.result_code
    payment.result_description = _description(evidence, payment.result_code) or payment.result_description
    payment.open_doubts = " ".join(sorted(decision.unsettled_exceptions(payment.intent, evidence)))
    payment.next_query_at = next_query_at(_query_facts(payment, evidence), now)


def _copy_facts(session: Session, payment: MPesaTransaction, piece: Evidence, now: datetime) -> None:
    if isinstance(piece, Sending):
        payment.sent_at = payment.sent_at or now
    elif isinstance(piece, Accepted):
        payment.merchant_request_id = piece.merchant_request_id
        payment.checkout_request_id = piece.checkout_request_id
    elif isinstance(piece, CallbackReceived) and piece.token_valid:
        if payment.checkout_request_id is None and not _is_anothers(session, payment, piece.checkout_request_id):
            payment.checkout_request_id = piece.checkout_request_id or None
        if piece.transaction_at is not None:
            payment.transaction_date = datetime.fromisoformat(piece.transaction_at)


def _is_anothers(session: Session, payment: MPesaTransaction, checkout_request_id: str) -> bool:
    query = select(MPesaTransaction.id).where(
        MPesaTransaction.checkout_request_id == checkout_request_id, MPesaTransaction.id != payment.id
    )
    return session.exec(query).first() is not None


def _description(evidence: list[Evidence], code: str | None) -> str:
    said = [
        piece.description
        for piece in evidence
        if isinstance(piece, CallbackReceived | QueryAnswered) and piece.result_code == code
    ]
    return next((words for words in said if words), "")


def _query_facts(payment: MPesaTransaction, evidence: list[Evidence]) -> QueryFacts:
    asked = [p.asked_after_seconds for p in evidence if isinstance(p, QueryAnswered | QueryPending)]
    closed = payment.detail in (Detail.NOT_SENT, Detail.REJECTED) and not decision.has_paid_callback(evidence)
    is_denied = any(isinstance(p, QueryAnswered) and p.result_code in FINAL_CODES for p in evidence)
    return QueryFacts(
        status=payment.status,
        sent_at=payment.sent_at,
        has_checkout_id=payment.checkout_request_id is not None and not closed,
        last_asked_after_seconds=max(asked, default=None),
        is_urgent=_is_urgent(evidence),
        is_final=is_denied and payment.status is TransactionStatus.FAILED,
        is_denied=is_denied and payment.status is TransactionStatus.PENDING,
    )


def _is_urgent(evidence: list[Evidence]) -> bool:
    """Whether to ask at once: a callback came that nobody has asked about since, be it during the last question."""
    known = [piece.callbacks_known for piece in evidence if isinstance(piece, QueryAnswered | QueryPending)]
    return callbacks_in(evidence) > max(known, default=0)


def _id(payment: MPesaTransaction) -> int:
    if payment.id is None:
        raise IllegalTransitionError("evidence needs a payment that is stored already")
    return payment.id
