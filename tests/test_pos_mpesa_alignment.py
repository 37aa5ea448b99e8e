"""Till and web shop take M-Pesa in the same way: every scenario through both, held to one hand-written trace."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.payments import DarajaConfig
from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from pos_desktop.ui.theme import Scheme, apply_theme, load_fonts
from tests.alignment.compare import DivergenceError, follow
from tests.alignment.host import Host, Phones
from tests.alignment.plants import PLANTS, Plant
from tests.alignment.scenarios import SCENARIOS
from tests.alignment.shop_host import ShopHost
from tests.alignment.till_host import TillHost
from tests.alignment.trace import Scenario

PACE = 40.0
"""How much faster than real ones the simulator's people and networks are."""
PLANTED_PATIENCE_SECONDS = 4.0
OpenHost = Callable[[str, DarajaConfig], Host]
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
NUMBERS = itertools.count(12_345_600)


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorServer]:
    options = SimulatorOptions(time_scale=PACE, timings=Timings(unanswered_seconds=400.0, repeat_rule_seconds=0.0))
    with SimulatorServer(options) as server:
        yield server


@pytest.fixture
def phones(simulator: SimulatorServer) -> Iterator[Phones]:
    phones = Phones(simulator)
    yield phones
    phones.heal()
    phones.close()


@pytest.fixture(scope="module")
def daraja(simulator: SimulatorServer) -> DarajaConfig:
    options = simulator.options
    return DarajaConfig(
        simulator.base_url, options.consumer_key, options.consumer_secret, options.passkey, options.short_codes[0]
    )


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RelayServer, Path]]:
    database = tmp_path_factory.mktemp("relay") / "relay.db"
    with RelayServer(RelayOptions(database=database, allowed_sources=("127.0.0.0/8",))) as server:
        yield server, database


@pytest.fixture
def open_host(qapp: QApplication, tmp_path: Path, relay: tuple[RelayServer, Path]) -> Iterator[OpenHost]:
    opened: list[Host] = []

    def open_one(name: str, daraja: DarajaConfig) -> Host:
        if name == "till":
            load_fonts()
            apply_theme(qapp, Scheme.LIGHT)
            server, database = relay
            host: Host = TillHost(tmp_path, daraja, server.base_url, issue_pairing_code(database, "Till 1"))
        else:
            host = ShopHost(tmp_path, daraja)
        opened.append(host)
        return host

    yield open_one
    for host in opened:
        host.close()


@pytest.fixture
def phone() -> str:
    return f"0{700_000_000 + next(NUMBERS)}"


@pytest.mark.parametrize("name", ["till", "web shop"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_both_hosts_follow_the_trace(
    open_host: OpenHost, daraja: DarajaConfig, phones: Phones, phone: str, scenario: Scenario, name: str
) -> None:
    follow(open_host(name, daraja), phones, scenario, phone)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.name} ({plant.host})")
def test_a_divergence_on_one_side_turns_its_scenario_red(
    open_host: OpenHost,
    daraja: DarajaConfig,
    phones: Phones,
    phone: str,
    monkeypatch: pytest.MonkeyPatch,
    plant: Plant,
) -> None:
    host = open_host(plant.host, plant.config(daraja))
    plant.change(host, monkeypatch)
    with pytest.raises(DivergenceError):
        follow(host, phones, BY_NAME[plant.scenario], phone, patience=PLANTED_PATIENCE_SECONDS)
    monkeypatch.undo()


def test_every_scenario_of_the_suite_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(SCENARIOS) >= 15
