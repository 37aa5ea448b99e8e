"""What can go wrong, and on which of M-Pesa's calls and posts."""

from __future__ import annotations

from enum import StrEnum


class Call(StrEnum):
    """Where a fault strikes: on an answer, on something that is posted, on a row of a list, or from outside."""

    TOKEN = "token"  # noqa: S105 - the name of a call
    PUSH = "push"
    QUERY = "query"
    CALLBACK = "callback"
    PULL = "pull"
    PULL_ROW = "pull_row"
    STATUS = "status"
    STATUS_RESULT = "status_result"
    FORGERY = "forgery"


class Fault(StrEnum):
    """What goes wrong."""

    CUT = "cut"
    SILENT = "silent"
    SLOW = "slow"
    HTML_PAGE = "html_page"
    EMPTY_500 = "empty_500"
    BROKEN_JSON = "broken_json"
    OTHER_TYPES = "other_types"
    WRONG_TYPES = "wrong_types"
    ERROR = "error"
    SPIKE_ARREST = "spike_arrest"
    QUOTA = "quota"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a fault
    LOCKED = "locked"
    WITHOUT_ID = "without_id"
    BEFORE_ANSWER = "before_answer"
    ENDS_WITH = "ends_with"
    SAYS = "says"
    NO_ANSWER = "no_answer"
    LATE = "late"
    LOST = "lost"
    DOUBLED = "doubled"
    FOLLOWED_BY = "followed_by"
    SWAPPED = "swapped"
    OVERTAKEN = "overtaken"
    OTHER_AMOUNT = "other_amount"
    OTHER_RECEIPT = "other_receipt"
    USED_RECEIPT = "used_receipt"
    OTHER_ID = "other_id"
    OTHER_DATE = "other_date"
    WITHOUT_ITEMS = "without_items"
    WITHOUT_METADATA = "without_metadata"
    MASKED_PHONE = "masked_phone"
    HUGE = "huge"
    DEEP = "deep"
    QUEUE_TIMEOUT = "queue_timeout"
    LAGS = "lags"
    MISSES = "misses"
    SAME_PAGE = "same_page"
    FORGED_SUCCESS = "forged_success"
    FORGED_FAILURE = "forged_failure"


_ANSWERS = {
    *(Fault.CUT, Fault.SILENT, Fault.SLOW, Fault.HTML_PAGE, Fault.EMPTY_500, Fault.BROKEN_JSON),
    *(Fault.OTHER_TYPES, Fault.WRONG_TYPES, Fault.ERROR),
}
_GATEWAY = {Fault.SPIKE_ARREST, Fault.QUOTA, Fault.TOKEN_EXPIRED}

REDRAWN = frozenset(
    {
        *(Fault.OTHER_AMOUNT, Fault.OTHER_RECEIPT, Fault.USED_RECEIPT, Fault.OTHER_ID, Fault.OTHER_DATE),
        *(Fault.WITHOUT_ITEMS, Fault.WITHOUT_METADATA, Fault.MASKED_PHONE),
        *(Fault.OTHER_TYPES, Fault.WRONG_TYPES, Fault.BROKEN_JSON, Fault.HUGE, Fault.DEEP),
    }
)
"""The faults of a callback that change what is in it, not when or how often it comes."""

ALLOWED: dict[Call, frozenset[Fault]] = {
    Call.TOKEN: frozenset(_ANSWERS | {Fault.SPIKE_ARREST, Fault.QUOTA}),
    Call.PUSH: frozenset(_ANSWERS | _GATEWAY | {Fault.LOCKED, Fault.WITHOUT_ID, Fault.BEFORE_ANSWER, Fault.ENDS_WITH}),
    Call.QUERY: frozenset(_ANSWERS | _GATEWAY | {Fault.SAYS, Fault.NO_ANSWER}),
    Call.CALLBACK: REDRAWN
    | {Fault.LATE, Fault.LOST, Fault.DOUBLED, Fault.FOLLOWED_BY, Fault.SAYS}
    | {Fault.CUT, Fault.SWAPPED, Fault.OVERTAKEN},
    Call.PULL: frozenset(_ANSWERS | _GATEWAY | {Fault.SAME_PAGE}),
    Call.PULL_ROW: frozenset({Fault.LAGS, Fault.MISSES, Fault.OTHER_AMOUNT}),
    Call.STATUS: frozenset(_ANSWERS | _GATEWAY),
    Call.STATUS_RESULT: frozenset(
        {Fault.LOST, Fault.LATE, Fault.DOUBLED, Fault.SAYS, Fault.QUEUE_TIMEOUT, Fault.OTHER_AMOUNT}
    ),
    Call.FORGERY: frozenset({Fault.FORGED_SUCCESS, Fault.FORGED_FAILURE}),
}
"""Which faults can strike which call."""

ACCEPTED_BEFORE = frozenset(
    {
        *(Fault.CUT, Fault.SILENT, Fault.SLOW, Fault.BROKEN_JSON, Fault.WITHOUT_ID),
        *(Fault.OTHER_TYPES, Fault.WRONG_TYPES),
    }
)
"""The faults of an answer that come after the request was carried out, unless the rule says otherwise."""

NEVER_ACCEPTED = frozenset({Fault.SPIKE_ARREST, Fault.QUOTA, Fault.TOKEN_EXPIRED, Fault.LOCKED})
NEED_CODE = frozenset({Fault.ENDS_WITH, Fault.SAYS, Fault.FOLLOWED_BY, Fault.ERROR})
