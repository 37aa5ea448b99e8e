"""Sales, their lines and tenders, and the series that receipt numbers are drawn from."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel, text

from pos_desktop.payments import MPesaTransaction


class SaleRow(SQLModel, table=True):
    """A sale from its first line on. Completed or voided, a trigger refuses any change."""

    __tablename__ = "sale"
    __table_args__ = (
        Index("ux_sale_number", "terminal", "receipt_sequence", unique=True),
        Index("ux_sale_open", "terminal", unique=True, sqlite_where=text("status = 'open'")),
        Index("ix_sale_status", "status", "id"),
        Index("ix_sale_completed", "completed_at"),
        Index("ix_sale_business_day", "business_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    terminal: str
    status: str
    receipt_sequence: int | None = None
    receipt_number: str | None = Field(default=None, unique=True)
    staff_id: int = Field(foreign_key="staff.id")
    note: str = ""
    goods_cents: int = 0
    rounding_cents: int = 0
    due_cents: int = 0
    vat_cents: int = 0
    item_count: int = 0
    opened_at: datetime
    held_at: datetime | None = None
    paying_at: datetime | None = None
    completed_at: datetime | None = None
    voided_at: datetime | None = None
    business_day: date | None = None
    cut_off_hour: int = 0
    released_at: datetime | None = None
    released_by: str = ""
    release_reason: str = ""


class SaleLineRow(SQLModel, table=True):
    """One line of a sale, with the words and the price it was sold at; tax is filled in when the bill is made."""

    __tablename__ = "sale_line"
    __table_args__ = (Index("ix_sale_line_sale", "sale_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    terminal: str
    sale_id: int = Field(foreign_key="sale.id")
    position: int
    product_id: int | None = Field(default=None, foreign_key="product.id")
    name: str
    size: str = ""
    quantity_milli: int
    unit_price_cents: int
    tax_letter: str
    note: str = ""
    amount_cents: int
    taxable_cents: int = 0
    vat_cents: int = 0


class TenderRow(SQLModel, table=True):
    """Money taken for a sale. `amount_cents` is all that stays with the shop; `excess_cents` the part not due."""

    __tablename__ = "tender"
    __table_args__ = (Index("ix_tender_sale", "sale_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    terminal: str
    sale_id: int = Field(foreign_key="sale.id")
    kind: str
    status: str = "taken"
    amount_cents: int
    excess_cents: int = 0
    given_cents: int
    change_cents: int = 0
    payment_id: int | None = Field(default=None, foreign_key=f"{MPesaTransaction.__tablename__}.id", unique=True)
    mpesa_receipt: str | None = None
    phone_masked: str | None = None
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    taken_at: datetime


class NumberSeriesRow(SQLModel, table=True):
    """The last number drawn from a terminal's series; it is drawn inside the commit that uses it."""

    __tablename__ = "number_series"

    id: int | None = Field(default=None, primary_key=True)
    terminal: str
    name: str
    last: int

    __table_args__ = (Index("ux_number_series", "terminal", "name", unique=True),)
