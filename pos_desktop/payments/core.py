"""PaymentCore: the one way in for every host, till and web shop alike."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlmodel import and_, col, func, or_, select

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.payments import decision, ledger
from pos_desktop.payments.asking import Heard, Questions
from pos_desktop.payments.callback_token import CallbackAddress
from pos_desktop.payments.daraja import DarajaClient
from pos_desktop.payments.decision import TransactionStatus
from pos_desktop.payments.evidence import (
    CashierConfirmed,
    Evidence,
    QueryUnanswered,
    SendClosed,
    SendFailure,
    Sending,
    SendUnknown,
    Settlement,
    WalkedAway,
)
from pos_desktop.payments.inbox import Inbox
from pos_desktop.payments.ledger import PaymentChange
from pos_desktop.payments.mailbox import MailBatch
from pos_desktop.payments.override import Override, released_by
from pos_desktop.payments.pulling import PullDesk
from pos_desktop.payments.recorder import Announce, OnChange, PaymentRecorder, SessionFactory
from pos_desktop.payments.settling import settled_by
from pos_desktop.payments.stk_push import MPesaSTKPush, PromptRequest
from pos_desktop.payments.tables import MPesaTransaction
from pos_desktop.payments.verifying import StatusDesk, confirmations
from pos_desktop.payments.view import PaymentView, view_payment

log = logging.getLogger(__name__)

RECHECKED = timedelta(days=7)
CLOCKS_APART = timedelta(seconds=5)


class PaymentCore:
    """Starts prompts, takes in what is learned of them, asks when nothing is heard, and decides.

    The core opens its own short transactions through `session_factory` and never holds one across the network.
    `on_change(session, payment, change)` runs inside the same transaction, before its commit: there a host completes
    its sale or order. `announce(change)` runs after the commit, on the thread that made it. `reading` opens a session
    that only reads, where the host has a cheaper one. `abandoned_after_seconds` is how long another process that shares
    the database may be in the middle of a send; 0 where no other does. `require_room()` raises the host's own error
    where the answer to a prompt might find no room. All methods may be called from any thread that
    may write; none needs Qt or a web framework.
    """

    def __init__(
        self,
        session_factory: SessionFactory,
        client: DarajaClient,
        on_change: OnChange,
        *,
        new_address: Callable[[], CallbackAddress],
        terminal: str,
        reading: SessionFactory | None = None,
        announce: Announce = lambda _change: None,
        clock: Clock | None = None,
        pause: Callable[[float], None] = time.sleep,
        abandoned_after_seconds: float = 0.0,
        require_room: Callable[[], None] = lambda: None,
    ) -> None:
        self._reading = reading or session_factory
        self._clock = clock or SystemClock()
        self._told = announce
        self._require_room = require_room
        self.wake = threading.Event()
        """Set whenever something may be due sooner than it was."""
        self._recorder = PaymentRecorder(session_factory, on_change, self._announce, self._clock)
        self._push = MPesaSTKPush(self._recorder, client, new_address, terminal, self._clock)
        self._inbox = Inbox(session_factory, self._reading, self._recorder, self._announce, self.wake.set, self._clock)
        self._questions = Questions(client, self._reading, self._recorder, self._clock, pause)
        self._status_desk = StatusDesk(self._reading, self._recorder, client)
        self._pull_desk = PullDesk(session_factory, self._reading, self._recorder, client, self._clock)
        self._abandoned_after = timedelta(seconds=abandoned_after_seconds)

    def start_prompt(self, request: PromptRequest) -> PaymentView:
        """Commits the intent, asks Daraja to prompt the phone, and returns the payment in the state that came of it.

        While an earlier answer waits for the host's file to take it, or there is no room for this one's, no prompt
        goes out: the host's error is raised, as it is when the file does not take this one's intent.

        Raises:
            InvalidPaymentError: phone, amount or reference; nothing was stored or sent.
            LivePaymentError: an earlier prompt of this sale may still be paid.
            OrderPaidError: it is for an order, and an earlier prompt of it was paid.
        """
        self._recorder.store_held()
        self._require_room()
        try:
            payment_id = self._push.send(request, self._questions.note_sending)
        except Exception:
            self.wake.set()  # what the file kept of it, if anything, is not live: `recover` closes it at once
            raise
        return self.payment(payment_id)

    def payment(self, payment_id: int) -> PaymentView:
        """The payment as it stands.

        Raises:
            PaymentNotFoundError: there is none with this id.
        """
        with self._reading() as session:
            return view_payment(session, payment_id)

    def walk_away(self, payment_id: int) -> None:
        """Notes that the cashier serves somebody else meanwhile; the prompt stays open.

        Raises:
            NotStoredError: the file did not take it; the prompt is open all the same.
        """
        with self._recorder.in_doubt_if_refused():
            self._recorder.record_built(payment_id, _walked_away)

    def confirm_not_paid(self, payment_id: int, by: str) -> PaymentView:
        """Asks M-Pesa for three seconds; if it stays silent, records that the customer's phone shows no payment.

        With a final no by callback, and a minute after sending, that word allows a second prompt (payments.md 3.2).
        Where M-Pesa answers, or says that it is still at work, the word is not needed, or not good enough; unless it
        can only be asked about a prompt that a callback called ours.

        Raises:
            PaymentNotFoundError: there is no such payment.
            NotStoredError: the file did not take it.
        """
        with self._reading() as session:
            payment = ledger.payment_by_id(session, payment_id)
        if payment.status is TransactionStatus.FAILED and payment.checkout_request_id is not None:
            with self._recorder.in_doubt_if_refused():
                heard = self._questions.insist(payment, payment.checkout_request_id)
                waited = self._questions.seconds_since_sending(payment_id)
                if heard is Heard.NOTHING or not self._questions.is_ours(payment_id):
                    self._recorder.record(payment_id, CashierConfirmed(by, waited, heard is Heard.NOTHING))
        return self.payment(payment_id)

    def settle(self, shown: PaymentView, *, by: str, approved_by: str, settlement: Settlement) -> PaymentView:
        """Records what a manager found of a payment's open exceptions; its status stays what the evidence proves.

        Exceptions of which this cannot be found stay open. `shown` is the payment as it was on the screen: what came
        to it since then stays open.

        Raises:
            OverrideRefusedError: a name is missing, or both are the same person's.
            PaymentNotFoundError: there is no such payment.
            NotStoredError: the file did not take it.
        """
        with self._recorder.in_doubt_if_refused():
            self._recorder.record_built(shown.id, settled_by(by, approved_by, settlement, len(shown.story)))
        return self.payment(shown.id)

    def release(self, payment_id: int, override: Override) -> PaymentView:
        """Records that a manager let the goods go before the money was certain; the payment stays as it is.

        Raises:
            PaymentNotFoundError: there is no such payment.
            NotStoredError: the file did not take it; the goods stay here.
        """
        with self._recorder.in_doubt_if_refused():
            self._recorder.record_built(payment_id, released_by(override))
        return self.payment(payment_id)

    def query(self, payment_id: int, *, timeout_seconds: float = 10.0) -> PaymentView:
        """Asks M-Pesa now and records what it says; without an answer nothing changes but the story.

        Raises:
            PaymentNotFoundError: there is no such payment.
            NotStoredError: the file did not take the answer; M-Pesa is asked again.
        """
        with self._reading() as session:
            payment = ledger.payment_by_id(session, payment_id)
        if payment.checkout_request_id is not None and payment.status is not TransactionStatus.COMPLETED:
            with self._recorder.in_doubt_if_refused():
                self._questions.ask(payment, payment.checkout_request_id, timeout_seconds)
            self._status_desk.ask_if_contradicted(payment_id, by_hand=True)
        return self.payment(payment_id)

    def resolve(self, payment_id: int) -> None:
        """Asks about a payment whose question is due; after a callback of success it insists for three seconds.

        When M-Pesa is silent for as long, `query_unanswered` is written, which lets small amounts complete by the
        callback alone (payments.md 3.2). That it is still being processed is no silence: a callback that says paid
        while the prompt may be open is one that M-Pesa does not know of, and waits until the prompt cannot be. When
        the answers contradict each other, the receipt is asked about.
        """
        with self._reading() as session:
            payment = ledger.payment_by_id(session, payment_id)
            evidence = ledger.evidence_of(session, payment_id)
        if payment.checkout_request_id is None or payment.status is TransactionStatus.COMPLETED:
            return
        if not (decision.has_paid_callback(evidence) and decision.awaits_own_query(payment.intent, evidence)):
            self._questions.ask(payment, payment.checkout_request_id, 10.0)
        elif self._questions.insist(payment, payment.checkout_request_id) is Heard.NOTHING:
            self._recorder.record_built(payment_id, self._unanswered)
        self._status_desk.ask_if_contradicted(payment_id)

    def receive_callback(self, token: str, body: bytes) -> PaymentChange | None:
        """Takes in a callback that came by a payment's own token; None when no payment has that token.

        What it says is evidence at once; whether it completes anything is `decide()`'s matter.
        """
        return self._inbox.receive_callback(token, body)

    def receive_result(self, token: str, body: bytes) -> PaymentChange | None:
        """Takes in what M-Pesa posted about a receipt that was asked about; None when no payment has that token.

        It proves no more than a callback does, as it comes the same way.
        """
        return self._inbox.receive_result(token, body)

    def receive_hint(self, checkout_request_id: str) -> None:
        """Somebody says, without proof, that this prompt has ended: it is asked about now, and nothing else."""
        self._inbox.receive_hint(checkout_request_id)

    def receive_unproved(self, token: str) -> None:
        """A callback came by a payment's token, but from an address that is not Safaricom's: asked about now."""
        self._inbox.receive_unproved(token)

    def receive_mail(self, batch: MailBatch) -> None:
        """Applies a batch of the relay's events exactly once: evidence and cursor move in one commit an event.

        An unknown epoch means that the relay has lost its memory: the cursor starts anew and everything open is
        asked about.
        """
        self._inbox.receive_mail(batch)

    def mailbox_position(self) -> int:
        """The sequence number up to which the relay's mail is stored here."""
        return self._inbox.position()

    def recover(self) -> None:
        """Gives every send without an outcome one; to be called at start, and harmless at any time.

        `created` was never sent; `sending` may have been (payments.md rows 2 and 3).
        """
        self._recorder.retry_held()
        held = self._recorder.held_ids()
        untouched_since = self._clock.now() - self._abandoned_after if self._abandoned_after else None
        with self._reading() as session:
            unfinished = self._recorder.unfinished_sends(session, untouched_since)
        for payment in unfinished:
            if payment.id not in held and not self._push.is_in_flight(payment.public_id):
                self._recorder.record_built(payment.id or 0, self._closed_or_unknown)

    def recheck(self) -> None:
        """Decides the payments of the last days anew from their evidence, once after a start.

        Nothing falls: where the file says more than the evidence proves, an exception is opened for a person.
        """
        since = self._clock.now() - RECHECKED
        with self._reading() as session:
            recent = select(MPesaTransaction.id).where(MPesaTransaction.updated_at >= since)
            numbers = [number for number in session.exec(recent) if number is not None]
        for number in numbers:
            with self._reading() as session:
                payment = ledger.payment_by_id(session, number)
                is_sound = decision.decide(payment.intent, ledger.evidence_of(session, number)) is payment.status
            if not is_sound:
                self._recorder.recheck(number)

    def pull(self) -> int:
        """Asks M-Pesa for the list of what the short code received, if anything is sought in it.

        Returns of how many payments it proved something: a match (the code of a paid one, or that it is paid after
        all), or that a complete list does not have it.

        Raises:
            DarajaError: the list could not be had; nothing changed.
        """
        return self._pull_desk.ask()

    def due(self) -> tuple[list[int], datetime | None]:
        """The payments to be asked about now, and when the next one falls due."""
        now = self._clock.now()
        with self._reading() as session:
            when = col(MPesaTransaction.next_query_at)
            was_set_back = col(MPesaTransaction.updated_at) > now + CLOCKS_APART  # a plan of a clock that is gone
            is_due = or_(when <= now, and_(when.is_not(None), was_set_back))
            # the newest first: what a callback made urgent does not wait behind what was missed for hours
            due = session.exec(select(MPesaTransaction.id).where(is_due).order_by(when.desc()).limit(50)).all()
            later = session.exec(select(func.min(when)).where(when > now)).one()
        return [payment_id for payment_id in due if payment_id is not None], later

    def _announce(self, change: PaymentChange) -> None:
        self.wake.set()
        self._told(change)

    def _unanswered(self, payment: MPesaTransaction, evidence: list[Evidence]) -> Iterable[Evidence]:
        if decision.awaits_own_query(payment.intent, evidence):
            silence = QueryUnanswered(self._questions.seconds_since_sending(payment.id or 0, evidence))
            yield silence
            yield from confirmations(payment.intent, [*evidence, silence])

    def _closed_or_unknown(self, payment: MPesaTransaction, evidence: list[Evidence]) -> Iterable[Evidence]:
        if payment.status is not TransactionStatus.INITIATED:
            return
        if any(isinstance(piece, Sending) for piece in evidence):
            yield SendUnknown("the program stopped while the prompt was being sent")
        else:
            yield SendClosed(SendFailure.NOT_SENT, "stopped", "the program stopped before the prompt was sent")


def _walked_away(payment: MPesaTransaction, _evidence: list[Evidence]) -> Iterable[Evidence]:
    if payment.status is TransactionStatus.PENDING:
        yield WalkedAway()
