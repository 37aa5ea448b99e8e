"""Commands that set a till up: pairing, secrets, people, products, and the list of settings."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pos_desktop import payments, storage
from pos_desktop.app.errors import MissingSecretError
from pos_desktop.app.invocation import EXIT_FAILED, EXIT_OK, data_folder_of, settings_of
from pos_desktop.app.secrets import PairingSecrets, Secret, system_keyring
from pos_desktop.app.settings import Settings, describe_settings
from pos_desktop.app.wiring import daraja_config, encode_private_key
from pos_desktop.clock import SystemClock
from pos_desktop.payments import DarajaClient, new_key_pair, normalise_phone, pair
from pos_desktop.storage import TillFile
from pos_desktop.till import ImportResult, Role, StaffDesk, import_categories, import_products


def add_pair(commands: Any) -> None:
    """`pair`: enrols this till at a relay with a single-use code."""
    parser = commands.add_parser("pair", help="enrol this till at a relay")
    parser.add_argument("--relay", required=True, metavar="URL", help="address of the relay")
    parser.add_argument("--code", required=True, help="from `pos-desktop relay terminals add`")
    parser.set_defaults(command=_pair)


def add_secrets(commands: Any) -> None:
    """`secrets set`: puts a secret into the keyring; it is typed, or read from standard input."""
    parser = commands.add_parser("secrets", help="put a secret into the keyring")
    inner = parser.add_subparsers(title="commands", required=True)
    one = inner.add_parser("set", help="type it, or send it by standard input")
    daraja = [Secret.CONSUMER_KEY, Secret.CONSUMER_SECRET, Secret.PASSKEY, Secret.INITIATOR_PASSWORD]
    one.add_argument("name", choices=[*daraja, Secret.LEDGER_KEY])
    one.set_defaults(command=_set_secret)


def add_staff(commands: Any) -> None:
    """`staff add`: a person who may sign in."""
    parser = commands.add_parser("staff", help="people who may sign in")
    inner = parser.add_subparsers(title="commands", required=True)
    one = inner.add_parser("add", help="asks for the PIN: four digits for a cashier, six for a manager or the owner")
    one.add_argument("name")
    one.add_argument("--role", choices=[role.value for role in Role], default=Role.CASHIER.value)
    one.set_defaults(command=_add_person)


def add_products(commands: Any) -> None:
    """`products import`: categories and products from CSV files, all of a file or nothing of it."""
    parser = commands.add_parser("products", help="the catalogue")
    inner = parser.add_subparsers(title="commands", required=True)
    one = inner.add_parser("import", help="take products over from a CSV file")
    one.add_argument("file", type=Path)
    one.add_argument("--categories", type=Path, help="CSV file with the categories")
    one.set_defaults(command=_import_products)


def add_pull(commands: Any) -> None:
    """`pull register`: lets M-Pesa's list of payments be asked for; needed once for a short code."""
    parser = commands.add_parser("pull", help="Pull Transactions: the list of what the short code received")
    inner = parser.add_subparsers(title="commands", required=True)
    one = inner.add_parser("register", help="register the short code; then set daraja.pulls = true")
    one.add_argument("--number", required=True, help="a phone number of the merchant's, as Safaricom asks for one")
    one.set_defaults(command=_register_pull)


def add_settings(commands: Any) -> None:
    """`settings`: every setting with its default and what it is."""
    parser = commands.add_parser("settings", help="list every setting")
    parser.set_defaults(command=_list_settings)


def _register_pull(namespace: argparse.Namespace) -> int:
    settings, keyring = settings_of(namespace), system_keyring()
    number, pairing = normalise_phone(namespace.number), keyring.pairing()
    client = DarajaClient(daraja_config(settings, keyring.daraja()))
    try:
        client.register_pull(number, f"{pairing.public_url}/c/1/{pairing.terminal}/")
    finally:
        client.close()
    print("Registered. Set `pulls = true` under [daraja] in the settings.", file=sys.stderr)
    return EXIT_OK


def _pair(namespace: argparse.Namespace) -> int:
    settings = settings_of(namespace)
    keyring = system_keyring()
    private, public = new_key_pair()
    pairing = pair(namespace.relay, namespace.code, public, settings.till.name)
    keyring.keep_pairing(PairingSecrets(pairing.terminal, pairing.key, encode_private_key(private), pairing.public_url))
    print(f"Paired as terminal {pairing.terminal}. Set relay.url to {namespace.relay}", file=sys.stderr)
    return EXIT_OK


def _set_secret(namespace: argparse.Namespace) -> int:
    typed = getpass.getpass(f"{namespace.name}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not typed.strip():
        raise MissingSecretError("nothing was typed, nothing was kept")
    system_keyring().put(Secret(namespace.name), typed.strip())
    return EXIT_OK


def _add_person(namespace: argparse.Namespace) -> int:
    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    settings = settings_of(namespace)
    keyring = system_keyring()
    with _open_file(settings) as file:
        desk = StaffDesk(
            file.transaction, file.reading, SystemClock(), keyring.pin_pepper().encode(), settings.till.short_name
        )
        person = desk.add(namespace.name, Role(namespace.role), pin)
    print(f"{person.name} may sign in now.", file=sys.stderr)
    return EXIT_OK


def _import_products(namespace: argparse.Namespace) -> int:
    settings = settings_of(namespace)
    with _open_file(settings) as file, file.transaction() as session:
        now = SystemClock().now()
        if namespace.categories is not None and not _report(import_categories(session, namespace.categories)):
            return EXIT_FAILED
        result = import_products(session, namespace.file, terminal=settings.till.short_name, now=now)
        return EXIT_OK if _report(result) else EXIT_FAILED


def _report(result: ImportResult) -> bool:
    for problem in result.problems:
        print(problem, file=sys.stderr)
    words = f"{result.added} added, {result.updated} changed" if result.is_imported else "Nothing was imported."
    print(words, file=sys.stderr)
    return result.is_imported


@contextmanager
def _open_file(settings: Settings) -> Iterator[TillFile]:
    file = TillFile.open(data_folder_of(settings) / "till.db", [payments.MIGRATIONS, storage.MIGRATIONS])
    try:
        yield file
    finally:
        file.close()


def _list_settings(_namespace: argparse.Namespace) -> int:
    for key, default, words in describe_settings():
        print(f"{key} = {getattr(default, 'value', default)!r}  # {words}")
    return EXIT_OK
