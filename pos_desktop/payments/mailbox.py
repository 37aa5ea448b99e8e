"""The relay's client: pairing, and fetching events after a cursor (design.md, "Relay HTTP")."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from pos_desktop.payments.errors import MailboxError, MailboxKeyRefusedError
from pos_desktop.payments.wire import plain_text, printable, read_object, whole_number

LONG_POLL_SECONDS = 25


@dataclass(frozen=True)
class MailEvent:
    """One thing that the relay kept for us. `is_listed` says that it came from an address of Safaricom's."""

    seq: int
    id: str
    kind: str
    token: str
    received_at: datetime
    is_listed: bool
    body: bytes


@dataclass(frozen=True)
class MailBatch:
    """What a fetch brought; a new `epoch` means that the relay's memory began anew."""

    epoch: str
    next: int
    events: tuple[MailEvent, ...]


@dataclass(frozen=True)
class Pairing:
    """What a till keeps of its enrolment; the key goes to the keyring and nowhere else."""

    terminal: str
    key: str
    epoch: str
    public_url: str


class RelayMailbox:
    """Reads one terminal's mail. Safe for one reading thread."""

    def __init__(self, base_url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(
            base_url=base_url,
            transport=transport,
            headers={"Authorization": f"Bearer {key}"},
            follow_redirects=False,
        )

    def fetch(self, after: int, *, wait_seconds: int = LONG_POLL_SECONDS) -> MailBatch:
        """Waits for events after `after`, which tells the relay that all up to it are stored here.

        Raises:
            MailboxKeyRefusedError: this till is not paired any more.
            MailboxError: no answer, or not one of a relay.
        """
        try:
            response = self._http.get(
                "/v1/events",
                params={"after": after, "wait": wait_seconds},
                timeout=httpx.Timeout(wait_seconds + 10.0, connect=5.0),
            )
        except httpx.HTTPError as error:
            raise MailboxError(f"the relay does not answer: {type(error).__name__}: {error}") from error
        if response.status_code in (401, 403):
            raise MailboxKeyRefusedError("the relay does not know this till's key: pair the till again")
        return _batch(_checked(response))

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()


def pair(
    base_url: str, code: str, public_key: bytes, name: str, *, transport: httpx.BaseTransport | None = None
) -> Pairing:
    """Enrols this terminal with a single-use code and our public key.

    Raises:
        MailboxError: the code is wrong or used up, or the relay did not answer as agreed.
    """
    body = {
        "code": code,
        "public_key": base64.urlsafe_b64encode(public_key).rstrip(b"=").decode(),
        "name": name,
    }
    try:
        with httpx.Client(base_url=base_url, transport=transport, timeout=10.0) as http:
            response = http.post("/v1/pair", json=body)
    except httpx.HTTPError as error:
        raise MailboxError(f"the relay does not answer: {type(error).__name__}: {error}") from error
    answer = _checked(response)
    values = [answer.get(name) for name in ("terminal", "key", "epoch", "public_url")]
    if not all(isinstance(value, str) and value and value.isprintable() for value in values):
        raise MailboxError("the relay's answer to pairing lacks a part: is this the address of a relay?")
    terminal, key, epoch, public_url = map(str, values)
    return Pairing(terminal, key, epoch, public_url)


def _checked(response: httpx.Response) -> dict[str, Any]:
    answer = read_object(response.content)
    if response.is_success and answer is not None:
        return answer
    said = answer.get("detail") or answer.get("title") if answer else None
    raise MailboxError(
        f"the relay answered HTTP {response.status_code}: {printable(str(said or 'not as a relay does'))[:200]}"
    )


def _batch(answer: dict[str, Any]) -> MailBatch:
    epoch, position, events = answer.get("epoch"), answer.get("next"), answer.get("events")
    if not isinstance(epoch, str) or not isinstance(position, int) or not isinstance(events, list):
        raise MailboxError("this is not a relay's list of events: is this the address of a relay?")
    try:
        return MailBatch(plain_text(epoch), whole_number(position), tuple(_event(event) for event in events))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise MailboxError(f"an event of the relay cannot be read: {error!r}") from error


_FIRST_YEAR, _LAST_YEAR = 2000, 9000
"""What lies outside is no moment of ours, and some of it is none in another time zone."""


def _event(event: dict[str, Any]) -> MailEvent:
    received = datetime.fromisoformat(event["received_at"])
    if not _FIRST_YEAR <= received.year <= _LAST_YEAR:
        raise ValueError(f"received in the year {received.year}")
    return MailEvent(
        seq=whole_number(event["seq"]),
        id=plain_text(event["id"]),
        kind=plain_text(event["kind"]),
        token=plain_text(event["token"] or ""),
        received_at=received.astimezone(UTC) if received.tzinfo else received.replace(tzinfo=UTC),
        is_listed=event["source"] == "listed",
        body=base64.b64decode(event["body_base64"], validate=True),
    )
