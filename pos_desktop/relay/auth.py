"""Who may do what: terminals' keys, pairing codes, and the check of a callback's token. No secret is kept as it is."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from pos_desktop.payments import BadTokenError, check_token, new_key_pair
from pos_desktop.relay.errors import BadRequestError, NotFoundError, PairingRefusedError, UnauthorisedError

ALPHABET = "abdfghjkmnpqrstuvwxyz23456789"
"""No 0 o 1 l i, which people confuse; and without c and e no word can be spelt that Safaricom refuses in an address."""
TERMINAL_LENGTH = 8
CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=10)
KEY_OVERLAP = timedelta(days=1)
"""For how long a terminal's former key still opens its mail once a new one was given out."""
KEY_BYTES = 32
PUBLIC_KEY_BYTES = 32

_, _NOBODYS_KEY = new_key_pair()


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


def digest_of_bearer(header: str | None) -> bytes:
    """The digest of the key in an `Authorization` header (RFC 6750 2.1).

    Raises:
        UnauthorisedError: there is no bearer key in it.
    """
    scheme, _, key = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip().isascii() or not key.strip():
        raise UnauthorisedError("send the terminal's key as a bearer token")
    return digest(key.strip())


def read_public_key(text: str) -> bytes:
    """A terminal's raw public key from base64url without padding.

    Raises:
        BadRequestError: it is something else.
    """
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadRequestError("public_key is not base64url") from error
    if len(raw) != PUBLIC_KEY_BYTES:
        raise BadRequestError(f"public_key is not the {PUBLIC_KEY_BYTES} raw bytes of an Ed25519 key")
    return raw


def check_callback_token(public_keys: Sequence[bytes], terminal: str, token: str, now: datetime) -> None:
    """Lets a token pass that one of the terminal's live keys has signed.

    A terminal that does not exist takes as long to refuse as one that does.

    Raises:
        NotFoundError: no key did; the caller learns no more than at an address that never was.
    """
    for key in public_keys or (_NOBODYS_KEY,):
        try:
            check_token(key, terminal, token, now)
        except BadTokenError:
            continue
        return
    raise NotFoundError("nothing is here")
