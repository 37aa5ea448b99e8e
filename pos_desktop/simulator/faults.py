"""Fault scripts: what goes wrong, on which call, for whom, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pos_desktop.simulator.fault_names import ACCEPTED_BEFORE, ALLOWED, NEED_CODE, NEVER_ACCEPTED, Call, Fault
from pos_desktop.simulator.results import words_for

TEN_YEARS_SECONDS = 10 * 366 * 86_400
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
    answer is spoilt was carried out. `seconds` is simulated time: how late, how long, how far behind a list is.
    `bytes` is how much goes out before a cut; `status`, `code` and `message` are an error's; `code` is also the result
    code of `ends_with`, `says`, `followed_by` and `forged_failure`; `copies` are how many times a doubled callback
    comes, all together if `at_once`; `items` are the metadata names that are left out; `receipt` is the one of
    `other_receipt`; `shift_seconds` is by how much another date differs. A forgery goes to the prompt's own address,
    or to `path` there, and says that it was `forwarded_for` somebody.
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
    at_once: bool = False
    other_amount: Annotated[int, Field(ge=0)] | None = None
    items: tuple[str, ...] = ("MpesaReceiptNumber",)
    receipt: Annotated[str, Field(pattern=r"^[A-Z0-9]{0,20}$")] = ""
    shift_seconds: Annotated[int, Field(ge=-TEN_YEARS_SECONDS, le=TEN_YEARS_SECONDS)] = -600
    path: Annotated[str, Field(pattern=r"^(/[!-~]*)?$", max_length=300)] = ""
    forwarded_for: Annotated[str, Field(pattern=r"^[!-~ ]*$", max_length=200)] = ""

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

    def fits(self, call: Call, money: Money | None) -> bool:
        """Whether this rule is about such a call."""
        if call is not self.on:
            return False
        if money is None:
            return self.amount is None and self.msisdn is None and self.reference is None
        return (
            (self.amount is None or self.amount * 100 == money.amount_cents)
            and (self.msisdn is None or self.msisdn == money.msisdn)
            and (self.reference is None or self.reference == money.account_reference)
        )


@dataclass
class _Line:
    """A rule in force, how often it has been met, and the one request that it is kept for, if it is."""

    rule: FaultRule
    met: int = 0
    kept_for: Money | None = None
    label: str = ""

    def fits(self, call: Call, money: Money | None) -> bool:
        return self.rule.fits(call, money) and self._is_kept_for(money)

    def _is_kept_for(self, money: Money | None) -> bool:
        kept = self.kept_for
        if kept is None or money is None or money is kept:
            return True
        # Money that moved is no request any more, and is told by what the request said.
        return type(money) is not type(kept) and (money.amount_cents, money.msisdn, money.account_reference) == (
            kept.amount_cents,
            kept.msisdn,
            kept.account_reference,
        )

    @property
    def is_spent(self) -> bool:
        return self.rule.times is not None and self.met >= self.rule.skip + self.rule.times


class FaultScript:
    """The rules in force, with how often each has been met. The first that strikes wins."""

    def __init__(self, rules: Iterable[FaultRule] = ()) -> None:
        self._lines = [_Line(rule) for rule in rules]

    @property
    def rules(self) -> tuple[FaultRule, ...]:
        """Every rule, in order."""
        return tuple(line.rule for line in self._lines)

    def add(self, rule: FaultRule, *, kept_for: Money | None = None, label: str = "") -> None:
        """Puts a rule after the others, for everybody or for one request; the label is for `remove` and `is_on`."""
        self._lines.append(_Line(rule, kept_for=kept_for, label=label))

    def remove(self, label: str) -> None:
        """Takes the rules with a label out of force."""
        self._lines = [line for line in self._lines if line.label != label]

    def is_on(self, label: str) -> bool:
        """Whether a rule with this label may still strike."""
        return any(line.label == label and not line.is_spent for line in self._lines)

    def clear(self) -> None:
        """Lets everything go well again."""
        self._lines.clear()

    def strike(self, call: Call, money: Money | None) -> FaultRule | None:
        """The fault that strikes this call, counted as met; nothing when all goes well."""
        for line in self._lines:
            if not line.fits(call, money):
                continue
            line.met += 1
            if line.met > line.rule.skip and (line.rule.times is None or line.met <= line.rule.skip + line.rule.times):
                return line.rule
        return None
