"""Which pulled row settles which payment, and which payment a complete list does not have: pure functions.

A row settles a payment by itself only where nothing is guessed: the paybill's reference is the payment's own, the
amount is the one that was asked, the row came after the sending, it names no other phone, and there is one such row for
one such payment. Without a reference (Buy Goods), or where several would fit, a person decides (payments.md 0.6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos_desktop.payments.errors import InvalidPhoneError
from pos_desktop.payments.phone import normalise_phone
from pos_desktop.payments.pull_rows import PulledRow

RULE = "reference, amount and time"
CLOCKS_APART = timedelta(minutes=2)
"""How far a Kenyan clock of M-Pesa's may be behind ours."""
LONGEST_LATE = timedelta(hours=48)
CLOCK_AHEAD = timedelta(hours=24)
"""So far ahead our own clock may have been when the prompt went out, before a list proves that there was no payment."""
ABSENT_AFTER = timedelta(minutes=30)
"""How long after sending a list must reach before it can say that a payment is not in it (payments.md 3.2)."""


@dataclass(frozen=True)
class Sought:
    """A payment that a list may know something of: open, proved to be paid but without its code, or failed.

    One that has a `receipt`, which a callback named, is settled by that row and by no other. One that `is_settling` is
    left to its callback and to the query, and yet a row that fits it is no other's.
    """

    payment_id: int
    reference: str
    phone: str
    amount_cents: int
    sent_at: datetime
    is_open: bool
    is_paid: bool
    is_settling: bool = False
    receipt: str | None = None


@dataclass(frozen=True)
class PulledList:
    """All rows of a period, every page of it."""

    begin: datetime
    end: datetime
    rows: tuple[PulledRow, ...]


def matches(
    sought: Sequence[Sought], rows: Sequence[PulledRow], settled: Collection[str]
) -> list[tuple[int, PulledRow]]:
    """Payments with the row that settles each; `settled` are the receipts that belong to a payment already.

    Of several attempts that a row fits, the one that is proved to be paid has it.
    """
    found: list[tuple[int, PulledRow]] = []
    for row in rows:
        fitting = [payment for payment in sought if _may_settle(payment, row, settled)]
        paid = [payment for payment in fitting if payment.is_paid]
        chosen = paid or fitting
        if len(chosen) != 1 or chosen[0].is_settling:
            continue
        if sum(_may_settle(chosen[0], other, settled) for other in rows) == 1:
            found.append((chosen[0].payment_id, row))
    return found


def unplaced(
    sought: Sequence[Sought],
    rows: Sequence[PulledRow],
    settled: Collection[str],
    now: datetime,
    ours: Collection[str] = (),
) -> list[PulledRow]:
    """The rows that are for sales of ours, as their references say, and that could not be placed for half an hour.

    Several payments could be the one that was paid, or one of them was paid twice; or the amount or the phone is not
    the prompt's, as when somebody pays by hand for what a prompt had asked for.
    """
    placed = {row.receipt for _, row in matches(sought, rows, settled)}
    return [
        row
        for row in rows
        if row.receipt not in placed
        and row.receipt not in settled
        and row.paid_at <= now - ABSENT_AFTER
        and (row.bill_reference.casefold() in ours or any(_is_named(payment, row) for payment in sought))
    ]


def absent(sought: Iterable[Sought], pulled: PulledList, settled: Collection[str]) -> list[int]:
    """The open payments that this list provably does not have.

    It must reach from before the sending to half an hour after it, hold a receipt that we know on either side of that
    window, and no row that could be this payment's.
    """
    known = [row.paid_at for row in pulled.rows if row.receipt in settled]
    return [
        payment.payment_id
        for payment in sought
        if payment.is_open
        and _covers(pulled, payment, known)
        and not any(_may_be(payment, row, settled) for row in pulled.rows)
    ]


def _may_settle(payment: Sought, row: PulledRow, settled: Collection[str]) -> bool:
    is_free = row.receipt not in settled if payment.receipt is None else row.receipt == payment.receipt
    return is_free and _fits(payment, row)


def _fits(payment: Sought, row: PulledRow) -> bool:
    is_same_amount = row.amount_cents == payment.amount_cents
    return is_same_amount and _is_named(payment, row) and _may_be_phone(payment.phone, row)


def _is_named(payment: Sought, row: PulledRow) -> bool:
    """Whether the row says that it is for the payment's sale, and came when it can be."""
    after = row.paid_at - (payment.sent_at - CLOCKS_APART)
    is_same = bool(row.bill_reference) and row.bill_reference.casefold() == payment.reference.casefold()
    return is_same and timedelta() <= after <= LONGEST_LATE


def _may_be_phone(phone: str, row: PulledRow) -> bool:
    """Money of a prompt comes from the phone that it rang on; a number that is masked or hashed says nothing."""
    try:
        return normalise_phone(row.msisdn) == phone
    except InvalidPhoneError:
        return True


def _may_be(payment: Sought, row: PulledRow, settled: Collection[str]) -> bool:
    """Whether the row could be this payment's, were our clock wrong; a foreign reference says that it is not."""
    if row.bill_reference and row.bill_reference.casefold() != payment.reference.casefold():
        return False
    slack = CLOCKS_APART if row.receipt in settled else CLOCK_AHEAD
    return row.amount_cents == payment.amount_cents and row.paid_at >= payment.sent_at - slack


def _covers(pulled: PulledList, payment: Sought, known: Sequence[datetime]) -> bool:
    begin, end = payment.sent_at - CLOCKS_APART, payment.sent_at + ABSENT_AFTER
    inside = pulled.begin <= begin and pulled.end >= end
    return inside and any(moment < begin for moment in known) and any(moment > end for moment in known)
