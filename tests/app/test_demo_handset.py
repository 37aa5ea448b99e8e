"""The demo's handset at a real simulator: what is armed on the screen strikes the next prompt, and the chip says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from pos_desktop.app.demo_handset import prompts_to, show_mishaps
from pos_desktop.app.demo_phone import PhoneNetwork
from pos_desktop.simulator import MISHAPS, SimulatorOptions, SimulatorServer, SteppedClock
from pos_desktop.ui.customer_phone import CustomerPhone
from tests.simulator.receiver import Receiver
from tests.simulator.shop import Shop
from tests.ui.payment_windows import button, label, opened, tap


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def shop(clock: SteppedClock) -> Iterator[Shop]:
    options = SimulatorOptions(clock=clock)
    with Receiver() as receiver, SimulatorServer(options) as server, Shop(server, receiver.url) as made:
        yield made


@pytest.fixture
def network(shop: Shop) -> Iterator[PhoneNetwork]:
    made = PhoneNetwork(str(shop.http.base_url))
    yield made
    made.close()


def test_what_is_armed_on_the_screen_strikes_the_next_prompt(
    qtbot: QtBot, shop: Shop, network: PhoneNetwork, clock: SteppedClock
) -> None:
    def arm(name: str, is_armed: bool) -> None:
        network.arm(name, is_armed=is_armed)
        show_mishaps(network, phone)

    phone = opened(qtbot, CustomerPhone(lambda _prompt, _action: None, arm=arm), QSize(420, 760))
    show_mishaps(network, phone)
    tap(phone, "mishap_open")
    tap(phone, "mishap_callback_lost")
    tap(phone, "mishap_back")
    assert button(phone, "mishap_armed").words() == "Next: The callback never comes"
    asked = shop.pushed(100)
    clock.advance(1)
    _, messages = network.messages(0)
    for message in messages:
        prompts_to(phone)(message)
    show_mishaps(network, phone)
    assert "KES 100.00" in label(phone, "phone_question")
    assert button(phone, "mishap_armed").words() == "Now: The callback never comes"
    shop.answer(asked, "pin")
    clock.advance(10)
    assert (shop.detail(asked)["state"], shop.detail(asked)["deliveries"]) == ("ended", [])
    tap(phone, "mishap_disarm")
    assert button(phone, "mishap_open").isVisible()


def test_the_list_is_the_simulators_whole_one(network: PhoneNetwork) -> None:
    listed = network.mishaps()
    assert [(each.name, each.title, each.words) for each in listed] == [
        (each.name, each.title, each.words) for each in MISHAPS.values()
    ]


def test_a_simulator_that_is_gone_shows_nothing(qtbot: QtBot) -> None:
    phone = opened(qtbot, CustomerPhone(lambda _prompt, _action: None), QSize(420, 760))
    with closing(PhoneNetwork("http://127.0.0.1:9")) as nobody:
        show_mishaps(nobody, phone)
    assert not button(phone, "mishap_open").isVisible()
