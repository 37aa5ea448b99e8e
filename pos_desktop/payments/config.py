"""What the core must know of a merchant's Daraja app; secrets are never shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import httpx

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Environment(StrEnum):
    """Which rules of proof a payment is made under (payments.md 3.2)."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"


class TransactionType(StrEnum):
    """Daraja's own words for where the money goes (daraja.md 2)."""

    PAYBILL = "CustomerPayBillOnline"
    BUY_GOODS = "CustomerBuyGoodsOnline"


@dataclass(frozen=True)
class Initiator:
    """The API operator who asks about receipts; the credential is his password, encrypted for Safaricom."""

    name: str
    security_credential: str = field(repr=False)


@dataclass(frozen=True)
class DarajaConfig:
    """One Daraja app of one merchant.

    `short_code` is the paybill, or the store number of a till; `party_b` is where the money goes: the paybill again,
    or the till number. Limits are whole shillings in cents (daraja.md 2). `pulls` says that the app is registered for
    Pull Transactions (daraja.md 7); without an `initiator` no receipt is ever asked about.

    Raises:
        ValueError: an address is not HTTPS (loopback excepted), or a code is not a number.
    """

    base_url: str
    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    passkey: str = field(repr=False)
    short_code: str
    party_b: str = ""
    transaction_type: TransactionType = TransactionType.PAYBILL
    environment: Environment = Environment.PRODUCTION
    max_amount_cents: int = 250_000_00
    callback_only_limit_cents: int = 20_000_00
    pulls: bool = False
    initiator: Initiator | None = None

    def __post_init__(self) -> None:
        url = httpx.URL(self.base_url)
        if url.scheme != "https" and not (url.scheme == "http" and url.host in _LOOPBACK):
            raise ValueError(f"the Daraja address must begin with https://, not {self.base_url!r}")
        for name in ("short_code", "party_b"):
            value = getattr(self, name)
            if value and not (value.isascii() and value.isdigit()):
                raise ValueError(f"{name} must be a number, not {value!r}")

    @property
    def receiver(self) -> str:
        """PartyB: the till number, or the paybill itself."""
        return self.party_b or self.short_code
