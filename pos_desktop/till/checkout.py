"""Taking money: the bill, the tenders, and the one commit that completes a sale.

Every function works in the caller's transaction, so that payment, sale, tender, stock, audit entry, print job and
fiscal document are on disk together or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from pos_desktop.clock import business_day
from pos_desktop.ids import new_public_id
from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.payments import (
    Override,
    attempts_of,
    give_up_live,
    locked_payment,
    note_overpaid,
    note_paid_otherwise,
    view_attempts,
)
from pos_desktop.till import audit
from pos_desktop.till.audit import Actor, AuditKind
from pos_desktop.till.cart import MAX_PRICE_CENTS, Cart
from pos_desktop.till.errors import (
    EmptyCartError,
    NotFoundError,
    OutOfRangeError,
    PaymentLiveError,
    SaleMoveError,
)
from pos_desktop.till.fiscal import queue_fiscal_document
from pos_desktop.till.live_payments import has_live_payment, write_down_managers_words
from pos_desktop.till.numbering import draw_receipt_number
from pos_desktop.till.print_queue import queue_receipt
from pos_desktop.till.sale_state import (
    SaleStatus,
    TenderKind,
    TenderStatus,
    line_rows,
    sale_row,
    taken_cents,
    tender_rows,
)
from pos_desktop.till.sales import Act, actor, write_cart
from pos_desktop.till.stock import take_from_stock
from pos_desktop.till.tables import SaleRow, TenderRow, stored_id


@dataclass(frozen=True)
class SaleForPayment:
    """A bill: its number, also the prompt's AccountReference, and what is due, taken and left."""

    sale_id: str
    receipt_number: str
    due_cents: int
    taken_cents: int
    left_cents: int
    is_completed: bool


@dataclass(frozen=True)
class CashTaken:
    """What became of the cash: the part that was due, the change to hand over, and whether the sale is done."""

    tender_id: str
    applied_cents: int
    change_cents: int
    left_cents: int
    is_completed: bool


@dataclass(frozen=True)
class MpesaTaken:
    """What became of an M-Pesa payment: `excess_cents` of it was not due and belongs to the customer."""

    tender_id: str
    amount_cents: int
    excess_cents: int
    left_cents: int
    is_completed: bool
    is_repeat: bool

    @property
    def is_overpaid(self) -> bool:
        """Whether a part of it must be given back."""
        return self.excess_cents > 0


@dataclass(frozen=True)
class PromptFacts:
    """What a payment request says about its sale; the reference has at most twelve characters (daraja.md)."""

    sale_id: str
    account_reference: str
    description: str
    left_cents: int


def begin_payment(session: Session, cart: Cart, act: Act) -> SaleForPayment:
    """Makes the bill: freezes the lines, shares the tax, draws the receipt number once.

    Called again for the same bill it changes nothing. Money that came late for an earlier bill of this sale counts.

    Raises:
        EmptyCartError: the cart has no lines.
        SaleFrozenError: the sale is completed, voided or held.
    """
    if not cart.lines:
        raise EmptyCartError("there is nothing to pay for")
    found = session.exec(select(SaleRow).where(SaleRow.public_id == cart.sale_id)).one_or_none()
    if found is not None and found.status == SaleStatus.PAYING:
        return _for_payment(session, found)
    sale = write_cart(session, cart, act)
    if sale.receipt_number is None:
        sale.receipt_sequence, sale.receipt_number = draw_receipt_number(session, act.terminal)
    sale.status = SaleStatus.PAYING
    sale.paying_at = act.now
    session.add(sale)
    session.flush()
    _recount_excess(session, sale, act.now)
    complete_when_paid(session, sale, act.now)
    return _for_payment(session, sale)


def take_cash(
    session: Session,
    sale_public_id: str,
    given_cents: int,
    act: Act,
    *,
    approved_by: int | None = None,
    tender_id: str | None = None,
) -> CashTaken:
    """Takes cash and completes the sale when nothing is left. Safe to repeat with the same `tender_id`.

    Raises:
        OutOfRangeError: the amount is not a whole number of shillings above nothing, or no shop means it.
        SaleMoveError: the sale is not being paid.
        PaymentLiveError: an M-Pesa request may still be paid, and no manager approved (`approved_by`).
    """
    sale = sale_row(session, sale_public_id)
    repeat = _tender(session, tender_id)
    if repeat is not None:
        return _cash_taken(session, sale, repeat)
    if not 0 < given_cents <= MAX_PRICE_CENTS or given_cents % CENTS_PER_SHILLING:
        raise OutOfRangeError(f"not an amount of cash: {given_cents} cents")
    if sale.status != SaleStatus.PAYING:
        raise SaleMoveError(f"sale {sale_public_id} is {sale.status}, not being paid")
    _ask_for_approval(session, sale, act, approved_by)
    applied = min(given_cents, _left(session, sale))
    tender = TenderRow(
        public_id=tender_id or new_public_id(),
        terminal=sale.terminal,
        sale_id=stored_id(sale),
        kind=TenderKind.CASH,
        amount_cents=applied,
        given_cents=given_cents,
        change_cents=given_cents - applied,
        staff_id=act.staff_id,
        taken_at=act.now,
    )
    session.add(tender)
    session.flush()
    complete_when_paid(session, sale, act.now)
    return _cash_taken(session, sale, tender)


def give_back_cash(session: Session, sale_public_id: str, tender_id: str, act: Act) -> None:
    """Hands cash back before the sale is completed; the tender stays on record as given back.

    Raises:
        SaleMoveError: the sale is not being paid.
        NotFoundError: the sale has no such cash.
    """
    sale = sale_row(session, sale_public_id)
    if sale.status != SaleStatus.PAYING:
        raise SaleMoveError(f"sale {sale_public_id} is {sale.status}, not being paid")
    tender = _tender(session, tender_id)
    if tender is None or tender.sale_id != sale.id or tender.kind != TenderKind.CASH:
        raise NotFoundError(f"sale {sale_public_id} has no cash {tender_id}")
    if tender.status == TenderStatus.GIVEN_BACK:
        return
    tender.status = TenderStatus.GIVEN_BACK
    session.add(tender)
    data = {"sale": sale.public_id, "number": sale.receipt_number, "amount_cents": tender.amount_cents}
    audit.append(session, AuditKind.CASH_GIVEN_BACK, actor(session, act), data, act.now)


def record_mpesa_payment(
    session: Session,
    *,
    sale_public_id: str,
    payment_id: int,
    amount_cents: int,
    receipt: str | None,
    phone_masked: str | None,
    now: datetime,
) -> MpesaTaken:
    """Books a proved payment and completes the sale when nothing is left.

    Money is never lost: what was not due, because the sale was paid another way, cleared or completed before, is
    booked as excess and written to the audit log. Told again of the same payment it adds nothing but a receipt
    code that was missing.

    Raises:
        NotFoundError: there is no such sale.
        OutOfRangeError: the payment is not above nothing.
    """
    sale = sale_row(session, sale_public_id)
    if amount_cents <= 0:
        raise OutOfRangeError(f"not a payment: {amount_cents} cents")
    known = session.exec(select(TenderRow).where(TenderRow.payment_id == payment_id)).one_or_none()
    if known is not None:
        _add_missing_receipt(session, known, receipt)
        return _mpesa_taken(session, sale, known, is_repeat=True)
    tender = TenderRow(
        public_id=new_public_id(),
        terminal=sale.terminal,
        sale_id=stored_id(sale),
        kind=TenderKind.MPESA,
        amount_cents=amount_cents,
        excess_cents=_excess(session, sale, amount_cents),
        given_cents=amount_cents,
        payment_id=payment_id,
        mpesa_receipt=receipt,
        phone_masked=phone_masked,
        taken_at=now,
    )
    session.add(tender)
    session.flush()
    if tender.excess_cents:
        _write_down_excess(session, sale, tender, now)
    complete_when_paid(session, sale, now)
    return _mpesa_taken(session, sale, tender, is_repeat=False)


def is_booked(session: Session, payment_id: int) -> bool:
    """Whether a payment is a tender of its sale."""
    return session.exec(select(TenderRow.id).where(TenderRow.payment_id == payment_id)).first() is not None


def mpesa_given_back(session: Session, sale_public_id: str, payment_id: int) -> None:
    """Takes a payment that was given back off the bill of a sale that is still to be paid; it stays on record.

    A sale that is completed or cleared stays as it is: what was given back there was not part of its bill.
    """
    sale = sale_row(session, sale_public_id)
    tender = session.exec(select(TenderRow).where(TenderRow.payment_id == payment_id)).one_or_none()
    if tender is not None and sale.status in (SaleStatus.OPEN, SaleStatus.HELD, SaleStatus.PAYING):
        tender.status = TenderStatus.GIVEN_BACK
        session.add(tender)
        session.flush()


def sale_facts_for_prompt(session: Session, sale_public_id: str) -> PromptFacts:
    """What a payment request for this sale must say.

    Raises:
        SaleMoveError: the sale is not being paid.
    """
    sale = sale_row(session, sale_public_id)
    if sale.status != SaleStatus.PAYING or sale.receipt_number is None:
        raise SaleMoveError(f"sale {sale_public_id} is {sale.status}, not being paid")
    number = sale.receipt_number
    return PromptFacts(sale.public_id, number, f"Sale {number}", _left(session, sale))


def complete_when_paid(session: Session, sale: SaleRow, now: datetime) -> None:
    """Completes a bill for which nothing is left: stock, print job, fiscal document and audit entry with it."""
    if sale.status != SaleStatus.PAYING or _left(session, sale) > 0:
        return
    tenders = tender_rows(session, sale)
    sale.status = SaleStatus.COMPLETED
    sale.completed_at = now
    sale.business_day = business_day(now, sale.cut_off_hour)
    session.add(sale)
    lines = line_rows(session, sale)
    take_from_stock(session, sale, lines, now)
    queue_receipt(session, sale, tenders, now)
    queue_fiscal_document(session, sale, lines, tenders, now)
    data = {
        "sale": sale.public_id,
        "number": sale.receipt_number,
        "due_cents": sale.due_cents,
        "taken_cents": taken_cents(tenders),
    }
    seller = audit.person(session, sale.terminal, sale.staff_id)
    audit.append(session, AuditKind.SALE_COMPLETED, seller, data, now)
    _goods_are_paid(session, sale, tenders, now)


def _goods_are_paid(session: Session, sale: SaleRow, tenders: Sequence[TenderRow], now: datetime) -> None:
    """Tells the prompts that did not pay for goods on trust that something else did."""
    paid = {tender.payment_id for tender in tenders}
    for attempt in view_attempts(session, pos_sale=sale.public_id):
        if attempt.is_released and attempt.id not in paid:
            note_paid_otherwise(session, locked_payment(session, attempt.id), now)


def _left(session: Session, sale: SaleRow) -> int:
    return max(0, sale.due_cents - taken_cents(tender_rows(session, sale)))


def _excess(session: Session, sale: SaleRow, amount_cents: int) -> int:
    """The part of a payment that is not due. A sale that is open again takes all of it towards its next bill."""
    if sale.status in (SaleStatus.OPEN, SaleStatus.HELD):
        return 0
    if sale.status == SaleStatus.PAYING:
        return max(0, amount_cents - _left(session, sale))
    return amount_cents


def _recount_excess(session: Session, sale: SaleRow, now: datetime) -> None:
    """Money that came while the lines were being changed meets the new bill here; what is too much is an exception."""
    over = taken_cents(tender_rows(session, sale)) - sale.due_cents
    for tender in reversed(tender_rows(session, sale)):
        if over > 0 and tender.status == TenderStatus.TAKEN:
            excess = min(over, tender.amount_cents - tender.excess_cents)
            tender.excess_cents += excess
            over -= excess
            session.add(tender)
            session.flush()
            _write_down_excess(session, sale, tender, now)
            if tender.payment_id is not None:
                note_overpaid(session, locked_payment(session, tender.payment_id), tender.excess_cents, now)


def _write_down_excess(session: Session, sale: SaleRow, tender: TenderRow, now: datetime) -> None:
    data = {
        "sale": sale.public_id,
        "number": sale.receipt_number,
        "payment": tender.payment_id,
        "excess_cents": tender.excess_cents,
    }
    audit.append(session, AuditKind.OVERPAID, Actor(sale.terminal, "M-Pesa"), data, now)


def _ask_for_approval(session: Session, sale: SaleRow, act: Act, approved_by: int | None) -> None:
    if not has_live_payment(session, sale.public_id):
        return
    if approved_by is None or approved_by == act.staff_id:
        raise PaymentLiveError(f"an M-Pesa request for sale {sale.public_id} may still be paid")
    asking, approving = actor(session, act), audit.person(session, sale.terminal, approved_by)
    override = Override(asking.name, approving.name, "cash was taken instead")
    for change in give_up_live(session, attempts_of(session, sale.public_id, None), override, act.now):
        write_down_managers_words(session, sale.terminal, change, act.now)


def _add_missing_receipt(session: Session, tender: TenderRow, receipt: str | None) -> None:
    if tender.mpesa_receipt is None and receipt is not None:
        tender.mpesa_receipt = receipt
        session.add(tender)
        session.flush()


def _tender(session: Session, tender_id: str | None) -> TenderRow | None:
    if tender_id is None:
        return None
    return session.exec(select(TenderRow).where(TenderRow.public_id == tender_id)).one_or_none()


def _for_payment(session: Session, sale: SaleRow) -> SaleForPayment:
    number = str(sale.receipt_number)  # a CHECK of the table gives every bill one
    left = _left(session, sale)
    done = sale.status == SaleStatus.COMPLETED
    return SaleForPayment(sale.public_id, number, sale.due_cents, sale.due_cents - left, left, done)


def _cash_taken(session: Session, sale: SaleRow, tender: TenderRow) -> CashTaken:
    left = _left(session, sale)
    done = sale.status == SaleStatus.COMPLETED
    return CashTaken(tender.public_id, tender.amount_cents, tender.change_cents, left, done)


def _mpesa_taken(session: Session, sale: SaleRow, tender: TenderRow, *, is_repeat: bool) -> MpesaTaken:
    return MpesaTaken(
        tender.public_id,
        tender.amount_cents,
        tender.excess_cents,
        _left(session, sale),
        sale.status == SaleStatus.COMPLETED,
        is_repeat,
    )
