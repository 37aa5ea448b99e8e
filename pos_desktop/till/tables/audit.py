"""The audit log: append-only, each entry sealed with the one before it."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class AuditEntryRow(SQLModel, table=True):
    """One act. Everything that the seal covers is stored as the text it was computed from."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    terminal: str
    made_at: str
    kind: str = Field(index=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    who: str
    data: str
    previous_seal: str
    seal: str = Field(unique=True)
