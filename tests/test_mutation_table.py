"""The table and the list behind `--mutation` speak of files and lines that are there."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAYMENTS = ROOT / "pos_desktop" / "payments"


@pytest.fixture(scope="module")
def mutation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutation", ROOT / ".ci" / "mutation.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutation"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_every_module_and_every_test_file_of_the_table_is_there(mutation: ModuleType) -> None:
    for module, tests in mutation.FAST_TESTS.items():
        assert (PAYMENTS / f"{module}.py").is_file()
        assert all((ROOT / "tests" / "payments" / f"test_{name}.py").is_file() for name in tests)


def test_every_change_that_changes_nothing_has_its_reason_and_stands_in_the_source(mutation: ModuleType) -> None:
    for module, function, was, now in mutation.equivalent_mutants():
        lines = (PAYMENTS / f"{module}.py").read_text(encoding="utf-8").splitlines()
        assert was.split("\n")[0] in {line.strip() for line in lines}, f"{module}.{function}: {was}"
        assert was != now


def test_a_change_is_shown_with_its_line(mutation: ModuleType) -> None:
    source = "def a():\n    return 1\n\n\nclass B:\n    def a(self):\n        return 1\n"

    assert mutation.line_of(source, ["a"], "return 1") == 2
    assert mutation.line_of(source, ["B", "a"], "return 1") == 7
    assert mutation.line_of(source, ["B", "a"], "return 2") == 6


def test_the_score_leaves_out_what_changes_nothing_and_never_rounds_up(mutation: ModuleType) -> None:
    score = mutation.Score(mutants=210, equivalent=10, survivors=10)
    assert (score.counted, score.killed, score.is_enough) == (200, 190, True)

    worse = mutation.Score(mutants=210, equivalent=10, survivors=11)
    assert not worse.is_enough
    assert str(worse) == "94.5 % killed, 189 of 200; 11 survive, 10 more change nothing"
