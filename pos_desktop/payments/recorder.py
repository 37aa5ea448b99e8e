"""One short transaction a change: the payment, its evidence and whatever its host does about it, together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session, select

from pos_desktop.clock import Clock
from pos_desktop.errors import PosError
from pos_desktop.payments import ledger
from pos_desktop.payments.decision import Detail, TransactionStatus
from pos_desktop.payments.errors import NotStoredError, PaymentError
from pos_desktop.payments.evidence import Evidence
from pos_desktop.payments.ledger import PaymentChange
from pos_desktop.payments.tables import MPesaTransaction

log = logging.getLogger(__name__)

SessionFactory = Callable[[], AbstractContextManager[Session]]
"""Opens a session inside a write transaction that commits when the block ends and rolls back when it raises."""

OnChange = Callable[[Session, MPesaTransaction, PaymentChange], None]
Announce = Callable[[PaymentChange], None]
Pieces = Callable[[MPesaTransaction, list[Evidence]], Iterable[Evidence]]

CREATED = "created"


T = TypeVar("T")


def once_more_when_overtaken(write: Callable[[], T]) -> T:
    """Runs a transaction, and once more when another one got in first with what must be unique.

    On a server such as PostgreSQL two transactions can bind one receipt at the same time, each blind to the other;
    the repeat sees what the first one wrote. SQLite has one writer, so there it never happens.
    """
    try:
        return write()
    except IntegrityError:
        return write()


class PaymentRecorder:
    """Writes payments down. The host's `on_change` runs in the same commit, `announce` after it."""

    def __init__(self, session_factory: SessionFactory, on_change: OnChange, announce: Announce, clock: Clock) -> None:
        self._session_factory = session_factory
        self._on_change = on_change
        self._announce = announce
        self._clock = clock
        self._held: list[tuple[int, tuple[Evidence, ...]]] = []
        self._held_lock = threading.Lock()

    def create(self, build: Callable[[Session], tuple[MPesaTransaction, list[PaymentChange]]]) -> MPesaTransaction:
        """Commits a new payment, with what `build` changed of others; `build` may refuse."""

        def write() -> tuple[MPesaTransaction, list[PaymentChange]]:
            with self._session_factory() as session:
                payment, changes = build(session)
                for change in changes:
                    self._on_change(session, ledger.payment_by_id(session, change.payment_id), change)
                session.add(payment)
                session.flush()
                creation = _creation(payment)
                self._on_change(session, payment, creation)
            return payment, [*changes, creation]

        payment, changes = once_more_when_overtaken(write)
        for change in changes:
            self._announce(change)
        return payment

    def record(self, payment_id: int, *pieces: Evidence, raw: bytes | None = None) -> PaymentChange:
        """Commits evidence of a payment."""
        return self.record_built(payment_id, lambda _payment, _evidence: pieces, raw=raw)

    def record_built(self, payment_id: int, build: Pieces, raw: bytes | None = None) -> PaymentChange:
        """Commits evidence that depends on what is known at that moment."""

        def write() -> PaymentChange:
            with self._session_factory() as session:
                payment = ledger.locked_payment(session, payment_id)
                return self.append(session, payment, build(payment, ledger.evidence_of(session, payment_id)), raw)

        change = once_more_when_overtaken(write)
        self._announce(change)
        return change

    def recheck(self, payment_id: int) -> None:
        """Decides a payment anew, and commits what comes of it."""
        with self._session_factory() as session:
            payment = ledger.locked_payment(session, payment_id)
            change = ledger.recheck(session, payment, self._clock.now())
            self._on_change(session, payment, change)
        self._announce(change)

    def append(
        self,
        session: Session,
        payment: MPesaTransaction,
        pieces: Iterable[Evidence],
        raw: bytes | None = None,
    ) -> PaymentChange:
        """Adds evidence in a transaction that the caller has open; the caller announces after its commit."""
        change = ledger.append(session, payment, pieces, self._clock.now(), raw)
        if change.added:
            self._on_change(session, payment, change)
        return change

    def record_or_hold(self, payment_id: int, *pieces: Evidence) -> None:
        """Commits what came back from a call; if the disk refuses, keeps it in memory for `retry_held`."""
        try:
            self.record(payment_id, *pieces)
        except PaymentError:
            raise
        except (PosError, SQLAlchemyError) as error:
            log.warning("payment %s: an answer could not be stored and is held: %s", payment_id, error)
            with self._held_lock:
                self._held.append((payment_id, pieces))

    @contextmanager
    def holding_if_refused(self, payment_id: int, *pieces: Evidence) -> Iterator[None]:
        """When the file does not take what the block writes, these are known instead: stored now, or held."""
        try:
            yield
        except PaymentError:
            raise
        except (PosError, SQLAlchemyError):
            self.record_or_hold(payment_id, *pieces)
            raise

    @contextmanager
    def in_doubt_if_refused(self) -> Iterator[None]:
        """When the file does not take what the block writes of an open payment, nobody may read that as "no money".

        Raises:
            NotStoredError: in the place of the file's error.
        """
        try:
            yield
        except PaymentError:
            raise
        except (PosError, SQLAlchemyError) as error:
            raise NotStoredError(f"the file did not take it: {error}") from error

    def store_held(self) -> None:
        """Stores the answers that an earlier fault kept out, and raises the fault when it is still there."""
        with self._held_lock:
            held = list(self._held)
        for each in held:
            try:
                self.record(each[0], *each[1])
            except PaymentError:
                self._let_go(each)  # a bug of ours, which would only come again
                raise
            self._let_go(each)

    def retry_held(self) -> None:
        """Stores the answers that an earlier fault kept out, or goes on holding them."""
        try:
            self.store_held()
        except PaymentError:
            raise
        except (PosError, SQLAlchemyError) as error:
            log.warning("answers that could not be stored are held on: %s", error)

    def _let_go(self, held: tuple[int, tuple[Evidence, ...]]) -> None:
        """Until now another thread saw it as held, so that nobody took its payment for abandoned."""
        with self._held_lock, suppress(ValueError):
            self._held.remove(held)

    def held_ids(self) -> set[int]:
        """The payments whose answers are still in memory only."""
        with self._held_lock:
            return {payment_id for payment_id, _ in self._held}

    def unfinished_sends(self, session: Session, untouched_since: datetime | None) -> list[MPesaTransaction]:
        """Payments whose sending has no outcome in the file, and that nobody has written to since that moment.

        Without a moment all of them: a clock that was set back must not hide one.
        """
        query = select(MPesaTransaction).where(MPesaTransaction.status == TransactionStatus.INITIATED)
        if untouched_since is not None:
            query = query.where(MPesaTransaction.updated_at <= untouched_since)
        return list(session.exec(query))


def _creation(payment: MPesaTransaction) -> PaymentChange:
    return PaymentChange(
        payment_id=payment.id or 0,
        host=payment.host,
        before=TransactionStatus.INITIATED,
        after=TransactionStatus.INITIATED,
        detail=Detail.CREATED,
        added=(CREATED,),
        doubts=frozenset(),
    )
