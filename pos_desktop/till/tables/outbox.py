"""What a completed sale leaves to be done: paper to print, documents for the tax authority."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel


class PrintJobRow(SQLModel, table=True):
    """A receipt that must come out of the printer, sooner or later."""

    __tablename__ = "print_job"
    __table_args__ = (Index("ux_print_job_copy", "sale_id", "copy_number", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    terminal: str
    sale_id: int = Field(foreign_key="sale.id")
    copy_number: int = 0
    opens_drawer: bool = False
    status: str = Field(default="waiting", index=True)
    tries: int = 0
    last_error: str = ""
    made_at: datetime
    printed_at: datetime | None = None


class FiscalDocumentRow(SQLModel, table=True):
    """A sale as the tax authority will be told of it (etims.md 6), in whole cents, kept until it is accepted."""

    __tablename__ = "fiscal_document"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    terminal: str
    sale_id: int = Field(foreign_key="sale.id", unique=True)
    kind: str
    status: str = Field(default="waiting", index=True)
    body: str
    made_at: datetime
