"""Asks for the list of what the short code received, and takes from it what it proves of our own payments."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, or_, select

from pos_desktop.clock import Clock
from pos_desktop.errors import PosError
from pos_desktop.payments.daraja import DarajaClient
from pos_desktop.payments.decision import Detail, TransactionStatus
from pos_desktop.payments.evidence import Absence, StoredMatch, StoredSource
from pos_desktop.payments.pull_matching import LONGEST_LATE, RULE, PulledList, Sought, absent, matches, unplaced
from pos_desktop.payments.pull_rows import PulledRow
from pos_desktop.payments.recorder import PaymentRecorder, SessionFactory
from pos_desktop.payments.strays import is_kept, keep_unplaced
from pos_desktop.payments.tables import MPesaTransaction

log = logging.getLogger(__name__)

KEPT = timedelta(hours=48)
"""How far back the interface remembers (daraja.md 7)."""
BEFORE = timedelta(minutes=35)
"""From so long before the oldest payment, so that a receipt that we know may stand before its window."""
SETTLING = timedelta(minutes=2)
"""A prompt younger than this is left to its callback and to the query."""
PAUSE_SECONDS = 300.0
MOST_PAGES = 200
AT_ONCE = 500
"""SQLite bears so many values in one question, whatever its build."""


class PullDesk:
    """One round of asking: for payments without an outcome, and for paid ones without their M-Pesa code."""

    def __init__(
        self,
        writing: SessionFactory,
        reading: SessionFactory,
        recorder: PaymentRecorder,
        client: DarajaClient,
        clock: Clock,
    ) -> None:
        self._writing = writing
        self._reading = reading
        self._recorder = recorder
        self._client = client
        self._clock = clock

    def ask(self) -> int:
        """Fetches the list if anything is sought in it, and returns of how many payments it proved something.

        A row that names one of our references and cannot be placed is kept for a person.

        Raises:
            DarajaError: the list could not be had; nothing changed.
        """
        now = self._clock.now()
        with self._reading() as session:
            sought = _sought(session, now, self._client.config.short_code)
        if all(each.is_settling for each in sought):
            return 0
        pulled = self._fetch(max(min(each.sent_at for each in sought) - BEFORE, now - KEPT), now)
        with self._reading() as session:
            sought = _sought(session, now, self._client.config.short_code)
            settled = _settled(session, pulled.rows)
            ours = _references(session, now)
        found = matches(sought, pulled.rows, settled)
        for payment_id, row in found:
            match = StoredMatch(StoredSource.PULL, row.receipt, row.amount_cents, RULE)
            self._recorder.record(payment_id, match)
        missing = absent(sought, pulled, settled)
        for payment_id in missing:
            self._recorder.record(payment_id, Absence(StoredSource.PULL, _name_of(pulled)))
        self._keep_for_a_person(unplaced(sought, pulled.rows, settled, now, ours))
        return len(found) + len(missing)

    def _keep_for_a_person(self, rows: list[PulledRow]) -> None:
        with self._reading() as session:
            new = [row for row in rows if not is_kept(session, row)]
        if new:
            with self._writing() as session:
                for row in new:
                    keep_unplaced(session, row)

    def _fetch(self, begin: datetime, end: datetime) -> PulledList:
        rows: dict[str, PulledRow] = {}
        offset, is_whole = 0, True
        for _ in range(MOST_PAGES):
            count, page = self._client.pull(begin, end, offset)
            rows |= {row.receipt: row for row in page}
            is_whole = is_whole and len(page) == count  # a row that cannot be read may be anybody's
            offset += count
            if not count:
                return PulledList(begin if is_whole else end, end, tuple(rows.values()))  # else it proves no absence
        log.warning("the list of payments has more than %d pages; it is not taken for complete", MOST_PAGES)
        return PulledList(end, end, tuple(rows.values()))


class PullWatch:
    """Asks for the list every five minutes while anything is sought in it, until `stop` is set."""

    def __init__(self, ask: Callable[[], int], stop: threading.Event) -> None:
        self._ask = ask
        self._stop = stop

    def run(self) -> None:
        """Runs until `stop` is set; a fault of one round is logged and the next one tried."""
        while not self._stop.is_set():
            try:
                self._ask()
            except (PosError, SQLAlchemyError) as error:
                log.info("the list of payments could not be had: %s", error)
            self._stop.wait(PAUSE_SECONDS)


def _sought(session: Session, now: datetime, short_code: str) -> list[Sought]:
    open_or_bare = or_(
        col(MPesaTransaction.status).in_((TransactionStatus.PENDING, TransactionStatus.FAILED)),
        col(MPesaTransaction.mpesa_receipt_number).is_(None),
    )
    recent = col(MPesaTransaction.sent_at) >= now - KEPT - LONGEST_LATE  # the oldest row may be for one so old
    return [
        Sought(
            payment_id=payment.id or 0,
            reference=payment.account_reference,
            phone=payment.phone_number,
            amount_cents=payment.amount_cents,
            sent_at=payment.sent_at,
            is_open=payment.status is TransactionStatus.PENDING,
            is_paid=payment.status is TransactionStatus.COMPLETED,
            is_settling=payment.sent_at > now - SETTLING,
            receipt=payment.mpesa_receipt_number,
        )
        for payment in session.exec(
            select(MPesaTransaction).where(open_or_bare, recent, MPesaTransaction.short_code == short_code)
        )
        if payment.sent_at is not None and not _was_never_sent(payment)
    ]


def _references(session: Session, now: datetime) -> set[str]:
    """Of all prompts that a row may have been paid for by hand: paid ones and refused ones too."""
    recent = col(MPesaTransaction.created_at) >= now - KEPT - LONGEST_LATE
    return {each.casefold() for each in session.exec(select(MPesaTransaction.account_reference).where(recent))}


def _was_never_sent(payment: MPesaTransaction) -> bool:
    return payment.detail in (Detail.NOT_SENT, Detail.REJECTED)


def _settled(session: Session, rows: tuple[PulledRow, ...]) -> set[str]:
    receipts, number = [row.receipt for row in rows], col(MPesaTransaction.mpesa_receipt_number)
    found: set[str | None] = set()
    for begin in range(0, len(receipts), AT_ONCE):
        found.update(session.exec(select(number).where(number.in_(receipts[begin : begin + AT_ONCE]))))
    return {each for each in found if each is not None}


def _name_of(pulled: PulledList) -> str:
    text = f"{pulled.begin.isoformat()} {pulled.end.isoformat()} {sorted(row.receipt for row in pulled.rows)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
