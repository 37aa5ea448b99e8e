"""Secrets live in the operating system's keyring and nowhere else."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import keyring
from keyring.errors import KeyringError

from pos_desktop.app.errors import MissingSecretError, NoKeyringError, NotPairedError

SERVICE = "pos-desktop"
_REFUSED_BACKENDS = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt", "keyrings.cryptfile")


class Secret(StrEnum):
    """The names under which secrets are kept."""

    CONSUMER_KEY = "daraja-consumer-key"
    CONSUMER_SECRET = "daraja-consumer-secret"  # noqa: S105 - a name, not a secret
    PASSKEY = "daraja-passkey"
    INITIATOR_PASSWORD = "daraja-initiator-password"  # noqa: S105 - a name, not a secret
    PAIRING = "relay-pairing"
    PIN_PEPPER = "pin-pepper"
    WEBSHOP_KEY = "webshop-key"
    WEBSHOP_RELAY_KEY = "webshop-relay-key"
    LEDGER_KEY = "ledger-key"


@dataclass(frozen=True)
class DarajaSecrets:
    """What Daraja knows the merchant by; the initiator's password is empty where no receipt is asked about."""

    consumer_key: str
    consumer_secret: str
    passkey: str
    initiator_password: str = ""

    def __repr__(self) -> str:
        return "DarajaSecrets(…)"


@dataclass(frozen=True)
class PairingSecrets:
    """What this till keeps of its enrolment at a relay; `private_key` signs the tokens of callback addresses."""

    terminal: str
    key: str
    private_key: str
    public_url: str

    def __repr__(self) -> str:
        return f"PairingSecrets({self.terminal!r}, …)"


class SecretStore(Protocol):
    """Somewhere to keep secrets: the operating system's keyring, or the demo's memory."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps the secret."""
        ...


class Keyring:
    """The secrets of one installation, in a given back end."""

    def __init__(self, backend: SecretStore, service: str = SERVICE) -> None:
        self._backend = backend
        self._service = service

    def get(self, name: Secret) -> str | None:
        """A secret, or None when it was never put there.

        Raises:
            NoKeyringError: the keyring is locked or broken.
        """
        try:
            return self._backend.get_password(self._service, name)
        except KeyringError as error:
            raise NoKeyringError(f"the keyring cannot be read: {error}") from error

    def put(self, name: Secret, value: str) -> None:
        """Keeps a secret, and makes sure that it can be read again.

        Raises:
            NoKeyringError: the keyring is locked or broken, or did not keep it.
        """
        try:
            self._backend.set_password(self._service, name, value)
        except KeyringError as error:
            raise NoKeyringError(f"the keyring cannot be written: {error}") from error
        if self.get(name) != value:
            raise NoKeyringError("the keyring did not keep what was put into it")

    def daraja(self) -> DarajaSecrets:
        """The merchant's Daraja secrets.

        Raises:
            MissingSecretError: one of them was never put there.
        """
        return DarajaSecrets(
            self._needed(Secret.CONSUMER_KEY),
            self._needed(Secret.CONSUMER_SECRET),
            self._needed(Secret.PASSKEY),
            self.get(Secret.INITIATOR_PASSWORD) or "",
        )

    def pairing(self) -> PairingSecrets:
        """This till's enrolment.

        Raises:
            NotPairedError: it was never enrolled.
        """
        kept = self.get(Secret.PAIRING)
        if kept is None:
            raise NotPairedError("this till is not paired with a relay yet: run `pos-desktop pair`")
        return PairingSecrets(**json.loads(kept))

    def keep_pairing(self, pairing: PairingSecrets) -> None:
        """Keeps an enrolment, in one piece."""
        self.put(Secret.PAIRING, json.dumps(asdict(pairing)))

    def ledger_key(self) -> str:
        """The key with which a manager reads the merchant's ledger at the relay.

        Raises:
            MissingSecretError: it was never put there.
        """
        return self._needed(Secret.LEDGER_KEY)

    def pin_pepper(self) -> str:
        """The pepper of this till's PINs; made on first use."""
        pepper = self.get(Secret.PIN_PEPPER)
        if pepper is None:
            pepper = secrets.token_urlsafe(32)
            self.put(Secret.PIN_PEPPER, pepper)
        return pepper

    def _needed(self, name: Secret) -> str:
        value = self.get(name)
        if not value:
            raise MissingSecretError(f"{name} is not in the keyring: run `pos-desktop secrets set {name}`")
        return value


class MemoryKeyring:
    """Keeps secrets as long as the process lives; the demo's, which has none that matter.

    It is no heir of keyring's own base class on purpose: keyring would find it there, and a till on a machine without
    a keyring would keep its secrets nowhere.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps the secret in memory."""
        self._kept[service, username] = password


def system_keyring() -> Keyring:
    """The operating system's keyring.

    Raises:
        NoKeyringError: there is none, or it is one that keeps nothing or keeps it in a plain file.
    """
    backend = keyring.get_keyring()
    module = type(backend).__module__
    if module.startswith(_REFUSED_BACKENDS):
        raise NoKeyringError(
            "this machine has no keyring that keeps secrets. On Linux install gnome-keyring (or KWallet) and log in "
            "with a desktop session that unlocks it"
        )
    return Keyring(backend)


class SecretSource:
    """Where a server's secrets come from: its systemd credentials, its environment, or the keyring, in this order.

    Servers have no keyring as a rule; `keyring` is None then. The till never reads secrets this way.
    """

    def __init__(self) -> None:
        self.keyring: Keyring | None
        try:
            self.keyring = system_keyring()
        except NoKeyringError:
            self.keyring = None

    def find(self, name: Secret) -> str | None:
        """A secret, or None when it is nowhere.

        Raises:
            NoKeyringError: the keyring is locked or broken.
        """
        given = _credential(name) or os.environ.get(environment_name(name))
        if given:
            return given.strip()
        return self.keyring.get(name) if self.keyring is not None else None

    def daraja(self) -> DarajaSecrets:
        """The merchant's Daraja secrets.

        Raises:
            MissingSecretError: one of them is nowhere.
        """
        return DarajaSecrets(
            self._needed(Secret.CONSUMER_KEY),
            self._needed(Secret.CONSUMER_SECRET),
            self._needed(Secret.PASSKEY),
            self.find(Secret.INITIATOR_PASSWORD) or "",
        )

    def _needed(self, name: Secret) -> str:
        value = self.find(name)
        if not value:
            raise MissingSecretError(
                f"{name} is missing: give it as a systemd credential of that name, as {environment_name(name)}, or "
                f"put it into the keyring with `pos-desktop secrets set {name}`"
            )
        return value


def environment_name(name: Secret) -> str:
    """The variable that a server may be given a secret in."""
    return f"POS_DESKTOP_{name.upper().replace('-', '_')}"


def _credential(name: Secret) -> str | None:
    """A file of systemd's `LoadCredential=`, readable by the service alone."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return None
    try:
        return Path(folder, name).read_text(encoding="utf-8")
    except OSError:
        return None


def daraja_secrets_of_environment() -> DarajaSecrets | None:
    """Daraja's secrets from the environment, for the demo and for servers, which have no keyring; None if not set."""
    values = [
        os.environ.get(f"POS_DESKTOP_DARAJA_{name}", "") for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "PASSKEY")
    ]
    if not all(values):
        return None
    key, secret, passkey = values
    return DarajaSecrets(key, secret, passkey, os.environ.get(environment_name(Secret.INITIATOR_PASSWORD), ""))
