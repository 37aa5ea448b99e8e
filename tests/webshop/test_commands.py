"""`pos-desktop webshop` from the command line: keys, shelf, orders, serving, and what is said of faults."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import keyring
import keyring.backends.fail
import pytest

from pos_desktop.app.cli import run
from pos_desktop.app.demo_world import DemoWorld
from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.simulator import SimulatorServer
from tests.webshop.conftest import SIGNING_KEY
from tests.webshop.customers import Browser, Phones, new_phone, wait_for

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
DATABASE = "--database-url"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'webshop.db'}"


@pytest.fixture
def no_keyring() -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]


def fill(url: str) -> int:
    files = [str(DEMO / "catalogue.csv"), "--categories", str(DEMO / "categories.csv")]
    return run(["webshop", "products", *files, DATABASE, url])


def test_the_demos_files_fill_a_shelf(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill(url) == 0
    assert "products are on the shelf" in capsys.readouterr().err
    assert run(["webshop", "orders", DATABASE, url]) == 0
    assert run(["webshop", "orders", "--paid", "--json", DATABASE, url]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "[]"


def test_a_bad_file_is_named_with_its_line_and_changes_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text((DEMO / "catalogue.csv").read_text(encoding="utf-8").replace(",108.00,", ",a lot,", 1))
    assert run(["webshop", "products", str(bad), "--categories", str(DEMO / "categories.csv"), DATABASE, url]) == 1
    said = capsys.readouterr().err
    assert "line 2, price: not a price: 'a lot'" in said
    assert "Nothing was imported." in said


def test_a_key_is_made_and_a_machine_without_keyring_is_told_where_to_put_it(
    no_keyring: None, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["webshop", "key", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["key"]) == 43
    monkeypatch.setenv("POS_DESKTOP_DARAJA_SHORT_CODE", "174379")
    for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "PASSKEY"):
        monkeypatch.setenv(f"POS_DESKTOP_DARAJA_{name}", "secret")
    assert run(["webshop", DATABASE, url]) == 1
    assert "POS_DESKTOP_WEBSHOP_KEY" in capsys.readouterr().err


def test_a_missing_secret_is_named(no_keyring: None, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["webshop", DATABASE, url]) == 1
    assert "daraja-consumer-key is missing" in capsys.readouterr().err


@pytest.mark.parametrize("has_keyring", [True, False])
def test_a_shop_joins_the_merchants_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], has_keyring: bool
) -> None:
    if not has_keyring:
        keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    database = tmp_path / "relay.db"
    with RelayServer(RelayOptions(database=database)) as relay:
        code = issue_pairing_code(database, "Web shop")
        assert run(["webshop", "pair", "--relay", relay.base_url, "--code", code, "--json"]) == 0
    said = capsys.readouterr()
    if has_keyring:
        assert keyring.get_password("pos-desktop", "webshop-relay-key")
        assert "The shop is terminal" in said.err
    else:
        assert json.loads(said.out)["relay_key"]
        assert "shown this once" in said.err


@pytest.fixture
def served(tmp_path: Path, url: str, simulator: SimulatorServer) -> Iterator[str]:
    """The shop as a server runs it: no keyring, one secret a systemd credential, the others in the environment."""
    assert fill(url) == 0
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "webshop-key").write_text(f"{SIGNING_KEY}\n")
    options = simulator.options
    environment = dict(os.environ) | {
        "CREDENTIALS_DIRECTORY": str(credentials),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "POS_DESKTOP_DARAJA_BASE_URL": simulator.base_url,
        "POS_DESKTOP_DARAJA_SHORT_CODE": options.short_codes[0],
        "POS_DESKTOP_DARAJA_CONSUMER_KEY": options.consumer_key,
        "POS_DESKTOP_DARAJA_CONSUMER_SECRET": options.consumer_secret,
        "POS_DESKTOP_DARAJA_PASSKEY": options.passkey,
    }
    command = [sys.executable, "-m", "pos_desktop", "webshop", "--port", "0", "--json", "--allow-source", "127.0.0.0/8"]
    with subprocess.Popen(
        [*command, DATABASE, url], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["base_url"]
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.rstrip().endswith("Stopped.")


@pytest.mark.processes
def test_it_serves_takes_money_and_stops_when_interrupted(
    served: str, url: str, phones: Phones, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = new_phone()
    with Browser(served) as browser:
        order = browser.buy(phone)
        phones.answer(phone)
        browser.wait_until_told(order, "paid")
    assert run(["webshop", "orders", "--paid", "--json", DATABASE, url]) == 0
    assert [each["status"] for each in json.loads(capsys.readouterr().out)] == ["paid"]
    assert fill(url) == 1
    assert "another shop works on" in capsys.readouterr().err


@pytest.mark.processes
def test_the_demo_opens_a_shop_that_rings_the_same_phone(tmp_path: Path) -> None:
    with DemoWorld(tmp_path, with_daraja=True, business_name="MAMA NJERI STORES") as world:
        with Browser(world.shop_url.removesuffix("/shop/")) as browser, Phones(world.daraja_url) as phones:
            phone = new_phone()
            assert "Demo, no real money" in browser.go("/shop/").text
            browser.buy(phone)
            wait_for(lambda: bool(phones.prompts(phone)), "the demo's phone rings")
        assert httpx.get(world.shop_url, trust_env=False).status_code == 200
