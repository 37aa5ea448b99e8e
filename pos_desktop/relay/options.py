"""What a relay is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.relay.errors import RelayOptionError
from pos_desktop.serving import PUBLISHED_SOURCES, BadNetworkError, networks

DEFAULT_PORT = 8071


@dataclass(frozen=True)
class Limits:
    """How much is taken: from one sender, for one payment, in one request; rates are a second's."""

    body_bytes: int = 16 * 1024
    body_seconds: float = 5.0
    payloads_per_token: int = 20
    terminal_rate: float = 50.0
    junk_rate: float = 5.0
    polls_per_terminal: int = 4
    events_per_answer: int = 100


@dataclass(frozen=True)
class RelayOptions:
    """Everything that a relay is started with.

    `public_url` is the address that Safaricom reaches; without one, the address that the relay listens on.
    `allowed_sources` are addresses and networks that callbacks come from; what another sends is kept as unlisted.
    `trusted_proxies` are those whose `X-Forwarded-For` is believed. `max_pages` keeps the file from growing past it.
    `reserve_bytes` is the room beside the file for results that it does not take; it is tried with them again every
    `recovery_seconds`.

    Raises:
        RelayOptionError: a value that no relay can run with.
    """

    database: Path
    host: str = "127.0.0.1"
    port: int = 0
    public_url: str = ""
    allowed_sources: tuple[str, ...] = PUBLISHED_SOURCES
    trusted_proxies: tuple[str, ...] = ()
    limits: Limits = Limits()
    max_pages: int | None = None
    keep_days: int = 30
    pruning_seconds: float = 3600.0
    reserve_bytes: int = 4 * 1024 * 1024
    recovery_seconds: float = 10.0
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        try:
            networks((*self.allowed_sources, *self.trusted_proxies))
        except BadNetworkError as error:
            raise RelayOptionError(str(error)) from error
        if not 0 <= self.port <= 65535:
            raise RelayOptionError(f"port {self.port} is not from 0 to 65535")
        if self.keep_days < 1:
            raise RelayOptionError("acknowledged mail is kept for a day at least")
