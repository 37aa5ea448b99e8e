"""What the till asks of the payments: may a request for this sale still be paid? And what it writes down when not."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from pos_desktop.payments import MPesaTransaction, PaymentChange, TransactionStatus, given_up_of
from pos_desktop.till import audit
from pos_desktop.till.audit import Actor, AuditData, AuditKind

_LIVE = (TransactionStatus.INITIATED, TransactionStatus.PENDING)


def has_live_payment(session: Session, sale_public_id: str) -> bool:
    """Whether an M-Pesa request for the sale has no final answer yet."""
    live = select(MPesaTransaction.id).where(
        MPesaTransaction.pos_sale == sale_public_id, col(MPesaTransaction.status).in_(_LIVE)
    )
    return session.exec(live.limit(1)).first() is not None


def write_down_given_up(session: Session, terminal: str, change: PaymentChange, now: datetime) -> None:
    """Puts a payment that a manager gave up into the audit log, with both names and the reason."""
    piece = given_up_of(session, change.payment_id)
    if piece is None:
        return
    data: AuditData = {
        "sale": change.host,
        "payment": change.payment_id,
        "approved_by": piece.approved_by,
        "reason": piece.reason,
    }
    audit.append(session, AuditKind.PAYMENT_GIVEN_UP, Actor(terminal, piece.by), data, now)
