"""Till and web shop take M-Pesa in the same way: every scenario through both, held to one hand-written trace."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.payments import DarajaConfig, mask_phone, new_key_pair, pair, read_ledger
from pos_desktop.relay import RelayOptions, RelayServer, issue_ledger_key, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from pos_desktop.ui.theme import Scheme, apply_theme, load_fonts
from pos_desktop.webshop import RelayAccess
from tests.alignment.compare import DivergenceError, follow
from tests.alignment.host import CENTS, NOON, Host, Phones
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
    options = SimulatorOptions(time_scale=PACE, timings=Timings(unanswered_seconds=600.0, repeat_rule_seconds=0.0))
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
        server, database = relay
        code = issue_pairing_code(database, name)
        if name == "till":
            load_fonts()
            apply_theme(qapp, Scheme.LIGHT)
            host: Host = TillHost(tmp_path, daraja, server.base_url, code)
        else:
            key = pair(server.base_url, code, new_key_pair()[1], name).key
            host = ShopHost(tmp_path, daraja, RelayAccess(server.base_url, key))
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


def test_one_managers_view_covers_the_till_and_the_web_shop(
    open_host: OpenHost, daraja: DarajaConfig, phones: Phones, relay: tuple[RelayServer, Path]
) -> None:
    server, database = relay
    key = issue_ledger_key(database, "Njeri", daraja.short_code).key
    numbers = {name: f"0{700_000_000 + next(NUMBERS)}" for name in ("till", "web shop")}
    hosts = [open_host(name, daraja) for name in numbers]
    for host in hosts:
        follow(host, phones, BY_NAME["success"], numbers[host.name])

    def seen() -> dict[str, tuple[str, str, int]]:
        for host in hosts:
            host.live()
        lines = read_ledger(server.base_url, key, NOON - timedelta(days=1), NOON + timedelta(days=1)).lines
        ours = {mask_phone(f"254{number[1:]}") for number in numbers.values()}
        return {
            line.terminal_name: (line.entry.host_kind, line.entry.status, line.entry.amount_cents)
            for line in lines
            if line.entry.phone_masked in ours and line.entry.mpesa_receipt_number
        }

    both = {"till": ("pos_sale", "completed", CENTS), "web shop": ("order", "completed", CENTS)}
    deadline = time.monotonic() + 20
    while seen() != both:
        assert time.monotonic() < deadline, seen()


def test_every_scenario_of_the_suite_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(SCENARIOS) >= 15
