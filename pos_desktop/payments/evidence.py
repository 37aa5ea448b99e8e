"""Every kind of proof, each with an identity of its own, so that a repeat adds nothing (payments.md 3.1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar

from pos_desktop.payments.config import Environment


@dataclass(frozen=True)
class Intent:
    """What was decided before anything was sent; it never changes, and holds all that the rules need."""

    amount_cents: int
    environment: Environment
    callback_only_limit_cents: int
    rules_version: int = 1


class SendFailure(StrEnum):
    """Why a request came to nothing before M-Pesa saw it."""

    NOT_SENT = "not_sent"
    REJECTED = "rejected"


class StoredSource(StrEnum):
    """Where a row that settles a payment was found."""

    PULL = "pull"
    STATEMENT = "statement"
    C2B = "c2b"


@dataclass(frozen=True)
class Evidence:
    """Base of all evidence. Two pieces with the same identity are the same piece."""

    kind: ClassVar[str]

    @property
    def identity(self) -> str:
        """What tells this piece from another of its kind; by default there is one at most."""
        return self.kind

    def data(self) -> dict[str, Any]:
        """The fields as JSON has them."""
        return asdict(self)


@dataclass(frozen=True)
class Sending(Evidence):
    """From here on the prompt may have left the machine."""

    kind: ClassVar[str] = "sending"


@dataclass(frozen=True)
class Accepted(Evidence):
    """Daraja took the request and gave it its ids."""

    kind: ClassVar[str] = "accepted"
    merchant_request_id: str
    checkout_request_id: str


@dataclass(frozen=True)
class SendUnknown(Evidence):
    """It may have been sent: no answer, a broken connection, an answer that cannot be read, a crash."""

    kind: ClassVar[str] = "send_unknown"
    reason: str


@dataclass(frozen=True)
class SendClosed(Evidence):
    """It provably never became a prompt, and no resend will follow."""

    kind: ClassVar[str] = "send_closed"
    failure: SendFailure
    code: str
    reason: str


@dataclass(frozen=True)
class CallbackReceived(Evidence):
    """A callback that came by this payment's own token, or one that could not be read (`result_code` None)."""

    kind: ClassVar[str] = "callback"
    body_sha256: str
    token_valid: bool
    result_code: str | None
    description: str = ""
    checkout_request_id: str = ""
    amount_cents: int | None = None
    receipt: str | None = None
    transaction_at: str | None = None

    @property
    def identity(self) -> str:
        """The hash of the body: the same post twice is one piece of evidence."""
        return f"callback:{self.body_sha256}:{int(self.token_valid)}"


@dataclass(frozen=True)
class ReceiptBound(Evidence):
    """This M-Pesa receipt was bound to this payment, and to no other, for ever."""

    kind: ClassVar[str] = "receipt_bound"
    receipt: str

    @property
    def identity(self) -> str:
        """One a receipt."""
        return f"receipt_bound:{self.receipt}"


@dataclass(frozen=True)
class ReceiptRefused(Evidence):
    """This M-Pesa receipt already settles another payment, or another receipt settles this one."""

    kind: ClassVar[str] = "receipt_refused"
    receipt: str

    @property
    def identity(self) -> str:
        """One a receipt."""
        return f"receipt_refused:{self.receipt}"


@dataclass(frozen=True)
class QueryAnswered(Evidence):
    """M-Pesa's answer to our own question, with a result code."""

    kind: ClassVar[str] = "query"
    request_id: str
    result_code: str
    asked_after_seconds: int
    description: str = ""
    callbacks_known: int = 0
    """How many callbacks had come when it was asked."""
    claimed_id: str = ""
    """The prompt that was asked about, where only a callback had named it as ours."""

    @property
    def identity(self) -> str:
        """Our own id of the question."""
        return f"query:{self.request_id}"


@dataclass(frozen=True)
class QueryPending(Evidence):
    """We asked and there is no result yet. It proves nothing; it tells the story and paces the next question."""

    kind: ClassVar[str] = "query_pending"
    request_id: str
    asked_after_seconds: int
    description: str = ""
    callbacks_known: int = 0
    """How many callbacks had come when it was asked."""

    @property
    def identity(self) -> str:
        """Our own id of the question."""
        return f"query_pending:{self.request_id}"


@dataclass(frozen=True)
class QueryUnanswered(Evidence):
    """After a callback of success, three seconds of asking gave no final answer (payments.md 3.2)."""

    kind: ClassVar[str] = "query_unanswered"
    asked_after_seconds: int


@dataclass(frozen=True)
class StoredMatch(Evidence):
    """A row of Pull, a statement or C2B that was matched to this payment, by a rule or by a named person."""

    kind: ClassVar[str] = "stored_match"
    source: StoredSource
    receipt: str
    amount_cents: int
    rule: str
    by: str = ""

    @property
    def identity(self) -> str:
        """One a source and receipt."""
        return f"stored_match:{self.source}:{self.receipt}"


@dataclass(frozen=True)
class StatusAsked(Evidence):
    """We asked what this receipt is; the result will name the conversation. It proves nothing."""

    kind: ClassVar[str] = "status_asked"
    conversation_id: str
    receipt: str

    @property
    def identity(self) -> str:
        """M-Pesa's id of the conversation."""
        return f"status_asked:{self.conversation_id}"


@dataclass(frozen=True)
class StatusAnswered(Evidence):
    """A result about a receipt that we asked about was posted. It proves nothing by itself: it came by the relay."""

    kind: ClassVar[str] = "status_answered"
    body_sha256: str
    receipt: str
    is_completed: bool
    result_code: str
    amount_cents: int | None
    description: str = ""

    @property
    def identity(self) -> str:
        """The hash of the body: the same post twice is one piece of evidence."""
        return f"status_answered:{self.body_sha256}"


@dataclass(frozen=True)
class TransactionStatusConfirmed(Evidence):
    """Transaction Status says that this receipt is a completed payment."""

    kind: ClassVar[str] = "transaction_status"
    receipt: str
    amount_cents: int

    @property
    def identity(self) -> str:
        """One a receipt."""
        return f"transaction_status:{self.receipt}"


@dataclass(frozen=True)
class Absence(Evidence):
    """A complete list of the short code's payments does not have this one (payments.md 3.2, "Absence")."""

    kind: ClassVar[str] = "absence"
    source: StoredSource
    list_id: str

    @property
    def identity(self) -> str:
        """One a list."""
        return f"absence:{self.source}:{self.list_id}"


@dataclass(frozen=True)
class GivenUp(Evidence):
    """A manager closed the attempt without proof either way."""

    kind: ClassVar[str] = "given_up"
    by: str
    approved_by: str
    reason: str


@dataclass(frozen=True)
class WalkedAway(Evidence):
    """The cashier stopped waiting; the prompt may still be answered."""

    kind: ClassVar[str] = "walked_away"


@dataclass(frozen=True)
class CodeClaimed(Evidence):
    """The customer showed an M-Pesa code that nobody has verified."""

    kind: ClassVar[str] = "code_claimed"
    code: str
    by: str

    @property
    def identity(self) -> str:
        """One a code."""
        return f"code_claimed:{self.code}"


@dataclass(frozen=True)
class CashierConfirmed(Evidence):
    """The cashier read one sentence and said that the customer's phone shows no payment."""

    kind: ClassVar[str] = "cashier_confirmed"
    by: str
    asked_after_seconds: int
    after_silence: bool = False
    """Whether M-Pesa was asked for three seconds before that, and said nothing."""

    @property
    def identity(self) -> str:
        """One a moment: a word that came too early must not stand in the way of a later one."""
        return f"cashier_confirmed:{self.asked_after_seconds}"


@dataclass(frozen=True)
class ShownFailed(Evidence):
    """The till has said "Not paid" for this attempt."""

    kind: ClassVar[str] = "shown_failed"


@dataclass(frozen=True)
class Overpaid(Evidence):
    """The money arrived after the sale had been settled another way."""

    kind: ClassVar[str] = "overpaid"
    amount_cents: int

    @property
    def identity(self) -> str:
        """One an amount: when the bill is made again, more of it may be too much."""
        return f"overpaid:{self.amount_cents}"


@dataclass(frozen=True)
class ReleasedOnTrust(Evidence):
    """A manager let the goods go before the money was certain (payments.md 3.4); it proves nothing about the money."""

    kind: ClassVar[str] = "released"
    by: str
    approved_by: str
    reason: str


@dataclass(frozen=True)
class PaidOtherwise(Evidence):
    """The sale was paid another way, so its goods are paid for; whether this payment's money came it does not say."""

    kind: ClassVar[str] = "paid_otherwise"


@dataclass(frozen=True)
class RecordDiffers(Evidence):
    """The file said more than the evidence proves, so somebody or something else wrote it; it was left as it was."""

    kind: ClassVar[str] = "record_differs"
    stored: str
    proved: str

    @property
    def identity(self) -> str:
        """One a pair of statuses."""
        return f"record_differs:{self.stored}:{self.proved}"


class Settlement(StrEnum):
    """What a manager found when an exception was looked into."""

    MONEY_CAME = "money_came"
    NO_MONEY = "no_money"
    GIVEN_BACK = "given_back"
    NOTHING_TO_DO = "nothing_to_do"


@dataclass(frozen=True)
class DoubtSettled(Evidence):
    """A manager looked into one exception. `grounds` is what it rested on; with more it opens again."""

    kind: ClassVar[str] = "doubt_settled"
    doubt: str
    grounds: str
    settlement: Settlement
    by: str
    approved_by: str

    @property
    def identity(self) -> str:
        """One an exception and its grounds: the first decision stands."""
        return f"doubt_settled:{self.doubt}:{self.grounds}"


_KINDS: dict[str, type[Evidence]] = {kind.kind: kind for kind in Evidence.__subclasses__()}
_ENUMS: dict[str, type[StrEnum]] = {"failure": SendFailure, "source": StoredSource, "settlement": Settlement}


def from_data(kind: str, data: dict[str, Any]) -> Evidence:
    """The piece of evidence that was stored under this kind.

    Raises:
        ValueError: a newer program stored a kind that this one does not know.
    """
    try:
        evidence = _KINDS[kind]
    except KeyError as error:
        raise ValueError(f"unknown kind of evidence: {kind}") from error
    names = {field.name for field in fields(evidence)}
    return evidence(**{name: _value(name, value) for name, value in data.items() if name in names})


def _value(name: str, value: object) -> object:
    return _ENUMS[name](str(value)) if name in _ENUMS else value
