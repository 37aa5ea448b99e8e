"""No callback ever comes: how soon every payment ends all the same (payments.md 5, "Relay off")."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pos_desktop.payments import TransactionStatus
from tests.conftest import Figures
from tests.simulation.counter import SimulatedTill
from tests.simulation.played_daraja import Weather

CUSTOMERS = 60
CALM = Weather(0, 0, 0, 0, 0, callback_lost=1000, callback_twice=0, callback_late=0, callback_first=0, query_silent=0)
PULL_EVERY_SECONDS = 300.0


class PatientTill(SimulatedTill):
    """Nobody at this counter meddles: the payments end by themselves."""

    def _look_again(self, sale_id: str) -> None:
        pass

    def _crash(self) -> None:
        pass


@pytest.mark.timeout(86_400)
def test_without_a_single_callback_every_payment_ends_right_and_soon(
    tmp_path: Path, effort: int, figures: Figures
) -> None:
    paid: list[float] = []
    unpaid: list[float] = []
    codes: list[float] = []
    for number in range(effort):
        folder = tmp_path / str(number)
        folder.mkdir()
        till = PatientTill(folder, figures.seed + number, CALM)
        for round_ in range(int(13 * 3600 / PULL_EVERY_SECONDS)):
            till.agenda.after(round_ * PULL_EVERY_SECONDS, till.pull)
        till.live_a_day(CUSTOMERS)
        by_url = {till.token_url(view.id): view for sale in till.sales for view in till.payments(sale)}
        for prompt in till.daraja.prompts:
            view = by_url[prompt.callback_url]
            expected = TransactionStatus.COMPLETED if prompt.result == "0" else TransactionStatus.FAILED
            assert view.status is expected, f"{prompt} ended as {view.status}"
            seconds = till.ended_after(prompt, view.id)
            (paid if prompt.result == "0" else unpaid).append(seconds)
            if prompt.result == "0":
                assert view.receipt == prompt.receipt
                codes.append(till.code_after(prompt, view.id))
        till.close()
        shutil.rmtree(folder)
    within = sum(seconds <= 30 for seconds in paid) / len(paid)
    assert within >= 0.99, f"{within:.1%} of the paid ones are known within 30 s of the PIN"
    assert max(unpaid, default=0) <= 120
    assert max(codes) <= 15 * 60
    figures.note(
        f"relay off, {len(paid)} paid: {within:.1%} known within 30 s of the PIN, worst {max(paid):.0f} s; "
        f"{len(unpaid)} unpaid: worst {max(unpaid, default=0):.0f} s; the code after {max(codes):.0f} s at worst"
    )
