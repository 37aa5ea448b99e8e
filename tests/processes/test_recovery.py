"""A till killed while a prompt is out: paid on the phone meanwhile, it completes and prints once at the next start."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest

from pos_desktop.app.secrets import PairingSecrets
from pos_desktop.app.wiring import encode_private_key
from pos_desktop.payments import new_key_pair, pair
from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer

CUT = b"\x1dV"
PATIENCE_SECONDS = 60


@pytest.fixture
def daraja() -> Iterator[SimulatorServer]:
    with SimulatorServer(SimulatorOptions(time_scale=8.0)) as server:
        yield server


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayServer]:
    options = RelayOptions(database=tmp_path / "relay.db", allowed_sources=("127.0.0.0/8",))
    with RelayServer(options) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, daraja: SimulatorServer, relay: RelayServer) -> Path:
    private, public = new_key_pair()
    pairing = pair(relay.base_url, issue_pairing_code(tmp_path / "relay.db", "Till 1"), public, "Till 1")
    kept = PairingSecrets(pairing.terminal, pairing.key, encode_private_key(private), pairing.public_url)
    options = daraja.options
    folder = tmp_path / "till"
    folder.mkdir()
    given = {
        "daraja_url": daraja.base_url,
        "relay_url": relay.base_url,
        "key": options.consumer_key,
        "secret": options.consumer_secret,
        "passkey": options.passkey,
        "pairing": asdict(kept),
    }
    (folder / "till.json").write_text(json.dumps(given))
    return folder


def start_till(act: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.processes.till_process", act, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def sell_and_kill(folder: Path) -> str:
    """Sells until the prompt is out, then kills the till where it stands; the prompt's id."""
    with start_till("sell", folder) as till:
        assert till.stdout is not None
        said = json.loads(till.stdout.readline())
        till.send_signal(signal.SIGKILL)
        till.wait(PATIENCE_SECONDS)
    return str(said["prompt"])


def answer(daraja: SimulatorServer, prompt: str, action: str) -> None:
    httpx.post(f"{daraja.base_url}/phone/v1/prompts/{prompt}/answer", json={"action": action}).raise_for_status()


def resume(folder: Path) -> list[str]:
    with start_till("resume", folder) as till:
        out, _ = till.communicate(timeout=PATIENCE_SECONDS)
    assert till.returncode == 0
    return list(json.loads(out)["completed"])


@pytest.mark.processes
def test_a_till_killed_while_a_prompt_is_out_completes_and_prints_the_sale_once(
    folder: Path, daraja: SimulatorServer
) -> None:
    prompt = sell_and_kill(folder)
    answer(daraja, prompt, "pin")

    assert resume(folder) == ["1-000001"]
    assert resume(folder) == ["1-000001"]
    assert (folder / "receipts.bin").read_bytes().count(CUT) == 1


@pytest.mark.processes
def test_a_payment_made_while_till_and_relay_were_down_is_found_by_asking(
    folder: Path, daraja: SimulatorServer, relay: RelayServer
) -> None:
    prompt = sell_and_kill(folder)
    relay.stop()
    answer(daraja, prompt, "pin")

    assert resume(folder) == ["1-000001"]
    assert (folder / "receipts.bin").read_bytes().count(CUT) == 1
