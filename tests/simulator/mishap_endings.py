"""How a payment must end when a mishap strikes it, its customer does what `action` says and four minutes pass."""

from __future__ import annotations

from dataclasses import dataclass

PAID = "completed/confirmed"
UNKNOWN = "unknown:may_be_sent"
WAITING = "waiting:no_answer"
CLAIMED = "completed/callback_only"
"""M-Pesa's own answer to the prompt was lost: which one it is, only the callback says."""


@dataclass(frozen=True)
class Ending:
    """What a row of the catalogue (payments.md 2) demands.

    `first` is told when the prompt has been sent, `told` at the end; `doubts` is what a person has to look at; `code`
    says whether the M-Pesa code is known; `prompts` how often the phone rang, and `shillings` what the customer paid.
    """

    row: str
    ends: str = PAID
    told: str = "paid:0"
    first: str = WAITING
    doubts: frozenset[str] = frozenset()
    code: bool = True
    action: str = "pin"
    prompts: int = 1
    shillings: int = 1_191


def _refused(row: str, subject: str, detail: str = "rejected") -> Ending:
    told = f"not_paid:{subject}"
    return Ending(row, f"failed/{detail}", told, told, code=False, prompts=0, shillings=0)


_LATE = frozenset({"contradiction", "late"})

ENDINGS: dict[str, Ending] = {
    "answer_lost": Ending("9", CLAIMED, first=UNKNOWN),
    "answer_cut": Ending("10", CLAIMED, first=UNKNOWN),
    "answer_slow": Ending("41"),
    "answer_is_a_page": Ending("11", CLAIMED, first=UNKNOWN),
    "firewall": Ending("11", "pending/unknown", UNKNOWN, UNKNOWN, code=False, prompts=0, shillings=0),
    "answer_broken": Ending("13", CLAIMED, first=UNKNOWN),
    "answer_without_id": Ending("13, 25", CLAIMED, first=UNKNOWN),
    "answer_types": Ending("13"),
    "answer_nonsense": Ending("13", CLAIMED, first=UNKNOWN),
    "server_error": Ending("11", CLAIMED, first=UNKNOWN),
    "spike_arrest": _refused("15", "busy"),
    "quota": _refused("15", "busy"),
    "token_void": Ending("14"),
    "phone_locked": _refused("5", "phone_busy"),
    "asked_twice": Ending("6", "failed/declined", "not_paid:17", code=False, action="", shillings=0),
    "callback_lost": Ending("33", code=False),
    "callback_late": Ending("22"),
    "callback_first": Ending("19", action=""),
    "callback_repeated": Ending("20"),
    "callback_cut": Ending("33", code=False),
    "callback_overtaken": Ending("33", code=False),
    "paid_then_failed": Ending("21", doubts=frozenset({"contradiction"})),
    "failed_then_paid": Ending("22", "completed/late", doubts=_LATE, action="ignore"),
    "callbacks_swapped": Ending("33", code=False),
    "says_cancelled": Ending("43", "completed/late", doubts=_LATE, code=False),
    "says_strange_code": Ending("42", code=False),
    "other_amount": Ending("23", doubts=frozenset({"amount_mismatch"})),
    "other_receipt": Ending("27"),
    "used_receipt": Ending("29", doubts=frozenset({"receipt_reuse"}), code=False),
    "other_id": Ending("25", doubts=frozenset({"id_conflict"}), code=False),
    "no_receipt": Ending("30", code=False),
    "no_details": Ending("30", code=False),
    "masked_phone": Ending("24"),
    "date_before": Ending("16"),
    "date_far_off": Ending("16"),
    "callback_types": Ending("31"),
    "callback_nonsense": Ending("31", code=False),
    "callback_broken": Ending("31", code=False),
    "callback_huge": Ending("31", code=False),
    "callback_deep": Ending("31", code=False),
    "query_unanswered": Ending("42", "completed/callback_only"),
    "query_processing": Ending("42", "completed/callback_only"),
    "query_no_result": Ending("42", "completed/callback_only"),
    "query_is_a_page": Ending("42", "completed/callback_only"),
    "query_says_cancelled": Ending(
        "27, 43", "failed/declined", "unknown:contradiction", doubts=frozenset({"contradiction"})
    ),
    "query_says_paid": Ending("43", "completed/late", doubts=_LATE, code=False, action="cancel", shillings=0),
    "forged_failure": Ending("27", "completed/late", doubts=_LATE),
    "forged_plain": Ending("26b"),
    "forged_guess": Ending("26"),
    "pull_lags": Ending("30", code=False),
    "pull_misses": Ending("30", code=False),
    "pull_other_amount": Ending("30", code=False),
    "pull_same_page": Ending("30", code=False),
    "pull_broken": Ending("30", code=False),
    "status_unanswered": Ending("62"),
    "status_timeout": Ending("62"),
    "status_unknown": Ending("62"),
    "status_other_amount": Ending("62"),
}
"""By the mishap's name. Those of a forger whom the query answers have tests of their own: it is he who pays nothing."""

TOLD_ELSEWHERE = frozenset({"forged_success", "forged_header"})
