"""Thousands of random steps over the real core, with the invariants of payments.md 3.6 checked after each."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Figures, Noise
from tests.payments.core_machine import Tally
from tests.payments.sale_machine import SaleMachine

EFFORT = settings().max_examples // 100
PARTS = 8 if EFFORT == 1 else 4 * EFFORT
STEPS_A_PART = 1_250 if EFFORT == 1 else 12_500
STEPS_A_LIFE = 100
LOT = settings(
    stateful_step_count=STEPS_A_LIFE,
    database=None,
    derandomize=False,  # the seed below says which examples they are
    phases=[Phase.generate, Phase.shrink] if EFFORT > 1 else [Phase.generate],  # shrinking takes minutes
    suppress_health_check=list(HealthCheck),
)
UNREADABLE = "a result that answers no question of ours was left aside"


@pytest.mark.parametrize("part", range(PARTS))
def test_the_invariants_hold_after_every_step(part: int, figures: Figures, noise: Noise) -> None:
    tally = Tally()
    lot = 0
    while tally.steps < STEPS_A_PART:
        lives = min((STEPS_A_PART - tally.steps) // STEPS_A_LIFE + 2, 25)
        _run_lot(tally, figures.seed + 1_000 * part + lot, lives)
        lot += 1
        gc.collect()
    if any(UNREADABLE in record.getMessage() for record in noise.heard):
        noise.expect("pos_desktop.payments.inbox", UNREADABLE)
    figures.note(f"payment core: {tally.steps:,} steps in {tally.lives} lives, part {part + 1} of {PARTS}")


def _run_lot(tally_of_part: Tally, chosen: int, lives: int) -> None:
    @seed(chosen)
    class Machine(SaleMachine):
        tally = tally_of_part

    print(f"the lot with seed {chosen}, of {lives} lives, after {tally_of_part.steps} steps")
    run_state_machine_as_test(Machine, settings=settings(LOT, max_examples=lives))
