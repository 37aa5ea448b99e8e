"""PINs: their shape, their hash, and the waiting times that make guessing hopeless."""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos_desktop.till.errors import PinShapeError

TRIES_BEFORE_LOCK_OUT = 5
LOCK_OUT_SECONDS = (60, 5 * 60, 30 * 60)
"""The first, the second, and every later lock-out in a row."""
LONGEST_PIN = 6


class Role(StrEnum):
    """What a person may do at the till."""

    CASHIER = "cashier"
    MANAGER = "manager"
    OWNER = "owner"

    @property
    def may_approve(self) -> bool:
        """Whether this person's yes lets somebody else go on."""
        return self is not Role.CASHIER


def shortest_pin(role: Role) -> int:
    """Four digits for a cashier, six for those who approve."""
    return LONGEST_PIN if role.may_approve else 4


class PinHasher:
    """Argon2id by RFC 9106's low-memory profile, over the PIN keyed with a pepper that is not in the file.

    The pepper is what protects a short PIN when the file is stolen; a try costs about a tenth of a second.
    """

    def __init__(self, pepper: bytes) -> None:
        """Takes the pepper from the keyring.

        Raises:
            ValueError: the pepper is too short to protect anything.
        """
        if len(pepper) < 16:
            raise ValueError("a pepper has at least 16 bytes")
        self._pepper = pepper
        self._argon = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)

    def hash(self, pin: str, role: Role) -> str:
        """The text to store for a new PIN.

        Raises:
            PinShapeError: it is not digits only, or of the wrong length for the role.
        """
        if not (pin.isascii() and pin.isdigit() and shortest_pin(role) <= len(pin) <= LONGEST_PIN):
            raise PinShapeError(f"a {role} has {shortest_pin(role)} to {LONGEST_PIN} digits")
        return self._argon.hash(self._keyed(pin))

    def matches(self, pin: str, stored: str) -> bool:
        """Whether the PIN is the one that was stored."""
        try:
            return self._argon.verify(stored, self._keyed(pin))
        except (VerificationError, InvalidHashError):
            return False

    def _keyed(self, pin: str) -> str:
        return hmac.new(self._pepper, pin.encode(), hashlib.sha256).hexdigest()
