"""A contradiction that M-Pesa itself clears up: the receipt is asked about, the result comes by a real relay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.payments import Settlement
from tests.simulator.counter import Counter, Neighbourhood


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbourhood]:
    made = Neighbourhood(tmp_path_factory.mktemp("around"))
    yield made
    made.close()


@pytest.fixture
def counter(around: Neighbourhood, tmp_path: Path) -> Iterator[Counter]:
    with Counter(around, tmp_path) as made:
        yield made


def test_m_pesas_own_word_on_the_receipt_and_a_manager_complete_what_the_query_denied(counter: Counter) -> None:
    counter.spoil(on="query", fault="says", code="1032", message="Request cancelled by user")
    payment = counter.paid()
    assert payment.doubts == {"contradiction"}
    assert payment.status != "completed"
    counter.live(60)
    assert counter.kinds(payment).count("status_asked") == 1
    assert counter.kinds(payment).count("status_answered") == 1
    told = counter.core.settle(
        counter.core.payment(payment.id), by="Achieng", approved_by="Mwangi", settlement=Settlement.MONEY_CAME
    )
    assert told.status == "completed"
    assert counter.money() == 1_191


def test_a_forged_success_is_unknown_to_m_pesa_and_no_manager_can_complete_it(counter: Counter) -> None:
    counter.arm("forged_success")
    payment = counter.prompt(25_000)
    counter.live(300)
    kinds = counter.kinds(payment)
    assert {"status_asked", "status_answered"} <= set(kinds)
    told = counter.core.settle(
        counter.core.payment(payment.id), by="Achieng", approved_by="Mwangi", settlement=Settlement.MONEY_CAME
    )
    assert told.status != "completed"
    assert counter.money() == 0


def test_a_time_out_at_m_pesa_says_nothing_and_the_receipt_is_asked_about_again(counter: Counter) -> None:
    counter.spoil(on="query", fault="says", code="1032", message="Request cancelled by user")
    counter.shop.fault(on="status_result", fault="lost", times=1)
    payment = counter.paid()
    counter.live(3600)
    assert counter.kinds(payment).count("status_asked") >= 2
    assert counter.kinds(payment).count("status_answered") == 1
