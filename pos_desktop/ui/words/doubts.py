"""What a manager has to look into, in words: what is doubtful, where to look, and what can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pos_desktop.money import format_kes
from pos_desktop.payments import Doubt, Settlement
from pos_desktop.ui.words.values import translate


@dataclass(frozen=True)
class DoubtWords:
    """`tag` fits on a row; `advice` says where to look before deciding."""

    tag: str
    advice: str


def words_of_doubts(doubts: Iterable[Doubt]) -> DoubtWords:
    """The words for the gravest of these; there is at least one."""
    held = set(doubts)
    return next(make() for doubt, make in _WORDS.items() if doubt in held)


def words_of_excess(excess_cents: int, *, is_cleared: bool) -> DoubtWords:
    """The words for money that came to a sale for which it was not due; `is_cleared` is a sale that is no more."""
    if is_cleared:
        tag = translate("words", "Paid, sale cleared")
        advice = translate("words", "The sale was cleared before the money came. Give back {amount}, then decide.")
    else:
        tag = translate("words", "Give back")
        advice = translate("words", "More came than was due. Give back {amount}, then decide.")
    return DoubtWords(tag, advice.format(amount=format_kes(excess_cents)))


def words_of_settlement(settlement: Settlement) -> str:
    """What was found, as a button and the story say it."""
    return _FOUND[settlement]()


def _released_unpaid() -> DoubtWords:
    return DoubtWords(
        translate("words", "Goods unpaid"),
        translate("words", "The goods went on trust, and M-Pesa says not paid. Call the customer, then decide."),
    )


def _record_differs() -> DoubtWords:
    return DoubtWords(
        translate("words", "Record differs"),
        translate("words", "The file says more than its evidence. Look at M-Pesa's statement, then decide."),
    )


def _overpaid() -> DoubtWords:
    return DoubtWords(
        translate("words", "Give back"),
        translate("words", "More came than was due. Give back what was too much, then decide."),
    )


def _contradiction() -> DoubtWords:
    return DoubtWords(
        translate("words", "Two answers"),
        translate("words", "M-Pesa said both paid and not paid. Look at the customer's M-Pesa SMS, then decide."),
    )


def _receipt_reuse() -> DoubtWords:
    return DoubtWords(
        translate("words", "Code used before"),
        translate("words", "This M-Pesa code paid for another sale. Look at the customer's SMS, then decide."),
    )


def _id_conflict() -> DoubtWords:
    return DoubtWords(
        translate("words", "Whose answer?"),
        translate("words", "The answer may be another prompt's. Look at the customer's SMS, then decide."),
    )


def _amount_mismatch() -> DoubtWords:
    return DoubtWords(
        translate("words", "Another amount"),
        translate("words", "M-Pesa names another amount than was asked for. Look at the SMS, then decide."),
    )


def _late() -> DoubtWords:
    return DoubtWords(
        translate("words", "Paid late"),
        translate("words", "The money came after the till had said not paid. Was it settled with the customer?"),
    )


_WORDS: dict[Doubt, Callable[[], DoubtWords]] = {
    Doubt.RELEASED_UNPAID: _released_unpaid,
    Doubt.RECORD_DIFFERS: _record_differs,
    Doubt.OVERPAID: _overpaid,
    Doubt.CONTRADICTION: _contradiction,
    Doubt.RECEIPT_REUSE: _receipt_reuse,
    Doubt.ID_CONFLICT: _id_conflict,
    Doubt.AMOUNT_MISMATCH: _amount_mismatch,
    Doubt.LATE: _late,
}
"""Gravest first."""

_FOUND: dict[Settlement, Callable[[], str]] = {
    Settlement.MONEY_CAME: lambda: translate("words", "The money came"),
    Settlement.NO_MONEY: lambda: translate("words", "No money came"),
    Settlement.GIVEN_BACK: lambda: translate("words", "Money given back"),
    Settlement.NOTHING_TO_DO: lambda: translate("words", "Nothing to give back"),
}
