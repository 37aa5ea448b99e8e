"""Receipts that wait for paper: written with the sale, taken out only when they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select

from pos_desktop.ids import new_public_id
from pos_desktop.till import audit
from pos_desktop.till.audit import AuditKind
from pos_desktop.till.errors import NotFoundError, SaleMoveError
from pos_desktop.till.sale_state import SaleStatus, TenderKind, sale_row
from pos_desktop.till.sales import Act, actor
from pos_desktop.till.tables import PrintJobRow, SaleRow, TenderRow, stored_id

_LONGEST_REASON = 300


class PrintStatus(StrEnum):
    """Whether the paper came out."""

    WAITING = "waiting"
    PRINTED = "printed"


@dataclass(frozen=True)
class PrintJob:
    """One receipt to print. `copy_number` 0 is the receipt itself, n the n-th copy of it."""

    job_id: int
    sale_id: str
    receipt_number: str
    copy_number: int
    opens_drawer: bool
    tries: int
    last_error: str
    is_printed: bool = False


def queue_receipt(session: Session, sale: SaleRow, tenders: Sequence[TenderRow], now: datetime) -> None:
    """Puts a completed sale's receipt into the queue; the drawer opens with it when there is cash in the sale."""
    cash = any(tender.kind == TenderKind.CASH for tender in tenders)
    session.add(_job(sale, 0, now, opens_drawer=cash))


def queue_copy(session: Session, sale_public_id: str, act: Act) -> PrintJob:
    """Puts the next copy of a receipt into the queue.

    Raises:
        SaleMoveError: the sale is not completed, so it has no receipt.
    """
    sale = sale_row(session, sale_public_id)
    if sale.status != SaleStatus.COMPLETED:
        raise SaleMoveError(f"sale {sale_public_id} is {sale.status}: it has no receipt")
    newest = select(func.max(PrintJobRow.copy_number)).where(PrintJobRow.sale_id == sale.id)
    job = _job(sale, (session.exec(newest).one() or 0) + 1, act.now, opens_drawer=False)
    session.add(job)
    session.flush()
    data = {"sale": sale.public_id, "number": sale.receipt_number, "copy": job.copy_number}
    audit.append(session, AuditKind.COPY_PRINTED, actor(session, act), data, act.now)
    return _print_job(job, sale)


def next_print_job(session: Session, terminal: str) -> PrintJob | None:
    """The oldest receipt of this terminal that still waits for paper."""
    query = (
        select(PrintJobRow, SaleRow)
        .join(SaleRow, col(SaleRow.id) == col(PrintJobRow.sale_id))
        .where(PrintJobRow.status == PrintStatus.WAITING, PrintJobRow.terminal == terminal)
        .order_by(col(PrintJobRow.id))
        .limit(1)
    )
    found = session.exec(query).first()
    return None if found is None else _print_job(*found)


def receipt_job(session: Session, sale_public_id: str) -> PrintJob | None:
    """The job of a sale's receipt itself, whatever became of it; None while the sale is not completed."""
    query = (
        select(PrintJobRow, SaleRow)
        .join(SaleRow, col(SaleRow.id) == col(PrintJobRow.sale_id))
        .where(SaleRow.public_id == sale_public_id, PrintJobRow.copy_number == 0)
    )
    found = session.exec(query).one_or_none()
    return None if found is None else _print_job(*found)


def mark_printed(session: Session, job_id: int, now: datetime) -> None:
    """Takes a job out of the queue: its paper came out. May be repeated."""
    job = _job_row(session, job_id)
    if job.status == PrintStatus.WAITING:
        job.status = PrintStatus.PRINTED
        job.printed_at = now
        job.last_error = ""
        session.add(job)


def mark_failed(session: Session, job_id: int, why: str) -> None:
    """Keeps a job in the queue and writes down why its paper did not come out."""
    job = _job_row(session, job_id)
    if job.status == PrintStatus.WAITING:
        job.tries += 1
        job.last_error = why[:_LONGEST_REASON]
        session.add(job)


def _job(sale: SaleRow, copy_number: int, now: datetime, *, opens_drawer: bool) -> PrintJobRow:
    return PrintJobRow(
        public_id=new_public_id(),
        terminal=sale.terminal,
        sale_id=stored_id(sale),
        copy_number=copy_number,
        opens_drawer=opens_drawer,
        made_at=now,
    )


def _job_row(session: Session, job_id: int) -> PrintJobRow:
    job = session.get(PrintJobRow, job_id)
    if job is None:
        raise NotFoundError(f"there is no print job {job_id}")
    return job


def _print_job(job: PrintJobRow, sale: SaleRow) -> PrintJob:
    number = str(sale.receipt_number)  # a CHECK of the table gives every completed sale one
    is_printed = job.status == PrintStatus.PRINTED
    return PrintJob(
        stored_id(job),
        sale.public_id,
        number,
        job.copy_number,
        job.opens_drawer,
        job.tries,
        job.last_error,
        is_printed,
    )
