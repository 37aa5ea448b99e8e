"""Thousands of random steps over the real core, with the invariants of payments.md 3.6 checked after each."""

from __future__ import annotations

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.payments.core_machine import CoreMachine, Tally

EXAMPLES, STEPS = 50, 50


@pytest.mark.parametrize("part", range(4))
def test_the_invariants_hold_after_every_step(part: int) -> None:
    chosen = 20261125 + part

    @seed(chosen)
    class Machine(CoreMachine):
        tally = Tally()

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, database=None, derandomize=False),
    )
    print(f"{Machine.tally.steps} steps, seed {chosen}")
