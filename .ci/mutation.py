"""Would the tests notice if the payment core were wrong? `sh resources/start.sh test --mutation [MODULE ...]`.

mutmut changes one thing at a time in the functions of a module and runs the tests that reach it: a change that no
test notices survives, and is shown. It works on a copy. What stands outside functions, and what is
said to the log, it leaves as it is.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
WANTED_PERCENT = 95

FAST_TESTS: dict[str, tuple[str, ...]] = {
    "decision": ("decision", "doubts"),
    "evidence": ("decision", "outcome", "ledger", "never_guessed"),
    "ledger": ("ledger", "never_guessed", "inbox", "core"),
    "schedule": ("schedule",),
    "wire": ("wire", "wire_words"),
    "callback": ("callback", "callback_words"),
    "transaction_status": ("transaction_status",),
    "verifying": ("verifying",),
    "settling": ("settling", "verifying"),
    "override": ("core", "settling", "ledger"),
    "inbox": ("inbox",),
    "pull_matching": ("pull_matching", "pull"),
    "pulling": ("pull", "pulled_money"),
    "strays": ("strays", "pull"),
    "asking": ("asking", "never_guessed", "core", "settling"),
    "callback_token": ("callback_token",),
    "phone": ("phone",),
}
"""Module of `pos_desktop/payments` to the files of `tests/payments` that are asked about it."""

MUTMUT = """
[tool.mutmut]
source_paths = ["pos_desktop"]
only_mutate = ["pos_desktop/payments/{module}.py"]
pytest_add_cli_args = ["-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
do_not_mutate_patterns = ['^\\s*log\\.']
timeout_constant = 2.0
"""

KILLED = {"killed", "timeout"}
"""A change that makes a test run for ever is noticed too."""


@dataclass(frozen=True)
class Mutant:
    """One change that no test noticed; `was` and `now` are the changed lines, each without its indentation."""

    module: str
    function: str
    was: str
    now: str
    line: int
    status: str

    def __str__(self) -> str:
        where = f"pos_desktop/payments/{self.module}.py:{self.line}: {self.function}: {self.status}"
        return "\n".join(
            [where, *(f"  - {it}" for it in self.was.split("\n")), *(f"  + {it}" for it in self.now.split("\n"))]
        )

    @property
    def is_for_types_only(self) -> bool:
        """Whether it changes what stands for the id of a row that has none; every row that is read has one."""
        return self.was.replace(".id or 0", ".id or 1") == self.now.replace(".id or 0", ".id or 1")

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.function, self.was, self.now


@dataclass(frozen=True)
class Score:
    """What became of the mutants of one module, or of all of them."""

    mutants: int
    equivalent: int
    survivors: int

    @property
    def counted(self) -> int:
        return self.mutants - self.equivalent

    @property
    def killed(self) -> int:
        return self.counted - self.survivors

    @property
    def is_enough(self) -> bool:
        return self.killed * 100 >= self.counted * WANTED_PERCENT

    def __str__(self) -> str:
        share = self.killed * 1000 // max(1, self.counted)
        words = f"{share // 10}.{share % 10} % killed, {self.killed} of {self.counted}"
        return f"{words}; {self.survivors} survive, {self.equivalent} more change nothing"


def mutmut(folder: Path, *arguments: str) -> str:
    """Runs mutmut in the copy, which must not see the sources that it is a copy of; its words are the answer."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = (sys.executable, "-m", "mutmut", *arguments)
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout[-5000:], done.stderr[-5000:], sep="\n", flush=True)
        raise SystemExit(f"mutmut {arguments[0]} failed")
    return done.stdout


def make_copy(folder: Path, module: str) -> None:
    """What the tests of one module need, with mutmut told what to change and what to ask."""
    for name in ("pos_desktop", "tests", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    tests = [f"tests/payments/test_{name}.py" for name in FAST_TESTS[module]]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = MUTMUT.format(module=module, tests=json.dumps(tests))
    (folder / "pyproject.toml").write_text(project + asked, encoding="utf-8")


def results(folder: Path) -> Iterator[tuple[str, str]]:
    """Every mutant's name with what became of it."""
    for line in mutmut(folder, "results", "--all", "true").splitlines():
        name, found, status = line.strip().rpartition(": ")
        if found:
            yield name, status


def look_at(folder: Path, module: str, name: str, status: str) -> Mutant:
    """The change that one mutant is, and where it stands in the source."""
    mangled = name.rpartition("__mutmut_")[0].rpartition(".")[2]
    *owner, function = mangled.removeprefix("x_").removeprefix("xǁ").split("ǁ")
    changed = [line for line in mutmut(folder, "show", name).splitlines() if not line.startswith(("---", "+++"))]
    was = [line[1:].strip() for line in changed if line.startswith("-")]
    now = [line[1:].strip() for line in changed if line.startswith("+")]
    source = (ROOT / "pos_desktop" / "payments" / f"{module}.py").read_text(encoding="utf-8")
    line = line_of(source, [*owner, function], was[0] if was else "")
    return Mutant(module, ".".join([*owner, function]), "\n".join(was), "\n".join(now), line, status)


def line_of(source: str, path: list[str], words: str) -> int:
    """The line of a function that reads as given; its first line when there is none."""
    node: ast.AST = ast.parse(source)
    for name in path:
        node = next(child for child in ast.iter_child_nodes(node) if getattr(child, "name", None) == name)
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    first, last = node.lineno, node.end_lineno or node.lineno
    lines = enumerate(itertools.islice(source.splitlines(), first - 1, last), first)
    return next((number for number, line in lines if line.strip() == words), first)


def equivalent_mutants() -> set[tuple[str, str, str, str]]:
    """The changes that change nothing, each with its reason in the file."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    assert all(each["reason"] for each in listed), "each equivalent mutant needs its reason"
    return {(each["module"], each["function"], each["was"], each["now"]) for each in listed}


def run_module(module: str, processes: int) -> Score:
    """Mutates one module, prints its survivors and its score."""
    started = time.monotonic()
    known = equivalent_mutants()
    with tempfile.TemporaryDirectory(prefix="pos-desktop-mutation-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        make_copy(folder, module)
        mutmut(folder, "run", "--max-children", str(processes))
        found = list(results(folder))
        alive = [look_at(folder, module, mutant, status) for mutant, status in found if status not in KILLED]
    survivors = [mutant for mutant in alive if mutant.key not in known and not mutant.is_for_types_only]
    for mutant in survivors:
        print(mutant, flush=True)
    for key in sorted(key for key in known - {mutant.key for mutant in alive} if key[0] == module):
        print(f"no such survivor any more, take it out of {EQUIVALENT.name}: {key}", flush=True)
    score = Score(len(found), len(alive) - len(survivors), len(survivors))
    print(f"== {module}: {score}; {time.monotonic() - started:.0f} s", flush=True)
    return score


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sh resources/start.sh test --mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(FAST_TESTS)}; all without one")
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, metavar="N", help="how many processes at once")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.modules) - FAST_TESTS.keys())
    if unknown:
        parser.error(f"no such module in the table: {', '.join(unknown)}")
    if not hasattr(os, "fork"):
        parser.error("mutmut needs a system that forks: Linux or macOS")
    scores = [run_module(module, asked.n) for module in asked.modules or FAST_TESTS]
    total = Score(
        *(sum(column) for column in zip(*((it.mutants, it.equivalent, it.survivors) for it in scores), strict=True))
    )
    print(f"\ntotal: {total}; at least {WANTED_PERCENT} % are wanted", flush=True)
    return 0 if total.is_enough else 1
