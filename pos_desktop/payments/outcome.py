"""What people are told of a payment, decided from its view and the time: waiting, paid, not paid, or not known yet.

Till and web shop tell the same by this one function; each has its own words for it. Nothing is decided here about
money (`decision` does that): only which of its facts are told, and whether a second prompt may be offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pos_desktop.payments.decision import GUARD_SECONDS, Detail, Doubt, TransactionStatus
from pos_desktop.payments.result_codes import FINAL_CODES
from pos_desktop.payments.view import PaymentView

PATIENCE_SECONDS = 90
"""After so long without an answer people are told that it is not known, never that it failed (daraja.md 12)."""
REPEAT_RULE_SECONDS = 120
"""M-Pesa refuses the same amount to the same phone within two minutes: code 17 (daraja.md 3.1)."""
LOCK_SECONDS = 60
"""After so long M-Pesa lets go of a phone that another request holds (daraja.md 2.1)."""
BUSY_SECONDS = 15
"""A breath before a gateway that said it is busy is asked again."""

_TOKEN_CODES = frozenset(
    {"token_refused", "404.001.03", "400.003.01", "401.002.01", "401.003.01", "400.001", "401.001"}
)
_SET_UP_CODES = frozenset({"credentials", "500.001.1001", "400.008.01", "400.008.02"})


class Unknown(StrEnum):
    """Why it is not known what became of a payment."""

    NO_ANSWER = "no_answer"
    MAY_BE_SENT = "may_be_sent"
    CONTRADICTION = "contradiction"
    AMOUNT_DIFFERS = "amount_differs"
    NEEDS_A_MANAGER = "needs_a_manager"
    CODE_CLAIMED = "code_claimed"


class Refusal(StrEnum):
    """Why a prompt never reached M-Pesa."""

    NOT_SENT = "not_sent"
    NOT_SECURE = "not_secure"
    STOPPED = "stopped"
    PHONE_BUSY = "phone_busy"
    BUSY = "busy"
    SET_UP = "set_up"
    NUMBER = "number"
    TOKEN = "token"  # noqa: S105 - the name of a reason
    REJECTED = "rejected"


class Closing(StrEnum):
    """Why an attempt was closed without a word from M-Pesa."""

    GIVEN_UP = "given_up"
    ABSENT = "absent"


class OutcomeState(StrEnum):
    """Which of the screens or pages shows a payment."""

    SENDING = "sending"
    WAITING = "waiting"
    CONFIRMING = "confirming"
    PAID = "paid"
    NOT_PAID = "not_paid"
    UNKNOWN = "unknown"

    @property
    def is_being_waited_for(self) -> bool:
        """Whether the waiting screen shows it."""
        return self in (OutcomeState.SENDING, OutcomeState.WAITING, OutcomeState.CONFIRMING)


class SendAgain(StrEnum):
    """Whether a second prompt may be offered."""

    OFFERED = "offered"
    CHECKING = "checking"
    ASK_THE_CUSTOMER = "ask_the_customer"
    NEVER = "never"


Subject = str | Unknown | Refusal | Closing
"""What the words are about: a result code of M-Pesa, or a reason of our own."""


@dataclass(frozen=True)
class Outcome:
    """What is told of a payment. `wait_until` is the moment before which sending again is known to be refused."""

    state: OutcomeState
    subject: Subject
    send_again: SendAgain
    wait_until: datetime | None = None

    def seconds_to_wait(self, now: datetime) -> int:
        """Whole seconds until sending again makes sense, 0 when it does."""
        if self.wait_until is None:
            return 0
        return max(0, -int((now - self.wait_until) // timedelta(seconds=1)))

    def may_send_again(self, now: datetime) -> bool:
        """Whether the button that sends a second prompt is awake."""
        return self.send_again is SendAgain.OFFERED and self.seconds_to_wait(now) == 0


def outcome_of(payment: PaymentView, now: datetime) -> Outcome:
    """What is told of this payment now.

    A failed payment with an open contradiction is told as not known (payments.md 3.2), and a second prompt is offered
    only when the payment itself says that it cannot charge twice.
    """
    if payment.status is TransactionStatus.COMPLETED:
        return Outcome(OutcomeState.PAID, "0", SendAgain.NEVER)
    doubt = _doubt(payment)
    if doubt is not None:
        return Outcome(OutcomeState.UNKNOWN, doubt, SendAgain.NEVER)
    if payment.status is TransactionStatus.FAILED:
        return _not_paid(payment, now)
    if payment.status is TransactionStatus.INITIATED:
        return Outcome(OutcomeState.SENDING, Unknown.NO_ANSWER, SendAgain.NEVER)
    if payment.is_confirming:
        return Outcome(OutcomeState.CONFIRMING, Unknown.NO_ANSWER, SendAgain.NEVER)
    if is_waited_for(payment, now):
        return Outcome(OutcomeState.WAITING, Unknown.NO_ANSWER, SendAgain.NEVER)
    return Outcome(OutcomeState.UNKNOWN, _why_unknown(payment), SendAgain.NEVER)


def is_waited_for(payment: PaymentView, now: datetime) -> bool:
    """Whether an answer may still be expected any moment: a prompt is on the phone, and not for long."""
    if payment.detail not in (Detail.PROMPTED, Detail.WALKED_AWAY) or payment.checkout_request_id is None:
        return False
    return _strange_answer(payment) is None and seconds_waited(payment, now) < PATIENCE_SECONDS


def seconds_waited(payment: PaymentView, now: datetime) -> int:
    """Whole seconds since the prompt went out."""
    return max(0, int((now - (payment.sent_at or payment.created_at)).total_seconds()))


def refusal_of(payment: PaymentView) -> Refusal:
    """Why a prompt never reached M-Pesa, told from Daraja's code and words (daraja.md 2.1)."""
    code, text = payment.refusal_code, payment.refusal_words.casefold()
    if payment.detail is Detail.NOT_SENT:
        if "ssl" in text or "certificate" in text:
            return Refusal.NOT_SECURE
        return Refusal.STOPPED if code == "stopped" else Refusal.NOT_SENT
    if "lock subscriber" in text:
        return Refusal.PHONE_BUSY
    if code in ("busy", "500.003.02", "500.003.03"):
        return Refusal.BUSY
    if "invalid phonenumber" in text:
        return Refusal.NUMBER
    if code in _SET_UP_CODES or "apiproduct" in text:
        return Refusal.SET_UP
    return Refusal.TOKEN if code in _TOKEN_CODES else Refusal.REJECTED


def _not_paid(payment: PaymentView, now: datetime) -> Outcome:
    subject = _why_not_paid(payment)
    return Outcome(OutcomeState.NOT_PAID, subject, _send_again(payment, now), _wait_until(payment, subject))


def _send_again(payment: PaymentView, now: datetime) -> SendAgain:
    """After a minute of silence from M-Pesa a look at the customer's phone will do (payments.md 3.2)."""
    if payment.may_ask_again:
        return SendAgain.OFFERED
    return SendAgain.ASK_THE_CUSTOMER if seconds_waited(payment, now) >= GUARD_SECONDS else SendAgain.CHECKING


def _why_not_paid(payment: PaymentView) -> Subject:
    if payment.detail in (Detail.NOT_SENT, Detail.REJECTED):
        return refusal_of(payment)
    if payment.detail is Detail.GIVEN_UP:
        return Closing.GIVEN_UP
    if payment.detail is Detail.ABSENT or payment.result_code is None:
        return Closing.ABSENT
    return payment.result_code


def _wait_until(payment: PaymentView, subject: Subject) -> datetime | None:
    seconds = {"17": REPEAT_RULE_SECONDS, Refusal.PHONE_BUSY: LOCK_SECONDS, Refusal.BUSY: BUSY_SECONDS}.get(subject)
    if seconds is None:
        return None
    return (payment.sent_at or payment.created_at) + timedelta(seconds=seconds)


def _doubt(payment: PaymentView) -> Unknown | None:
    if payment.is_doubtful:
        return Unknown.CONTRADICTION
    if Doubt.AMOUNT_MISMATCH in payment.open_doubts:
        return Unknown.AMOUNT_DIFFERS
    if payment.open_doubts & {Doubt.ID_CONFLICT, Doubt.RECEIPT_REUSE}:
        return Unknown.NEEDS_A_MANAGER
    return None


def _why_unknown(payment: PaymentView) -> Subject:
    strange = _strange_answer(payment)
    if strange is not None:
        return strange
    if payment.detail is Detail.CLAIMED:
        return Unknown.CODE_CLAIMED
    return Unknown.NO_ANSWER if payment.checkout_request_id is not None else Unknown.MAY_BE_SENT


def _strange_answer(payment: PaymentView) -> str | None:
    """A code that ended nothing: the callback's, or else that of the newest question; final ones are not strange."""
    heard = [(line.evidence.kind, line.evidence.data()) for line in payment.story]
    called = [data for kind, data in heard if kind == "callback" and data["token_valid"]]
    asked = [data for kind, data in heard if kind in ("query", "query_pending")]
    for data in (*called[-1:], *asked[-1:]):
        code = data.get("result_code")
        if code is not None and code != "0" and code not in FINAL_CODES:
            return str(code)
    return None
