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
    kind: Literal["stk", "hint"]
    token: str | None
    received_at: datetime
    source: Literal["listed", "unlisted"]
    body_base64: str


class EventsAnswer(BaseModel):
    """A terminal's mail; a new epoch means that the relay's memory began anew."""

    epoch: str
    next: int
    events: list[EventAnswer]


class StatusAnswer(BaseModel):
    """One word about the relay."""

    status: str
