"""A stepped clock: nothing happens by itself, everything due happens in order, and a seed makes a run repeatable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pos_desktop.simulator import SimulatorOptions, SimulatorServer, SteppedClock
from tests.simulator.conftest import MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import Shop

DAY = 86_400.0


def test_nothing_happens_until_the_clock_moves(open_shop: MakeShop, receiver: Receiver) -> None:
    clock = SteppedClock()
    shop = open_shop(clock=clock, autopilot="pay_all")
    asked = shop.pushed(100)
    for _ in range(5):
        assert shop.detail(asked)["state"] == "sent"
    clock.advance(0.99)
    assert shop.detail(asked)["state"] == "sent"
    clock.advance(0.01)
    assert shop.detail(asked)["state"] == "open"
    clock.advance(6.5)
    assert receiver.arrived.get_nowait().items["Amount"] == 100.0


def test_when_it_has_moved_everything_due_has_happened_in_its_order(open_shop: MakeShop, receiver: Receiver) -> None:
    clock = SteppedClock()
    shop = open_shop(clock=clock, autopilot="pay_all")
    for number, days in enumerate((3, 1, 7, 2)):
        shop.fault(on="callback", fault="late", seconds=days * DAY, amount=days)
        shop.pushed(days, f"25471234567{number}")
    before = clock.now()
    clock.advance(2 * DAY)
    assert [receiver.arrived.get_nowait().items["Amount"] for _ in range(1)] == [1.0]
    assert receiver.arrived.empty()
    clock.advance(6 * DAY)
    assert [receiver.arrived.get_nowait().items["Amount"] for _ in range(3)] == [2.0, 3.0, 7.0]
    assert clock.now() - before == timedelta(days=8)


def test_somebody_who_answers_is_heard_before_time_goes_on(open_shop: MakeShop, receiver: Receiver) -> None:
    clock = SteppedClock()
    shop = open_shop(clock=clock)
    for number in range(20):
        asked = shop.pushed(1000 + number, f"2547000000{number:02d}")
        clock.advance(1)
        shop.answer(asked, "cancel")
        clock.advance(2.5)
        assert receiver.arrived.get_nowait().result["ResultCode"] == 1032


def _story(seed: int) -> list[Any]:
    """A day of lifelike people, as the merchant hears it."""
    clock = SteppedClock()
    options = SimulatorOptions(clock=clock, seed=seed, autopilot="lifelike")  # type: ignore[arg-type] # as a file has it
    with Receiver() as receiver, SimulatorServer(options) as server, Shop(server, receiver.url) as shop:
        asked = [shop.pushed(500 + number, f"2547000001{number:02d}") for number in range(12)]
        faces = [shop.query(each).text for each in asked[:4]]
        clock.advance(200)
        heard = [receiver.arrived.get_nowait().raw for _ in asked]
    return [asked, faces, heard]


def test_the_same_seed_is_the_same_run_to_the_letter_ids_and_receipts_included() -> None:
    assert _story(7) == _story(7)
    assert _story(7) != _story(8)
