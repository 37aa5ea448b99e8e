"""Fault scripts: what goes wrong, on which call, for whom, and how often."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pos_desktop.simulator.results import words_for


class Call(StrEnum):
    """Where a fault strikes: on an answer of ours, or on something that we post."""

    TOKEN = "token"  # noqa: S105 - the name of a call
    PUSH = "push"
    QUERY = "query"
    CALLBACK = "callback"
    STATUS = "status"
    STATUS_RESULT = "status_result"


class Fault(StrEnum):
    """What goes wrong."""

    CUT = "cut"
    SILENT = "silent"
    SLOW = "slow"
    HTML_PAGE = "html_page"
    EMPTY_500 = "empty_500"
    BROKEN_JSON = "broken_json"
    ERROR = "error"
    SPIKE_ARREST = "spike_arrest"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a fault
    WITHOUT_ID = "without_id"
    BEFORE_ANSWER = "before_answer"
    ENDS_WITH = "ends_with"
    SAYS = "says"
    NO_ANSWER = "no_answer"
    LATE = "late"
    LOST = "lost"
    DOUBLED = "doubled"
    FOLLOWED_BY = "followed_by"
    OTHER_AMOUNT = "other_amount"
    WITHOUT_ITEMS = "without_items"
    MASKED_PHONE = "masked_phone"
    QUEUE_TIMEOUT = "queue_timeout"


_ANSWERS = {Fault.CUT, Fault.SILENT, Fault.SLOW, Fault.HTML_PAGE, Fault.EMPTY_500, Fault.BROKEN_JSON, Fault.ERROR}
_GATEWAY = {Fault.SPIKE_ARREST, Fault.TOKEN_EXPIRED}
ALLOWED: dict[Call, frozenset[Fault]] = {
    Call.TOKEN: frozenset(_ANSWERS | {Fault.SPIKE_ARREST}),
    Call.PUSH: frozenset(_ANSWERS | _GATEWAY | {Fault.WITHOUT_ID, Fault.BEFORE_ANSWER, Fault.ENDS_WITH}),
    Call.QUERY: frozenset(_ANSWERS | _GATEWAY | {Fault.SAYS, Fault.NO_ANSWER}),
    Call.CALLBACK: frozenset(
        {
            Fault.LATE,
            Fault.LOST,
            Fault.DOUBLED,
            Fault.FOLLOWED_BY,
            Fault.SAYS,
            Fault.OTHER_AMOUNT,
            Fault.WITHOUT_ITEMS,
            Fault.MASKED_PHONE,
            Fault.BROKEN_JSON,
        }
    ),
    Call.STATUS: frozenset(_ANSWERS | _GATEWAY),
    Call.STATUS_RESULT: frozenset({Fault.LOST, Fault.LATE, Fault.DOUBLED, Fault.SAYS, Fault.QUEUE_TIMEOUT}),
}
"""Which faults can strike which call."""

ACCEPTED_BEFORE = frozenset({Fault.CUT, Fault.SILENT, Fault.SLOW, Fault.BROKEN_JSON, Fault.WITHOUT_ID})
"""The faults of an answer that come after the request was carried out, unless the rule says otherwise."""

NEVER_ACCEPTED = frozenset({Fault.SPIKE_ARREST, Fault.TOKEN_EXPIRED})
NEED_CODE = frozenset({Fault.ENDS_WITH, Fault.SAYS, Fault.FOLLOWED_BY, Fault.ERROR})

Seconds = Annotated[float, Field(ge=0, le=10_000_000)]


class Money(Protocol):
    """What the selectors of a rule look at: a request for money, or money that moved."""

    @property
    def amount_cents(self) -> int:
        """How much."""

    @property
    def msisdn(self) -> str:
        """Whose."""

    @property
    def account_reference(self) -> str:
        """What for."""


class FaultRule(BaseModel):
    """One line of a fault script.

    It strikes a call `on` that fits `amount` (whole shillings), `msisdn` and `reference` where those are given, lets
    the first `skip` of them pass and strikes at most `times` of the rest. `accepted` says whether a request whose
    answer is spoilt was carried out. `seconds` is simulated time; `bytes` is how much of an answer goes out before a
    cut; `status`, `code` and `message` are an error's; `code` is also the result code of `ends_with`, `says` and
    `followed_by`; `copies` are how many times a doubled callback comes; `items` are the metadata names that are left
    out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: Call
    fault: Fault
    amount: int | None = None
    msisdn: str | None = None
    reference: str | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    times: Annotated[int, Field(ge=1)] | None = None
    accepted: bool | None = None
    seconds: Seconds | None = None
    bytes: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    code: str = ""
    message: str = ""
    copies: Annotated[int, Field(ge=2, le=100)] = 2
    other_amount: Annotated[int, Field(ge=0)] | None = None
    items: tuple[str, ...] = ("MpesaReceiptNumber",)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.fault not in ALLOWED[self.on]:
            known = ", ".join(sorted(ALLOWED[self.on]))
            raise ValueError(f"{self.fault} cannot strike a {self.on}; these can: {known}")
        if self.fault in NEED_CODE and not self.code:
            raise ValueError(f"{self.fault} needs a code")
        if self.fault is Fault.OTHER_AMOUNT and self.other_amount is None:
            raise ValueError("other_amount needs the key other_amount, in whole shillings")
        return self

    @property
    def was_accepted(self) -> bool:
        """Whether the request is carried out before its answer is spoilt."""
        if self.fault in NEVER_ACCEPTED:
            return False
        return self.fault in ACCEPTED_BEFORE if self.accepted is None else self.accepted

    @property
    def words(self) -> str:
        """The rule's message, or M-Pesa's words for its code."""
        return self.message or words_for(self.code)

    def fits(self, call: Call, request: Money | None) -> bool:
        """Whether this rule is about such a call."""
        if call is not self.on:
            return False
        if request is None:
            return self.amount is None and self.msisdn is None and self.reference is None
        return (
            (self.amount is None or self.amount * 100 == request.amount_cents)
            and (self.msisdn is None or self.msisdn == request.msisdn)
            and (self.reference is None or self.reference == request.account_reference)
        )


class FaultScript:
    """The rules in force, with how often each has been met. The first that strikes wins."""

    def __init__(self, rules: tuple[FaultRule, ...] = ()) -> None:
        self._met: list[tuple[FaultRule, int]] = [(rule, 0) for rule in rules]

    @property
    def rules(self) -> tuple[FaultRule, ...]:
        """Every rule, in order."""
        return tuple(rule for rule, _ in self._met)

    def add(self, rule: FaultRule) -> None:
        """Puts a rule after the others."""
        self._met.append((rule, 0))

    def clear(self) -> None:
        """Lets everything go well again."""
        self._met.clear()

    def strike(self, call: Call, request: Money | None) -> FaultRule | None:
        """The fault that strikes this call, counted as met; nothing when all goes well."""
        for place, (rule, met) in enumerate(self._met):
            if not rule.fits(call, request):
                continue
            self._met[place] = (rule, met + 1)
            if met >= rule.skip and (rule.times is None or met < rule.skip + rule.times):
                return rule
        return None
