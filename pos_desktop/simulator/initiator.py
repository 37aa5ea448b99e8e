"""The API operator that asks about transactions: a name, a password, and the certificate to encrypt it with.

Safaricom publishes one certificate for its sandbox and one for production; this one is made by every process.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import timedelta
from functools import cache, cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from pos_desktop.clock import Clock

KEY_BITS = 2048
_EXPONENT = 65537
_VALID = timedelta(days=730)
_SLACK = timedelta(days=1)
"""For a client whose clock is behind."""


class Initiator:
    """Makes the certificate when it is first asked for, and reads what was encrypted with it."""

    def __init__(self, name: str, password: str, clock: Clock) -> None:
        self._name = name
        self._password = password
        self._clock = clock

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return _key_of_this_process()

    @cached_property
    def certificate_pem(self) -> bytes:
        """The self-signed X.509 certificate of the public key, as PEM."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Local Daraja, not Safaricom")])
        now = self._clock.now()
        made = (
            x509.CertificateBuilder(subject, subject, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(now - _SLACK)
            .not_valid_after(now + _VALID)
            .sign(self._key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)

    def recognises(self, name: str, security_credential: str) -> bool:
        """Whether this is the operator, by a password encrypted with RSA PKCS#1 v1.5 and written in base64."""
        try:
            sealed = base64.b64decode(security_credential, validate=True)
            password = self._key.decrypt(sealed, padding.PKCS1v15())
        except (ValueError, binascii.Error):
            return False
        is_password = secrets.compare_digest(password, self._password.encode())
        return is_password and secrets.compare_digest(name.encode(), self._name.encode())


@cache
def _key_of_this_process() -> rsa.RSAPrivateKey:
    # Making one takes a good part of a second, which a hundred simulators in one process need not all spend.
    return rsa.generate_private_key(_EXPONENT, KEY_BITS)
