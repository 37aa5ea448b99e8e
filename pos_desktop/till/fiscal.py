"""What the tax authority will be told of a sale: written with the sale, sent when the wire is there (etims.md 6)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from pos_desktop.ids import new_public_id
from pos_desktop.till.sale_state import TenderKind, TenderStatus
from pos_desktop.till.tables import FiscalDocumentRow, ProductRow, SaleLineRow, SaleRow, TenderRow, stored_id
from pos_desktop.till.tax import RATE_PERCENT, TaxLetter

_CASH, _MOBILE_MONEY, _OTHER = "01", "06", "07"
"""Payment types of etims.md 9; a sale paid in several ways has no code of its own."""


class FiscalKind(StrEnum):
    """Which document it is."""

    SALE = "sale"


def queue_fiscal_document(
    session: Session,
    sale: SaleRow,
    lines: Sequence[SaleLineRow],
    tenders: Sequence[TenderRow],
    now: datetime,
) -> None:
    """Freezes what was sold, with each product's tax codes as they are today."""
    body = {
        "receipt_number": sale.receipt_number,
        "completed_at": now.isoformat(timespec="seconds"),
        "payment_type": _payment_type(tenders),
        "goods_cents": sale.goods_cents,
        "vat_cents": sale.vat_cents,
        "bands": [_band(letter, lines) for letter in TaxLetter],
        "lines": _items(session, lines),
    }
    session.add(
        FiscalDocumentRow(
            public_id=new_public_id(),
            terminal=sale.terminal,
            sale_id=stored_id(sale),
            kind=FiscalKind.SALE,
            body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
            made_at=now,
        )
    )


def _payment_type(tenders: Sequence[TenderRow]) -> str:
    kinds = {tender.kind for tender in tenders if tender.status == TenderStatus.TAKEN}
    if kinds <= {TenderKind.CASH}:
        return _CASH
    return _MOBILE_MONEY if kinds == {TenderKind.MPESA} else _OTHER


def _band(letter: TaxLetter, lines: Sequence[SaleLineRow]) -> dict[str, str | int]:
    members = [line for line in lines if line.tax_letter == letter]
    return {
        "letter": str(letter),
        "rate_percent": RATE_PERCENT[letter],
        "taxable_cents": sum(line.taxable_cents for line in members),
        "vat_cents": sum(line.vat_cents for line in members),
    }


def _items(session: Session, lines: Sequence[SaleLineRow]) -> list[dict[str, str | int]]:
    ids = {line.product_id for line in lines if line.product_id is not None}
    found = session.exec(select(ProductRow).where(col(ProductRow.id).in_(ids))).all()
    products = {product.id: product for product in found}
    return [_item(number, line, products.get(line.product_id)) for number, line in enumerate(lines, start=1)]


def _item(number: int, line: SaleLineRow, product: ProductRow | None) -> dict[str, str | int]:
    return {
        "sequence": number,
        "product": product.public_id if product else "",
        "name": f"{line.name} {line.size}".strip(),
        "item_class": product.item_class if product else "",
        "origin": product.origin if product else "",
        "packaging_unit": product.packaging_unit if product else "",
        "quantity_unit": product.quantity_unit if product else "",
        "quantity_milli": line.quantity_milli,
        "unit_price_cents": line.unit_price_cents,
        "amount_cents": line.amount_cents,
        "letter": line.tax_letter,
        "taxable_cents": line.taxable_cents,
        "vat_cents": line.vat_cents,
    }
