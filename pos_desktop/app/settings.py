"""Every setting, typed, with its default and its unit. One TOML file; each key can be overridden by `POS_DESKTOP_...`.

Secrets are never settings: they are in the keyring (`secrets.py`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pos_desktop.app.errors import BadSettingsFileError
from pos_desktop.payments import Environment, TransactionType

SECRET_KEYS = {
    "daraja": {"consumer_key", "consumer_secret", "passkey", "initiator_password"},
    "webshop": {"key", "relay_key"},
}
"""Secrets that the demo and servers may be given in the environment: never settings (`secrets.py`)."""


class PrinterKind(StrEnum):
    """Where receipts go."""

    NONE = "none"
    NETWORK = "network"
    FILE = "file"


class Theme(StrEnum):
    """Light or dark screens."""

    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """The language of the screens."""

    ENGLISH = "en"
    KISWAHILI = "sw"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShopSettings(_Part):
    """What the customer knows the shop by."""

    name: str = Field(
        default="My shop", description="Printed on top of each receipt and shown in the prompt's question."
    )
    address: str = Field(default="", description="One line under the name on the receipt.")
    phone: str = Field(default="", description="Printed on the receipt.")
    tax_pin: str = Field(default="", description="The shop's KRA PIN, printed on the receipt.")
    footer: str = Field(default="Asante! Karibu tena.", description="The last line of each receipt.")


class TillSettings(_Part):
    """This till."""

    name: str = Field(default="Till 1", description="Shown on the screen and on the receipt.")
    short_name: str = Field(default="1", description="Begins each receipt number; five letters or digits at most.")
    cut_off_hour: int = Field(default=0, ge=0, le=23, description="Hour at which the trading day turns, in Nairobi.")
    theme: Theme = Field(default=Theme.LIGHT, description="light or dark.")
    language: Language = Field(default=Language.ENGLISH, description="en or sw.")


class DarajaSettings(_Part):
    """The merchant's Daraja app, without its secrets."""

    base_url: str = Field(default="https://api.safaricom.co.ke", description="Safaricom's address, or a simulator's.")
    short_code: str = Field(default="", description="The paybill, or the store number of a till.")
    party_b: str = Field(default="", description="The till number for Buy Goods; empty for a paybill.")
    transaction_type: TransactionType = Field(default=TransactionType.PAYBILL, description="Where the money goes.")
    environment: Environment = Field(
        default=Environment.PRODUCTION, description="production or sandbox rules of proof."
    )
    max_amount: int = Field(default=250_000, ge=1, description="Largest single payment, in shillings.")
    pulls: bool = Field(
        default=False, description="Whether the app is registered for Pull Transactions (`pos-desktop pull register`)."
    )
    initiator: str = Field(
        default="", description="The API operator who asks M-Pesa about receipts; empty where none is set up."
    )
    certificate: Path | None = Field(
        default=None, description="Safaricom's certificate, for the initiator's password; there is one for each world."
    )
    callback_only_limit: int = Field(
        default=20_000,
        ge=0,
        description="Up to this many shillings a callback is believed while M-Pesa's query is silent.",
    )


class RelaySettings(_Part):
    """The mailbox that receives Safaricom's callbacks."""

    url: str = Field(default="", description="The relay's address; without one, every payment is asked about instead.")


class PrinterSettings(_Part):
    """The receipt printer."""

    kind: PrinterKind = Field(default=PrinterKind.NONE, description="none, network or file.")
    host: str = Field(default="", description="Address of a network printer.")
    port: int = Field(default=9100, ge=1, le=65535, description="Its port.")
    path: Path | None = Field(default=None, description="File or device that receives the bytes.")
    profile: str = Field(default="default", description="The printer's python-escpos profile.")


class Settings(BaseSettings):
    """All settings. Unknown keys are refused, so that a misspelt one is noticed."""

    model_config = SettingsConfigDict(
        env_prefix="POS_DESKTOP_", env_nested_delimiter="_", env_nested_max_split=1, extra="forbid", frozen=True
    )

    shop: ShopSettings = ShopSettings()
    till: TillSettings = TillSettings()
    daraja: DarajaSettings = DarajaSettings()
    relay: RelaySettings = RelaySettings()
    printer: PrinterSettings = PrinterSettings()
    data_folder: Path | None = None


class _Environment(EnvSettingsSource):
    """`POS_DESKTOP_...` without the secrets, which have names of the same form and are never settings."""

    def __call__(self) -> dict[str, Any]:
        values = super().__call__()
        for part, secret in SECRET_KEYS.items():
            given = values.get(part)
            if isinstance(given, dict):
                values[part] = {key: value for key, value in given.items() if key not in secret}
        return values


def load_settings(path: Path) -> Settings:
    """The settings of a file, with the environment on top; a file that is not there counts as empty.

    Raises:
        BadSettingsFileError: the file is not TOML in UTF-8, or a value in it cannot be meant. All faults are named.
    """

    class FileSettings(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, _Environment(settings_cls), TomlConfigSettingsSource(settings_cls, path)

    try:
        return FileSettings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise BadSettingsFileError(f"{path}: {faults}") from error
    except (ValueError, OSError) as error:
        raise BadSettingsFileError(f"{path} is not a settings file (TOML in UTF-8): {error}") from error


def describe_settings() -> list[tuple[str, Any, str]]:
    """Each setting as (key, default, what it is), in the order of the file; the reference is made from this."""
    rows: list[tuple[str, Any, str]] = []
    for part, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, _Part):
            rows += [
                (f"{part}.{name}", inner.default, inner.description or "") for name, inner in model.model_fields.items()
            ]
    return rows
