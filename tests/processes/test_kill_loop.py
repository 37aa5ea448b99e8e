"""Till and relay killed at every instant of a scripted sale, and at random ones: nothing lost, nothing doubled.

An instant is a commit or a call over the network, before and after it. Every instant that any run comes by is a place
where a run is killed, so the list is whole when no run shows a new one.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos_desktop.relay import RelayOptions, RelayServer
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from tests.processes import doomed_till
from tests.processes.books import Books, Prompt
from tests.processes.doomed import Doomed
from tests.processes.doomed_relay import GENEROUS
from tests.processes.doomed_till import Plan, TillOrder
from tests.processes.instants import Instant
from tests.processes.town import Customers, Town
from tests.relay.tills import NET

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not a thing on Windows"),
]
STEPS_OF_TIME = 20
STEP_SECONDS = 25


@dataclass
class Tally:
    """What a loop of kills came to."""

    kills: int = 0
    faults: list[str] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)

    def report(self, words: str) -> str:
        """One line for whoever reads the run."""
        ready = sorted(self.ready)
        p50, p99 = statistics.median(ready), ready[int(0.99 * (len(ready) - 1))]
        return f"{words}: {self.kills} kills, ready p50 {p50:.2f} s, p99 {p99:.2f} s, lost or doubled {self.faults}"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    timings = Timings(unanswered_seconds=3600)
    with SimulatorServer(SimulatorOptions(time_scale=200, timings=timings)) as daraja:
        customers = Customers(daraja.base_url)
        yield Town(daraja, tmp_path, customers)
        customers.stop()


def prompts_of(town: Town, phones: Sequence[str]) -> list[Prompt]:
    """What M-Pesa knows of these phones."""
    listed = NET.get(f"{town.daraja.base_url}/phone/v1/prompts").json()["prompts"]
    return [
        Prompt(each["msisdn"], int(each["amount"]) * 100, each["result_code"], each["receipt"])
        for each in listed
        if each["msisdn"] in phones
    ]


def wait_until_settled(town: Town, till: Doomed, folder: Path, phones: Sequence[str]) -> bool:
    """Gives the till time, and then the time of day, until its payments stand as M-Pesa's ledger does."""
    for step in range(STEPS_OF_TIME):
        if step:
            till.order("later", STEP_SECONDS)
        for _look in range(40):
            if Books(folder / "till.db").is_settled(prompts_of(town, phones)):
                return True
            till.hear(0.01)
            assert not till.is_dead, "the till died by itself"
    return False


def end_the_day(town: Town, order: TillOrder, tally: Tally) -> None:
    """A till is started on what the dead one left: it recovers, the cashier ends the sale, and the books are read."""
    town.customers.release(order.phones[0])
    with Doomed(doomed_till.run, TillOrder(order.folder, order.plan, order.phones, sells=False)) as till:
        assert till.wait_for("ready")
        tally.ready.append(till.ready_seconds or 0)
        settled = wait_until_settled(town, till, order.folder, order.phones)
        till.order("pay_rest")
        assert till.wait_for("rest is paid")
        till.kill()
    prompts = prompts_of(town, order.phones)
    paper = order.folder / "receipts.bin"
    books = Books(order.folder / "till.db")
    faults = books.faults(prompts, paper.read_bytes() if paper.exists() else b"")
    if not settled:
        faults.append("not settled")
    tally.faults += [f"{order.deadly}: {fault}" for fault in faults]


def run_to(town: Town, plan: Plan, deadly: Instant | None, tally: Tally) -> list[Instant]:
    """One sale by the plan, killed at the instant if it comes by it, and all that follows; the instants it saw."""
    folder, phones = town.new_till()
    town.customers.teach(phones[0], {Plan.DECLINED: "cancel", Plan.OVERRIDE: "wait"}.get(plan, "pin"))
    order = TillOrder(folder, plan, phones, sells=True, deadly=deadly)
    with Doomed(doomed_till.run, order) as till:
        while not till.has_said("sold") and not till.is_dead:
            till.hear(0.5)
            if till.has_said("release"):
                town.customers.release(phones[0])
        if till.is_dead:
            assert till.was_killed, "the till died by itself"
            tally.kills += 1
        else:
            till.kill()
    end_the_day(town, order, tally)
    return till.seen


@pytest.mark.parametrize("plan", list(Plan))
def test_a_till_killed_at_every_instant_of_a_sale_loses_and_doubles_nothing(
    town: Town, plan: Plan, effort: int, capsys: pytest.CaptureFixture[str]
) -> None:
    options = RelayOptions(database=town.relay_database, allowed_sources=("127.0.0.0/8",), limits=GENEROUS)
    tally, most = Tally(), 1 if effort == 1 else 5
    with RelayServer(options) as relay:
        town.relay_url = relay.base_url
        known = dict.fromkeys(run_to(town, plan, None, tally))
        done: set[Instant] = set()
        while waiting := [each for each in known if each not in done and each.time <= most]:
            done.add(waiting[0])
            known |= dict.fromkeys(run_to(town, plan, waiting[0], tally))
    with capsys.disabled():
        print("\n".join(map(str,known)))
        print(f"\n{tally.report(f'till, {plan}, {len(done)} instants')}")
    assert tally.faults == []
