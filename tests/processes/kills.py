"""One sale with a kill in it: what is started, who dies, who starts again, and how the books stand afterwards."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from tests.processes import doomed_relay, doomed_till
from tests.processes.books import Books
from tests.processes.doomed import PATIENCE_SECONDS, Doomed
from tests.processes.doomed_relay import RelayOrder
from tests.processes.doomed_till import Plan, TillOrder
from tests.processes.instants import Instant
from tests.processes.town import Town

LOOK_SECONDS = 0.01
QUIET_LOOKS = 40
"""So long a till must have done nothing before its clock is moved: on a busy machine it would run ahead of its work."""
STEP_SECONDS = 25
"""How far it is moved."""
MOST_STEPS = 20
KILLED_AGAIN = 0.3
FIRST_PHONE = {Plan.DECLINED: "cancel", Plan.OVERRIDE: "wait"}


@dataclass
class Tally:
    """What a loop of kills came to."""

    kills: int = 0
    killed_at: set[Instant] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)

    def note(self, process: Doomed, deadly: Instant | None = None) -> None:
        """A process is dead, and a kill it was."""
        assert process.was_killed, f"a process ended by itself, with {process.end_code()}"
        self.kills += 1
        if deadly is not None:
            self.killed_at.add(deadly)

    def ready_within(self, share: float) -> float:
        """In how many seconds this share of the starts was ready."""
        return sorted(self.ready_seconds)[int(share * (len(self.ready_seconds) - 1))]

    def report(self, words: str) -> str:
        """One line for whoever reads the run."""
        p50, p99 = self.ready_within(0.5), self.ready_within(0.99)
        lost = "; ".join(self.faults) or "nothing"
        return f"{words}: {self.kills} kills, ready p50 {p50:.2f} s, p99 {p99:.2f} s; lost, doubled or wrong: {lost}"


class Pace:
    """Looks at a till at work, and moves its clock whenever it has nothing to do at this time of day."""

    def __init__(self, till: Doomed) -> None:
        self.steps = 0
        self._till = till
        self._seen = self._quiet = 0

    def look(self) -> None:
        """Hears the till for a moment; it must be alive."""
        self._till.hear(LOOK_SECONDS)
        assert not self._till.is_dead, "the till died by itself"
        self._quiet = self._quiet + 1 if len(self._till.seen) == self._seen else 0
        self._seen = len(self._till.seen)
        if self._quiet == QUIET_LOOKS:
            self._till.order("later", STEP_SECONDS)
            self.steps += 1
            self._quiet = 0


class DoomedRelay:
    """A relay in a process of its own at one address, started again whenever it has died."""

    def __init__(self, town: Town, tally: Tally) -> None:
        self._town, self._tally = town, tally
        self._port = 0
        self._deadly: Instant | None = None
        self._process = self._start()

    def arm(self, deadly: Instant | None) -> None:
        """Counts its instants anew, towards this end."""
        self.tend()
        self._deadly = deadly
        self._process.seen.clear()
        self._process.order("arm", deadly)
        if not self._process.wait_for("armed"):
            self.tend()

    def tend(self) -> None:
        """Hears it, and starts it again if it is dead."""
        self._process.hear(0)
        if self._process.is_dead:
            self._tally.note(self._process, self._deadly)
            self._deadly = None
            self._process = self._start(self._process)

    def kill(self) -> None:
        """Ends it where it stands, and starts it again."""
        self._process.kill()
        self.tend()

    @property
    def seen(self) -> list[Instant]:
        """The instants it came by since it was armed, or since its death."""
        return self._process.seen

    def _start(self, dead: Doomed | None = None) -> Doomed:
        process = Doomed(doomed_relay.run, RelayOrder(self._town.relay_database, self._port))
        if dead is not None:
            dead.put_away()
        while (ready := process.said_of("ready")) is None:
            process.hear(PATIENCE_SECONDS)
            assert not process.is_dead, "the relay did not start"
        self._tally.ready_seconds.append(ready[1])
        self._town.relay_url = ready[2]
        self._port = int(ready[2].rpartition(":")[2])
        return process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.put_away()


def new_order(town: Town, plan: Plan, deadly: Instant | None = None) -> TillOrder:
    """A new till that is to sell by the plan, to customers who know what they do."""
    folder, phones = town.new_till()
    town.customers.teach(phones[0], FIRST_PHONE.get(plan, "pin"))
    return TillOrder(folder, plan, phones, sells=True, deadly=deadly)


def sell(town: Town, order: TillOrder, tally: Tally) -> list[Instant]:
    """One sale, killed at its instant if it comes by it, and all that follows; the instants it saw."""
    with Doomed(doomed_till.run, order) as till:
        while not till.has_said("sold") and not till.is_dead:
            till.hear(0.5)
            if till.has_said("release"):
                town.customers.release(order.phones[0])
        if till.is_dead:
            tally.note(till, order.deadly)
        else:
            till.kill()
    end_the_day(town, order, tally)
    return till.seen


def sell_beside(town: Town, relay: DoomedRelay, deadly: Instant | None, tally: Tally) -> list[Instant]:
    """One sale whose relay may die; the till lives through it, and what the relay answered it must have."""
    order = new_order(town, Plan.PAID)
    relay.arm(deadly)
    with Doomed(doomed_till.run, order) as till:
        pace = Pace(till)
        while not till.has_said("sold"):
            pace.look()
            relay.tend()
        _end(town, replace(order, deadly=deadly), till, tally, relay.tend)
    seen = list(relay.seen)
    relay.arm(None)
    kept = bodies_kept(town)
    lost = [body for body in town.customers.results_taken(order.phones) if body not in kept]
    tally.faults += [f"{deadly}: answered with 200 and not kept: {body!r}" for body in lost]
    return seen


def sell_until(
    town: Town, order: TillOrder, chance: random.Random, seconds: float, relay: DoomedRelay, tally: Tally
) -> None:
    """One sale in which till and relay are killed at some instants within so many seconds; the till maybe again."""
    _live_until(town, order, chance.uniform(0, seconds), chance.uniform(0, 3 * seconds), relay, tally)
    resumed = replace(order, sells=False)
    while chance.random() < KILLED_AGAIN:
        town.customers.release(order.phones[0])
        order_again = replace(resumed, begun_at=time.monotonic())
        _live_until(town, order_again, chance.uniform(0, seconds / 2), chance.uniform(0, seconds), relay, tally)
    end_the_day(town, order, tally)
    relay.tend()


def _live_until(
    town: Town, order: TillOrder, till_dies: float, relay_dies: float, relay: DoomedRelay, tally: Tally
) -> None:
    """The till lives for so many seconds; the relay is killed and started again when its time comes before."""
    begun = time.monotonic()
    with Doomed(doomed_till.run, order) as till:
        while (passed := time.monotonic() - begun) < till_dies:
            if passed >= relay_dies:
                relay.kill()
                relay_dies = till_dies
            till.hear(min(till_dies, relay_dies) - passed if relay_dies > passed else 0)
            if till.has_said("release"):
                town.customers.release(order.phones[0])
            assert not till.is_dead, "the till died by itself"
            relay.tend()
        till.kill()
        tally.note(till)


def end_the_day(town: Town, order: TillOrder, tally: Tally) -> None:
    """A till is started on what the dead one left: it recovers, the cashier ends the sale, and the books are read."""
    town.customers.release(order.phones[0])
    resumed = replace(order, sells=False, deadly=None, begun_at=time.monotonic())
    with Doomed(doomed_till.run, resumed) as till:
        assert till.wait_for("ready")
        tally.ready_seconds.append(till.ready_seconds or 0)
        _end(town, order, till, tally)


def _end(
    town: Town, order: TillOrder, till: Doomed, tally: Tally, meanwhile: Callable[[], None] = lambda: None
) -> None:
    settled = _wait_until_settled(town, order, till, meanwhile)
    till.order("pay_rest")
    assert till.wait_for("rest is paid", meanwhile)
    till.kill()
    paper = order.folder / "receipts.bin"
    books = Books(order.folder / "till.db")
    faults = books.faults(town.customers.prompts(order.phones), paper.read_bytes() if paper.exists() else b"")
    if not settled:
        faults.append("it did not come to rest")
    tally.faults += [f"{order.plan}, {order.deadly}: {fault}" for fault in faults]


def _wait_until_settled(town: Town, order: TillOrder, till: Doomed, meanwhile: Callable[[], None]) -> bool:
    """Gives the till time, and then the time of day, until its payments stand as M-Pesa's ledger does."""
    pace = Pace(till)
    while not Books(order.folder / "till.db").is_settled(town.customers.prompts(order.phones)):
        if pace.steps > MOST_STEPS:
            return False
        pace.look()
        meanwhile()
    return True


def bodies_kept(town: Town) -> set[bytes]:
    """Every body in the relay's file."""
    with closing(sqlite3.connect(f"{town.relay_database.as_uri()}?mode=ro", uri=True)) as connection:
        return {bytes(body) for (body,) in connection.execute("SELECT body FROM event")}
