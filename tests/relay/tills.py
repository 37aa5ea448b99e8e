"""Tills as the relay sees them, a clock that can be moved, and raw connections."""

from __future__ import annotations

import base64
import json
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from pos_desktop.clock import SystemClock
from pos_desktop.payments import CallbackAddress, TokenMinter, new_key_pair
from pos_desktop.relay import issue_pairing_code

PAID = json.dumps(
    {
        "Body": {
            "stkCallback": {
                "MerchantRequestID": "29115-34620561-1",
                "CheckoutRequestID": "ws_CO_191220191020363925",
                "ResultCode": 0,
                "ResultDesc": "The service request is processed successfully.",
                "CallbackMetadata": {
                    "Item": [
                        {"Name": "Amount", "Value": 1191.0},
                        {"Name": "MpesaReceiptNumber", "Value": "UKP7RT61SV"},
                        {"Name": "PhoneNumber", "Value": 254708374149},
                    ]
                },
            }
        }
    }
).encode()
NET = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=200))
"""Everybody's way to the relay: one client, because a new one reads all certificates of the machine."""
ACCEPTED = {"ResultCode": 0, "ResultDesc": "Accepted"}


class MovedClock:
    """The machine's clock, moved by an offset."""

    def __init__(self) -> None:
        self.offset = timedelta()
        self._clock = SystemClock()

    def now(self) -> datetime:
        return self._clock.now() + self.offset

    def monotonic(self) -> float:
        return self._clock.monotonic() + self.offset.total_seconds()


class StandingClock(MovedClock):
    """For rates: only `offset` moves it, so that a slow machine fills no bucket up in the middle of a test."""

    def monotonic(self) -> float:
        return self.offset.total_seconds()


@dataclass(frozen=True)
class Till:
    """A paired terminal with its key pair."""

    base_url: str
    terminal: str
    key: str
    epoch: str
    public_url: str
    minter: TokenMinter
    clock: MovedClock

    def post(self, body: bytes = PAID, address: CallbackAddress | None = None) -> httpx.Response:
        """A result for a payment of this till, a new one unless an address is given."""
        return NET.post((address or self.mint()).url, content=body)

    def mint(self) -> CallbackAddress:
        """A callback's address for a payment of this till."""
        return self.minter.mint(self.public_url, self.clock.now())

    def events(self, after: int = 0, *, wait: int = 0) -> dict[str, Any]:
        """The till's mail, which must be given to it."""
        answer = self.ask(after, wait=wait)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    def ask(self, after: int = 0, *, wait: int = 0) -> httpx.Response:
        """Asks for mail with the till's key."""
        headers = {"Authorization": f"Bearer {self.key}"}
        query = {"after": after, "wait": wait}
        return NET.get(f"{self.base_url}/v1/events", params=query, headers=headers, timeout=wait + 30)


def enrol(base_url: str, database: Path, clock: MovedClock, *, code: str | None = None) -> Till:
    """Pairs a till over the network."""
    private, public = new_key_pair()
    code = code or issue_pairing_code(database, "Till 1", clock=clock)
    answer = NET.post(f"{base_url}/v1/pair", json=pair_request(code, public))
    assert answer.status_code == 201, answer.text
    said = answer.json()
    return Till(base_url=base_url, minter=TokenMinter(said["terminal"], private), clock=clock, **said)


def pair_request(code: str, public_key: bytes) -> dict[str, str]:
    """What a till sends to be enrolled."""
    return {"code": code, "public_key": base64.urlsafe_b64encode(public_key).rstrip(b"=").decode(), "name": "Till"}


def bodies(answer: dict[str, Any]) -> list[bytes]:
    """The bodies of the events in an answer."""
    return [base64.b64decode(event["body_base64"]) for event in answer["events"]]


def figure(base_url: str, name: str) -> float:
    """What the relay's metrics say under a name."""
    lines = NET.get(f"{base_url}/metrics").text.splitlines()
    return float(next(line for line in lines if line.startswith(f"{name} ")).rpartition(" ")[2])


def wait_for_figure(base_url: str, name: str, value: float) -> None:
    """Returns once the metrics say so; the test's own timeout ends a vain wait."""
    while figure(base_url, name) != value:
        threading.Event().wait(0.005)


def connect(base_url: str) -> socket.socket:
    """A bare connection to the relay."""
    url = httpx.URL(base_url)
    return socket.create_connection((url.host, url.port or 80), timeout=30)


def read_to_end(connection: socket.socket) -> bytes:
    """Everything until the other side ends."""
    heard = b""
    while chunk := connection.recv(65536):
        heard += chunk
    return heard
