"""What leaves the shelf with a sale, in the sale's own commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from pos_desktop.ids import new_public_id
from pos_desktop.till.tables import ProductRow, SaleLineRow, SaleRow, StockMovementRow, stored_id


class StockReason(StrEnum):
    """Why stock changed."""

    SALE = "sale"
    IMPORT = "import"


def take_from_stock(session: Session, sale: SaleRow, lines: Sequence[SaleLineRow], now: datetime) -> None:
    """Lowers the stock of each product that is counted; it may fall below nothing, because the goods did leave."""
    sold: dict[int, int] = {}
    for line in lines:
        if line.product_id is not None:
            sold[line.product_id] = sold.get(line.product_id, 0) + line.quantity_milli
    counted = select(ProductRow).where(col(ProductRow.id).in_(sold), col(ProductRow.stock_milli).is_not(None))
    for product in session.exec(counted).all():
        by_milli = -sold[stored_id(product)]
        move_stock(session, product, by_milli, StockReason.SALE, sale.terminal, now, stored_id(sale))


def move_stock(
    session: Session,
    product: ProductRow,
    by_milli: int,
    reason: StockReason,
    terminal: str,
    now: datetime,
    sale_id: int | None = None,
) -> None:
    """Changes a product's stock and writes down why."""
    product.stock_milli = (product.stock_milli or 0) + by_milli
    session.add(product)
    session.add(
        StockMovementRow(
            public_id=new_public_id(),
            terminal=terminal,
            product_id=stored_id(product),
            sale_id=sale_id,
            quantity_milli=by_milli,
            reason=reason,
            moved_at=now,
        )
    )
