"""Whole till-days by a seed: crashes, lost answers, late callbacks; the books balance every day (payments.md 5)."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Figures
from tests.simulation.books import DayBooks, check_books
from tests.simulation.counter import SimulatedTill
from tests.simulation.played_daraja import Weather

FIRST_SEED = 20261125
DAYS_A_TILL = 3
CUSTOMERS_A_DAY = 25
A_FEW = 15
WORST = Weather(40, 30, 40, 40, 30, 200, 100, 100, 60, 300)


def live(
    folder: Path, seed: int, weather: Weather, days: int = DAYS_A_TILL, customers: int = CUSTOMERS_A_DAY
) -> list[DayBooks]:
    """One till's days, each of which must balance; at the end nothing is open that can be known."""
    folder.mkdir()
    till = SimulatedTill(folder, seed, weather)
    try:
        books = []
        for _ in range(days):
            till.live_a_day(customers)
            books.append(check_books(till))
        till.rest(49)
        final = check_books(till, is_last=True)
        assert final.open == 0, f"seed {seed}: {final.open} cents are still open after two days"
        return [*books, final]
    finally:
        till.close()


@pytest.mark.timeout(86_400)
@pytest.mark.parametrize("kind", ["fair", "foul"])
def test_the_books_balance_every_day(tmp_path: Path, kind: str, effort: int, figures: Figures) -> None:
    weather, began, tills = (Weather() if kind == "fair" else WORST), time.monotonic(), effort
    excess = 0
    for number in range(tills):
        excess += live(tmp_path / str(number), figures.seed + number, weather)[-1].excess
        shutil.rmtree(tmp_path / str(number))
    seconds, days = time.monotonic() - began, tills * DAYS_A_TILL
    figures.note(
        f"{days} till-days in {kind} weather, {days * CUSTOMERS_A_DAY} customers: {days * 86_400 / seconds:,.0f} times "
        f"real time, no shilling lost, KES {excess // 100:,} paid twice and booked as excess"
    )


def test_a_seed_replays(tmp_path: Path) -> None:
    def diary(name: str) -> list[tuple[object, ...]]:
        live(tmp_path / name, FIRST_SEED, WORST, days=1, customers=A_FEW)
        with closing(sqlite3.connect(tmp_path / name / "till.db")) as file:
            return file.execute(
                """SELECT transaction_id, e.kind, e.recorded_at, p.status, p.detail, p.mpesa_receipt_number
                FROM payment_event e JOIN mpesa_transaction p ON p.id = e.transaction_id ORDER BY e.id"""
            ).fetchall()

    assert diary("a") == diary("b")


def test_a_till_that_forgets_a_callback_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The books must be able to go red: a core that drops what it is told, and asks nobody."""
    monkeypatch.setattr("pos_desktop.payments.core.PaymentCore.due", lambda _core: ([], None))
    monkeypatch.setattr("pos_desktop.payments.core.PaymentCore.receive_mail", lambda _core, _batch: None)
    monkeypatch.setattr("pos_desktop.payments.core.PaymentCore.mailbox_position", lambda _core: 0)
    monkeypatch.setattr("pos_desktop.payments.core.PaymentCore.pull", lambda _core: 0)
    with pytest.raises(AssertionError, match=r"still open|nobody is told"):
        live(tmp_path / "deaf", FIRST_SEED, WORST, days=1, customers=A_FEW)
