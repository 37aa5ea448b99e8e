"""Everything a printed receipt says, as data; how it looks on paper is the printing's business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from pos_desktop.till.cart import CartLine
from pos_desktop.till.errors import SaleMoveError
from pos_desktop.till.sale_state import SaleState, Tender, TenderStatus, sale_row, sale_state
from pos_desktop.till.tax import TaxLine
from pos_desktop.till.terminal import TerminalDetails


@dataclass(frozen=True)
class ReceiptFacts:
    """A completed sale for the customer. `tenders` leaves out cash that was handed back."""

    shop_name: str
    address: str
    phone: str
    tax_pin: str
    footer: str
    till_name: str
    sale_id: str
    receipt_number: str
    completed_at: datetime
    cashier: str
    lines: tuple[CartLine, ...]
    item_count: int
    goods_cents: int
    rounding_cents: int
    due_cents: int
    tenders: tuple[Tender, ...]
    change_cents: int
    excess_cents: int
    vat_cents: int
    by_letter: tuple[TaxLine, ...]
    copy_number: int = 0


def receipt_facts(
    session: Session, sale_public_id: str, terminal: TerminalDetails, copy_number: int = 0
) -> ReceiptFacts:
    """The facts of one receipt or of its n-th copy.

    Raises:
        SaleMoveError: the sale is not completed, so it has no receipt.
    """
    state = sale_state(session, sale_row(session, sale_public_id))
    if not state.is_completed or state.receipt_number is None or state.completed_at is None:
        raise SaleMoveError(f"sale {sale_public_id} is {state.status}: it has no receipt")
    return ReceiptFacts(
        shop_name=terminal.shop_name,
        address=terminal.address,
        phone=terminal.phone,
        tax_pin=terminal.tax_pin,
        footer=terminal.footer,
        till_name=terminal.name,
        sale_id=state.sale_id,
        receipt_number=state.receipt_number,
        completed_at=state.completed_at,
        cashier=state.staff_name,
        lines=state.lines,
        item_count=state.item_count,
        goods_cents=state.goods_cents,
        rounding_cents=state.rounding_cents,
        due_cents=state.due_cents,
        tenders=_kept(state),
        change_cents=state.change_cents,
        excess_cents=state.excess_cents,
        vat_cents=state.vat_cents,
        by_letter=state.by_letter,
        copy_number=copy_number,
    )


def _kept(state: SaleState) -> tuple[Tender, ...]:
    return tuple(tender for tender in state.tenders if tender.status is TenderStatus.TAKEN)
