"""Till and relay killed at every instant of a scripted sale, and at random ones: nothing lost, nothing doubled.

An instant is a commit, before and after it, or a step of a call over the network. Every instant that any run comes by
is one where a run is killed, so the list is whole when no run shows a new one.
"""

from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_desktop.relay import RelayOptions, RelayServer
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from tests.conftest import Figures
from tests.processes.doomed_relay import GENEROUS
from tests.processes.doomed_till import Plan
from tests.processes.instants import Instant
from tests.processes.kills import DoomedRelay, Tally, new_order, sell, sell_beside, sell_until
from tests.processes.town import Customers, Town

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not a thing on Windows"),
]
ORDINARY_SECONDS = 0.8
"""About as long as a scripted sale takes; a kill that comes later finds it done."""
READY_SECONDS = 3.0
"""Within so long whoever was killed is at work again (payments.md row 46)."""
MOST_TIMES = 5
PARTS = 4
"""Into so many the random runs are shared out, so that each of them ends within one test's time."""
TRIES = 3
PUSH, QUERY = "POST /mpesa/stkpush/v1/processrequest", "POST /mpesa/stkpushquery/v1/query"
COMPLETION = "mpesa_transaction, print_job, sale, stock_movement, tender"

Runs = Callable[[Instant | None], list[Instant]]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with SimulatorServer(SimulatorOptions(time_scale=200, timings=Timings(unanswered_seconds=3600))) as daraja:
        customers = Customers(daraja.base_url)
        yield Town(daraja, tmp_path, customers)
        customers.stop()


def kill_everywhere(run: Runs, is_wanted: Callable[[Instant], bool], tally: Tally) -> int:
    """Runs once undisturbed, then once for every wanted instant that a run has shown; how many those were."""
    known, tries = dict.fromkeys(run(None)), dict[Instant, int]()
    while waiting := [
        each for each in known if is_wanted(each) and each not in tally.killed_at and tries.get(each, 0) < TRIES
    ]:
        tries[waiting[0]] = tries.get(waiting[0], 0) + 1
        known |= dict.fromkeys(run(waiting[0]))
    return len(tries)


NAMED: dict[Plan, tuple[str, ...]] = {
    Plan.PAID: (
        "before the commit of mpesa_transaction",
        "after the commit of mpesa_transaction",
        "before the commit of evidence:sending, mpesa_transaction",
        "after the commit of evidence:sending, mpesa_transaction",
        f"before {PUSH}",
        f"sent {PUSH}",
        f"answered {PUSH}",
        "before the commit of evidence:accepted, mpesa_transaction",
        "after the commit of evidence:accepted, mpesa_transaction",
        "answered GET /v1/events with mail",
        "before the commit of evidence:callback, evidence:receipt_bound, mailbox_cursor, mpesa_transaction",
        "after the commit of evidence:callback, evidence:receipt_bound, mailbox_cursor, mpesa_transaction",
        f"sent {QUERY}",
        f"answered {QUERY}",
        f"before the commit of audit_entry, evidence:query, fiscal_document, {COMPLETION}",
        f"after the commit of audit_entry, evidence:query, fiscal_document, {COMPLETION}",
        "before the commit of print_job",
        "after the commit of print_job",
    ),
    Plan.DECLINED: (
        "before the commit of evidence:callback, evidence:shown_failed, mailbox_cursor, mpesa_transaction",
        "after the commit of evidence:callback, evidence:shown_failed, mailbox_cursor, mpesa_transaction",
        "before the commit of evidence:query, mpesa_transaction",
        "after the commit of evidence:query, mpesa_transaction",
    ),
    Plan.OVERRIDE: (
        "before the commit of audit_entry, evidence:given_up, evidence:shown_failed, mpesa_transaction",
        "after the commit of audit_entry, evidence:given_up, evidence:shown_failed, mpesa_transaction",
        "before the commit of audit_entry, evidence:overpaid, evidence:query, mpesa_transaction, tender",
        "after the commit of audit_entry, evidence:overpaid, evidence:query, mpesa_transaction, tender",
    ),
    Plan.CASH: (
        "before the commit of audit_entry, fiscal_document, print_job, sale, stock_movement, tender",
        "after the commit of audit_entry, fiscal_document, print_job, sale, stock_movement, tender",
    ),
}
"""Instants that a run must have been killed at, whatever else it shows."""
NAMED_OF_RELAY = (
    "received POST /c/1/…/…",
    "before the commit of event",
    "after the commit of event",
    "before the answer to POST /c/1/…/…",
    "after the answer to POST /c/1/…/…",
    "before the answer to GET /v1/events",
    "after the answer to GET /v1/events",
)
SAME_AS_PAID = {Plan.DECLINED: ("start", "bill"), Plan.OVERRIDE: ("start", "bill", "prompt 1")}


def half_of(name: str) -> int:
    """In which of two tests an instant's turn comes, so that each of them ends within one test's time."""
    return zlib.crc32(name.encode()) % 2


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("plan", list(Plan))
def test_a_till_killed_at_every_instant_of_a_sale_loses_and_doubles_nothing(
    town: Town, plan: Plan, half: int, effort: int, figures: Figures
) -> None:
    tally = Tally()

    def is_wanted(instant: Instant) -> bool:
        """In a change's own run each once, without the ledger's upload and what another plan shows anyway."""
        if half_of(instant.name) != half:
            return False
        if effort > 1:
            return instant.time <= MOST_TIMES
        is_shown = instant.stage in SAME_AS_PAID.get(plan, ()) or (
            plan is Plan.DECLINED and instant.stage == "prompt 1" and instant.name in NAMED[Plan.PAID]
        )
        return instant.time == 1 and not is_shown and "ledger" not in instant.name

    options = RelayOptions(database=town.relay_database, allowed_sources=("127.0.0.0/8",), limits=GENEROUS)
    with RelayServer(options) as relay:
        town.relay_url = relay.base_url
        number = kill_everywhere(lambda at: sell(town, new_order(town, plan, at), tally), is_wanted, tally)
    figures.note(tally.report(f"till, {plan}, half {half}, {number} instants"))
    assert tally.faults == []
    assert tally.ready_within(0.99) <= READY_SECONDS
    named = {name for name in NAMED[plan] if half_of(name) == half}
    assert named - {instant.name for instant in tally.killed_at} == set()


def test_a_relay_killed_at_every_instant_of_a_sale_has_what_it_answered_and_costs_no_payment(
    town: Town, effort: int, figures: Figures
) -> None:
    tally = Tally()
    with DoomedRelay(town, tally) as relay:
        number = kill_everywhere(
            lambda at: sell_beside(town, relay, at, tally),
            lambda at: at.stage == "sale" and at.time <= min(effort, MOST_TIMES),
            tally,
        )
    figures.note(tally.report(f"relay, {number} instants"))
    assert tally.faults == []
    assert tally.ready_within(0.99) <= READY_SECONDS
    assert set(NAMED_OF_RELAY) - {instant.name for instant in tally.killed_at} == set()


@pytest.mark.parametrize("part", range(PARTS))
def test_till_and_relay_killed_at_random_instants_lose_and_double_nothing(
    town: Town, part: int, effort: int, figures: Figures
) -> None:
    tally, number = Tally(), 20 if effort == 1 else 50 * effort
    with DoomedRelay(town, tally) as relay:
        for run in range(part, number, PARTS):
            chance = random.Random(f"{figures.seed}-{run}")
            order = new_order(town, chance.choice(list(Plan)))
            sell_until(town, order, chance, ORDINARY_SECONDS, relay, tally)
    figures.note(tally.report(f"till and relay, random runs {part}, {part + PARTS}, ... of {number}"))
    assert tally.faults == []
    assert tally.ready_within(0.99) <= READY_SECONDS
