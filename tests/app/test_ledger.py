from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_desktop.app import cli
from pos_desktop.app.ledger import Days
from pos_desktop.app.secrets import DarajaSecrets, PairingSecrets
from pos_desktop.app.settings import DarajaSettings, RelaySettings, Settings
from pos_desktop.app.wiring import Announcements, MpesaSetup, Till, daraja_config, encode_private_key, open_till
from pos_desktop.clock import SystemClock, business_day
from pos_desktop.payments import PaymentCore, PaymentView, new_key_pair, pair
from pos_desktop.relay import RelayOptions, RelayServer, issue_ledger_key, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from tests.app.bills import billed
from tests.relay.ledgers import ENTRY, SHORT_CODE, uploaded
from tests.relay.tills import MovedClock, enrol


@pytest.fixture
def daraja() -> Iterator[SimulatorServer]:
    options = SimulatorOptions(time_scale=8.0, timings=Timings(unanswered_seconds=3600))
    with SimulatorServer(options) as server:
        yield server


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "relay.db"


@pytest.fixture
def relay(database: Path) -> Iterator[RelayServer]:
    with RelayServer(RelayOptions(database=database, allowed_sources=("127.0.0.0/8",))) as server:
        yield server


@pytest.fixture
def open_one(
    tmp_path: Path, database: Path, relay: RelayServer, daraja: SimulatorServer
) -> Iterator[Callable[[str], Till]]:
    """Opens tills that are paired with the relay and run until the test ends."""
    with ExitStack() as stack:

        def open_named(name: str, relay_url: str = relay.base_url) -> Till:
            private, public = new_key_pair()
            pairing = pair(relay.base_url, issue_pairing_code(database, name), public, name)
            kept = PairingSecrets(pairing.terminal, pairing.key, encode_private_key(private), pairing.public_url)
            settings = Settings(
                daraja=DarajaSettings(base_url=daraja.base_url, short_code=SHORT_CODE),
                relay=RelaySettings(url=relay.base_url),
            )
            keys = daraja.options
            secrets = DarajaSecrets(keys.consumer_key, keys.consumer_secret, keys.passkey)
            till = open_till(
                settings,
                tmp_path / name,
                pepper=b"a pepper for the tests only",
                mpesa=MpesaSetup(daraja_config(settings, secrets), kept, relay_url),
                printer=None,
                tell=Announcements(),
            )
            stack.callback(till.close)
            till.start()
            return till

        yield open_named
        relay.stop()


@pytest.fixture
def settings_file(tmp_path: Path, relay: RelayServer) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(f'[relay]\nurl = "{relay.base_url}"\n')
    return file


@pytest.fixture
def ledger(
    settings_file: Path, database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """What `pos-desktop ledger --json` prints, with a manager's key in the keyring."""
    monkeypatch.setattr("sys.stdin", io.StringIO(issue_ledger_key(database, "Njeri", SHORT_CODE).key + "\n"))
    assert cli.run(["--settings", str(settings_file), "secrets", "set", "ledger-key"]) == 0

    def ask(*arguments: str) -> Any:
        assert cli.run(["--settings", str(settings_file), "ledger", "--json", *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def core_of(till: Till) -> PaymentCore:
    assert till.core is not None
    return till.core


def answer(daraja: SimulatorServer, payment: PaymentView, action: str) -> None:
    url = f"{daraja.base_url}/phone/v1/prompts/{payment.checkout_request_id}/answer"
    httpx.post(url, json={"action": action}).raise_for_status()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Returns once it is so; the test's own timeout ends a vain wait."""
    while not is_so():
        threading.Event().wait(0.02)


def test_payments_of_two_tills_reach_the_managers_table_while_they_run(
    open_one: Callable[[str], Till], daraja: SimulatorServer, ledger: Callable[..., Any]
) -> None:
    first, second = open_one("Till 1"), open_one("Till 2")
    today = business_day(SystemClock().now())
    days = ("--from", today.isoformat(), "--to", (today + timedelta(days=1)).isoformat())
    declined = core_of(first).start_prompt(billed(first))
    open_payment = core_of(second).start_prompt(replace(billed(second), phone="0722 345 678"))
    answer(daraja, declined, "cancel")
    wait_until(
        lambda: (
            [(total["terminal_name"], total["status"]) for total in ledger(*days)["totals"]]
            == [("Till 1", "failed"), ("Till 2", "pending")]
        )
    )
    said = ledger(*days)
    assert said["short_code"] == SHORT_CODE
    shown = {payment["public_id"]: payment for payment in said["payments"]}
    assert set(shown) == {declined.public_id, open_payment.public_id}
    assert shown[declined.public_id]["result_code"] == "1032"
    assert shown[declined.public_id]["phone_masked"] == "0712 ••• 678"
    assert (said["from"], said["to"]) == (days[1], days[3])


def test_a_till_without_a_relays_address_uploads_nothing_and_sells_on(
    open_one: Callable[..., Till], daraja: SimulatorServer
) -> None:
    till = open_one("Till 1", relay_url="")
    assert "ledger-upload" not in [name for name, _loop in till.loops]
    assert core_of(till).start_prompt(billed(till)).is_open


def test_totals_are_by_terminal_and_status_and_days_are_nairobis(
    relay: RelayServer, database: Path, ledger: Callable[..., Any]
) -> None:
    tills = [enrol(relay.base_url, database, MovedClock()) for _ in range(2)]
    for till, minute, cents, status in (
        (tills[0], "2026-11-23T20:59:59Z", 1_00, "completed"),
        (tills[0], "2026-11-23T21:00:00Z", 10_00, "completed"),
        (tills[0], "2026-11-24T12:00:00Z", 20_00, "completed"),
        (tills[0], "2026-11-24T12:00:00Z", 40_00, "failed"),
        (tills[1], "2026-11-24T20:59:59Z", 80_00, "completed"),
        (tills[1], "2026-11-24T21:00:00Z", 160_00, "completed"),
    ):
        uploaded(till, created_at=minute, amount_cents=cents, status=status)

    def totals(*arguments: str) -> list[tuple[str, str, int, int]]:
        rows = ledger(*arguments)["totals"]
        return [(row["terminal"], row["status"], row["payments"], row["amount_cents"]) for row in rows]

    one_day = [
        (tills[0].terminal, "completed", 2, 30_00),
        (tills[0].terminal, "failed", 1, 40_00),
        (tills[1].terminal, "completed", 1, 80_00),
    ]
    assert sorted(totals("--from", "2026-11-24")) == sorted(one_day)
    assert totals("--from", "2026-11-24") == totals("--from", "2026-11-24", "--to", "2026-11-24")
    assert sum(row[2] for row in totals("--from", "2026-11-23", "--to", "2026-11-25")) == 6
    assert totals("--from", "2026-11-26") == []


def test_the_table_shows_every_payment_and_the_totals(
    relay: RelayServer,
    database: Path,
    ledger: Callable[..., Any],
    settings_file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    till = enrol(relay.base_url, database, MovedClock())
    uploaded(till, status="completed", mpesa_receipt_number="UKO7XK2M9P")
    assert cli.run(["--settings", str(settings_file), "ledger", "--from", "2026-11-24"]) == 0
    printed = capsys.readouterr()
    _, payment, _, _, total = printed.out.splitlines()
    assert payment.split() == [
        *("2026-11-24", "12:00", "Till", "1", "1-000482", "1,191.00", "completed", "UKO7XK2M9P"),
        *ENTRY["phone_masked"].split(),
    ]
    assert total.split() == ["Till", "1", till.terminal, "completed", "1", "1,191.00"]
    assert printed.err.strip() == "1 payments of 174379, 2026-11-24 to 2026-11-24"


def test_a_day_begins_at_the_shops_cut_off() -> None:
    day = datetime(2026, 11, 24).date()  # noqa: DTZ001 - a date has no zone
    days = Days(day, day, cut_off_hour=4)
    assert days.begin == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert days.end - days.begin == timedelta(days=1)


def test_without_a_key_or_an_address_it_says_what_is_missing(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["--settings", str(settings_file), "ledger"]) == 1
    assert "secrets set ledger-key" in capsys.readouterr().err
    assert cli.run(["--settings", str(tmp_path / "none.toml"), "ledger"]) == 1
    assert "relay.url" in capsys.readouterr().err


def test_a_tills_own_key_or_a_bad_date_is_refused(
    relay: RelayServer,
    database: Path,
    settings_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = enrol(relay.base_url, database, MovedClock()).key
    monkeypatch.setattr("sys.stdin", io.StringIO(key))
    cli.run(["--settings", str(settings_file), "secrets", "set", "ledger-key"])
    assert cli.run(["--settings", str(settings_file), "ledger"]) == 1
    said = capsys.readouterr().err
    assert "relay managers add" in said
    assert key not in said
    assert cli.run(["ledger", "--from", "yesterday"]) == 2
