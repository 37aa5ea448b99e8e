"""What the pay screen shows, and what a typed amount or number means: plain functions, tested without a widget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.payments import InvalidPhoneError, normalise_phone
from pos_desktop.till import hand_over
from pos_desktop.ui.screens.bill_view import BillView

LOCAL_DIGITS = 10
COUNTRY = "254"


class TenderChoice(StrEnum):
    """How the customer pays; the value is what `tender_chosen` carries."""

    CASH = "cash"
    MPESA = "mpesa"


@dataclass(frozen=True)
class PayView:
    """The bill, and which tender is open. `phone` is what was typed before, when a number is to be changed.

    While `is_busy` nothing can be taken: what was confirmed a moment ago is being written. `approved_by` names the
    manager who let another way be used while an earlier prompt has no final answer.
    """

    bill: BillView
    tender: TenderChoice
    business_name: str
    is_mpesa_ready: bool = True
    most_mpesa_cents: int = 25_000_000
    phone: str = ""
    is_busy: bool = False
    approved_by: str = ""


@dataclass(frozen=True)
class CashShown:
    """What so much cash means for what is left: change to hand over, or an amount still to pay."""

    given_cents: int
    change_cents: int
    still_cents: int
    pieces: tuple[int, ...]

    @property
    def is_enough(self) -> bool:
        """Whether nothing is left to pay."""
        return self.still_cents == 0


class PhoneState(StrEnum):
    """How far a number has come."""

    TYPING = "typing"
    GOOD = "good"
    REFUSED = "refused"


@dataclass(frozen=True)
class PhoneShown:
    """How far a number has come, and the reason, which has words, when it cannot become a good one."""

    state: PhoneState
    reason: str = ""


class AmountFault(StrEnum):
    """Why an amount cannot be asked of M-Pesa."""

    NOTHING = "nothing"
    MORE_THAN_LEFT = "more_than_left"
    OVER_LIMIT = "over_limit"


def typed_cents(digits: str) -> int:
    """Cents of an amount typed in whole shillings; nothing typed is nothing."""
    return int(digits or "0") * CENTS_PER_SHILLING


def cash_shown(digits: str, left_cents: int) -> CashShown:
    """What the typed cash comes to."""
    given = typed_cents(digits)
    change = max(0, given - left_cents)
    return CashShown(given, change, max(0, left_cents - given), hand_over(change))


def amount_fault(cents: int, left_cents: int, most_cents: int) -> AmountFault | None:
    """Why so much cannot be asked of M-Pesa, or None when it can."""
    if cents <= 0:
        return AmountFault.NOTHING
    if cents > left_cents:
        return AmountFault.MORE_THAN_LEFT
    return AmountFault.OVER_LIMIT if cents > most_cents else None


def phone_shown(typed: str) -> PhoneShown:
    """How a typed number is told; one that is merely short is not refused while it is typed."""
    try:
        normalise_phone(typed)
    except InvalidPhoneError as error:
        unfinished = error.reason != "letters" and _may_still_become_one(typed)
        return PhoneShown(PhoneState.TYPING if unfinished else PhoneState.REFUSED, error.reason)
    return PhoneShown(PhoneState.GOOD)


def _may_still_become_one(typed: str) -> bool:
    digits = typed.lstrip("+")
    if digits.startswith(COUNTRY):
        return len(digits) < len(COUNTRY) + LOCAL_DIGITS - 1
    if typed.startswith("+"):
        return COUNTRY.startswith(digits)
    return len(digits) < LOCAL_DIGITS - (digits[:1] in ("7", "1"))
