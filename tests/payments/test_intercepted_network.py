"""Somebody sits on the line with a certificate of his own: nothing leaves (payments.md row 8)."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pos_desktop.payments import DarajaClient, DarajaConfig
from pos_desktop.payments.errors import NotSentError
from pos_desktop.payments.wire import PushRequest
from tests.conftest import Noise

PUSH = PushRequest("254712345678", 1_191_00, "1-000482", "Sale", "https://relay.example/c/1/ab2cd3ef/t")


class Eavesdropper:
    """Answers on a port with a certificate that nobody vouches for, and counts the requests that he can read."""

    def __init__(self, folder: Path) -> None:
        self.read = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_certificate(folder))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(line, server_side=True) as secure:
                    self.read += bool(secure.recv(1))
            except (OSError, ssl.SSLError):
                line.close()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=1))
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_certificate_that_nobody_vouches_for_sends_nothing_and_is_told(tmp_path: Path, noise: Noise) -> None:
    noise.expect("pos_desktop.payments.daraja", "^security event: .*nothing was sent.*CERTIFICATE_VERIFY_FAILED")
    stranger = Eavesdropper(tmp_path)
    client = DarajaClient(
        DarajaConfig(f"https://127.0.0.1:{stranger.port}", "key", "secret", "passkey", "174379"), pause=lambda _s: None
    )
    announced: list[str] = []
    try:
        with pytest.raises(NotSentError, match=r"(?i)certificate|ssl"):
            client.push(PUSH, before_send=lambda: announced.append("sending"))
    finally:
        client.close()
        stranger.close()
    assert len(noise.heard) == 1
    assert announced == []
    assert stranger.read == 0
