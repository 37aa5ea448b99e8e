"""A sale before it is paid: autosaved line by line, held, brought back, cleared. All in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from pos_desktop.till import audit
from pos_desktop.till.audit import Actor, AuditData, AuditKind
from pos_desktop.till.cart import Cart, CartLine
from pos_desktop.till.errors import (
    GoodsReleasedError,
    MoneyTakenError,
    PaymentLiveError,
    SaleFrozenError,
    SaleMoveError,
)
from pos_desktop.till.live_payments import has_live_payment
from pos_desktop.till.sale_state import (
    SaleStatus,
    TenderStatus,
    as_cart,
    line_rows,
    sale_row,
    tender_rows,
)
from pos_desktop.till.tables import SaleLineRow, SaleRow, stored_id
from pos_desktop.till.tax import TaxShare, share_tax
from pos_desktop.till.terminal import TerminalDetails

_NO_TAX_YET = TaxShare(0, 0)


@dataclass(frozen=True)
class Act:
    """Who does something to a sale, at which terminal, and when."""

    terminal: TerminalDetails
    staff_id: int
    now: datetime


def actor(session: Session, act: Act) -> Actor:
    """The person behind an act, as the audit log names them."""
    return audit.person(session, act.terminal.terminal, act.staff_id)


def save_line(session: Session, cart: Cart, line_id: str, act: Act) -> None:
    """Writes one line and the sale's head, whatever the length of the cart.

    Raises:
        SaleFrozenError: the bill is made; a late autosave changes nothing.
    """
    sale = _open_sale(session, cart, act)
    found = session.exec(select(SaleLineRow).where(SaleLineRow.public_id == line_id)).one_or_none()
    _write_line(session, sale, cart.line(line_id), found, _NO_TAX_YET)


def delete_line(session: Session, cart: Cart, line_id: str, act: Act) -> None:
    """Deletes a line that the cart no longer has, with an audit entry for what was taken out.

    Raises:
        SaleFrozenError: the bill is made; a late autosave changes nothing.
    """
    sale = _open_sale(session, cart, act)
    found = session.exec(select(SaleLineRow).where(SaleLineRow.public_id == line_id)).one_or_none()
    if found is None:
        return
    data: AuditData = {"sale": sale.public_id, "name": found.name, "amount_cents": found.amount_cents}
    session.delete(found)
    audit.append(session, AuditKind.LINE_REMOVED, actor(session, act), data, act.now)


def hold(session: Session, cart: Cart, note: str, act: Act) -> None:
    """Puts the whole cart aside under a note, for any till person to bring back."""
    sale = write_cart(session, cart, act)
    _put_aside(session, sale, note.strip(), act)


def bring_back(session: Session, sale_public_id: str, act: Act) -> Cart:
    """Opens a held sale again. A sale that was open with something in it is held in its place.

    Raises:
        SaleMoveError: the sale is not a held one.
    """
    sale = sale_row(session, sale_public_id)
    if sale.status not in (SaleStatus.HELD, SaleStatus.OPEN):
        raise SaleMoveError(f"sale {sale_public_id} is {sale.status}, not held")
    _make_room(session, sale_public_id, act)
    _reopen(session, sale, act)
    return as_cart(session, sale)


def clear(session: Session, sale_public_id: str, act: Act) -> None:
    """Voids a sale for which nothing was taken; a sale that was never written is cleared already.

    Raises:
        SaleFrozenError: it is completed.
        GoodsReleasedError: its goods went out on trust.
        MoneyTakenError: money was taken for it.
        PaymentLiveError: an M-Pesa request for it may still be paid.
    """
    sale = session.exec(select(SaleRow).where(SaleRow.public_id == sale_public_id)).one_or_none()
    if sale is None or sale.status == SaleStatus.VOIDED:
        return
    refuse_unless_untouched(session, sale)
    data = {
        "sale": sale.public_id,
        "number": sale.receipt_number,
        "items": sale.item_count,
        "due_cents": sale.due_cents,
    }
    sale.status = SaleStatus.VOIDED
    sale.voided_at = act.now
    session.add(sale)
    audit.append(session, AuditKind.SALE_CLEARED, actor(session, act), data, act.now)


def back_to_sale(session: Session, sale_public_id: str, act: Act) -> Cart:
    """Opens a bill again so that its lines can change; it keeps its receipt number.

    Raises:
        SaleFrozenError: it is completed or voided.
        GoodsReleasedError: its goods went out on trust.
        MoneyTakenError: money was taken for it.
        PaymentLiveError: an M-Pesa request for it may still be paid.
    """
    sale = sale_row(session, sale_public_id)
    if sale.status == SaleStatus.PAYING:
        refuse_unless_untouched(session, sale)
        _make_room(session, sale_public_id, act)
        _reopen(session, sale, act)
        data = {"sale": sale.public_id, "number": sale.receipt_number, "due_cents": sale.due_cents}
        audit.append(session, AuditKind.SALE_REOPENED, actor(session, act), data, act.now)
    elif sale.status != SaleStatus.OPEN:
        raise SaleFrozenError(f"sale {sale_public_id} is {sale.status}")
    return as_cart(session, sale)


def refuse_unless_untouched(session: Session, sale: SaleRow) -> None:
    """Holds a sale back from changes once money moved, or may move, for it."""
    if sale.status in (SaleStatus.COMPLETED, SaleStatus.VOIDED):
        raise SaleFrozenError(f"sale {sale.public_id} is {sale.status}")
    if sale.released_at is not None:
        raise GoodsReleasedError(f"the goods of sale {sale.public_id} went out on trust")
    if any(tender.status == TenderStatus.TAKEN for tender in tender_rows(session, sale)):
        raise MoneyTakenError(f"money was taken for sale {sale.public_id}")
    if has_live_payment(session, sale.public_id):
        raise PaymentLiveError(f"an M-Pesa request for sale {sale.public_id} may still be paid")


def write_cart(session: Session, cart: Cart, act: Act) -> SaleRow:
    """Makes the stored sale equal to the cart, line by line, with each line's share of the tax."""
    sale = _open_sale(session, cart, act)
    stored = {row.public_id: row for row in line_rows(session, sale)}
    shares = share_tax([(line.amount_cents, line.tax_letter) for line in cart.lines])
    for line, share in zip(cart.lines, shares, strict=True):
        _write_line(session, sale, line, stored.pop(line.line_id, None), share)
    for left_over in stored.values():
        session.delete(left_over)
    session.flush()
    return sale


def _open_sale(session: Session, cart: Cart, act: Act) -> SaleRow:
    sale = session.exec(select(SaleRow).where(SaleRow.public_id == cart.sale_id)).one_or_none()
    if sale is None:
        _make_room(session, cart.sale_id, act)
        sale = SaleRow(
            public_id=cart.sale_id,
            terminal=act.terminal.terminal,
            status=SaleStatus.OPEN,
            staff_id=act.staff_id,
            opened_at=act.now,
            cut_off_hour=act.terminal.cut_off_hour,
        )
    elif sale.status != SaleStatus.OPEN:
        raise SaleFrozenError(f"sale {cart.sale_id} is {sale.status}")
    totals = cart.totals
    sale.staff_id = act.staff_id
    sale.item_count = totals.item_count
    sale.goods_cents = totals.goods_cents
    sale.rounding_cents = totals.rounding_cents
    sale.due_cents = totals.due_cents
    sale.vat_cents = totals.vat_cents
    session.add(sale)
    session.flush()
    return sale


def _make_room(session: Session, sale_public_id: str, act: Act) -> None:
    """One sale is open at a terminal. Another one there is held if it has lines, else it never was a sale."""
    query = select(SaleRow).where(
        SaleRow.terminal == act.terminal.terminal,
        SaleRow.status == SaleStatus.OPEN,
        SaleRow.public_id != sale_public_id,
    )
    other = session.exec(query).one_or_none()
    if other is None:
        return
    if line_rows(session, other) or other.receipt_number or tender_rows(session, other):
        _put_aside(session, other, other.note, act)
    else:
        session.delete(other)
        session.flush()


def _put_aside(session: Session, sale: SaleRow, note: str, act: Act) -> None:
    sale.status = SaleStatus.HELD
    sale.note = note
    sale.held_at = act.now
    session.add(sale)
    data: AuditData = {"sale": sale.public_id, "items": sale.item_count, "due_cents": sale.due_cents}
    audit.append(session, AuditKind.SALE_HELD, actor(session, act), data, act.now)


def _reopen(session: Session, sale: SaleRow, act: Act) -> None:
    sale.status = SaleStatus.OPEN
    sale.staff_id = act.staff_id
    sale.held_at = None
    sale.paying_at = None
    session.add(sale)
    session.flush()


def _write_line(session: Session, sale: SaleRow, line: CartLine, found: SaleLineRow | None, tax: TaxShare) -> None:
    row = SaleLineRow(
        id=found.id if found else None,
        public_id=line.line_id,
        terminal=sale.terminal,
        sale_id=stored_id(sale),
        position=line.position,
        product_id=line.product_id,
        name=line.name,
        size=line.size,
        quantity_milli=line.quantity_milli,
        unit_price_cents=line.unit_price_cents,
        tax_letter=line.tax_letter,
        note=line.note,
        amount_cents=line.amount_cents,
        taxable_cents=tax.taxable_cents,
        vat_cents=tax.vat_cents,
    )
    if found is None:
        session.add(row)
    else:
        session.merge(row)
