"""What terminals are told: their ids, keys and pairing codes, all of chance; and the digests that are kept instead."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from pos_desktop.relay.errors import PairingRefusedError

ALPHABET = "abdfghjkmnpqrstuvwxyz23456789"
"""No 0 o 1 l i, which people confuse; and without c and e no word can be spelt that Safaricom refuses in an address."""
TERMINAL_LENGTH = 8
CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=10)
KEY_OVERLAP = timedelta(days=1)
"""For how long a terminal's former key still opens its mail once a new one was given out."""
KEY_BYTES = 32


def new_terminal_id() -> str:
    """An id that is read out without mistakes and fits into a callback's address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(TERMINAL_LENGTH))


def new_key() -> str:
    """A terminal's bearer key: 256 bits of chance."""
    return secrets.token_urlsafe(KEY_BYTES)


def new_pairing_code() -> str:
    """A code such as `KM7P-92QX`, for a person to type: 39 bits, good for ten minutes and one use."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)).upper()
    return f"{letters[:4]}-{letters[4:]}"


def digest(secret: str) -> bytes:
    """What is kept of a key or a code. A plain SHA-256 will do: nobody can try 256 bits, nor 39 in ten minutes."""
    return hashlib.sha256(secret.encode()).digest()


def digest_of_code(typed: str) -> bytes:
    """The digest of a pairing code as people type it: any case, with or without its dash.

    Raises:
        PairingRefusedError: it is not a code at all.
    """
    letters = typed.strip().replace("-", "").replace(" ", "").lower()
    if len(letters) != CODE_LENGTH or not set(letters) <= set(ALPHABET):
        raise PairingRefusedError("this is not a pairing code")
    return digest(letters)
