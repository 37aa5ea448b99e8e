"""Everything that is known to go wrong between a shop and M-Pesa, by name (payments.md 2), for people and for tests.

A mishap is a few rules of a fault script under one name. Here each strikes every request; armed, it waits for the
next prompt and strikes that one only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pos_desktop.simulator.fault_names import Call, Fault
from pos_desktop.simulator.faults import FaultRule

PLAIN_PATH = "/pos/api/mpesa/callback"
"""The route without a token at which the seed system received everybody's callbacks."""
LATE_SECONDS = 45.0
SILENCE_SECONDS = 35.0
"""Longer than any client waits for the answer to a push."""
LISTED_ADDRESS = "196.201.214.200"
"""One of Safaricom's, which anybody can write into a header (daraja.md 5)."""


class Part(StrEnum):
    """Where on the way something goes wrong."""

    SENDING = "Sending the prompt"
    CALLBACK = "The callback"
    CONTENT = "What the callback says"
    ASKING = "Asking M-Pesa"
    CHEATING = "Somebody cheats"
    BOOKS = "Lists and codes"


@dataclass(frozen=True)
class Mishap:
    """One thing that can go wrong. `prompts` is how many prompts it takes to happen."""

    name: str
    part: Part
    title: str
    words: str
    rules: tuple[FaultRule, ...]
    prompts: int = 1


def _rule(on: Call, fault: Fault, **more: Any) -> FaultRule:
    return FaultRule(on=on, fault=fault, **more)


def _push(fault: Fault, **more: Any) -> tuple[FaultRule, ...]:
    return (_rule(Call.PUSH, fault, **more),)


def _callback(fault: Fault, **more: Any) -> tuple[FaultRule, ...]:
    return (_rule(Call.CALLBACK, fault, **more),)


def _query(fault: Fault, **more: Any) -> tuple[FaultRule, ...]:
    return (_rule(Call.QUERY, fault, **more),)


def _forged(fault: Fault, **more: Any) -> tuple[FaultRule, ...]:
    return (_rule(Call.FORGERY, fault, **more),)


def _part(part: Part, *lines: tuple[str, str, str, Sequence[FaultRule]]) -> tuple[Mishap, ...]:
    return tuple(Mishap(name, part, title, words, tuple(rules)) for name, title, words, rules in lines)


_SENDING = _part(
    Part.SENDING,
    (
        "answer_lost",
        "The answer never comes",
        "The phone rings; M-Pesa's answer is lost on the way.",
        _push(Fault.SILENT, seconds=SILENCE_SECONDS),
    ),
    (
        "answer_cut",
        "The line breaks in the answer",
        "The phone rings; the answer breaks off at once.",
        _push(Fault.CUT, bytes=60),
    ),
    ("answer_slow", "The answer is slow", "It comes, and is right, 20 seconds later.", _push(Fault.SLOW, seconds=20)),
    (
        "answer_is_a_page",
        "A web page instead of an answer",
        "The phone rings, but a firewall's page comes back.",
        _push(Fault.HTML_PAGE, accepted=True),
    ),
    (
        "firewall",
        "A firewall stops the request",
        "A web page comes back, and no phone rings.",
        _push(Fault.HTML_PAGE),
    ),
    ("answer_broken", "Half an answer", "The phone rings; the JSON breaks off.", _push(Fault.BROKEN_JSON)),
    ("answer_without_id", "An answer without its id", "Accepted, but nothing to ask by.", _push(Fault.WITHOUT_ID)),
    ("answer_types", "Text as numbers in the answer", "The answer means the same.", _push(Fault.OTHER_TYPES)),
    ("answer_nonsense", "Lists for text in the answer", "The answer means nothing.", _push(Fault.WRONG_TYPES)),
    (
        "server_error",
        "Internal server error",
        "Code 500.003.1001, and the phone rings all the same.",
        _push(Fault.ERROR, code="500.003.1001", message="Internal Server Error", accepted=True),
    ),
    ("spike_arrest", "Spike arrest", "Too many requests: refused before M-Pesa.", _push(Fault.SPIKE_ARREST)),
    ("quota", "The quota is used up", "Refused before M-Pesa, with HTTP 429.", _push(Fault.QUOTA)),
    (
        "token_void",
        "The token is void",
        "It ended, or another till minted one: 404.001.03.",
        _push(Fault.TOKEN_EXPIRED, times=1),
    ),
    ("phone_locked", "The phone is busy", "Another M-Pesa request holds the subscriber.", _push(Fault.LOCKED)),
    (
        "asked_twice",
        "Asked within two minutes",
        "Same amount, same phone: M-Pesa's code 17.",
        _push(Fault.ENDS_WITH, code="17"),
    ),
)

_CALLBACK = _part(
    Part.CALLBACK,
    ("callback_lost", "The callback never comes", "The payment is made; nobody says so.", _callback(Fault.LOST)),
    (
        "callback_late",
        "The callback comes late",
        "45 seconds after the payment.",
        _callback(Fault.LATE, seconds=LATE_SECONDS),
    ),
    (
        "callback_first",
        "The callback beats the answer",
        "Paid before the till hears that the prompt was sent.",
        _push(Fault.BEFORE_ANSWER),
    ),
    (
        "callback_repeated",
        "Five callbacks at once",
        "The same result in the same moment.",
        _callback(Fault.DOUBLED, copies=5, at_once=True),
    ),
    (
        "callback_cut",
        "The line breaks in the callback",
        "Only its first 100 bytes arrive.",
        _callback(Fault.CUT, bytes=100),
    ),
    (
        "callback_overtaken",
        "Another payment's callback is first",
        "This one is held until the next payment's has come.",
        _callback(Fault.OVERTAKEN),
    ),
    (
        "paid_then_failed",
        "A failure after the success",
        "A second result takes the first one back.",
        _callback(Fault.FOLLOWED_BY, code="1019"),
    ),
    (
        "failed_then_paid",
        "A success after the failure",
        "Paid 20 seconds after the prompt has failed.",
        _callback(Fault.FOLLOWED_BY, code="0", seconds=20),
    ),
)

_CONTENT = _part(
    Part.CONTENT,
    ("says_cancelled", "The callback says cancelled", "The payment was made.", _callback(Fault.SAYS, code="1032")),
    (
        "says_strange_code",
        "A result code that is no number",
        "BW-JMS-100039, as it has been seen.",
        _callback(Fault.SAYS, code="BW-JMS-100039"),
    ),
    ("other_amount", "Another amount", "It names KES 1.", _callback(Fault.OTHER_AMOUNT, other_amount=1)),
    ("other_receipt", "Another M-Pesa code", "A code that was never given.", _callback(Fault.OTHER_RECEIPT)),
    ("used_receipt", "A used M-Pesa code", "The code of an earlier payment.", _callback(Fault.USED_RECEIPT)),
    ("other_id", "Another prompt's id", "The right address, another id.", _callback(Fault.OTHER_ID)),
    ("no_receipt", "No M-Pesa code", "All but the code is there.", _callback(Fault.WITHOUT_ITEMS)),
    ("no_details", "A callback without details", "Paid, and not a word more.", _callback(Fault.WITHOUT_METADATA)),
    ("masked_phone", "The phone number is masked", "2547*****678.", _callback(Fault.MASKED_PHONE)),
    ("date_before", "Paid before it was asked", "Ten minutes before.", _callback(Fault.OTHER_DATE, shift_seconds=-600)),
    (
        "date_far_off",
        "A date far off",
        "Three years from now.",
        _callback(Fault.OTHER_DATE, shift_seconds=3 * 365 * 86_400),
    ),
    ("callback_types", "Numbers as text in the callback", "It means the same.", _callback(Fault.OTHER_TYPES)),
    ("callback_nonsense", "Lists for text in the callback", "It means nothing.", _callback(Fault.WRONG_TYPES)),
    ("callback_broken", "Callback JSON that breaks off", "The end is missing.", _callback(Fault.BROKEN_JSON)),
    ("callback_huge", "A callback of 100,000 characters", "Far more than any result.", _callback(Fault.HUGE)),
    ("callback_deep", "A callback of 5,000 brackets", "Nested to hurt the reader.", _callback(Fault.DEEP)),
)

_ASKING = _part(
    Part.ASKING,
    ("query_unanswered", "No query is answered", "The line breaks each time.", _query(Fault.CUT)),
    ("query_processing", "The query says processing", "Code 4999, for ever.", _query(Fault.SAYS, code="4999")),
    ("query_no_result", "The query has an error", "500.001.1001, for ever; it means nothing.", _query(Fault.NO_ANSWER)),
    ("query_is_a_page", "The query gets a web page", "A firewall answers, for ever.", _query(Fault.HTML_PAGE)),
    ("query_says_cancelled", "The query says cancelled", "The callback says paid.", _query(Fault.SAYS, code="1032")),
    ("query_says_paid", "The query says paid", "Whatever the callback says.", _query(Fault.SAYS, code="0")),
)

_CHEATING = _part(
    Part.CHEATING,
    (
        "forged_success",
        "A forged success",
        "At the prompt's own address, before anybody pays.",
        _forged(Fault.FORGED_SUCCESS),
    ),
    (
        "forged_failure",
        "A forged failure",
        "So that the customer is asked again.",
        _forged(Fault.FORGED_FAILURE, code="1032"),
    ),
    (
        "forged_plain",
        "A success at the plain route",
        "Without any token, as anybody can post it.",
        _forged(Fault.FORGED_SUCCESS, path=PLAIN_PATH),
    ),
    (
        "forged_guess",
        "A success at a guessed address",
        "The token is made up.",
        _forged(Fault.FORGED_SUCCESS, path="/c/1/abcdefgh/Z3Vlc3NlZA"),
    ),
    (
        "forged_header",
        'A success "from Safaricom"',
        "A header says that Safaricom sent it.",
        _forged(Fault.FORGED_SUCCESS, forwarded_for=LISTED_ADDRESS),
    ),
)

_BOOKS = _part(
    Part.BOOKS,
    (
        "pull_lags",
        "The list is ten minutes behind",
        "And the callback has no details.",
        (*_callback(Fault.WITHOUT_METADATA), _rule(Call.PULL_ROW, Fault.LAGS, seconds=600)),
    ),
    (
        "pull_misses",
        "The list lacks the payment",
        "And the callback has no details.",
        (*_callback(Fault.WITHOUT_METADATA), _rule(Call.PULL_ROW, Fault.MISSES)),
    ),
    (
        "pull_other_amount",
        "The list has another amount",
        "KES 1, and the callback has no details.",
        (*_callback(Fault.WITHOUT_METADATA), _rule(Call.PULL_ROW, Fault.OTHER_AMOUNT, other_amount=1)),
    ),
    (
        "pull_same_page",
        "The list never turns its page",
        "The first page comes for every question.",
        (*_callback(Fault.WITHOUT_METADATA), _rule(Call.PULL, Fault.SAME_PAGE)),
    ),
    (
        "pull_broken",
        "The list cannot be had",
        "A web page comes instead.",
        (*_callback(Fault.WITHOUT_METADATA), _rule(Call.PULL, Fault.HTML_PAGE)),
    ),
    (
        "status_unanswered",
        "No result for an M-Pesa code",
        "The question is taken and never answered.",
        (_rule(Call.STATUS_RESULT, Fault.LOST),),
    ),
    (
        "status_timeout",
        "The code's queue times out",
        "Only the other address hears of it.",
        (_rule(Call.STATUS_RESULT, Fault.QUEUE_TIMEOUT),),
    ),
    (
        "status_unknown",
        "The code is not known",
        "Although the payment was made.",
        (_rule(Call.STATUS_RESULT, Fault.SAYS, code="R000002"),),
    ),
    (
        "status_other_amount",
        "The code is for another amount",
        "KES 1.",
        (_rule(Call.STATUS_RESULT, Fault.OTHER_AMOUNT, other_amount=1),),
    ),
)

_SWAPPED = Mishap(
    "callbacks_swapped",
    Part.CALLBACK,
    "Two callbacks are swapped",
    "Those of the next two payments, by their addresses.",
    _callback(Fault.SWAPPED),
    prompts=2,
)

MISHAPS: dict[str, Mishap] = {
    mishap.name: mishap for mishap in (*_SENDING, *_CALLBACK, _SWAPPED, *_CONTENT, *_ASKING, *_CHEATING, *_BOOKS)
}
"""Every mishap by its name, in the order in which they are shown."""
