"""Money that no payment of this file can be given: it waits for a person.

It was reported for none of them, as after a backup was put back; or M-Pesa's list has it under one of our references,
and more than one prompt may be the one that was paid.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, exists, func, select

from pos_desktop.payments.callback import MPesaCallback
from pos_desktop.payments.errors import MalformedCallbackError, PaymentNotFoundError
from pos_desktop.payments.override import require_two_people
from pos_desktop.payments.phone import mask_phone
from pos_desktop.payments.pull_rows import PulledRow
from pos_desktop.payments.tables import MPesaTransaction, StrayCallback

_PULLED = "pull:"
_PULLED_RECEIPT = func.substr(col(StrayCallback.event_id), len(_PULLED) + 1)
_IS_PLACED = and_(
    col(StrayCallback.event_id).startswith(_PULLED),
    exists().where(col(MPesaTransaction.mpesa_receipt_number) == _PULLED_RECEIPT),  # looked up, not searched for
)
_UNSETTLED = (col(StrayCallback.is_success).is_(True), col(StrayCallback.settled_at).is_(None), ~_IS_PLACED)


@dataclass(frozen=True)
class StrayPayment:
    """Money that no payment of this file can be given. The amount is cents, the time UTC, the phone masked.

    `reference` is the number of the sale or order that it was paid for, where that is known.
    """

    id: int
    receipt: str
    amount_cents: int
    phone_masked: str
    received_at: datetime
    reference: str = ""


def is_kept(session: Session, row: PulledRow) -> bool:
    """Whether a pulled row waits, or waited, for a person."""
    return session.exec(select(StrayCallback.id).where(StrayCallback.event_id == _event_id(row))).first() is not None


def keep_unplaced(session: Session, row: PulledRow) -> None:
    """Keeps, in the caller's transaction, a row of M-Pesa's list that more than one payment could have."""
    if is_kept(session, row):
        return
    body = json.dumps({"amount_cents": row.amount_cents, "reference": row.bill_reference, "msisdn": row.msisdn})
    kept = StrayCallback(event_id=_event_id(row), token="", body=body.encode(), received_at=row.paid_at)
    kept.is_success = True
    session.add(kept)


def is_pulled(event_id: str) -> bool:
    """Whether an event's id is one that rows of M-Pesa's list are kept under."""
    return event_id.startswith(_PULLED)


def is_success(body: bytes) -> bool:
    """Whether a post says that money moved; one that cannot be read says nothing."""
    try:
        return MPesaCallback.parse_callback_data(body).success
    except MalformedCallbackError:
        return False


def view_strays(session: Session, limit: int = 50) -> list[StrayPayment]:
    """The successes that nobody has looked into, oldest first; what says that no money moved is only kept."""
    oldest = select(StrayCallback).where(*_UNSETTLED).order_by(col(StrayCallback.id)).limit(limit)
    return [_stray(row) for row in session.exec(oldest)]


def count_strays(session: Session) -> int:
    """How many successes nobody has looked into."""
    return session.exec(select(func.count()).select_from(StrayCallback).where(*_UNSETTLED)).one()


def settle_stray(session: Session, stray_id: int, by: str, approved_by: str, now: datetime) -> StrayPayment:
    """Notes, in the caller's transaction, that a manager looked into one; what was settled stays as it is.

    Raises:
        OverrideRefusedError: a name is missing, or both are the same person's.
        PaymentNotFoundError: there is no such money.
    """
    require_two_people(by, approved_by)
    row = session.get(StrayCallback, stray_id)
    if row is None or not row.is_success:
        raise PaymentNotFoundError(f"there is no stray payment {stray_id}")
    if row.settled_at is None:
        row.settled_at, row.settled_by, row.approved_by = now, by, approved_by
        session.add(row)
        session.flush()
    return _stray(row)


def _event_id(row: PulledRow) -> str:
    return f"{_PULLED}{row.receipt}"


def _stray(row: StrayCallback) -> StrayPayment:
    if is_pulled(row.event_id):
        pulled = json.loads(row.body)
        return StrayPayment(
            id=row.id or 0,
            receipt=row.event_id.removeprefix(_PULLED),
            amount_cents=pulled["amount_cents"],
            phone_masked=mask_phone(pulled["msisdn"], "***"),
            received_at=row.received_at,
            reference=pulled["reference"],
        )
    said = MPesaCallback.parse_callback_data(row.body)
    return StrayPayment(
        id=row.id or 0,
        receipt=said.mpesa_receipt_number or "",
        amount_cents=said.amount_cents or 0,
        phone_masked=mask_phone(said.phone_number or "", "***"),
        received_at=row.received_at,
    )
