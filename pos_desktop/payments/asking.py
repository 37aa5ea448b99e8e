"""Our own questions about a prompt: one, or several for three seconds, each with its answer in the story."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum, auto

from pos_desktop.clock import Clock
from pos_desktop.ids import new_public_id
from pos_desktop.payments import ledger
from pos_desktop.payments.daraja import DarajaClient
from pos_desktop.payments.errors import DarajaError
from pos_desktop.payments.evidence import (
    Accepted,
    CashierConfirmed,
    Evidence,
    QueryAnswered,
    QueryPending,
    QueryUnanswered,
)
from pos_desktop.payments.recorder import PaymentRecorder, SessionFactory
from pos_desktop.payments.result_codes import FINAL_CODES, PAID
from pos_desktop.payments.tables import MPesaTransaction

CONFIRM_SECONDS = 3.0
CONFIRM_PAUSE_SECONDS = 0.6
PROMPT_LIFE_SECONDS = 90
"""No prompt is answered later: the longest that was seen took 72 s (daraja.md 12)."""


class Heard(Enum):
    """What a question brought: the end, M-Pesa's word that there is none yet, or nothing."""

    FINAL = auto()
    PROCESSING = auto()
    NOTHING = auto()


class Questions:
    """Asks M-Pesa and records each answer; it knows how long ago each prompt was sent, on the monotonic clock."""

    def __init__(
        self,
        client: DarajaClient,
        reading: SessionFactory,
        recorder: PaymentRecorder,
        clock: Clock,
        pause: Callable[[float], None],
    ) -> None:
        self._client = client
        self._reading = reading
        self._recorder = recorder
        self._clock = clock
        self._pause = pause
        self._started_at = clock.monotonic()
        self._sent_at: dict[int, float] = {}

    def note_sending(self, payment_id: int) -> None:
        """The first byte of this prompt may leave now."""
        self._sent_at[payment_id] = self._clock.monotonic()

    def seconds_since_sending(self, payment_id: int, evidence: Iterable[Evidence] | None = None) -> int:
        """Whole seconds. Of what an earlier run sent it is what is sure: the wall clock may have been moved since.

        That is how old it was when something of its age was last written down, and how long this run has lasted.
        """
        if payment_id not in self._sent_at:
            known = self._evidence_of(payment_id) if evidence is None else evidence
            ages = (piece.asked_after_seconds for piece in known if isinstance(piece, _WITH_AGE))
            self._sent_at[payment_id] = self._started_at - max(ages, default=0)
        return int(self._clock.monotonic() - self._sent_at[payment_id])

    def is_ours(self, payment_id: int) -> bool:
        """Whether M-Pesa itself said which prompt is this payment's."""
        return any(isinstance(piece, Accepted) for piece in self._evidence_of(payment_id))

    def ask(self, payment: MPesaTransaction, checkout_request_id: str, timeout_seconds: float) -> Heard:
        """Asks once, and records what M-Pesa said or that it said nothing."""
        request_id, known = new_public_id(), self._evidence_of(payment.id or 0)
        asked_after, callbacks = self.seconds_since_sending(payment.id or 0, known), ledger.callbacks_in(known)
        piece: QueryAnswered | QueryPending
        heard = Heard.NOTHING
        try:
            answer = self._client.query(checkout_request_id, timeout_seconds=timeout_seconds)
        except DarajaError as error:
            piece = QueryPending(request_id, asked_after, f"no answer: {error}"[:200], callbacks)
        else:
            code, words = answer.result_code, answer.description
            if code is None:
                piece = QueryPending(request_id, asked_after, words, callbacks)
                heard = Heard.PROCESSING if answer.is_processing else heard
            else:
                claimed_id = "" if _is_accepted(known, checkout_request_id) else checkout_request_id
                piece = QueryAnswered(request_id, code, asked_after, words, callbacks, claimed_id)
                heard = Heard.FINAL if code == PAID or code in FINAL_CODES else heard
        self._recorder.record(payment.id or 0, piece)
        return heard

    def insist(self, payment: MPesaTransaction, checkout_request_id: str) -> Heard:
        """Asks again and again for three seconds; NOTHING when M-Pesa was silent all that time.

        That it is still being processed is no silence while the prompt may be open.
        """
        deadline = self._clock.monotonic() + CONFIRM_SECONDS
        while (left := deadline - self._clock.monotonic()) > 0:
            heard = self.ask(payment, checkout_request_id, left)
            if heard is Heard.FINAL:
                return heard
            if heard is Heard.PROCESSING and self.seconds_since_sending(payment.id or 0) < PROMPT_LIFE_SECONDS:
                return heard
            self._pause(min(CONFIRM_PAUSE_SECONDS, max(deadline - self._clock.monotonic(), 0.0)))
        return Heard.NOTHING

    def _evidence_of(self, payment_id: int) -> list[Evidence]:
        with self._reading() as session:
            return ledger.evidence_of(session, payment_id)


def _is_accepted(evidence: Iterable[Evidence], checkout_request_id: str) -> bool:
    return any(isinstance(piece, Accepted) and piece.checkout_request_id == checkout_request_id for piece in evidence)


_WITH_AGE = (QueryAnswered, QueryPending, QueryUnanswered, CashierConfirmed)
