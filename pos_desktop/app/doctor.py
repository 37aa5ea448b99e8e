"""`pos-desktop doctor`: looks at everything that a till depends on, and exits 1 if something is wrong."""

from __future__ import annotations

import argparse
import importlib
import json
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from pos_desktop import payments, storage
from pos_desktop.app.invocation import EXIT_FAILED, EXIT_OK, data_folder_of, settings_of
from pos_desktop.app.secrets import system_keyring
from pos_desktop.app.settings import PrinterKind, Settings
from pos_desktop.app.wiring import daraja_config
from pos_desktop.assets import resources
from pos_desktop.clock import CLOCK_TOLERANCE
from pos_desktop.disk_room import lack_of_room
from pos_desktop.errors import PosError
from pos_desktop.payments import DarajaClient
from pos_desktop.storage import DiskFullError, TillFile

FIXED_SQLITE = (3, 51, 3)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    is_good: bool
    words: str


Check = Callable[[Settings], str]


def add_doctor(commands: Any) -> None:
    """`doctor`, and `doctor --self-test` for a program that was just built."""
    parser = commands.add_parser("doctor", help="check file, keyring, relay, Daraja, printer and clock")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--self-test", action="store_true", help="check the program alone, not its set-up")
    parser.set_defaults(command=_doctor)


def examine(settings: Settings, checks: list[tuple[str, Check]]) -> list[Finding]:
    """Runs the checks; a fault of one never hides the next."""
    findings = []
    for subject, check in checks:
        try:
            findings.append(Finding(subject, is_good=True, words=check(settings)))
        except (PosError, OSError, ImportError, httpx.HTTPError, sqlite3.Error) as error:
            findings.append(Finding(subject, is_good=False, words=str(error)))
    return findings


def _doctor(namespace: argparse.Namespace) -> int:
    findings = examine(settings_of(namespace), PROGRAM_CHECKS if namespace.self_test else PROGRAM_CHECKS + SHOP_CHECKS)
    if namespace.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{'ok   ' if finding.is_good else 'FAULT'} {finding.subject}: {finding.words}", file=sys.stderr)
    return EXIT_OK if all(finding.is_good for finding in findings) else EXIT_FAILED


def _parts(_settings: Settings) -> str:
    names = ("PySide6.QtWidgets", "alembic", "escpos.printer", "cryptography", "argon2", "phonenumbers")
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} libraries load"


def _resources(_settings: Settings) -> str:
    return f"fonts, icons and the rest are in {resources()}"


def _sqlite(_settings: Settings) -> str:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= FIXED_SQLITE:
        return version
    return f"{version}; its WAL-reset fault cannot bite, because one connection alone writes and checkpoints"


def _file(settings: Settings) -> str:
    path = data_folder_of(settings) / "till.db"
    if not path.exists():
        return f"{path} will be made at the first start"
    TillFile.open(path, [payments.MIGRATIONS, storage.MIGRATIONS]).close()
    return f"{path} is sound"


def _room(settings: Settings) -> str:
    folder = data_folder_of(settings)
    if lack := lack_of_room(next(each for each in (folder, *folder.absolute().parents) if each.exists())):
        raise DiskFullError(lack)
    return f"enough on the disk of {folder}"


def _keyring(_settings: Settings) -> str:
    system_keyring().daraja()
    return "the Daraja secrets are there"


def _pairing(_settings: Settings) -> str:
    return f"paired as terminal {system_keyring().pairing().terminal}"


def _relay(settings: Settings) -> str:
    if not settings.relay.url:
        raise payments.MailboxError("relay.url is not set: every payment will be asked about, which is slower")
    response = httpx.get(f"{settings.relay.url.rstrip('/')}/healthz", timeout=10.0)
    response.raise_for_status()
    return f"{settings.relay.url} answers"


def _daraja(settings: Settings) -> str:
    client = DarajaClient(daraja_config(settings, system_keyring().daraja()))
    try:
        client.check_credentials()
        return f"{settings.daraja.base_url} gives a token"
    finally:
        client.close()


def _clock(settings: Settings) -> str:
    client = DarajaClient(daraja_config(settings, system_keyring().daraja()))
    try:
        client.check_credentials()
        skew = abs(client.clock_skew)
    finally:
        client.close()
    if skew > CLOCK_TOLERANCE:
        raise payments.PaymentError(
            f"this machine's clock is {skew.total_seconds():.0f} s away from Safaricom's: set it right"
        )
    return "right to the minute"


def _printer(settings: Settings) -> str:
    if settings.printer.kind is PrinterKind.NONE:
        return "none is set up; receipts wait until there is one"
    return f"{settings.printer.kind}: {settings.printer.host or settings.printer.path}"


PROGRAM_CHECKS: list[tuple[str, Check]] = [("program", _parts), ("resources", _resources), ("sqlite", _sqlite)]
SHOP_CHECKS: list[tuple[str, Check]] = [
    ("file", _file),
    ("room", _room),
    ("keyring", _keyring),
    ("pairing", _pairing),
    ("relay", _relay),
    ("daraja", _daraja),
    ("clock", _clock),
    ("printer", _printer),
]
