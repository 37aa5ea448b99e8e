"""The token in a callback's address: the one thing of ours that comes back with a result (payments.md 4).

A token is base64url of nonce (16 bytes), issue day (2 bytes, days since 1970 in UTC) and an Ed25519 signature (64
bytes) by the terminal's key, of which the relay keeps the public half only.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pos_desktop.payments.errors import PaymentError

NONCE_BYTES = 16
DAY_BYTES = 2
SIGNATURE_BYTES = 64
VALID_DAYS = 30
CLOCK_SLACK_DAYS = 1
URL_LIMIT = 200
FORBIDDEN_WORDS = ("mpesa", "m-pesa", "safaricom", "exe", "cmd", "sql", "query")
"""Words that Safaricom refuses in an address, in any case (daraja.md 5); `exec` is in `exe`."""

_PREFIX = b"pos-callback-1"
_EPOCH = date(1970, 1, 1)


class BadTokenError(PaymentError):
    """The token was not made by this terminal's key, or is out of date."""

    code = "callback_token"


class BadCallbackAddressError(PaymentError):
    """Safaricom would refuse every address under this one."""

    code = "callback_address"


@dataclass(frozen=True)
class CallbackAddress:
    """A callback URL for one payment, and the token that names it."""

    url: str
    token: str
    nonce: bytes


@dataclass(frozen=True)
class TokenCheck:
    """What a genuine token says."""

    nonce: bytes
    issued_on: date


class TokenMinter:
    """Makes addresses for one terminal. `private_key` is the raw 32 bytes of an Ed25519 key."""

    def __init__(self, terminal: str, private_key: bytes) -> None:
        self._terminal = terminal
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)

    def mint(self, public_url: str, now: datetime) -> CallbackAddress:
        """A new address under the relay's public URL; its nonce is drawn until no forbidden word is in the whole.

        Raises:
            BadCallbackAddressError: the public URL itself cannot be used.
        """
        base = f"{_checked_base(public_url)}/c/1/{self._terminal}/"
        while True:
            nonce = secrets.token_bytes(NONCE_BYTES)
            token = self._token(nonce, now.astimezone(UTC).date())
            if not _has_forbidden_word(token):
                break
        url = base + token
        if len(url) >= URL_LIMIT or _has_forbidden_word(url):
            raise BadCallbackAddressError(f"Safaricom would refuse callbacks to {public_url}")
        return CallbackAddress(url, token, nonce)

    def _token(self, nonce: bytes, day: date) -> str:
        issued = (day - _EPOCH).days.to_bytes(DAY_BYTES, "big")
        signature = self._key.sign(_PREFIX + self._terminal.encode() + nonce + issued)
        return base64.urlsafe_b64encode(nonce + issued + signature).rstrip(b"=").decode()


def check_token(public_key: bytes, terminal: str, token: str, now: datetime) -> TokenCheck:
    """What the token says, if this terminal made it within the last 30 days.

    Raises:
        BadTokenError: it is anything else; the reason is for the log, not for the caller of the address.
    """
    raw = _decoded(token)
    nonce, issued, signature = raw[:NONCE_BYTES], raw[NONCE_BYTES:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(signature, _PREFIX + terminal.encode() + nonce + issued)
    except (InvalidSignature, ValueError) as error:
        raise BadTokenError("the token is not of this terminal") from error
    day = _EPOCH + timedelta(days=int.from_bytes(issued, "big"))
    age = (now.astimezone(UTC).date() - day).days
    if not -CLOCK_SLACK_DAYS <= age <= VALID_DAYS:
        raise BadTokenError(f"the token was issued {age} days ago")
    return TokenCheck(nonce, day)


def new_key_pair() -> tuple[bytes, bytes]:
    """A new private key and its public half, raw, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """The public half of a raw private key, 32 bytes each."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def _decoded(token: str) -> bytes:
    length = NONCE_BYTES + DAY_BYTES + SIGNATURE_BYTES
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadTokenError("the token is not base64url") from error
    if len(raw) != length or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        raise BadTokenError("the token has another length or spelling")
    return raw


def _checked_base(public_url: str) -> str:
    base = public_url.rstrip("/")
    if _has_forbidden_word(base):
        raise BadCallbackAddressError(f"Safaricom refuses addresses with one of {', '.join(FORBIDDEN_WORDS)}: {base}")
    if not _is_plain_address(base):
        raise BadCallbackAddressError(f"{public_url!r} is not a plain http(s) address in lower case")
    return base


def _is_plain_address(base: str) -> bool:
    """Scheme, host, port and path in lower-case ASCII: Safaricom refused capitals and spaces (daraja.md 5)."""
    try:
        url = httpx.URL(base)
    except httpx.InvalidURL:
        return False
    extras = url.userinfo or "?" in base or "#" in base
    written = base.isascii() and base == base.lower() and not any(letter.isspace() for letter in base)
    return url.scheme in ("http", "https") and bool(url.host) and written and not extras


def _has_forbidden_word(text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in FORBIDDEN_WORDS)
