"""THE place where a payment is decided: pure functions of the intent and the set of evidence (payments.md 3.2).

No clock, setting, database or order is read. The predicates `is_paid` and `is_not_paid` never turn false when
evidence is added, so a status only rises: initiated < pending < failed < completed.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from itertools import combinations
from typing import TypeVar

from pos_desktop.payments.config import Environment
from pos_desktop.payments.evidence import (
    Absence,
    Accepted,
    CallbackReceived,
    CashierConfirmed,
    CodeClaimed,
    DoubtSettled,
    Evidence,
    GivenUp,
    Intent,
    Overpaid,
    PaidOtherwise,
    QueryAnswered,
    QueryPending,
    QueryUnanswered,
    ReceiptBound,
    ReceiptRefused,
    RecordDiffers,
    ReleasedOnTrust,
    SendClosed,
    Sending,
    SendUnknown,
    Settlement,
    ShownFailed,
    StatusAnswered,
    StoredMatch,
    TransactionStatusConfirmed,
    WalkedAway,
)
from pos_desktop.payments.result_codes import EXPIRED_CODES, FINAL_CODES, PAID

ANSWERS_APART_SECONDS = 20
LATER_ANSWER_SECONDS = 60
GUARD_SECONDS = 60

Kind = TypeVar("Kind", bound=Evidence)


class TransactionStatus(StrEnum):
    """The public status of a payment."""

    INITIATED = "initiated"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Detail(StrEnum):
    """Why a payment has its status."""

    CREATED = "created"
    SENDING = "sending"
    PROMPTED = "prompted"
    UNKNOWN = "unknown"
    WALKED_AWAY = "walked_away"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    CALLBACK_ONLY = "callback_only"
    LATE = "late"
    VERIFIED_CODE = "verified_code"
    NOT_SENT = "not_sent"
    REJECTED = "rejected"
    DECLINED = "declined"
    EXPIRED = "expired"
    GIVEN_UP = "given_up"
    ABSENT = "absent"


class Doubt(StrEnum):
    """What a person has to look at, whatever the status says."""

    CONTRADICTION = "contradiction"
    AMOUNT_MISMATCH = "amount_mismatch"
    ID_CONFLICT = "id_conflict"
    RECEIPT_REUSE = "receipt_reuse"
    LATE = "late"
    OVERPAID = "overpaid"
    RELEASED_UNPAID = "released_unpaid"
    RECORD_DIFFERS = "record_differs"


def decide(intent: Intent, evidence: Collection[Evidence]) -> TransactionStatus:
    """The status that the evidence proves."""
    if is_paid(intent, evidence):
        return TransactionStatus.COMPLETED
    if is_not_paid(evidence):
        return TransactionStatus.FAILED
    if may_have_been_sent(evidence):
        return TransactionStatus.PENDING
    return TransactionStatus.INITIATED


def is_paid(intent: Intent, evidence: Collection[Evidence]) -> bool:
    """Whether money provably arrived."""
    return (
        _query_said_paid(evidence)
        or _has(evidence, StoredMatch)
        or _has(evidence, TransactionStatusConfirmed)
        or _callback_proves_payment(intent, evidence)
    )


def is_not_paid(evidence: Collection[Evidence]) -> bool:
    """Whether M-Pesa, a complete list, or a named manager closed this attempt."""
    return (
        _is_closed(evidence)
        or any(callback.result_code in FINAL_CODES for callback in _valid_callbacks(evidence))
        or _two_negative_answers(evidence)
    )


def may_have_been_sent(evidence: Collection[Evidence]) -> bool:
    """Whether a prompt is out, or nobody can tell any more; while it is being sent the status stays `initiated`."""
    return bool(_valid_callbacks(evidence)) or any(isinstance(piece, _AFTER_SENDING) for piece in evidence)


def may_ask_again(intent: Intent, evidence: Collection[Evidence]) -> bool:
    """Whether a second prompt can no longer make the customer pay twice."""
    if is_paid(intent, evidence) or _somebody_said_paid(evidence):
        return False
    if _is_closed(evidence):
        return True
    if not is_not_paid(evidence):
        return False
    if any(answer.result_code in FINAL_CODES for answer in _own_answers(evidence)):
        return True
    is_silent = _has(evidence, QueryUnanswered) or not _has(evidence, Accepted)
    return any(
        word.asked_after_seconds >= GUARD_SECONDS and (is_silent or word.after_silence)
        for word in _of(evidence, CashierConfirmed)
    )


def exceptions(intent: Intent, evidence: Collection[Evidence]) -> frozenset[Doubt]:
    """Everything doubtful that a person must settle; it may come and go as evidence is added."""
    return frozenset(grounds_of_doubts(intent, evidence))


def unsettled_exceptions(intent: Intent, evidence: Collection[Evidence]) -> frozenset[Doubt]:
    """The exceptions with grounds that no manager has looked into; one who saw these and more has seen them."""
    seen = [(piece.doubt, set(piece.grounds.split())) for piece in _of(evidence, DoubtSettled)]
    return frozenset(
        doubt
        for doubt, grounds in grounds_of_doubts(intent, evidence).items()
        if not any(doubt.value == settled and set(grounds.split()) <= known for settled, known in seen)
    )


def grounds_of_doubts(intent: Intent, evidence: Collection[Evidence]) -> dict[Doubt, str]:
    """Every exception with what it rests on, as a text that changes when more is heard of the same kind."""
    is_late = is_paid(intent, evidence) and (_has(evidence, ShownFailed) or _is_closed(evidence))
    grounds = {
        Doubt.CONTRADICTION: _contradicting_answers(intent, evidence),
        Doubt.AMOUNT_MISMATCH: {str(cents) for cents in _other_amounts(intent, evidence)},
        Doubt.ID_CONFLICT: _conflicting_ids(intent, evidence),
        Doubt.RECEIPT_REUSE: {piece.receipt for piece in _of(evidence, ReceiptRefused)},
        Doubt.LATE: {"paid"} if is_late else set(),
        Doubt.RELEASED_UNPAID: {"not paid"} if _is_released_unpaid(intent, evidence) else set(),
        Doubt.RECORD_DIFFERS: {f"{piece.stored}/{piece.proved}" for piece in _of(evidence, RecordDiffers)},
        Doubt.OVERPAID: {str(piece.amount_cents) for piece in _of(evidence, Overpaid)},
    }
    return {doubt: " ".join(sorted(found)) for doubt, found in grounds.items() if found}


def is_receipt_missing(intent: Intent, evidence: Collection[Evidence]) -> bool:
    """Whether the payment is proved but its M-Pesa code is not known yet."""
    known = _has(evidence, ReceiptBound) or _has(evidence, StoredMatch) or _has(evidence, TransactionStatusConfirmed)
    return is_paid(intent, evidence) and not known


def awaits_own_query(intent: Intent, evidence: Collection[Evidence]) -> bool:
    """Whether a callback came that our own question must confirm before more is done with it."""
    if is_paid(intent, evidence):
        return False
    answered = any(answer.result_code in FINAL_CODES for answer in _of(evidence, QueryAnswered))
    if has_paid_callback(evidence):  # even after a refusal: whoever answers with our token had the prompt
        return not answered and not _has(evidence, QueryUnanswered)
    return not answered and not _has(evidence, SendClosed) and _has(evidence, CallbackReceived)


def has_paid_callback(evidence: Collection[Evidence]) -> bool:
    """Whether somebody who knows this payment's token says that it was paid."""
    return any(callback.result_code == PAID for callback in _valid_callbacks(evidence))


def confirmed_receipts(intent: Intent, evidence: Collection[Evidence]) -> set[str]:
    """The receipts that are bound here and that M-Pesa, asked about them, said are payments of this amount."""
    bound = {piece.receipt for piece in _of(evidence, ReceiptBound)}
    return {
        answer.receipt
        for answer in _of(evidence, StatusAnswered)
        if answer.is_completed and answer.amount_cents == intent.amount_cents and answer.receipt in bound
    }


def manager_found_money(evidence: Collection[Evidence]) -> bool:
    """Whether a manager, looking into an exception, said that the money came."""
    return any(piece.settlement is Settlement.MONEY_CAME for piece in _of(evidence, DoubtSettled))


def detail(intent: Intent, evidence: Collection[Evidence]) -> Detail:
    """Why the payment has the status that `decide` gives it."""
    status = decide(intent, evidence)
    if status is TransactionStatus.COMPLETED:
        return _completed_detail(evidence)
    if status is TransactionStatus.FAILED:
        return _failed_detail(evidence)
    if status is TransactionStatus.PENDING:
        return _pending_detail(evidence)
    return Detail.SENDING if _has(evidence, Sending) else Detail.CREATED


def final_code(evidence: Collection[Evidence]) -> str | None:
    """The result code that a person is told: success first, then the refusal that was heard by callback or query."""
    codes = [callback.result_code for callback in _valid_callbacks(evidence)]
    codes += sorted(answer.result_code for answer in _of(evidence, QueryAnswered))
    return PAID if PAID in codes else refusal_code(evidence)


def refusal_code(evidence: Collection[Evidence]) -> str | None:
    """The result code of a refusal that was heard, whatever else was said."""
    codes = [callback.result_code for callback in _valid_callbacks(evidence)]
    codes += [answer.result_code for answer in _of(evidence, QueryAnswered)]
    return min((code for code in codes if code in FINAL_CODES), default=None)


def _completed_detail(evidence: Collection[Evidence]) -> Detail:
    if _has(evidence, ShownFailed):
        return Detail.LATE
    if _has(evidence, TransactionStatusConfirmed) and _has(evidence, CodeClaimed):
        return Detail.VERIFIED_CODE
    proved = _query_said_paid(evidence) or _has(evidence, StoredMatch) or _has(evidence, TransactionStatusConfirmed)
    return Detail.CONFIRMED if proved else Detail.CALLBACK_ONLY


def _failed_detail(evidence: Collection[Evidence]) -> Detail:
    closed = _of(evidence, SendClosed)
    if closed:
        return Detail(max(piece.failure.value for piece in closed))
    code = refusal_code(evidence)
    if code is not None:
        return Detail.EXPIRED if code in EXPIRED_CODES else Detail.DECLINED
    return Detail.GIVEN_UP if _has(evidence, GivenUp) else Detail.ABSENT


def _pending_detail(evidence: Collection[Evidence]) -> Detail:
    if _has(evidence, CodeClaimed):
        return Detail.CLAIMED
    if _has(evidence, WalkedAway):
        return Detail.WALKED_AWAY
    return Detail.PROMPTED if _has(evidence, Accepted) else Detail.UNKNOWN


def _query_said_paid(evidence: Collection[Evidence]) -> bool:
    return any(answer.result_code == PAID for answer in _own_answers(evidence))


def _own_answers(evidence: Collection[Evidence]) -> list[QueryAnswered]:
    """M-Pesa's answers about the prompt that is ours by M-Pesa's own word.

    Where its answer to our request was lost, a callback names the prompt, and whoever knows the token may name another
    one: what M-Pesa says of that proves no more than the callback does.
    """
    accepted = {piece.checkout_request_id for piece in _of(evidence, Accepted)}
    return [a for a in _of(evidence, QueryAnswered) if not a.claimed_id or a.claimed_id in accepted]


def _somebody_said_paid(evidence: Collection[Evidence]) -> bool:
    return any(isinstance(piece, CallbackReceived | QueryAnswered) and piece.result_code == PAID for piece in evidence)


def _is_closed(evidence: Collection[Evidence]) -> bool:
    return _has(evidence, SendClosed) or _has(evidence, Absence) or _has(evidence, GivenUp)


def _callback_proves_payment(intent: Intent, evidence: Collection[Evidence]) -> bool:
    bound = {piece.receipt for piece in _of(evidence, ReceiptBound)}
    proved = any(
        callback.result_code == PAID
        and callback.amount_cents == intent.amount_cents
        and callback.receipt is not None
        and callback.receipt in bound
        for callback in _valid_callbacks(evidence)
    )
    if not proved or intent.environment is Environment.SANDBOX:
        return proved
    is_heard = any(answer.result_code == PAID for answer in _of(evidence, QueryAnswered))
    is_unproved = is_heard or _has(evidence, QueryUnanswered)
    return is_unproved and intent.amount_cents <= intent.callback_only_limit_cents


def _two_negative_answers(evidence: Collection[Evidence]) -> bool:
    asked = sorted(a.asked_after_seconds for a in _own_answers(evidence) if a.result_code in FINAL_CODES)
    return any(
        later - earlier >= ANSWERS_APART_SECONDS and later >= LATER_ANSWER_SECONDS
        for earlier, later in combinations(asked, 2)
    )


def _contradicting_answers(intent: Intent, evidence: Collection[Evidence]) -> set[str]:
    said = {callback.result_code for callback in _valid_callbacks(evidence)}
    said |= {answer.result_code for answer in _of(evidence, QueryAnswered)}
    if PAID not in said:
        return set()
    is_certain = is_paid(intent, evidence)
    refusals = {code for code in said if code in FINAL_CODES}
    if not refusals and is_not_paid(evidence) and not is_certain:
        refusals = {"closed"}
    if not refusals:
        return set()
    named = {call.receipt for call in _valid_callbacks(evidence) if call.result_code == PAID and call.receipt}
    if is_certain or manager_found_money(evidence):
        return {PAID, *refusals, *named}
    return {PAID, *refusals, *named, *(f"{receipt}+" for receipt in confirmed_receipts(intent, evidence))}


def _is_released_unpaid(intent: Intent, evidence: Collection[Evidence]) -> bool:
    is_unpaid = decide(intent, evidence) is TransactionStatus.FAILED and not _has(evidence, PaidOtherwise)
    return _has(evidence, ReleasedOnTrust) and is_unpaid


def _other_amounts(intent: Intent, evidence: Collection[Evidence]) -> set[int]:
    named = {c.amount_cents for c in _valid_callbacks(evidence) if c.result_code == PAID and c.amount_cents is not None}
    named |= {match.amount_cents for match in _of(evidence, StoredMatch)}
    named |= {status.amount_cents for status in _of(evidence, TransactionStatusConfirmed)}
    return named - {intent.amount_cents}


def _conflicting_ids(intent: Intent, evidence: Collection[Evidence]) -> set[str]:
    """The prompts that the evidence names, where they are several, or where the only one may be another's."""
    ids = _checkout_ids(evidence)
    is_claimed = any(answer.claimed_id and answer.result_code == PAID for answer in _of(evidence, QueryAnswered))
    is_unproved = is_claimed and not _has(evidence, Accepted) and not is_paid(intent, evidence)
    return ids if len(ids) > 1 or is_unproved else set()


def _checkout_ids(evidence: Collection[Evidence]) -> set[str]:
    ids = {accepted.checkout_request_id for accepted in _of(evidence, Accepted)}
    ids |= {c.checkout_request_id for c in _valid_callbacks(evidence) if c.result_code is not None}
    return ids - {""}


def _valid_callbacks(evidence: Collection[Evidence]) -> list[CallbackReceived]:
    return [callback for callback in _of(evidence, CallbackReceived) if callback.token_valid]


def _of(evidence: Collection[Evidence], kind: type[Kind]) -> list[Kind]:
    return [piece for piece in evidence if isinstance(piece, kind)]


def _has(evidence: Collection[Evidence], kind: type[Evidence]) -> bool:
    return any(isinstance(piece, kind) for piece in evidence)


_AFTER_SENDING = (Accepted, SendUnknown, QueryAnswered, QueryPending, WalkedAway, CodeClaimed)
