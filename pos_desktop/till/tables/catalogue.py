"""Products, their codes and categories, and the movements of their stock."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

NOT_A_FAVOURITE = 999_999
"""The rank of a product that is not one: after every favourite."""


class CategoryRow(SQLModel, table=True):
    """A group of products with one icon and one tint."""

    __tablename__ = "category"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    icon: str
    tint: str
    rank: int


class ProductRow(SQLModel, table=True):
    """A thing for sale. A price of None is typed at the till; a stock of None is not counted."""

    __tablename__ = "product"
    __table_args__ = (
        Index("ix_product_page", "favourite_rank", "name", "id"),
        Index("ix_product_category_page", "category_id", "favourite_rank", "name", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    category_id: int = Field(foreign_key="category.id")
    name: str
    size: str = ""
    sku: str = ""
    price_cents: int | None = None
    tax_letter: str
    stock_milli: int | None = None
    low_stock_milli: int | None = None
    item_class: str = ""
    origin: str = ""
    packaging_unit: str = ""
    quantity_unit: str = ""
    icon: str = ""
    favourite_rank: int = NOT_A_FAVOURITE
    is_active: bool = True


class ProductCodeRow(SQLModel, table=True):
    """One of the codes by which a product is scanned or typed."""

    __tablename__ = "product_code"

    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    code: str = Field(unique=True)


class StockMovementRow(SQLModel, table=True):
    """Why a product's stock changed, and by how much; below nothing for what left the shop."""

    __tablename__ = "stock_movement"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    terminal: str
    product_id: int = Field(foreign_key="product.id", index=True)
    sale_id: int | None = Field(default=None, foreign_key="sale.id", index=True)
    quantity_milli: int
    reason: str
    moved_at: datetime
