"""Who may do what: the check of a terminal's key in a request, of its public key, and of a callback's token."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from pos_desktop.payments import BadTokenError, check_token, new_key_pair
from pos_desktop.relay.keys import digest
from pos_desktop.serving import BadRequestError, NotFoundError, UnauthorisedError

PUBLIC_KEY_BYTES = 32

_, _NOBODYS_KEY = new_key_pair()


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
