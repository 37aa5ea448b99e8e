"""What can be set: the merchant's credentials, the people's habits, the pace."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.simulator.errors import OptionError

SANDBOX_PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
"""The passkey that Safaricom prints for the shared sandbox short code 174379; it opens nothing but a sandbox."""


class AutopilotMode(StrEnum):
    """Who answers the phones when nobody does it by hand."""

    OFF = "off"
    BY_AMOUNT = "by_amount"
    PAY_ALL = "pay_all"
    LIFELIKE = "lifelike"


@dataclass(frozen=True)
class Timings:
    """How long things take, in simulated seconds; see daraja.md 3, 4 and 12 for what was seen on the real one.

    `repeat_rule_seconds` is the time in which M-Pesa refuses the same amount from the same phone again; 0 lifts it.
    """

    delivery_seconds: float = 1.0
    thinking_seconds: float = 4.0
    processing_seconds: float = 2.0
    callback_seconds: float = 0.5
    unanswered_seconds: float = 60.0
    unreachable_seconds: float = 26.0
    repeat_rule_seconds: float = 120.0
    status_seconds: float = 2.0


@dataclass(frozen=True)
class SimulatorOptions:
    """Everything that a simulated Daraja is started with; the defaults make a quick start.

    `more_apps` are further consumer keys with their secrets, each with a token of its own. `till_numbers` are the
    numbers that a Buy Goods push may name as PartyB. `mishaps` are the names of what goes wrong with every request.
    `token_seconds` and `callback_timeout_seconds` are seconds of the machine; `certificate_file` is where the
    certificate for security credentials is written at the start; `seed` makes people, ids and receipts repeatable.

    Raises:
        OptionError: a value that no shop could have.
    """

    host: str = "127.0.0.1"
    port: int = 0
    consumer_key: str = "simulator-key"
    consumer_secret: str = field(default="simulator-secret", repr=False)
    more_apps: Mapping[str, str] = field(default_factory=dict, repr=False)
    passkey: str = field(default=SANDBOX_PASSKEY, repr=False)
    initiator_name: str = "testapi"
    initiator_password: str = field(default="Simulator999!", repr=False)
    certificate_file: Path | None = None
    short_codes: tuple[str, ...] = ("174379",)
    till_numbers: tuple[str, ...] = ()
    business_name: str = "Duka la Mfano"
    autopilot: AutopilotMode = AutopilotMode.OFF
    script: Path | None = None
    mishaps: tuple[str, ...] = ()
    time_scale: float = 1.0
    timings: Timings = field(default_factory=Timings)
    token_seconds: int = 3599
    callback_timeout_seconds: float = 10.0
    seed: int | None = None
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        _require(math.isfinite(self.time_scale) and self.time_scale > 0, "the time scale must be above 0")
        _require(0 <= self.port <= 65535, "the port must be from 0 to 65535")
        _require(bool(self.short_codes), "at least one short code is needed")
        for code in (*self.short_codes, *self.till_numbers):
            _require(code.isascii() and code.isdigit() and 5 <= len(code) <= 7, f"{code!r} is not 5 to 7 digits")
        _require(all((self.consumer_key, self.consumer_secret, self.passkey)), "key, secret and passkey are needed")
        _require(all((self.initiator_name, self.initiator_password)), "the initiator needs a name and a password")
        _require(self.token_seconds > 0, "a token must live for a while")
        for name, seconds in asdict(self.timings).items():
            _require(math.isfinite(seconds) and seconds >= 0, f"{name} must not be below 0")

    @property
    def apps(self) -> dict[str, str]:
        """Every consumer key with its secret."""
        return {**self.more_apps, self.consumer_key: self.consumer_secret}


def _require(truth: bool, words: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not truth:
        raise OptionError(words)
