"""Script files: what they may say, and the words for what they may not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_desktop.simulator import ScriptError, SimulatorOptions, SimulatorServer, create_app
from tests.simulator.conftest import MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import Shop

TOML = """
autopilot = "pay_all"
thinking_seconds = 1.5

[[phone]]
msisdn = "254711111111"
balance = 50
pin = "0000"

[[fault]]
on = "callback"
fault = "says"
code = "1032"
amount = 77
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def plays_the_script(shop: Shop, receiver: Receiver) -> None:
    assert shop.http.get("/phone/v1/autopilot").json() == {"mode": "pay_all", "thinking_seconds": 1.5}
    assert shop.http.get("/phone/v1/phones/254711111111").json()["pin"] == "0000"
    assert shop.when(shop.pushed(51, "254711111111"), "ended")["result_code"] == "1"
    assert receiver.next().result["ResultCode"] == 1
    assert shop.when(shop.pushed(77), "ended")["result_code"] == "0"
    assert receiver.next().result["ResultCode"] == 1032


def test_a_toml_script_is_played(open_shop: MakeShop, receiver: Receiver, tmp_path: Path) -> None:
    plays_the_script(open_shop(script=write(tmp_path, "day.toml", TOML)), receiver)


def test_a_json_script_is_played(open_shop: MakeShop, receiver: Receiver, tmp_path: Path) -> None:
    text = json.dumps(
        {
            "autopilot": "pay_all",
            "thinking_seconds": 1.5,
            "phone": [{"msisdn": "254711111111", "balance": 50, "pin": "0000"}],
            "fault": [{"on": "callback", "fault": "says", "code": "1032", "amount": 77}],
        }
    )
    plays_the_script(open_shop(script=write(tmp_path, "day.JSON", text)), receiver)


def test_an_empty_script_changes_nothing(open_shop: MakeShop, tmp_path: Path) -> None:
    assert open_shop(script=write(tmp_path, "empty.toml", "")).push().status_code == 200


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.toml", "autopilot = ", "Invalid value"),
        ("a.json", "{", "Expecting property name"),
        ("a.json", "[" * 100_000, "recursion"),
        ("a.json", "[]", "valid dictionary"),
        ("a.yaml", "a: 1", r"ends in \.toml or \.json"),
        ("a.toml", 'autopilot = "drunk"', "autopilot: Input should be 'off'"),
        ("a.toml", "pilot = 1", "pilot: Extra inputs"),
        ("a.toml", '[[fault]]\non = "push"\nfault = "lost"', r"fault\.1: .*lost cannot strike a push"),
        ("a.toml", '[[fault]]\non = "push"\nfault = "cut"\nmore = 1', r"fault\.1\.more: Extra inputs"),
        ("a.toml", '[[phone]]\nmsisdn = "0712345678"', r"phone\.1\.msisdn: String should match"),
        ("a.toml", "x" * 1_000_001, "larger than"),
    ],
)
def test_a_script_that_is_wrong_is_named_with_the_place(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(ScriptError, match=words) as caught:
        create_app(SimulatorOptions(script=path))
    assert str(caught.value).startswith(str(path))


def test_a_script_that_is_not_text_or_not_there_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "a.toml"
    binary.write_bytes(b"\xff\xfe")
    for path in (binary, tmp_path / "missing.toml", tmp_path):
        with pytest.raises(ScriptError, match=str(path)):
            SimulatorServer(SimulatorOptions(script=path))
