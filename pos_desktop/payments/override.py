"""A manager's decision to go on although an earlier prompt may still be paid (payments.md 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from pos_desktop.payments import decision, ledger
from pos_desktop.payments.decision import TransactionStatus
from pos_desktop.payments.errors import OverrideRefusedError
from pos_desktop.payments.evidence import GivenUp
from pos_desktop.payments.ledger import PaymentChange
from pos_desktop.payments.tables import MPesaTransaction


@dataclass(frozen=True)
class Override:
    """Who asked for it, the other person who approved it, and why.

    Raises:
        OverrideRefusedError: one of the three is missing, or both are the same person.
    """

    by: str
    approved_by: str
    reason: str

    def __post_init__(self) -> None:
        if not (self.by.strip() and self.approved_by.strip() and self.reason.strip()):
            raise OverrideRefusedError("an override needs who asked, who approved, and a reason")
        if self.by.strip().casefold() == self.approved_by.strip().casefold():
            raise OverrideRefusedError(f"{self.by} cannot approve what {self.by} asks for: it takes a second person")


def may_still_be_paid(session: Session, payment: MPesaTransaction) -> bool:
    """Whether a second request, or cash, beside this one could make the customer pay twice."""
    if payment.status is TransactionStatus.COMPLETED:
        return False
    if payment.status is not TransactionStatus.FAILED:
        return True
    return not decision.may_ask_again(payment.intent, ledger.evidence_of(session, payment.id or 0))


def given_up_of(session: Session, payment_id: int) -> GivenUp | None:
    """How a payment was given up, if it was."""
    pieces = ledger.evidence_of(session, payment_id)
    return next((piece for piece in pieces if isinstance(piece, GivenUp)), None)


def give_up_live(
    session: Session, attempts: Sequence[MPesaTransaction], override: Override, now: datetime
) -> list[PaymentChange]:
    """Closes every attempt that may still be paid, in the caller's transaction: its own next step commits with it.

    Money that comes all the same is recorded and shown as late.
    """
    piece = GivenUp(override.by, override.approved_by, override.reason)
    return [
        ledger.append(session, ledger.locked_payment(session, payment.id or 0), [piece], now)
        for payment in attempts
        if may_still_be_paid(session, payment)
    ]
