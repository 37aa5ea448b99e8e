"""What the till asks of the payments of a sale, and what it writes down when a manager decides about one."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from pos_desktop.payments import (
    Doubt,
    DoubtSettled,
    GivenUp,
    MPesaTransaction,
    PaymentChange,
    ReleasedOnTrust,
    Settlement,
    locked_payment,
    managers_words,
    may_have_money,
    note_paid_otherwise,
)
from pos_desktop.till import audit
from pos_desktop.till.audit import Actor, AuditData, AuditKind
from pos_desktop.till.sale_state import SaleStatus, sale_row

_KINDS = {
    GivenUp.kind: AuditKind.PAYMENT_GIVEN_UP,
    ReleasedOnTrust.kind: AuditKind.RELEASED_ON_TRUST,
    DoubtSettled.kind: AuditKind.EXCEPTION_SETTLED,
}


def has_live_payment(session: Session, sale_public_id: str) -> bool:
    """Whether an M-Pesa request for the sale may have brought money, or still may; see `may_have_money`."""
    attempts = session.exec(select(MPesaTransaction).where(MPesaTransaction.pos_sale == sale_public_id))
    return any(may_have_money(session, payment) for payment in attempts.all())


def write_down_managers_words(session: Session, terminal: str, change: PaymentChange, now: datetime) -> None:
    """Puts what a manager said of a payment into the audit log: both names, and the reason or the finding."""
    for piece in managers_words(session, change):
        data: AuditData = {
            "sale": change.host,
            "payment": change.payment_id,
            "approved_by": piece.approved_by,
            **_what_was_said(piece),
        }
        audit.append(session, _KINDS[piece.kind], Actor(terminal, piece.by), data, now)


def mark_released(session: Session, change: PaymentChange, now: datetime) -> None:
    """Flags the sale whose goods a manager let go before the money was certain; once, and never taken back.

    Where the sale is paid already, its goods are too, and the payment is told so.
    """
    for piece in managers_words(session, change):
        if not isinstance(piece, ReleasedOnTrust):
            continue
        sale = sale_row(session, change.host)
        if sale.status == SaleStatus.PAYING and sale.released_at is None:
            sale.released_at, sale.released_by, sale.release_reason = now, piece.approved_by, piece.reason
            session.add(sale)
            session.flush()
        elif sale.status == SaleStatus.COMPLETED:
            note_paid_otherwise(session, locked_payment(session, change.payment_id), now)


def was_given_back(session: Session, change: PaymentChange) -> bool:
    """Whether a manager found that money which had come late was given back, all of it."""
    return any(
        isinstance(piece, DoubtSettled) and piece.doubt == Doubt.LATE and piece.settlement is Settlement.GIVEN_BACK
        for piece in managers_words(session, change)
    )


def _what_was_said(piece: GivenUp | ReleasedOnTrust | DoubtSettled) -> dict[str, str]:
    if isinstance(piece, DoubtSettled):
        return {"exception": piece.doubt, "grounds": piece.grounds, "finding": piece.settlement.value}
    return {"reason": piece.reason}
