"""How a sale stands, read from its rows: totals are recomputed from the tenders each time, never patched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from pos_desktop.clock import as_utc
from pos_desktop.till.audit import staff_name
from pos_desktop.till.cart import Cart, CartLine
from pos_desktop.till.errors import NotFoundError
from pos_desktop.till.tables import SaleLineRow, SaleRow, StaffRow, TenderRow
from pos_desktop.till.tax import TaxLetter, TaxLine, rate_text


class SaleStatus(StrEnum):
    """Where a sale stands. Completed and voided are final."""

    OPEN = "open"
    HELD = "held"
    PAYING = "paying"
    COMPLETED = "completed"
    VOIDED = "voided"


class TenderKind(StrEnum):
    """How money was taken."""

    CASH = "cash"
    MPESA = "mpesa"


class TenderStatus(StrEnum):
    """Whether the money is still with the shop."""

    TAKEN = "taken"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True)
class Tender:
    """Money taken: `amount_cents` stays with the shop, of which `excess_cents` was not due."""

    tender_id: str
    kind: TenderKind
    status: TenderStatus
    amount_cents: int
    excess_cents: int
    given_cents: int
    change_cents: int
    payment_id: int | None
    mpesa_receipt: str | None
    phone_masked: str | None
    taken_at: datetime

    @property
    def is_overpaid(self) -> bool:
        """Whether a part of it must be given back to the customer."""
        return self.excess_cents > 0


@dataclass(frozen=True)
class SaleState:
    """A sale as a screen shows it. `left_cents` is what is still to pay, never below nothing."""

    sale_id: str
    receipt_number: str | None
    status: SaleStatus
    staff_id: int
    staff_name: str
    note: str
    item_count: int
    goods_cents: int
    rounding_cents: int
    due_cents: int
    vat_cents: int
    taken_cents: int
    left_cents: int
    change_cents: int
    excess_cents: int
    lines: tuple[CartLine, ...]
    tenders: tuple[Tender, ...]
    by_letter: tuple[TaxLine, ...]
    opened_at: datetime
    paying_at: datetime | None
    completed_at: datetime | None
    released_at: datetime | None = None

    @property
    def is_completed(self) -> bool:
        """Whether everything due was taken and the goods may go."""
        return self.status is SaleStatus.COMPLETED


@dataclass(frozen=True)
class SaleSummary:
    """A sale as a row of a list. `at` is when it came to its present status."""

    sale_id: str
    receipt_number: str | None
    status: SaleStatus
    staff_name: str
    note: str
    item_count: int
    due_cents: int
    at: datetime


def sale_row(session: Session, sale_public_id: str) -> SaleRow:
    """The sale's row.

    Raises:
        NotFoundError: there is no such sale.
    """
    found = session.exec(select(SaleRow).where(SaleRow.public_id == sale_public_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"there is no sale {sale_public_id}")
    return found


def is_begun(session: Session, sale_public_id: str) -> bool:
    """Whether the sale is in the file already."""
    return session.exec(select(SaleRow.id).where(SaleRow.public_id == sale_public_id)).first() is not None


def line_rows(session: Session, sale: SaleRow) -> Sequence[SaleLineRow]:
    """The lines in the order they were added."""
    query = select(SaleLineRow).where(SaleLineRow.sale_id == sale.id)
    return session.exec(query.order_by(col(SaleLineRow.position), col(SaleLineRow.id))).all()


def tender_rows(session: Session, sale: SaleRow) -> Sequence[TenderRow]:
    """Everything that was ever taken for the sale, oldest first."""
    query = select(TenderRow).where(TenderRow.sale_id == sale.id).order_by(col(TenderRow.id))
    return session.exec(query).all()


def taken_cents(tenders: Sequence[TenderRow]) -> int:
    """What the shop holds against what is due: what was given back or is in excess does not count."""
    held = (each for each in tenders if each.status == TenderStatus.TAKEN)
    return sum(each.amount_cents - each.excess_cents for each in held)


def as_cart(session: Session, sale: SaleRow) -> Cart:
    """The cart that the stored lines make, its last line selected."""
    lines = tuple(map(_cart_line, line_rows(session, sale)))
    return Cart(sale.public_id, lines, lines[-1].line_id if lines else None)


def sale_state(session: Session, sale: SaleRow) -> SaleState:
    """The whole state of one sale."""
    lines = line_rows(session, sale)
    tenders = tender_rows(session, sale)
    held = [each for each in tenders if each.status == TenderStatus.TAKEN]
    taken = taken_cents(tenders)
    return SaleState(
        sale_id=sale.public_id,
        receipt_number=sale.receipt_number,
        status=SaleStatus(sale.status),
        staff_id=sale.staff_id,
        staff_name=staff_name(session, sale.staff_id),
        note=sale.note,
        item_count=sale.item_count,
        goods_cents=sale.goods_cents,
        rounding_cents=sale.rounding_cents,
        due_cents=sale.due_cents,
        vat_cents=sale.vat_cents,
        taken_cents=taken,
        left_cents=max(0, sale.due_cents - taken),
        change_cents=sum(each.change_cents for each in held),
        excess_cents=sum(each.excess_cents for each in held),
        lines=tuple(map(_cart_line, lines)),
        tenders=tuple(map(_tender, tenders)),
        by_letter=_bands(lines),
        opened_at=as_utc(sale.opened_at),
        paying_at=_moment(sale.paying_at),
        completed_at=_moment(sale.completed_at),
        released_at=_moment(sale.released_at),
    )


def summaries(session: Session, status: SaleStatus, limit: int) -> list[SaleSummary]:
    """Sales of one status, the newest first."""
    query = (
        select(SaleRow, StaffRow.name)
        .join(StaffRow, col(StaffRow.id) == col(SaleRow.staff_id))
        .where(SaleRow.status == status)
        .order_by(col(SaleRow.id).desc())
        .limit(limit)
    )
    return [_summary(sale, name) for sale, name in session.exec(query).all()]


def _summary(sale: SaleRow, staff_name: str) -> SaleSummary:
    at = {
        SaleStatus.HELD: sale.held_at,
        SaleStatus.PAYING: sale.paying_at,
        SaleStatus.COMPLETED: sale.completed_at,
        SaleStatus.VOIDED: sale.voided_at,
    }.get(SaleStatus(sale.status))
    return SaleSummary(
        sale.public_id,
        sale.receipt_number,
        SaleStatus(sale.status),
        staff_name,
        sale.note,
        sale.item_count,
        sale.due_cents,
        as_utc(at or sale.opened_at),
    )


def _bands(lines: Sequence[SaleLineRow]) -> tuple[TaxLine, ...]:
    used = {TaxLetter(line.tax_letter) for line in lines}
    return tuple(_band(letter, lines) for letter in TaxLetter if letter in used)


def _band(letter: TaxLetter, lines: Sequence[SaleLineRow]) -> TaxLine:
    members = [line for line in lines if line.tax_letter == letter]
    taxable = sum(line.taxable_cents for line in members)
    return TaxLine(letter, rate_text(letter), taxable, sum(line.vat_cents for line in members))


def _cart_line(row: SaleLineRow) -> CartLine:
    return CartLine(
        row.public_id,
        row.position,
        row.product_id,
        row.name,
        row.size,
        row.quantity_milli,
        row.unit_price_cents,
        TaxLetter(row.tax_letter),
        row.note,
    )


def _tender(row: TenderRow) -> Tender:
    return Tender(
        row.public_id,
        TenderKind(row.kind),
        TenderStatus(row.status),
        row.amount_cents,
        row.excess_cents,
        row.given_cents,
        row.change_cents,
        row.payment_id,
        row.mpesa_receipt,
        row.phone_masked,
        as_utc(row.taken_at),
    )


def _moment(stored: datetime | None) -> datetime | None:
    return None if stored is None else as_utc(stored)
