"""Access tokens: one a Daraja app, and the newest voids the one before (daraja.md 1)."""

from __future__ import annotations

import base64
import binascii
import random
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass

from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.errors import RefusedError

TOKEN_LENGTH = 28
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class _Token:
    value: str
    good_until: float


class TokenOffice:
    """Hands out tokens for consumer keys, and knows which of them are good."""

    def __init__(
        self, apps: Mapping[str, str], lifetime_seconds: int, clock: PacedClock, chance: random.Random
    ) -> None:
        self._apps = dict(apps)
        self._lifetime = lifetime_seconds
        self._clock = clock
        self._chance = chance
        self._tokens: dict[str, _Token] = {}

    def issue(self, authorization: str, grant_type: str) -> dict[str, str]:
        """A new token for the app that the Basic header names; its earlier one is void from now on.

        Raises:
            RefusedError: not Basic, another grant type, or an unknown key and secret.
        """
        key, secret = _basic(authorization)
        if grant_type != "client_credentials":
            raise RefusedError(400, "400.008.02", "Invalid grant type passed")
        known = self._apps.get(key, "")
        if not (secrets.compare_digest(known.encode(), secret.encode()) and known):
            raise RefusedError(400, "", "wrong consumer key or secret")
        value = "".join(self._chance.choices(_ALPHABET, k=TOKEN_LENGTH))
        self._tokens[key] = _Token(value, self._clock.machine_seconds() + self._lifetime)
        return {"access_token": value, "expires_in": str(self._lifetime)}

    def check(self, authorization: str) -> None:
        """Lets a request with a good token pass.

        Raises:
            RefusedError: no bearer token, or one that is void.
        """
        kind, _, value = authorization.partition(" ")
        if kind.lower() != "bearer" or not value.strip():
            raise RefusedError(404, "404.001.04", "Invalid Authentication Header")
        now = self._clock.machine_seconds()
        if not any(token.value == value.strip() and now < token.good_until for token in self._tokens.values()):
            raise RefusedError(404, "404.001.03", "Invalid Access Token")

    def void(self, authorization: str) -> None:
        """Makes the token of this header worthless, as if its time were over."""
        value = authorization.partition(" ")[2].strip()
        self._tokens = {key: token for key, token in self._tokens.items() if token.value != value}


def _basic(authorization: str) -> tuple[str, str]:
    kind, _, encoded = authorization.partition(" ")
    try:
        if kind.lower() != "basic":
            raise ValueError("not Basic")
        key, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        if not colon:
            raise ValueError("no colon")
    except (ValueError, binascii.Error) as error:
        raise RefusedError(400, "400.008.01", "Invalid Authentication passed") from error
    return key, secret
