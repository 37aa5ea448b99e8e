"""The shop's own tables, in a registry of their own: none of them appears in a till's file. Amounts are cents."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from pos_desktop.payments import TextEnum, UtcDateTime


class ShopTable(SQLModel, registry=registry()):
    """Base of the shop's tables."""


class OrderStatus(StrEnum):
    """Whether an order's money is proved."""

    OPEN = "open"
    PAID = "paid"


class ShopCategory(ShopTable, table=True):
    """A shelf of the shop; `tint` and `icon` are keys of the look that till and shop share."""

    __tablename__ = "shop_category"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    icon: str
    tint: str
    rank: int


class ShopProduct(ShopTable, table=True):
    """Something that can be bought; `code` is what the merchant knows it by."""

    __tablename__ = "shop_product"
    __table_args__ = (
        CheckConstraint("price_cents > 0", name="product_has_a_price"),
        Index("ix_shop_product_shelf", "category_id", "rank", "name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    category_id: int
    name: str
    size: str
    price_cents: int
    tax_letter: str
    icon: str
    rank: int
    is_listed: bool = True


class BasketLine(ShopTable, table=True):
    """How many of a product one customer wants; the customer is known by the digest of a cookie."""

    __tablename__ = "shop_basket_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="basket_holds_something"),)

    customer: str = Field(primary_key=True)
    product_id: int = Field(primary_key=True)
    quantity: int
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class ShopOrder(ShopTable, table=True):
    """What a customer ordered, at the prices of that moment. `request_key` makes a repeated order the same order."""

    __tablename__ = "shop_order"
    __table_args__ = (
        UniqueConstraint("customer", "request_key", name="one_order_a_request"),
        CheckConstraint("total_cents > 0 AND total_cents % 100 = 0", name="order_is_whole_shillings"),
        CheckConstraint("(status = 'paid') = (paid_at IS NOT NULL)", name="paid_orders_say_when"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    customer: str
    request_key: str
    phone: str
    subtotal_cents: int
    total_cents: int
    status: OrderStatus = Field(
        default=OrderStatus.OPEN, sa_column=Column(TextEnum(OrderStatus), nullable=False, index=True)
    )
    payment_id: int | None = None
    ordered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    paid_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    @property
    def number(self) -> str:
        """What people call it, also the reference in the prompt: `W-000482`."""
        return f"W-{self.id or 0:06d}"


class ShopOrderLine(ShopTable, table=True):
    """One product of an order, as it was named and priced then."""

    __tablename__ = "shop_order_line"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(index=True)
    product_id: int
    name: str
    size: str
    price_cents: int
    tax_letter: str
    quantity: int


class PromptAsked(ShopTable, table=True):
    """That somebody asked for a prompt, kept for a day as digests: what rates are counted from."""

    __tablename__ = "shop_prompt_asked"

    id: int | None = Field(default=None, primary_key=True)
    phone: str
    customer: str
    address: str
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
