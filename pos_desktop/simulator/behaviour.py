"""What people do when their phone asks for a PIN, and what a prompt goes through."""

from __future__ import annotations

import asyncio
import math
import random
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.options import AutopilotMode
from pos_desktop.simulator.requests import PushRequest
from pos_desktop.simulator.results import (
    AMOUNT_CODES,
    CANCELLED,
    NOT_ENOUGH,
    UNREACHABLE_WORDS,
    WRONG_PIN,
    Result,
    words_for,
)

MEDIAN_SECONDS = 16.0
SPREAD = 0.45
"""Of real payers: half within 16 s, 95% within 33 s, 99% within 49 s (daraja.md 12)."""
LONGEST_SECONDS = 72.0


class PromptState(StrEnum):
    """Where a prompt is: on its way, on the screen, being worked on, or over."""

    SENT = "sent"
    OPEN = "open"
    ANSWERED = "answered"
    ENDED = "ended"


class Action(StrEnum):
    """What somebody can do with a prompt."""

    PIN = "pin"
    WRONG_PIN = "wrong_pin"
    CANCEL = "cancel"
    NO_MONEY = "no_money"
    IGNORE = "ignore"
    OUT_OF_REACH = "out_of_reach"


REFUSALS = {Action.WRONG_PIN: WRONG_PIN, Action.CANCEL: CANCELLED, Action.NO_MONEY: NOT_ENOUGH}
"""The answers that end a prompt without money, with their result codes."""


@dataclass(frozen=True)
class Decision:
    """What will become of a prompt: a code, of which 0 still depends on the purse."""

    code: str
    words: str = ""

    def result(self) -> Result:
        """The end that it leads to when no money moves."""
        return Result(self.code, self.words or words_for(self.code))


@dataclass(frozen=True)
class Delivery:
    """One post of a result to the merchant, and what came back: an HTTP status, or the network's words."""

    at: datetime
    body: str
    http_status: int | None = None
    error: str = ""


@dataclass(eq=False)
class Prompt:
    """One request for a PIN on one phone. Changed on the server's event loop only.

    `serial` is the number of its last change among all changes; `settled` is set once nothing more is to come.
    """

    request: PushRequest
    merchant_request_id: str
    checkout_request_id: str
    business: str
    sent_at: datetime
    serial: int = 0
    state: PromptState = PromptState.SENT
    result: Result | None = None
    decision: Decision | None = None
    left_alone: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    called_back: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: list[Delivery] = field(default_factory=list)
    forgeries: list[Delivery] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether somebody can still answer."""
        return self.state in (PromptState.SENT, PromptState.OPEN)

    def decide(self, decision: Decision) -> None:
        """Settles what will become of it; the first to decide is heard."""
        if self.decision is None:
            self.decision = decision
            self.answered.set()


def decision_for(action: Action) -> Decision | None:
    """Where an action leads at once; being ignored leads nowhere until the time is over."""
    if action is Action.PIN:
        return Decision("0")
    if action is Action.OUT_OF_REACH:
        return Decision("1037", UNREACHABLE_WORDS)
    code = REFUSALS.get(action)
    return None if code is None else Decision(code)


@dataclass
class Autopilot:
    """The people who answer when nobody plays them."""

    mode: AutopilotMode
    thinking_seconds: float
    chance: random.Random

    def decide(self, request: PushRequest) -> tuple[float, Decision] | None:
        """How long somebody thinks, and what for; nothing when the phones are left to a human."""
        match self.mode:
            case AutopilotMode.BY_AMOUNT:
                amount = str(request.amount_cents // CENTS_PER_SHILLING)
                return self.thinking_seconds, Decision(amount if amount in AMOUNT_CODES else "0")
            case AutopilotMode.PAY_ALL:
                return self.thinking_seconds, Decision("0")
            case AutopilotMode.LIFELIKE:
                return self._lifelike()
        return None

    def _lifelike(self) -> tuple[float, Decision] | None:
        seconds = min(self.chance.lognormvariate(math.log(MEDIAN_SECONDS), SPREAD), LONGEST_SECONDS)
        habit = self.chance.choices(
            (Action.PIN, Action.CANCEL, Action.WRONG_PIN, Action.NO_MONEY, Action.IGNORE), (84, 6, 3, 3, 4)
        )[0]
        decision = decision_for(habit)
        return None if decision is None else (seconds, decision)
