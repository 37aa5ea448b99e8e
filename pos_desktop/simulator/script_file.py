"""Reads a script file: phones, people and faults, in TOML or JSON."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pos_desktop.simulator.accounts import DEFAULT_BALANCE_CENTS, DEFAULT_PIN, Phone
from pos_desktop.simulator.errors import ScriptError
from pos_desktop.simulator.faults import FaultRule
from pos_desktop.simulator.mishaps import MISHAPS
from pos_desktop.simulator.options import AutopilotMode

SIZE_LIMIT = 1_000_000


class PhoneLine(BaseModel):
    """A phone that differs from the others; its balance is in whole shillings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    msisdn: Annotated[str, Field(pattern=r"^254[17][0-9]{8}$")]
    balance: Annotated[int, Field(ge=0)] = DEFAULT_BALANCE_CENTS // 100
    pin: Annotated[str, Field(pattern=r"^[0-9]{4}$")] = DEFAULT_PIN
    in_reach: bool = True
    first_name: str = "WANJIRU"

    def phone(self) -> Phone:
        """The phone that the line describes."""
        return Phone(self.msisdn, self.balance * 100, self.pin, self.in_reach, self.first_name)


class Script(BaseModel):
    """A whole script file; `mishaps` are names of what goes wrong with every request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    autopilot: AutopilotMode | None = None
    thinking_seconds: Annotated[float, Field(ge=0)] | None = None
    mishaps: tuple[str, ...] = ()
    phone: tuple[PhoneLine, ...] = ()
    fault: tuple[FaultRule, ...] = ()

    @field_validator("mishaps")
    @classmethod
    def _are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in names if name not in MISHAPS]
        if unknown:
            raise ValueError(f"no mishap is called {unknown[0]!r}; see --help")
        return names


def read_script(path: Path) -> Script:
    """The script in a `.toml` or `.json` file.

    Raises:
        ScriptError: the file cannot be read, is neither, or says something that is not understood.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ScriptError(f"{path}: {error.strerror or error}") from error
    if len(raw) > SIZE_LIMIT:
        raise ScriptError(f"{path}: larger than {SIZE_LIMIT:,} bytes")
    try:
        return Script.model_validate(_parse(path, raw))
    except ValidationError as error:
        raise ScriptError(f"{path}: {_first_words(error)}") from error


def _parse(path: Path, raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
        match path.suffix.lower():
            case ".toml":
                return tomllib.loads(text)
            case ".json":
                return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScriptError(f"{path}: {error}") from error
    raise ScriptError(f"{path}: a script's name ends in .toml or .json")


def _first_words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
