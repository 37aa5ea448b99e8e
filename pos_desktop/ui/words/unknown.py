"""The words for an outcome that nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable

from pos_desktop.payments import Unknown
from pos_desktop.ui.words.values import NextStep, Words, not_known, translate


def words_of_unknown(why: Unknown) -> Words:
    """The words for an outcome that nobody knows yet."""
    return _UNKNOWN[why]()


def _no_answer() -> Words:
    return not_known(
        translate("words", "No answer yet"),
        translate("words", "The prompt went out, but no answer came back."),
        "",
    )


def _may_be_sent() -> Words:
    return not_known(
        translate("words", "May have been sent"),
        translate("words", "The network broke while the prompt was being sent."),
        translate("words", "It may be on the phone. Ask the customer to look."),
    )


def _contradiction() -> Words:
    return Words(
        translate("words", "Two answers that disagree"),
        translate("words", "M-Pesa gave two answers that do not agree."),
        translate("words", "One says paid, the other says not paid."),
        translate("words", "Maybe. Check the customer's M-Pesa message."),
        translate("words", "Only a message from M-Pesa with a code counts."),
        translate("words", "Call the manager."),
        translate("words", "Do not send again. The next customer can be served meanwhile."),
        NextStep.SERVE_NEXT,
    )


def _amount_differs() -> Words:
    return Words(
        translate("words", "Another amount"),
        translate("words", "The amount paid is not the amount that was asked."),
        translate("words", "The sale is not closed by it."),
        translate("words", "Yes, but another amount."),
        translate("words", "The M-Pesa message on the phone names it."),
        translate("words", "Call the manager."),
        translate("words", "Do not send again. The next customer can be served meanwhile."),
        NextStep.SERVE_NEXT,
    )


def _needs_a_manager() -> Words:
    return Words(
        translate("words", "Needs a manager"),
        translate("words", "The answer belongs to another payment, or was used before."),
        translate("words", "The sale is not closed by it."),
        translate("words", "Maybe. Check the customer's M-Pesa message."),
        translate("words", "Only a message from M-Pesa with a new code counts."),
        translate("words", "Call the manager."),
        translate("words", "Do not send again. The next customer can be served meanwhile."),
        NextStep.SERVE_NEXT,
    )


def _code_claimed() -> Words:
    return not_known(
        translate("words", "Code not verified yet"),
        translate("words", "The customer's code waits to be verified."),
        "",
    )


_UNKNOWN: dict[Unknown, Callable[[], Words]] = {
    Unknown.NO_ANSWER: _no_answer,
    Unknown.MAY_BE_SENT: _may_be_sent,
    Unknown.CONTRADICTION: _contradiction,
    Unknown.AMOUNT_DIFFERS: _amount_differs,
    Unknown.NEEDS_A_MANAGER: _needs_a_manager,
    Unknown.CODE_CLAIMED: _code_claimed,
}
