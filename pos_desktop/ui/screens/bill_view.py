"""The bill beside every screen that takes money: due, what was taken or asked, what is left, and the lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pos_desktop.clock import in_nairobi
from pos_desktop.payments import OutcomeState, PaymentView, Subject, TransactionStatus, outcome_of
from pos_desktop.till import ONE_PIECE, CartLine, SaleState, Tender, TenderKind, TenderStatus
from pos_desktop.ui.components.bill_lines import BillLine


class TenderRowKind(StrEnum):
    """What a row between due and left tells."""

    CASH = "cash"
    MPESA_PAID = "mpesa_paid"
    MPESA_ASKED = "mpesa_asked"
    MPESA_NOT_PAID = "mpesa_not_paid"
    MPESA_UNKNOWN = "mpesa_unknown"


@dataclass(frozen=True)
class TenderRow:
    """Money that was taken, asked for, or refused. `code` is M-Pesa's, `why` is what it was not paid for.

    `tender_id` is set for money that may be handed back.
    """

    kind: TenderRowKind
    amount_cents: int
    code: str = ""
    tender_id: str | None = None
    why: Subject | None = None


@dataclass(frozen=True)
class BillView:
    """A sale that is being paid, as the left column shows it."""

    sale_id: str
    receipt_number: str
    staff_name: str
    clock_text: str
    due_cents: int
    left_cents: int
    item_count: int
    vat_cents: int
    tenders: tuple[TenderRow, ...]
    lines: tuple[BillLine, ...]


def bill_of(sale: SaleState, payments: Sequence[PaymentView], now: datetime) -> BillView:
    """The bill of a sale with the prompts that were sent for it, oldest first."""
    begun_at = sale.paying_at or sale.opened_at
    return BillView(
        sale_id=sale.sale_id,
        receipt_number=sale.receipt_number or "",
        staff_name=sale.staff_name,
        clock_text=in_nairobi(begun_at).strftime("%H:%M"),
        due_cents=sale.due_cents,
        left_cents=sale.left_cents,
        item_count=sale.item_count,
        vat_cents=sale.vat_cents,
        tenders=(*_taken(sale), *_asked(payments, now)),
        lines=tuple(map(bill_line, sale.lines)),
    )


def bill_line(line: CartLine) -> BillLine:
    """A line of the cart as the bill has it."""
    return BillLine(quantity_text(line.quantity_milli), line.name, line.amount_cents, line.size)


def quantity_text(quantity_milli: int) -> str:
    """`2×`, or `0.75×` for what was weighed."""
    pieces, rest = divmod(quantity_milli, ONE_PIECE)
    decimals = f"{rest:03d}".rstrip("0")
    return f"{pieces}.{decimals}×" if decimals else f"{pieces}×"


def _taken(sale: SaleState) -> Iterator[TenderRow]:
    for tender in sale.tenders:
        if tender.status is TenderStatus.TAKEN:
            yield _tender_row(tender, can_give_back=not sale.is_completed)


def _tender_row(tender: Tender, *, can_give_back: bool) -> TenderRow:
    if tender.kind is TenderKind.MPESA:
        return TenderRow(TenderRowKind.MPESA_PAID, tender.amount_cents, tender.mpesa_receipt or "")
    return TenderRow(TenderRowKind.CASH, tender.amount_cents, "", tender.tender_id if can_give_back else None)


def _asked(payments: Sequence[PaymentView], now: datetime) -> Iterator[TenderRow]:
    """The prompts that are open, and the last one when it was not paid: earlier refusals are history."""
    for payment in payments:
        if payment.status is TransactionStatus.COMPLETED:
            continue
        outcome = outcome_of(payment, now)
        if outcome.state.is_being_waited_for:
            yield TenderRow(TenderRowKind.MPESA_ASKED, payment.amount_cents)
        elif outcome.state is OutcomeState.UNKNOWN:
            yield TenderRow(TenderRowKind.MPESA_UNKNOWN, payment.amount_cents)
        elif payment is payments[-1]:
            yield TenderRow(TenderRowKind.MPESA_NOT_PAID, 0, why=outcome.subject)
