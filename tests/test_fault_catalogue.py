"""No fault of the catalogue is without a test or a reason, and no test that it names has gone."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.fault_catalogue import CANNOT_HAPPEN, PROVED

ROOT = Path(__file__).parent.parent
ROWS = {str(number) for number in range(1, 71)} | {"26b"}


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_row_has_a_test_or_a_reason_and_not_both() -> None:
    assert PROVED.keys() | CANNOT_HAPPEN.keys() == ROWS
    assert not PROVED.keys() & CANNOT_HAPPEN.keys()
    assert all(len(reason) > 20 for reason in CANNOT_HAPPEN.values())


@pytest.mark.parametrize("row", PROVED)
def test_the_tests_of_a_row_are_there(row: str) -> None:
    for named in PROVED[row]:
        path, _, test = named.partition("::")
        assert test in names_in(path), f"row {row} names {named}, which is gone"
