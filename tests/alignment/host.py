"""One side of the comparison, and the world both sides live in."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from pos_desktop.payments import PaymentChange, PaymentCore
from pos_desktop.simulator import SimulatorServer
from tests.alignment.trace import event_of

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SHILLINGS = 210
CENTS = SHILLINGS * 100


class StandingClock:
    """Moves only when a scenario says so: what takes long on a slow machine changes no story."""

    def __init__(self) -> None:
        self._gone = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self._gone)

    def monotonic(self) -> float:
        return 1000.0 + self._gone

    def advance(self, seconds: float) -> None:
        self._gone += seconds


@dataclass
class Recorder:
    """The events of one host, in the order of their commits."""

    events: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, change: PaymentChange) -> None:
        """Called after each commit, on the thread that made it."""
        if change.added:
            with self._lock:
                self.events.append(event_of(change))


class Phones:
    """The customers' phones, played over the simulator's phone API."""

    def __init__(self, simulator: SimulatorServer) -> None:
        self._http = httpx.Client(base_url=simulator.base_url, timeout=20.0, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def spoil(self, rule: dict[str, Any]) -> None:
        """Puts a line into the fault script."""
        self._http.post("/phone/v1/faults", json=rule).raise_for_status()

    def heal(self) -> None:
        """Lets everything go well again."""
        self._http.delete("/phone/v1/faults").raise_for_status()

    def prompts(self, msisdn: str) -> list[dict[str, Any]]:
        """What this phone was asked, oldest first."""
        answer = self._http.get("/phone/v1/prompts").json()
        return [each for each in answer["prompts"] if each["msisdn"] == msisdn]

    def answer(self, msisdn: str, action: str) -> bool:
        """Does something with the newest prompt; False while there is none to answer."""
        asked = [each for each in self.prompts(msisdn) if each["state"] in ("sent", "open")]
        if not asked:
            return False
        sent = self._http.post(f"/phone/v1/prompts/{asked[-1]['id']}/answer", json={"action": action})
        return sent.is_success

    def is_done(self, msisdn: str) -> bool:
        """Whether M-Pesa has settled everything that this phone was asked."""
        return all(each["state"] == "ended" for each in self.prompts(msisdn))

    def deliveries(self, msisdn: str) -> int:
        """How many times a callback about this phone's prompts was posted and answered."""
        posted = 0
        for prompt in self.prompts(msisdn):
            detail = self._http.get(f"/phone/v1/prompts/{prompt['id']}").json()
            posted += sum(1 for each in detail["deliveries"] if each["http_status"] == 200)
        return posted


class Host(ABC):
    """The till or the web shop, seen through its own entrance."""

    name: str
    clock: StandingClock
    recorder: Recorder
    answers: list[dict[str, Any]]

    @property
    @abstractmethod
    def core(self) -> PaymentCore:
        """The shared core inside it."""

    @abstractmethod
    def pay(self, phone: str) -> None:
        """Sells something and asks the phone for the money; the JSON answer goes to `answers`."""

    @abstractmethod
    def pay_again(self, phone: str) -> None:
        """Asks once more, with the button that offers it."""

    @abstractmethod
    def restart(self) -> None:
        """Ends the program and starts it again on the same data."""

    @abstractmethod
    def told(self) -> str:
        """What the customer is told now: a key of the table of words, or what is told that is not in it."""

    @abstractmethod
    def live(self) -> None:
        """Lets the host live for a moment."""

    @abstractmethod
    def close(self) -> None:
        """Puts it away."""

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.clock.advance(seconds)
        self.core.wake.set()
