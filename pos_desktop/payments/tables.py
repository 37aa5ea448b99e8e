"""The tables of the core: one transaction for till and web shop, its append-only evidence, the relay's cursor."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from pos_desktop.payments.config import Environment
from pos_desktop.payments.decision import Detail, TransactionStatus
from pos_desktop.payments.evidence import Intent


class UtcDateTime(TypeDecorator[datetime]):
    """A moment that is stored in UTC and comes back aware, whatever the database keeps."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Stores UTC; a moment without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Gives UTC back, aware."""
        return None if value is None else value.replace(tzinfo=UTC)


class TextEnum(TypeDecorator[StrEnum]):
    """A choice that is stored as its own word, so that the file can be read without this program."""

    impl = String
    cache_ok = True

    def __init__(self, choice: type[StrEnum]) -> None:
        super().__init__()
        self.choice = choice

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Stores the word; one that is no choice is refused."""
        return None if value is None else self.choice(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Gives the choice back."""
        return None if value is None else self.choice(value)


def _partial(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class MPesaTransaction(SQLModel, table=True):
    """One prompt, of a sale at the till or of an order of the web shop, never of both.

    The intent (amount, phone, token, rules) never changes; `status`, `detail` and what follows them are a cache of
    what `decide()` says of the evidence. `open_doubts` names the exceptions that wait for a manager, in one line.
    Amounts are cents.
    """

    __tablename__ = "mpesa_transaction"
    __table_args__ = (
        CheckConstraint('(pos_sale IS NULL) <> ("order" IS NULL)', name="one_host"),
        CheckConstraint("amount_cents > 0 AND amount_cents % 100 = 0", name="whole_shillings"),
        Index(
            "one_live_prompt_a_sale",
            "pos_sale",
            unique=True,
            **_partial("pos_sale IS NOT NULL AND status IN ('initiated', 'pending')"),
        ),
        Index(
            "one_live_prompt_an_order",
            "order",
            unique=True,
            **_partial("\"order\" IS NOT NULL AND status IN ('initiated', 'pending')"),
        ),
        Index("payments_with_open_doubts", "id", **_partial("open_doubts <> ''")),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    terminal: str
    pos_sale: str | None = Field(default=None, index=True)
    order: str | None = Field(default=None, index=True)
    attempt: int = 1

    phone_number: str
    amount_cents: int
    account_reference: str
    description: str
    short_code: str
    environment: Environment = Field(sa_column=Column(TextEnum(Environment), nullable=False))
    callback_only_limit_cents: int
    rules_version: int = 1
    callback_token: str = Field(unique=True)
    callback_url: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    status: TransactionStatus = Field(
        default=TransactionStatus.INITIATED,
        sa_column=Column(TextEnum(TransactionStatus), nullable=False, index=True),
    )
    detail: Detail = Field(default=Detail.CREATED, sa_column=Column(TextEnum(Detail), nullable=False))
    result_code: str | None = None
    result_description: str = ""
    merchant_request_id: str | None = None
    checkout_request_id: str | None = Field(default=None, index=True)
    mpesa_receipt_number: str | None = Field(default=None, unique=True)
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    transaction_date: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    open_doubts: str = ""
    next_query_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))

    @property
    def intent(self) -> Intent:
        """What the rules need of it."""
        return Intent(self.amount_cents, self.environment, self.callback_only_limit_cents, self.rules_version)

    @property
    def host(self) -> str:
        """The public id of the sale or order."""
        return self.pos_sale or self.order or ""


class PaymentEvent(SQLModel, table=True):
    """One piece of evidence; rows are only ever added, and SQL refuses anything else."""

    __tablename__ = "payment_event"
    __table_args__ = (UniqueConstraint("transaction_id", "identity", name="one_row_a_proof"),)

    id: int | None = Field(default=None, primary_key=True)
    transaction_id: int = Field(foreign_key="mpesa_transaction.id", index=True)
    identity: str
    kind: str
    data: str
    raw: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    recorded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class StrayCallback(SQLModel, table=True):
    """A post that the relay vouched for and that no payment of this file asked for: kept, never lost.

    One that says that money moved (`is_success`) waits for a person.
    """

    __tablename__ = "stray_callback"

    id: int | None = Field(default=None, primary_key=True)
    event_id: str = Field(unique=True)
    token: str
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    is_success: bool = False
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    settled_by: str = ""
    approved_by: str = ""


class MailboxCursor(SQLModel, table=True):
    """How far this host has read its mail at the relay; it moves in the same commit as what was read."""

    __tablename__ = "mailbox_cursor"

    id: int = Field(default=1, primary_key=True)
    epoch: str = ""
    position: int = 0


class LedgerProgress(SQLModel, table=True):
    """How often what the merchant's ledger holds of a payment has changed, and up to where it was uploaded.

    A trigger raises `revision` in the commit of the change; `uploaded` follows what the relay confirmed.
    """

    __tablename__ = "ledger_progress"
    __table_args__ = (
        CheckConstraint("uploaded >= 0 AND uploaded <= revision", name="uploaded_is_known"),
        Index("ledger_progress_due", "transaction_id", **_partial("uploaded < revision")),
    )

    transaction_id: int = Field(primary_key=True, foreign_key="mpesa_transaction.id")
    revision: int = 1
    uploaded: int = 0


class LedgerTarget(SQLModel, table=True):
    """The relay memory (its epoch) that `ledger_progress.uploaded` speaks of; a new one is given everything anew."""

    __tablename__ = "ledger_target"
    __table_args__ = (CheckConstraint("id = 1", name="one_ledger_target"),)

    id: int = Field(default=1, primary_key=True)
    epoch: str = ""
