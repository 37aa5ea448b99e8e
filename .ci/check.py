"""Every check and every test, each with its time; the last line counts them. `sh resources/start.sh test`.

`--nightly` and `--release` run the same tests with bigger numbers; `--mutation` asks instead whether the tests would
notice a mistake in the payment core (mutation.py). Any other argument goes to pytest; the run is then a partial one,
and no coverage is asked for.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import mutation

ROOT = Path(__file__).resolve().parent.parent
PROFILES = ("nightly", "release")
LONG_TEST_SECONDS = 3600
AT_ONCE = ("-n", "2", "--dist", "worksteal")
"""A whole run shares the tests out between two processes, as many as the smallest machine has cores."""

FULLY_COVERED = ("pos_desktop/payments/*", "pos_desktop/relay/auth.py")
"""Where every line and every branch is run by a test: a part not run is a payment not thought about."""

PYTHON = (sys.executable, "-m")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS: dict[str, tuple[str, ...]] = {
    "ruff check": (*PYTHON, "ruff", "check"),
    "ruff format": (*PYTHON, "ruff", "format", "--check"),
    "mypy": (*PYTHON, "mypy"),
    "import contracts": (sys.executable, "-c", LINT_IMPORTS, "--no-cache"),
    "house rules": (sys.executable, ".ci/house_rules.py"),
    "the lock is whole": (*PYTHON, "pip", "check"),
}


def run(name: str, command: tuple[str, ...]) -> bool:
    """Runs one step with its output shown, and says whether it passed."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    passed = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - started:.1f} s", flush=True)
    return passed


def run_pytest(arguments: list[str], profile: str | None, report: Path) -> bool:
    """Runs the tests; a whole run measures coverage too."""
    command = [*PYTHON, "pytest", f"--junitxml={report}", *arguments]
    if profile is not None:
        command += [f"--hypothesis-profile={profile}", f"--timeout={LONG_TEST_SECONDS}"]
    if not arguments:
        command += [*AT_ONCE, "--cov", "--cov-report="]
    return run("pytest", tuple(command))


def run_coverage() -> bool:
    """Asks for full coverage where it is promised, and shows the rest."""
    subprocess.run((*PYTHON, "coverage", "report", "--skip-covered"), cwd=ROOT, check=False)
    promised = f"--include={','.join(FULLY_COVERED)}"
    return run("coverage", (*PYTHON, "coverage", "report", promised, "--show-missing", "--fail-under=100"))


def counted(report: Path) -> Counter[str]:
    """How many tests passed, failed and were skipped; none at all when pytest did not get that far."""
    if not report.is_file():
        return Counter()
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    totals: Counter[str] = Counter()
    for suite in suites:
        number = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
        failed = number["failures"] + number["errors"]
        passed = max(0, number["tests"] - failed - number["skipped"])
        totals.update(passed=passed, failed=failed, skipped=number["skipped"])
    return totals


def main() -> int:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--mutation"]:
        return mutation.main(arguments[1:])
    profile = next((name for name in PROFILES if f"--{name}" in arguments), None)
    arguments = [argument for argument in arguments if argument not in {f"--{name}" for name in PROFILES}]
    steps = [run(name, command) for name, command in CHECKS.items()]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        tests_passed = run_pytest(arguments, profile, report)
        totals = counted(report)
    if not arguments:
        steps.append(run_coverage())
    if not tests_passed and totals["failed"] == 0:
        totals["failed"] += 1  # no test at all, or pytest itself broke
    passed = totals["passed"] + steps.count(True)
    failed = totals["failed"] + steps.count(False)
    print(f"\ntotal: {passed} passed, {failed} failed, {totals['skipped']} skipped", flush=True)
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
