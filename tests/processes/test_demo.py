"""The README's first command where nobody looks: the whole world, scripted sales, and what it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos_desktop.simulator import AutopilotMode, SimulatorOptions, SimulatorServer

PATIENCE_SECONDS = 110


def run_demo(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pos_desktop", "demo", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=os.environ | (environment or {}),
        check=False,
    )


@pytest.mark.processes
def test_each_amount_is_sold_asked_for_and_told_with_its_outcome(tmp_path: Path) -> None:
    done = run_demo("--headless", "--amounts", "100,1032,2001", "--json", "--data", str(tmp_path / "demo"))

    assert done.returncode == 0, done.stderr
    paid, cancelled, wrong_pin = json.loads(done.stdout)["sales"]
    assert (paid["amount"], paid["status"], paid["result_code"]) == (100, "completed", 0)
    assert len(paid["mpesa_receipt_number"]) == 10
    assert paid["receipt_number"] in paid["receipt_text"]
    assert paid["mpesa_receipt_number"] in paid["receipt_text"]
    assert (cancelled["status"], cancelled["result_code"], cancelled["receipt_text"]) == ("failed", 1032, "")
    assert (wrong_pin["status"], wrong_pin["result_code"]) == ("failed", 2001)


@pytest.mark.processes
def test_no_display_means_scripted_sales_and_says_so() -> None:
    silent = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = run_demo("--sales", "1", environment=silent)

    assert done.returncode == 0, done.stderr
    assert "completed" in done.stdout


@pytest.mark.processes
def test_an_outside_daraja_is_used_with_keys_from_the_environment() -> None:
    options = SimulatorOptions(autopilot=AutopilotMode.BY_AMOUNT, time_scale=8.0, consumer_key="ours")
    with SimulatorServer(options) as outside:
        keys = {
            "POS_DESKTOP_DARAJA_CONSUMER_KEY": "ours",
            "POS_DESKTOP_DARAJA_CONSUMER_SECRET": options.consumer_secret,
            "POS_DESKTOP_DARAJA_PASSKEY": options.passkey,
        }
        done = run_demo("--headless", "--amounts", "250", "--json", "--daraja-url", outside.base_url, environment=keys)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sales"][0]["status"] == "completed"


@pytest.mark.processes
def test_an_outside_daraja_without_keys_is_refused_in_words() -> None:
    done = run_demo("--headless", "--sales", "1", "--daraja-url", "http://127.0.0.1:9")

    assert done.returncode == 1
    assert "POS_DESKTOP_DARAJA_CONSUMER_KEY" in done.stderr


@pytest.mark.parametrize("amounts", ["0", "-5", "1.50", "ten", "250001"])
def test_amounts_that_no_prompt_can_ask_for_are_bad_arguments(amounts: str) -> None:
    done = run_demo("--headless", f"--amounts={amounts}")

    assert done.returncode == 2
    assert "--amounts" in done.stderr


@pytest.mark.processes
def test_a_demo_on_kept_data_goes_on_where_it_stopped(tmp_path: Path) -> None:
    for expected in ("1-000001", "1-000002"):
        done = run_demo("--headless", "--sales", "1", "--json", "--data", str(tmp_path / "demo"))

        assert done.returncode == 0, done.stderr
        assert [sale["receipt_number"] for sale in json.loads(done.stdout)["sales"]] == [expected]
