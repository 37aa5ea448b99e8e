"""The people at the till, and how often somebody guessed their PIN."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class StaffRow(SQLModel, table=True):
    """A person who may sign in."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    name: str
    role: str
    pin_hash: str
    is_active: bool = True


class PinGuardRow(SQLModel, table=True):
    """Wrong tries at one door: a person's sign-in, or the approval dialogue of one terminal."""

    __tablename__ = "pin_guard"

    id: int | None = Field(default=None, primary_key=True)
    door: str = Field(unique=True)
    wrong_tries: int = 0
    lock_outs: int = 0
    locked_seconds: int = 0
