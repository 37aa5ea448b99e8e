"""Uploads to the merchant's ledger what changed of each payment, until every change is there."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select, update

from pos_desktop.errors import PosError
from pos_desktop.payments.errors import LedgerRefusedError, MailboxError, MailboxKeyRefusedError
from pos_desktop.payments.recorder import SessionFactory
from pos_desktop.payments.relay_ledger import LedgerEntry, LedgerReply, RelayLedger, entry_of
from pos_desktop.payments.tables import LedgerProgress, LedgerTarget, MPesaTransaction
from pos_desktop.payments.watch import KEY_REFUSED_PAUSE_SECONDS, back_off_seconds

log = logging.getLogger(__name__)

PAYMENTS_A_ROUND = 50
"""With a round a second this is what a relay takes from one terminal."""
SETTLE_SECONDS = 1.0
"""A payment changes several times in a second; and the sale's own commits go first."""
IDLE_SECONDS = 60.0


@dataclass(frozen=True)
class _Sent:
    """What was uploaded of a payment; `reply` is None when the ledger refuses it as it is."""

    payment_id: int
    revision: int
    reply: LedgerReply | None


class LedgerUpload:
    """Keeps the merchant's ledger in step with the payments of one host. Its host sets `wake` when one changed.

    What is not uploaded yet is in the host's own file (`ledger_progress`), so neither a restart nor a relay that is
    away loses anything. The newest payments go first. Two hosts on one database may both run it.
    """

    def __init__(
        self, session_factory: SessionFactory, reading: SessionFactory, ledger: RelayLedger, stop: threading.Event
    ) -> None:
        self.wake = threading.Event()
        self._session_factory = session_factory
        self._reading = reading
        self._ledger = ledger
        self._stop = stop
        self._faults = 0

    def run(self) -> None:
        """Runs until `stop` is set and `wake` after it, then closes the ledger's client.

        A fault is logged, and what it left undone is tried again.
        """
        try:
            while not self._stop.is_set():
                self.wake.clear()
                self._upload()
        finally:
            self._ledger.close()

    def _upload(self) -> None:
        """One round, and the pause that follows from how it went."""
        try:
            is_more_due = self._round()
        except MailboxKeyRefusedError as error:
            log.info("%s", error)
            self._stop.wait(KEY_REFUSED_PAUSE_SECONDS)
        except MailboxError as error:
            log.info("%s", error)
            self._back_off()
        except (PosError, SQLAlchemyError) as error:
            log.warning("the ledger could not be brought up to date, it will be tried again: %s", error)
            self._back_off()
        else:
            self._faults = 0
            if not is_more_due:
                self.wake.wait(IDLE_SECONDS)
            self._stop.wait(SETTLE_SECONDS)

    def _round(self) -> bool:
        """Uploads some of what is due, and notes it down even when a later one fails; whether there may be more."""
        due = self._due()
        sent: list[_Sent] = []
        is_more_due = len(due) == PAYMENTS_A_ROUND
        try:
            for payment_id, entry in due:
                if self._stop.is_set():
                    break
                sent.append(_Sent(payment_id, entry.revision, self._send(entry)))
        finally:
            if sent:
                is_more_due |= self._note(sent)
        return is_more_due

    def _due(self) -> list[tuple[int, LedgerEntry]]:
        query = (
            select(MPesaTransaction, LedgerProgress.revision)
            .join(LedgerProgress, col(LedgerProgress.transaction_id) == col(MPesaTransaction.id))
            .where(col(LedgerProgress.uploaded) < col(LedgerProgress.revision))
            .order_by(col(LedgerProgress.transaction_id).desc())
            .limit(PAYMENTS_A_ROUND)
        )
        with self._reading() as session:
            return [(payment.id or 0, entry_of(payment, revision)) for payment, revision in session.exec(query)]

    def _send(self, entry: LedgerEntry) -> LedgerReply | None:
        try:
            return self._ledger.put(entry)
        except LedgerRefusedError as error:
            log.warning("payment %s stays out of the ledger until it changes: %s", entry.public_id, error)
            return None

    def _note(self, sent: list[_Sent]) -> bool:
        """Writes down what the ledger has now; whether that makes something due."""
        is_more_due = False
        with self._session_factory() as session:
            for each in sent:
                if each.reply is not None:
                    is_more_due |= _follow_epoch(session, each.reply.epoch)
                progress = session.get_one(
                    LedgerProgress, each.payment_id, populate_existing=True, with_for_update=True
                )
                if each.reply is None or each.reply.is_current:
                    progress.uploaded = max(progress.uploaded, each.revision)
                else:
                    # This file was put back from a backup: the ledger has seen these revisions with other words.
                    progress.revision = max(progress.revision, each.reply.revision) + 1
                    is_more_due = True
                session.add(progress)
                session.flush()
        return is_more_due

    def _back_off(self) -> None:
        self._faults += 1
        self._stop.wait(back_off_seconds(self._faults))


def _follow_epoch(session: Session, epoch: str) -> bool:
    """Has everything uploaded again to a ledger that began anew; whether it did."""
    target = session.get(LedgerTarget, 1)
    if target is None:
        session.add(LedgerTarget(id=1, epoch=epoch))
        return False
    if target.epoch == epoch:
        return False
    log.info("the relay's ledger began anew: all payments are uploaded again")
    session.exec(update(LedgerProgress).where(col(LedgerProgress.uploaded) > 0).values(uploaded=0))
    target.epoch = epoch
    session.add(target)
    return True
