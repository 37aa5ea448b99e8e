"""Each recorded mutant is killed by the test that guards its row."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants import MUTANTS, Mutant

ROOT = Path(__file__).parent.parent
TESTED_BY_MUTANTS = {"2", "3", "4", "9", "14", "19", "22", "27", "29", "43", "46", "55"}
"""Row 60, a prompt and a direct payment for one sale, has its mutant when direct payments are built."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The program and its tests somewhere else, where they may be spoilt."""
    folder = tmp_path_factory.mktemp("spoilt")
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", "browser", "pictures", "*.png")
    for name in ("pos_desktop", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "resources").symlink_to(ROOT / "resources")
    yield folder
    shutil.rmtree(folder)


def failed(folder: Path, test: str) -> bool:
    """Whether the test failed in the copy; anything but passed or failed is an error of this file."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", test]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=100, check=False, env=environment
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 1


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{number}-row-{each.row}" for number, each in enumerate(MUTANTS)])
def test_a_guard_that_is_taken_out_is_missed(copy: Path, mutant: Mutant) -> None:
    path = copy / mutant.file
    whole = path.read_text(encoding="utf-8")
    assert whole.count(mutant.before) == 1, f"{mutant.file} has another guard now: record the mutant anew"
    path.write_text(whole.replace(mutant.before, mutant.after), encoding="utf-8")
    try:
        assert failed(copy, mutant.test), f"{mutant.test} passes without the guard of row {mutant.row}"
    finally:
        path.write_text(whole, encoding="utf-8")


def test_every_row_that_must_have_a_mutant_has_one() -> None:
    assert {mutant.row for mutant in MUTANTS} >= TESTED_BY_MUTANTS


def test_a_copy_that_is_not_spoilt_passes(copy: Path) -> None:
    assert not failed(copy, MUTANTS[0].test)
