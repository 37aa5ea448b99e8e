"""What words are made of, and the two sentences that most outcomes share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


class NextStep(StrEnum):
    """What helps best now: the one button that is the primary. After `STAY` the page that is open keeps its own."""

    SEND_AGAIN = "send_again"
    SEND_LATER = "send_later"
    CHANGE_NUMBER = "change_number"
    PAY_ANOTHER_WAY = "pay_another_way"
    SERVE_NEXT = "serve_next"
    NEW_SALE = "new_sale"
    PRINT_AGAIN = "print_again"
    STAY = "stay"


@dataclass(frozen=True)
class Words:
    """Three answers of two lines each, always in this order, under a reason of a few words."""

    reason: str
    happened: str
    happened_more: str
    money: str
    money_more: str
    next: str
    next_more: str
    best: NextStep


def in_a_sentence(reason: str) -> str:
    """The reason as it stands after "not paid, ": `Wrong PIN` becomes `wrong PIN`; `PIN locked` and names stay."""
    if len(reason) > 1 and reason[1].islower():
        return reason[0].lower() + reason[1:]
    return reason


def not_paid(reason: str, happened: str, more: str, step: str, step_more: str, best: NextStep) -> Words:
    """Words for an attempt that M-Pesa or the till closed without money."""
    return Words(
        reason,
        happened,
        more or translate("words", "M-Pesa has closed this request."),
        translate("words", "No money moved."),
        translate("words", "The customer was not charged."),
        step,
        step_more,
        best,
    )


def not_known(reason: str, happened: str, more: str) -> Words:
    """Words for an attempt that may still be paid: the queue goes on."""
    return Words(
        reason,
        happened,
        more or translate("words", "We ask M-Pesa again by ourselves."),
        translate("words", "Maybe. The customer may have paid."),
        translate("words", "Look for the M-Pesa message on the phone."),
        translate("words", "Serve the next customer."),
        translate("words", "This sale waits in Pending and prints its receipt when it is paid."),
        NextStep.SERVE_NEXT,
    )
