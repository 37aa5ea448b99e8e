from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def house_rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_rules", ROOT / ".ci" / "house_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["house_rules"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def broken_rules(house_rules: ModuleType, root: Path, path: str, source: str) -> list[str]:
    file = root / path
    file.parent.mkdir(parents=True)
    file.write_text(source, encoding="utf-8")
    return [finding.rule for finding in house_rules.check(root)]


PLANTED = [
    ("float-near-cents", "pos_desktop/till/tax.py", "vat_cents = 1.16"),
    ("float-near-cents", "pos_desktop/till/tax.py", "vat_cents = round(goods * 0.16)"),
    ("float-near-cents", "pos_desktop/till/tax.py", "vat_cents: float = goods"),
    ("float-near-cents", "pos_desktop/till/tax.py", "sale.due_cents += float(text)"),
    ("float-near-cents", "pos_desktop/till/tax.py", "shillings = due_cents / 100"),
    ("float-near-cents", "pos_desktop/till/tax.py", "vat = line.amount_cents * 0.16"),
    ("float-near-cents", "pos_desktop/till/tax.py", "ok = due_cents > 0.5"),
    ("float-near-cents", "pos_desktop/till/tax.py", "shown = float(due_cents)"),
    ("float-near-cents", "pos_desktop/till/tax.py", "pay(amount_cents=10.0)"),
    ("float-near-cents", "pos_desktop/till/tax.py", "def pay(amount_cents: float | None) -> None: ..."),
    ("float-near-cents", "pos_desktop/till/tax.py", "def due_cents() -> float: ..."),
    ("style-outside-theme", "pos_desktop/ui/screens/sale.py", "self.setStyleSheet('color: red')"),
    ("style-outside-theme", "tests/ui/test_sale.py", "widget.setStyleSheet('')"),
    ("os-clock", "pos_desktop/till/sales.py", "at = datetime.now(UTC)"),
    ("os-clock", "pos_desktop/till/sales.py", "at = datetime.datetime.utcnow()"),
    ("os-clock", "pos_desktop/till/sales.py", "on = date.today()"),
    ("os-clock", "pos_desktop/till/sales.py", "at = time.time()"),
    ("os-clock", "pos_desktop/till/sales.py", "from time import monotonic"),
    ("os-clock", "pos_desktop/ui/clock_label.py", "at = QDateTime.currentDateTime()"),
    ("sleep-in-test", "tests/till/test_sales.py", "time.sleep(1)"),
    ("sleep-in-test", "tests/till/test_sales.py", "from time import sleep"),
    ("sleep-in-test", "tests/ui/test_sale.py", "qtbot.wait(50)"),
    ("print", "pos_desktop/till/sales.py", "print('sold')"),
    ("qt-asyncio", "pos_desktop/ui/background.py", "from PySide6 import QtAsyncio"),
    ("qt-asyncio", "pos_desktop/ui/background.py", "import PySide6.QtAsyncio"),
    ("qt-asyncio", "tests/ui/test_background.py", "from PySide6.QtAsyncio import run"),
    ("nameless-module", "pos_desktop/till/utils.py", "x = 1"),
    ("nameless-module", "tests/helpers/clock.py", "x = 1"),
]


@pytest.mark.parametrize(("rule", "path", "line"), PLANTED)
def test_a_planted_line_is_found_by_its_rule_alone(
    house_rules: ModuleType, tmp_path: Path, rule: str, path: str, line: str
) -> None:
    assert broken_rules(house_rules, tmp_path, path, f"before = 1\n{line}\n") == [rule]


ALLOWED = [
    ("pos_desktop/clock.py", "at = datetime.now(UTC)"),
    ("pos_desktop/ids.py", "at = time.time_ns()"),
    ("pos_desktop/till/sales.py", "at = self._clock.now()"),
    ("pos_desktop/ui/theme/stylesheet.py", "app.setStyleSheet(text)"),
    ("pos_desktop/app/cli.py", "print('ready')"),
    ("pos_desktop/relay/command.py", "print('ready')"),
    ("pos_desktop/till/tax.py", "share_cents = goods_cents // 3"),
    ("pos_desktop/payments/daraja.py", "answer_cents = client.ask(due_cents=5, timeout_seconds=2.5)"),
    ("pos_desktop/app/paths.py", "file = folder / 'till.sqlite'"),
    ("tests/till/test_tax.py", "refused = parse(amount_cents=1.5)"),
    ("tests/processes/test_kill.py", "deadline = time.monotonic() + 5"),
]


@pytest.mark.parametrize(("path", "line"), ALLOWED)
def test_what_is_right_is_left_alone(house_rules: ModuleType, tmp_path: Path, path: str, line: str) -> None:
    assert broken_rules(house_rules, tmp_path, path, f"{line}\n") == []


def test_every_rule_has_a_planted_line(house_rules: ModuleType) -> None:
    assert {rule for rule, _, _ in PLANTED} == set(house_rules.RULES)


def test_a_finding_names_file_line_and_rule(house_rules: ModuleType, tmp_path: Path) -> None:
    broken_rules(house_rules, tmp_path, "pos_desktop/till/sales.py", "x = 1\nprint(x)\n")
    (finding,) = house_rules.check(tmp_path)
    assert str(finding).startswith("pos_desktop/till/sales.py:2: print: ")
