"""The one question the till asks of the payments' table: may a request for this sale still be paid?"""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

_LIVE = text(
    "SELECT EXISTS (SELECT 1 FROM mpesa_transaction"
    " WHERE pos_sale = :sale AND status IN ('initiated', 'pending'))"
)


def has_live_payment(session: Session, sale_public_id: str) -> bool:
    """Whether an M-Pesa request for the sale has no final answer yet."""
    return bool(session.connection().execute(_LIVE, {"sale": sale_public_id}).scalar())
