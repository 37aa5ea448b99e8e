"""A manager's decision to go on although an earlier prompt may still be paid (payments.md 3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from pos_desktop.payments import decision, ledger
from pos_desktop.payments.decision import TransactionStatus
from pos_desktop.payments.errors import OverrideRefusedError
from pos_desktop.payments.evidence import DoubtSettled, Evidence, GivenUp, ReleasedOnTrust
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
        if not self.reason.strip():
            raise OverrideRefusedError("an override needs a reason")
        require_two_people(self.by, self.approved_by)


def require_two_people(by: str, approved_by: str) -> None:
    """Whether one person asked and another one approved.

    Raises:
        OverrideRefusedError: a name is missing, or both are the same person's.
    """
    if not (by.strip() and approved_by.strip()):
        raise OverrideRefusedError("it needs who asked and who approved")
    if by.strip().casefold() == approved_by.strip().casefold():
        raise OverrideRefusedError(f"{by} cannot approve what {by} asks for: it takes a second person")


def may_still_be_paid(session: Session, payment: MPesaTransaction) -> bool:
    """Whether a second request, or cash, beside this one could make the customer pay twice."""
    if payment.status is TransactionStatus.COMPLETED:
        return False
    if payment.status is not TransactionStatus.FAILED:
        return True
    return not decision.may_ask_again(payment.intent, ledger.evidence_of(session, payment.id or 0))


def may_have_money(session: Session, payment: MPesaTransaction) -> bool:
    """Whether cash beside this prompt takes a manager: it is open, or M-Pesa or a manager says that it was paid."""
    if payment.status is not TransactionStatus.FAILED:
        return payment.status is not TransactionStatus.COMPLETED
    is_contradicted = decision.Doubt.CONTRADICTION.value in payment.open_doubts.split()
    return is_contradicted or decision.manager_found_money(ledger.evidence_of(session, payment.id or 0))


def released_by(override: Override) -> Callable[[MPesaTransaction, list[Evidence]], Iterable[Evidence]]:
    """What to record when a manager lets the goods go; nothing where the money is certain already."""

    def build(payment: MPesaTransaction, _evidence: list[Evidence]) -> Iterable[Evidence]:
        if payment.status is not TransactionStatus.COMPLETED:
            yield ReleasedOnTrust(override.by, override.approved_by, override.reason)

    return build


ManagersWord = GivenUp | ReleasedOnTrust | DoubtSettled
"""What a manager can say of a payment."""


def managers_words(session: Session, change: PaymentChange) -> list[ManagersWord]:
    """What a manager said in this change, for the host's own audit log."""
    count = sum(kind in (GivenUp.kind, ReleasedOnTrust.kind, DoubtSettled.kind) for kind in change.added)
    if not count:
        return []
    said = [piece for piece in ledger.evidence_of(session, change.payment_id) if isinstance(piece, ManagersWord)]
    return said[-count:]


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
