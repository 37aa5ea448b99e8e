"""A simulator in a hurry, a merchant's callback address, and a shop between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from tests.simulator.receiver import Receiver
from tests.simulator.shop import Shop

HURRY = 200.0
PATIENT = Timings(unanswered_seconds=10_000)
"""In this hurry a prompt of a minute would be gone in 0.3 s, before a slow machine has answered it by hand."""
MakeShop = Callable[..., Shop]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


@pytest.fixture
def open_shop(receiver: Receiver) -> Iterator[MakeShop]:
    """Opens a shop at a simulator of its own with the options that are given."""
    with ExitStack() as stack:

        def make(**options: Any) -> Shop:
            server = SimulatorServer(SimulatorOptions(**{"time_scale": HURRY, "timings": PATIENT, **options}))
            return stack.enter_context(Shop(stack.enter_context(server), receiver.url))

        yield make


@pytest.fixture
def shop(open_shop: MakeShop) -> Shop:
    return open_shop()


@pytest.fixture(scope="module")
def shared_shop() -> Iterator[Shop]:
    """One shop for all those tests of a module whose requests leave no trace."""
    options = SimulatorOptions(time_scale=HURRY)
    with Receiver() as receiver, SimulatorServer(options) as server, Shop(server, receiver.url) as made:
        yield made
