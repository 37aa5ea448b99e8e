"""Asks M-Pesa about a receipt that two answers disagree on, and weighs what it says (payments.md 3.2).

The result comes through the relay, so by itself it proves no more than a callback does: never against M-Pesa's own
no, only where its query was silent, and only up to the limit. Beyond that a manager, who saw the customer's SMS, must
say that the money came.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from pos_desktop.payments import decision, ledger
from pos_desktop.payments.config import Environment
from pos_desktop.payments.daraja import DarajaClient
from pos_desktop.payments.decision import Doubt
from pos_desktop.payments.errors import DarajaError
from pos_desktop.payments.evidence import (
    CallbackReceived,
    Evidence,
    Intent,
    QueryAnswered,
    QueryUnanswered,
    StatusAnswered,
    StatusAsked,
    TransactionStatusConfirmed,
)
from pos_desktop.payments.recorder import PaymentRecorder, SessionFactory
from pos_desktop.payments.result_codes import FINAL_CODES, PAID
from pos_desktop.payments.tables import MPesaTransaction
from pos_desktop.payments.transaction_status import StatusResult, result_url

log = logging.getLogger(__name__)

MOST_QUESTIONS = 3
"""A receipt is asked about so often without an answer; a manager may ask again at any time."""

_ABOUT_A_RECEIPT = {Doubt.CONTRADICTION, Doubt.ID_CONFLICT}
FOUND = "0"
NO_SUCH_RECEIPT = "R0000"
"""R000001 and R000002 speak of the receipt (daraja.md 7); every other code is about the question."""


class StatusDesk:
    """Asks about the receipt of a payment whose answers contradict each other."""

    def __init__(self, reading: SessionFactory, recorder: PaymentRecorder, client: DarajaClient) -> None:
        self._reading = reading
        self._recorder = recorder
        self._client = client

    def ask_if_contradicted(self, payment_id: int, *, by_hand: bool = False) -> None:
        """Asks, unless there is nothing to ask, no initiator to ask as, or an answer already.

        Without an answer to the question itself nothing changes: the next round tries again.
        """
        if self._client.config.initiator is None:
            return
        with self._reading() as session:
            payment = ledger.payment_by_id(session, payment_id)
            evidence = ledger.evidence_of(session, payment_id)
        for receipt in receipts_to_verify(payment.intent, evidence, by_hand=by_hand):
            try:
                conversation_id = self._client.ask_status(receipt, result_url(payment.callback_url))
            except DarajaError as error:
                log.info("payment %s: the receipt could not be asked about: %s", payment_id, error)
            else:
                self._recorder.record(payment_id, StatusAsked(conversation_id, receipt))


def receipts_to_verify(intent: Intent, evidence: Collection[Evidence], *, by_hand: bool) -> list[str]:
    """The receipts that a callback of success named and that M-Pesa has not been heard about."""
    if decision.is_paid(intent, evidence) or not (_ABOUT_A_RECEIPT & decision.exceptions(intent, evidence)):
        return []
    named = {piece.receipt for piece in evidence if isinstance(piece, CallbackReceived) and piece.result_code == PAID}
    told = {piece.receipt for piece in evidence if isinstance(piece, StatusAnswered) and _is_about_receipt(piece)}
    asked = [piece.receipt for piece in evidence if isinstance(piece, StatusAsked)]
    may_ask = [each for each in named - told if each and (by_hand or asked.count(each) < MOST_QUESTIONS)]
    return sorted(may_ask)


def pieces_of_result(
    payment: MPesaTransaction, evidence: list[Evidence], result: StatusResult, body_sha256: str
) -> Iterable[Evidence]:
    """What a posted result adds: that it was said, and the proof, where it may count as one without a person.

    Nothing when it answers no question of ours about this payment.
    """
    asked = {piece.conversation_id: piece.receipt for piece in evidence if isinstance(piece, StatusAsked)}
    if result.conversation_id not in asked:
        return
    answer = StatusAnswered(
        body_sha256=body_sha256,
        receipt=asked[result.conversation_id],
        is_completed=result.is_completed and result.receipt == asked[result.conversation_id],
        result_code=result.result_code or "",
        amount_cents=result.amount_cents,
        description=result.description,
    )
    yield answer
    yield from confirmations(payment.intent, [*evidence, answer])


def _is_about_receipt(answer: StatusAnswered) -> bool:
    """Whether a receipt was found, or is known to be none; a time-out and a wrong credential say neither."""
    return answer.result_code == FOUND or answer.result_code.startswith(NO_SUCH_RECEIPT)


def confirmations(intent: Intent, evidence: Collection[Evidence]) -> list[TransactionStatusConfirmed]:
    """The proofs that M-Pesa's answers make, where they count by themselves or a manager found the same."""
    if not (decision.manager_found_money(evidence) or _counts_by_itself(intent, evidence)):
        return []
    good = decision.confirmed_receipts(intent, evidence)
    return [TransactionStatusConfirmed(receipt, intent.amount_cents) for receipt in sorted(good)]


def _counts_by_itself(intent: Intent, evidence: Collection[Evidence]) -> bool:
    """What came by the relay proves no more than a callback does: M-Pesa's own query must have been silent."""
    if intent.environment is Environment.SANDBOX:
        return True
    is_silent = any(isinstance(piece, QueryUnanswered) for piece in evidence)
    said_no = any(isinstance(piece, QueryAnswered) and piece.result_code in FINAL_CODES for piece in evidence)
    return is_silent and not said_no and intent.amount_cents <= intent.callback_only_limit_cents
