"""What comes in from outside: callbacks by token, hints, and the relay's mail, each applied exactly once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from pos_desktop.clock import Clock
from pos_desktop.payments import ledger
from pos_desktop.payments.callback import MPesaCallback
from pos_desktop.payments.decision import TransactionStatus
from pos_desktop.payments.errors import MalformedCallbackError
from pos_desktop.payments.evidence import CallbackReceived
from pos_desktop.payments.ledger import PaymentChange
from pos_desktop.payments.mailbox import MailBatch, MailEvent
from pos_desktop.payments.recorder import Announce, PaymentRecorder, SessionFactory, once_more_when_overtaken
from pos_desktop.payments.schedule import WATCH_SECONDS
from pos_desktop.payments.strays import is_pulled, is_success
from pos_desktop.payments.tables import MailboxCursor, MPesaTransaction, StrayCallback
from pos_desktop.payments.transaction_status import read_result
from pos_desktop.payments.verifying import pieces_of_result
from pos_desktop.payments.wire import printable, read_object

log = logging.getLogger(__name__)

STK = "stk"
HINT = "hint"
RESULT = "result"
UNPROVED_APART = timedelta(seconds=10)
UNPROVED_SHARE = 10
"""Anybody can say without proof that a prompt has ended: one question for it each ten seconds, or each tenth of the
prompt's age, is what that may cost (Daraja's quota is the prompts')."""


class Inbox:
    """Turns what others say into evidence, or into a question of our own where it proves nothing."""

    def __init__(
        self,
        session_factory: SessionFactory,
        reading: SessionFactory,
        recorder: PaymentRecorder,
        announce: Announce,
        wake: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._session_factory = session_factory
        self._reading = reading
        self._recorder = recorder
        self._announce = announce
        self._wake = wake
        self._clock = clock

    def receive_callback(self, token: str, body: bytes) -> PaymentChange | None:
        """Takes in a callback that came by a payment's own token; None when no payment has that token."""
        return self._written(lambda session: self._take_in(session, token, body))

    def receive_result(self, token: str, body: bytes) -> PaymentChange | None:
        """Takes in the result of a question about a receipt; None when no payment has that token."""
        return self._written(lambda session: self._take_in_result(session, token, body))

    def receive_hint(self, checkout_request_id: str) -> None:
        """Makes the question about this prompt due now, if it is one of ours and still open."""
        self._ask_now(lambda session: _by_checkout_id(session, checkout_request_id))

    def receive_unproved(self, token: str) -> None:
        """Makes the question about the payment with this token due now, if it is still open."""
        self._ask_now(lambda session: _by_token(session, token))

    def receive_mail(self, batch: MailBatch) -> None:
        """Applies a batch of the relay's events: evidence and cursor move in one commit an event."""
        if self._begins_anew(batch.epoch):
            return  # it was asked for with the position of a memory that is gone: what lies before it is not in it
        for event in batch.events:
            change = None
            with self._session_factory() as session:
                cursor = _cursor(session)
                if event.seq <= cursor.position:
                    continue
                change = self._take_in_event(session, event)
                cursor.position = event.seq
                session.add(cursor)
            if change is not None:
                self._announce(change)
            else:
                self._wake()
        self._move_cursor(batch)

    def position(self) -> int:
        """The sequence number up to which the relay's mail is stored here."""
        with self._reading() as session:
            cursor = session.get(MailboxCursor, 1)
            return 0 if cursor is None else cursor.position

    def _take_in_event(self, session: Session, event: MailEvent) -> PaymentChange | None:
        if event.kind == STK and event.is_listed:
            return self._take_in(session, event.token, event.body, event)
        if event.kind == RESULT and event.is_listed:
            return self._take_in_result(session, event.token, event.body)
        if event.kind in (STK, RESULT):
            payment = _by_token(session, event.token)
        elif event.kind == HINT:
            said = read_object(event.body) or {}
            payment = _by_checkout_id(session, printable(str(said.get("checkout_request_id") or "")))
        else:
            log.warning("the relay sent an event of a kind that this program does not know: %s", event.kind)
            return None
        self._make_due(session, payment)
        return None

    def _written(self, take_in: Callable[[Session], PaymentChange | None]) -> PaymentChange | None:
        def write() -> PaymentChange | None:
            with self._session_factory() as session:
                return take_in(session)

        change = once_more_when_overtaken(write)
        if change is not None:
            self._announce(change)
        return change

    def _ask_now(self, find: Callable[[Session], MPesaTransaction | None]) -> None:
        with self._session_factory() as session:
            self._make_due(session, find(session))
        self._wake()  # after the commit, or who wakes finds nothing due yet

    def _make_due(self, session: Session, named: MPesaTransaction | None) -> None:
        if named is None or named.checkout_request_id is None or named.sent_at is None:
            return  # there is nothing to ask by, and what is due but cannot be asked about would be due for ever
        now, payment = self._clock.now(), ledger.locked_payment(session, named.id or 0)
        age = now - named.sent_at
        if payment.status is TransactionStatus.COMPLETED or age > timedelta(seconds=WATCH_SECONDS):
            return
        asked_at = ledger.last_question_at(session, payment)
        soonest = now if asked_at is None else max(now, asked_at + max(UNPROVED_APART, age / UNPROVED_SHARE))
        if payment.next_query_at is None or soonest < payment.next_query_at:
            payment.next_query_at = soonest
            session.add(payment)

    def _take_in(
        self, session: Session, token: str, body: bytes, event: MailEvent | None = None
    ) -> PaymentChange | None:
        named = _by_token(session, token)
        if named is None:
            self._keep_stray(session, token, body, event)
            return None
        payment = ledger.locked_payment(session, named.id or 0)
        return self._recorder.append(session, payment, [read_callback(body)], body)

    def _take_in_result(self, session: Session, token: str, body: bytes) -> PaymentChange | None:
        named, result = _by_token(session, token), read_result(body)
        if named is None or result is None:
            log.warning("a result that answers no question of ours was left aside")
            return None
        payment = ledger.locked_payment(session, named.id or 0)
        evidence = ledger.evidence_of(session, payment.id or 0)
        digest = hashlib.sha256(body).hexdigest()
        return self._recorder.append(session, payment, pieces_of_result(payment, evidence, result, digest), body)

    def _keep_stray(self, session: Session, token: str, body: bytes, event: MailEvent | None) -> None:
        event_id = event.id if event is not None else ""
        if not event_id or is_pulled(event_id):  # a relay that was taken over may call its mail what it likes
            event_id = hashlib.sha256(token.encode() + body).hexdigest()
        known = select(StrayCallback.id).where(StrayCallback.event_id == event_id)
        if session.exec(known).first() is None:
            received = event.received_at if event is not None else self._clock.now()
            stray = StrayCallback(event_id=event_id, token=token, body=body, received_at=received)
            stray.is_success = is_success(body)
            session.add(stray)

    def _begins_anew(self, epoch: str) -> bool:
        """Follows the relay to a new memory; whether the cursor went back for it."""
        with self._session_factory() as session:
            cursor = _cursor(session)
            if cursor.epoch == epoch:
                return False
            had_position = cursor.position > 0
            if cursor.epoch:
                for payment in session.exec(_asked_open()):
                    payment.next_query_at = self._clock.now()
                    session.add(payment)
                cursor.position = 0
            cursor.epoch = epoch
            session.add(cursor)
        self._wake()
        return had_position

    def _move_cursor(self, batch: MailBatch) -> None:
        with self._session_factory() as session:
            cursor = _cursor(session)
            if cursor.epoch == batch.epoch and batch.next > cursor.position:
                cursor.position = batch.next
                session.add(cursor)


def read_callback(body: bytes) -> CallbackReceived:
    """A callback's body as evidence; one that cannot be read is evidence that something came."""
    digest = hashlib.sha256(body).hexdigest()
    try:
        data = MPesaCallback.parse_callback_data(body)
    except MalformedCallbackError as error:
        return CallbackReceived(digest, token_valid=True, result_code=None, description=f"unreadable: {error}"[:200])
    return CallbackReceived(
        body_sha256=digest,
        token_valid=True,
        result_code=str(data.result_code),
        description=data.result_description,
        checkout_request_id=data.checkout_request_id,
        amount_cents=data.amount_cents,
        receipt=data.mpesa_receipt_number,
        transaction_at=data.transaction_date.isoformat() if data.transaction_date else None,
    )


def _by_token(session: Session, token: str) -> MPesaTransaction | None:
    return session.exec(select(MPesaTransaction).where(MPesaTransaction.callback_token == token)).first()


def _by_checkout_id(session: Session, checkout_request_id: str) -> MPesaTransaction | None:
    query = select(MPesaTransaction).where(MPesaTransaction.checkout_request_id == checkout_request_id)
    return session.exec(query).first() if checkout_request_id else None


def _asked_open() -> SelectOfScalar[MPesaTransaction]:
    return select(MPesaTransaction).where(
        MPesaTransaction.status == TransactionStatus.PENDING,
        col(MPesaTransaction.checkout_request_id).is_not(None),
    )


def _cursor(session: Session) -> MailboxCursor:
    cursor = session.get(MailboxCursor, 1)
    if cursor is None:
        cursor = MailboxCursor(id=1)
        session.add(cursor)
    return cursor
