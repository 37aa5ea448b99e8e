"""A sale's receipt, block by block in the order of its design."""

from __future__ import annotations

from collections.abc import Iterator

from pos_desktop.clock import in_nairobi
from pos_desktop.money import format_amount
from pos_desktop.printing.document import (
    Align,
    AmountRow,
    Block,
    Cut,
    Document,
    Line,
    OpenDrawer,
    Row,
    Rule,
    Size,
    TaxRow,
    Total,
)
from pos_desktop.printing.fiscal import FiscalSignature, fiscal_blocks
from pos_desktop.printing.formats import date_and_time, quantity
from pos_desktop.till import CartLine, ReceiptFacts, Tender, TenderKind

_INDENT = 2


def receipt(facts: ReceiptFacts, *, signed: FiscalSignature | None = None, opens_drawer: bool = False) -> Document:
    """The receipt of a completed sale; a copy says so at its top, and only a signed one has a QR code."""
    drawer: tuple[Block, ...] = (OpenDrawer(),) if opens_drawer else ()
    return (
        *drawer,
        *_head(facts),
        *_goods(facts),
        *_total(facts),
        *_payment(facts),
        *_tax(facts),
        *(fiscal_blocks(signed) if signed else ()),
        *(Line(text, Align.CENTRE) for text in facts.footer.splitlines()),
        Cut(),
    )


def _head(facts: ReceiptFacts) -> Iterator[Block]:
    if facts.copy_number:
        yield Line(f"COPY {facts.copy_number}", Align.CENTRE, Size.HUGE)
    yield Line(facts.shop_name, Align.CENTRE, Size.LARGE)
    for text in facts.address.splitlines():
        yield Line(text, Align.CENTRE)
    if facts.phone:
        yield Line(f"Tel {facts.phone}", Align.CENTRE)
    if facts.tax_pin:
        yield Line(f"PIN {facts.tax_pin}", Align.CENTRE)
    yield Rule()
    yield Row(f"Receipt {facts.receipt_number}", facts.till_name)
    yield Row(date_and_time(in_nairobi(facts.completed_at)), facts.cashier)
    yield Rule()


def _goods(facts: ReceiptFacts) -> Iterator[Block]:
    for line in facts.lines:
        yield from _line(line)
    yield Rule()


def _line(line: CartLine) -> Iterator[Block]:
    yield Line(f"{line.name} {line.size}".strip())
    price = f"{quantity(line.quantity_milli)} x {format_amount(line.unit_price_cents)}"
    yield AmountRow(price, format_amount(line.amount_cents), line.tax_letter, _INDENT)
    if line.note:
        yield Line(line.note, indent=_INDENT)


def _total(facts: ReceiptFacts) -> Iterator[Block]:
    yield Line(f"Items {facts.item_count}")
    if facts.rounding_cents:
        yield AmountRow("Goods", format_amount(facts.goods_cents))
        yield AmountRow("Rounding", format_amount(facts.rounding_cents))
    yield Total("TOTAL KES", format_amount(facts.due_cents))
    yield Rule()


def _payment(facts: ReceiptFacts) -> Iterator[Block]:
    for tender in facts.tenders:
        yield from _tender(tender)
    yield AmountRow("Change", format_amount(facts.change_cents))
    if facts.excess_cents:
        yield AmountRow("Overpaid", format_amount(facts.excess_cents))
    yield Rule()


def _tender(tender: Tender) -> Iterator[Block]:
    match tender.kind:
        case TenderKind.CASH:
            yield AmountRow("Cash given", format_amount(tender.given_cents))
        case TenderKind.MPESA:
            yield AmountRow(f"M-Pesa {tender.phone_masked or ''}".strip(), format_amount(tender.amount_cents))
            if tender.mpesa_receipt:
                yield AmountRow("Code", tender.mpesa_receipt, indent=_INDENT, is_bold=True)


def _tax(facts: ReceiptFacts) -> Iterator[Block]:
    yield TaxRow("", "Rate", "Taxable", "VAT")
    for band in facts.by_letter:
        yield TaxRow(band.letter, band.rate_text, format_amount(band.taxable_cents), format_amount(band.vat_cents))
    yield Rule()
