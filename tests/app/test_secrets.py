from __future__ import annotations

import os
import subprocess
import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked

from pos_desktop.app.errors import MissingSecretError, NoKeyringError, NotPairedError
from pos_desktop.app.secrets import (
    DarajaSecrets,
    Keyring,
    MemoryKeyring,
    PairingSecrets,
    Secret,
    daraja_secrets_of_environment,
    system_keyring,
)


class LockedKeyring(KeyringBackend):
    priority = 0.0

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("locked")


def locked() -> Keyring:
    return Keyring(LockedKeyring())  # type: ignore[no-untyped-call]


def forgetful() -> Keyring:
    return Keyring(NullKeyring())  # type: ignore[no-untyped-call]


def test_secrets_come_back_as_they_were_put() -> None:
    ring = Keyring(MemoryKeyring())
    for name in (Secret.CONSUMER_KEY, Secret.CONSUMER_SECRET, Secret.PASSKEY):
        ring.put(name, f"value of {name}")

    assert ring.daraja().passkey == "value of daraja-passkey"


def test_a_pairing_is_kept_in_one_piece() -> None:
    ring = Keyring(MemoryKeyring())
    pairing = PairingSecrets("ab2cd3ef", "key", "private", "https://pay.example.co.ke")

    ring.keep_pairing(pairing)

    assert ring.pairing() == pairing


def test_what_was_never_put_there_is_named() -> None:
    ring = Keyring(MemoryKeyring())

    with pytest.raises(MissingSecretError, match="daraja-consumer-key"):
        ring.daraja()
    with pytest.raises(NotPairedError, match="pos-desktop pair"):
        ring.pairing()


def test_the_pepper_is_made_once() -> None:
    ring = Keyring(MemoryKeyring())

    assert ring.pin_pepper() == ring.pin_pepper()
    assert len(ring.pin_pepper()) >= 32


def test_a_keyring_that_forgets_is_noticed() -> None:
    with pytest.raises(NoKeyringError, match="did not keep"):
        forgetful().put(Secret.PASSKEY, "x")


def test_a_locked_keyring_is_said_in_words() -> None:
    with pytest.raises(NoKeyringError, match="cannot be read"):
        locked().get(Secret.PASSKEY)
    with pytest.raises(NoKeyringError, match="cannot be written"):
        locked().put(Secret.PASSKEY, "x")


def test_the_null_keyring_is_never_used() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NullKeyring())  # type: ignore[no-untyped-call]
    try:
        with pytest.raises(NoKeyringError, match="gnome-keyring"):
            system_keyring()
    finally:
        keyring.set_keyring(before)


def test_secrets_do_not_show_in_a_representation() -> None:
    shown = repr(DarajaSecrets("consumer", "hush", "pass")) + repr(PairingSecrets("ab2cd3ef", "hush", "hush", "u"))

    assert "hush" not in shown
    assert "pass" not in shown.replace("DarajaSecrets", "")


def test_all_three_secrets_or_none_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POS_DESKTOP_DARAJA_CONSUMER_KEY", "k")
    monkeypatch.setenv("POS_DESKTOP_DARAJA_CONSUMER_SECRET", "s")
    assert daraja_secrets_of_environment() is None

    monkeypatch.setenv("POS_DESKTOP_DARAJA_PASSKEY", "p")
    assert daraja_secrets_of_environment() == DarajaSecrets("k", "s", "p")


def test_a_machine_without_a_keyring_is_told_so_and_nothing_is_kept_in_memory() -> None:
    code = (
        "import keyring.backends.fail; from pos_desktop.app.secrets import system_keyring\n"
        "try: system_keyring()\nexcept Exception as error: print(type(error).__name__)"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DBUS")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=clean, check=True)

    assert done.stdout.strip() in ("NoKeyringError", "")  # nothing where the machine has a real one
    assert "MemoryKeyring" not in done.stdout


def test_the_demos_memory_is_not_offered_to_the_system() -> None:
    assert not any(issubclass(each, MemoryKeyring) for each in KeyringBackend.__subclasses__())
    assert not issubclass(MemoryKeyring, KeyringBackend)
