"""A manager's decision about an exception: it is recorded beside the evidence, and changes no status."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pos_desktop.payments import decision
from pos_desktop.payments.decision import Doubt
from pos_desktop.payments.evidence import DoubtSettled, Evidence, Settlement
from pos_desktop.payments.override import require_two_people
from pos_desktop.payments.tables import MPesaTransaction
from pos_desktop.payments.verifying import confirmations

Pieces = Callable[[MPesaTransaction, list[Evidence]], Iterable[Evidence]]

MEANINGFUL: dict[Doubt, tuple[Settlement, ...]] = {
    Doubt.CONTRADICTION: (Settlement.MONEY_CAME, Settlement.NO_MONEY),
    Doubt.ID_CONFLICT: (Settlement.MONEY_CAME, Settlement.NO_MONEY),
    Doubt.RECEIPT_REUSE: (Settlement.MONEY_CAME, Settlement.NO_MONEY),
    Doubt.AMOUNT_MISMATCH: (Settlement.GIVEN_BACK, Settlement.NOTHING_TO_DO),
    Doubt.LATE: (Settlement.GIVEN_BACK, Settlement.NOTHING_TO_DO),
    Doubt.RECORD_DIFFERS: (Settlement.MONEY_CAME, Settlement.NO_MONEY),
    Doubt.RELEASED_UNPAID: (Settlement.MONEY_CAME, Settlement.NO_MONEY),
    Doubt.OVERPAID: (Settlement.GIVEN_BACK, Settlement.NOTHING_TO_DO),
}
"""What can be found of each exception."""
_OF_CERTAIN_MONEY = (Settlement.GIVEN_BACK, Settlement.NOTHING_TO_DO)


def settlements_for(doubts: Iterable[Doubt]) -> tuple[Settlement, ...]:
    """What a manager can say of these exceptions, each once, in a fixed order."""
    said = {each for doubt in doubts for each in MEANINGFUL[doubt]}
    return tuple(each for each in Settlement if each in said)


def settled_by(by: str, approved_by: str, settlement: Settlement, shown: int) -> Pieces:
    """What to record when a manager settles what is open of a payment; nothing when nothing is open any more.

    An exception of which this cannot be found, as that there was no money where too much came, stays open. What became
    of money that is certain settles whatever was doubtful before it came.
    `shown` is how many pieces of its evidence the manager could see: what later ones say is not settled with them.
    The money that came is proved only where M-Pesa's status answer says the same as the manager, before or later.

    Raises:
        OverrideRefusedError: a name is missing, or both are the same person's.
    """
    require_two_people(by, approved_by)

    def build(payment: MPesaTransaction, evidence: list[Evidence]) -> Iterable[Evidence]:
        grounds = decision.grounds_of_doubts(payment.intent, evidence[:shown])
        open_ones = sorted(grounds.keys() & decision.unsettled_exceptions(payment.intent, evidence))
        is_paid = decision.is_paid(payment.intent, evidence)
        settled = [
            DoubtSettled(doubt.value, grounds[doubt], settlement, by, approved_by)
            for doubt in open_ones
            if settlement in MEANINGFUL[doubt] or (settlement in _OF_CERTAIN_MONEY and is_paid)
        ]
        yield from settled
        yield from confirmations(payment.intent, [*evidence, *settled])

    return build
