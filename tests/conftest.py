"""What every test starts from: a clean environment, a keyring in memory, and silence as the passing state."""

from __future__ import annotations

import gc
import logging
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

HOME = Path(tempfile.mkdtemp(prefix="pos-desktop-tests-"))

# --- before anything is imported that reads the environment ------------------------------------------------------

for _name in list(os.environ):
    if _name.startswith("POS_DESKTOP_") or _name.lower() in {"http_proxy", "https_proxy", "all_proxy"}:
        del os.environ[_name]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["TZ"] = "EST5"  # far from Nairobi, so that a local time taken for a Kenyan one shows
if hasattr(time, "tzset"):
    time.tzset()
for _name, _folder in {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "runtime",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
}.items():
    (HOME / _folder).mkdir(mode=0o700, exist_ok=True)
    os.environ[_name] = str(HOME / _folder)

# --- hypothesis: the profiles differ only in numbers; `--hypothesis-profile=nightly` chooses ---------------------

_EXAMPLES = {"pr": 100, "nightly": 2_000, "release": 20_000}
for _profile, _number in _EXAMPLES.items():
    settings.register_profile(
        _profile,
        max_examples=_number,
        stateful_step_count=50,
        deadline=None,  # the machine is shared; slowness is the benchmarks' subject
        derandomize=_profile == "pr",  # a change is judged by the same examples twice
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("pr")


@pytest.fixture(scope="session")
def effort() -> int:
    """By how much a hand-made loop repeats itself: 1, or 20 and 200 in the nightly and the release run."""
    return settings().max_examples // _EXAMPLES["pr"]


# --- figures: what a test counted, shown at the end of the run ---------------------------------------------------


FIGURE = "figure"
"""A property of a test's report: what a loop came to, in words that the end of the run shows."""


class Figures:
    """Notes how much a test tried, and from which seed; `--hypothesis-seed` gives the seed of an earlier run."""

    def __init__(self, seed: int, record: Callable[[str, object], None]) -> None:
        self.seed = seed
        self._record = record

    def note(self, words: str) -> None:
        """Shows a line at the end of the run, with the seed."""
        self._record(FIGURE, f"{words}, seed {self.seed}")


@pytest.fixture
def figures(request: pytest.FixtureRequest, record_property: Callable[[str, object], None], effort: int) -> Figures:
    """The same seed for every change, another one in each nightly and release run."""
    given = request.config.getoption("--hypothesis-seed")
    fresh = 20261125 if effort == 1 else secrets.randbelow(10**9)
    figures = Figures(int(given) if given is not None else fresh, record_property)
    print(f"seed {figures.seed}")
    return figures


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for key in ("passed", "failed") for each in terminalreporter.getreports(key)]
    lines = [str(value) for report in reports for name, value in report.user_properties if name == FIGURE]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(lines):
            terminalreporter.line(line)


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


# --- noise -------------------------------------------------------------------------------------------------------


class Noise(logging.Handler):
    """Keeps every log record of WARNING and above, and the words that the test announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[logging.LogRecord] = []
        self._announced: list[tuple[str, re.Pattern[str]]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record)

    def expect(self, logger: str, words: str) -> None:
        """Announces records of a logger (or of one below it) whose message holds the pattern; one must come."""
        self._announced.append((logger, re.compile(words)))

    def complaints(self) -> list[str]:
        """What came unannounced, and what was announced and never came."""
        missing = list(self._announced)
        unannounced: list[str] = []
        for record in self.heard:
            known = [each for each in self._announced if _fits(record, *each)]
            missing = [each for each in missing if each not in known]
            if not known:
                unannounced.append(f"unannounced: {record.levelname} {record.name}: {record.getMessage()}")
        return unannounced + [f"never came: {logger}: {words.pattern}" for logger, words in missing]


def _fits(record: logging.LogRecord, logger: str, words: re.Pattern[str]) -> bool:
    owned = record.name == logger or record.name.startswith(f"{logger}.")
    return owned and words.search(record.getMessage()) is not None


@pytest.fixture(autouse=True)
def noise() -> Iterator[Noise]:
    """Fails the test for a warning in the log that it did not announce by `noise.expect(logger, words)`."""
    handler = Noise()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    if complaints := handler.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


# --- garbage: as in the program itself, cycles are collected on this thread only, or Qt's objects die on another -----

gc.disable()


@pytest.fixture(autouse=True)
def _collect_here() -> Iterator[None]:
    """Young garbage goes after each test, on the tests' own thread."""
    yield
    gc.collect(1)


@pytest.fixture(autouse=True, scope="module")
def _collect_all_here() -> Iterator[None]:
    """All garbage goes after each module."""
    yield
    gc.collect()


# --- keyring -----------------------------------------------------------------------------------------------------


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets with the test."""

    priority = 1  # keyring reads it from the class

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self._secrets.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def memory_keyring() -> MemoryKeyring:
    """An empty keyring in memory, chosen for the process: no test sees the machine's own."""
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend
