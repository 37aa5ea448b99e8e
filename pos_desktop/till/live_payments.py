"""The one question the till asks of the payments: may a request for this sale still be paid?"""

from __future__ import annotations

from sqlmodel import Session, col, select

from pos_desktop.payments import MPesaTransaction, TransactionStatus

_LIVE = (TransactionStatus.INITIATED, TransactionStatus.PENDING)


def has_live_payment(session: Session, sale_public_id: str) -> bool:
    """Whether an M-Pesa request for the sale has no final answer yet."""
    live = select(MPesaTransaction.id).where(
        MPesaTransaction.pos_sale == sale_public_id, col(MPesaTransaction.status).in_(_LIVE)
    )
    return session.exec(live.limit(1)).first() is not None
