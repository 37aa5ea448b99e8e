"""The shapes of requests and answers, for the OpenAPI page."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """A refusal or a fault (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str = Field(description="stable, made for programs")
    detail: str = ""


class ResultAnswer(BaseModel):
    """What Safaricom is told: the result is kept."""

    ResultCode: Literal[0]
    ResultDesc: Literal["Accepted"]


class PairRequest(BaseModel):
    """A terminal's request to be enrolled."""

    code: str = Field(description="the single-use code, such as KM7P-92QX")
    public_key: str = Field(description="the raw 32 bytes of an Ed25519 public key, base64url without padding")
    name: str = Field(max_length=64)


class PairAnswer(BaseModel):
    """What a terminal keeps of its enrolment."""

    terminal: str = Field(description="its id, a part of its callback addresses")
    key: str = Field(description="its bearer key, told this once")
    epoch: str
    public_url: str


class EventAnswer(BaseModel):
    """One body that came in."""

    seq: int
    id: str
    kind: Literal["stk", "result", "hint"]
    token: str | None
    received_at: datetime
    source: Literal["listed", "unlisted"]
    body_base64: str


class EventsAnswer(BaseModel):
    """A terminal's mail; a new epoch means that the relay's memory began anew."""

    epoch: str
    next: int
    events: list[EventAnswer]


class LedgerEntry(BaseModel):
    """One payment as its host knows it. Times are UTC."""

    short_code: str = Field(description="the number that receives the money")
    host_kind: Literal["pos_sale", "order"]
    host: str = Field(max_length=64, description="public id of the sale or order")
    account_reference: str = Field(max_length=64)
    attempt: int = Field(ge=1)
    amount_cents: int = Field(ge=1)
    status: Literal["initiated", "pending", "failed", "completed"]
    detail: str = Field(max_length=32)
    result_code: str | None = Field(max_length=64)
    mpesa_receipt_number: str | None = Field(max_length=64)
    phone_masked: str = Field(max_length=64, description="at most seven of its digits, such as 0712 ••• 678")
    created_at: datetime
    paid_at: datetime | None
    updated_at: datetime
    revision: int = Field(ge=1, description="rises with every change; an entry that is not newer changes nothing")


class LedgerAnswer(BaseModel):
    """What the ledger holds of the payment now. A new epoch means that the ledger began anew."""

    public_id: str
    revision: int
    is_current: bool = Field(description="whether that is what was sent; if not, send it with a higher revision")
    epoch: str


class LedgerRow(LedgerEntry):
    """An entry, and whose it is."""

    public_id: str
    terminal: str
    terminal_name: str


class LedgerPage(BaseModel):
    """Payments in the order of their making; `next` is the place to go on after, null at the end."""

    short_code: str
    rows: list[LedgerRow]
    next: str | None


class StatusAnswer(BaseModel):
    """One word about the relay."""

    status: str
