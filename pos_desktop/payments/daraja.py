"""The client for Safaricom's Daraja: one token for all threads, exact doubts, no blind repeats."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.payments import wire
from pos_desktop.payments.config import DarajaConfig
from pos_desktop.payments.errors import (
    CredentialsError,
    NotSentError,
    OutcomeUnknownError,
    TokenRefusedError,
)
from pos_desktop.payments.pull_rows import PulledRow, pull_body, read_pull, read_registration, registration_body
from pos_desktop.payments.transaction_status import read_accepted, status_body

log = logging.getLogger(__name__)

TOKEN_PATH = "/oauth/v1/generate"  # noqa: S105 - a path, not a secret
PUSH_PATH = "/mpesa/stkpush/v1/processrequest"
QUERY_PATH = "/mpesa/stkpushquery/v1/query"
STATUS_PATH = "/mpesa/transactionstatus/v1/query"
PULL_PATH = "/pulltransactions/v1/query"
PULL_REGISTER_PATH = "/pulltransactions/v1/register"

DEFAULT_TOKEN_SECONDS = 3599
REFRESH_MARGIN_SECONDS = 120
TOKEN_REPEATS = 3
CONNECT_REPEATS = 2
MEANT_YEARS = range(2020, 2200)
"""Of which a server's date may be; others are nobody's time."""
SKEW_WORTH_CORRECTING = timedelta(seconds=5)

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""The httpx errors that prove that no byte of the request was sent; every other one leaves a doubt."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Token:
    value: str
    good_until: float


class DarajaClient:
    """Speaks to one Daraja app; safe to share between any number of threads.

    `transport` replaces the network in tests; `pause` waits between repeats, in seconds.
    """

    def __init__(
        self,
        config: DarajaConfig,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.config = config
        self._clock = clock or SystemClock()
        self._pause = pause
        self._token: _Token | None = None
        self._token_lock = threading.Lock()
        self._skew = timedelta()
        self._http = httpx.Client(
            base_url=config.base_url,
            transport=transport,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=16, keepalive_expiry=4.0),
        )

    @property
    def clock_skew(self) -> timedelta:
        """How far Safaricom's clock is ahead of this machine's, as last heard; nothing below five seconds."""
        return self._skew

    def close(self) -> None:
        """Lets go of the connections; a call under way ends at its own time-out."""
        self._http.close()

    def push(self, request: wire.PushRequest, *, before_send: Callable[[], None]) -> wire.PushAccepted:
        """Asks Daraja to prompt a phone. `before_send` runs once, with the token at hand and before any byte leaves.

        Repeats by itself only what provably never became a prompt: a refused connection (twice) and a refused token
        (three times).

        Raises:
            NotSentError: nothing left the machine.
            RejectedError: Daraja refused it.
            OutcomeUnknownError: a prompt may have gone out.
        """

        def send(token: str) -> wire.PushAccepted:
            body = wire.push_body(self.config, request, self._now())
            status, answer = self._post_push(body, token, before_send)
            return wire.read_push(status, answer)

        return self._with_token(send)

    def query(self, checkout_request_id: str, *, timeout_seconds: float = 10.0) -> wire.QueryAnswer:
        """Asks what became of a prompt. No answer is an answer without a code, never an error.

        Raises:
            NotSentError: Daraja could not be reached, or gave no token.
            RejectedError: the credentials are wrong.
            OutcomeUnknownError: the connection broke; nothing is known, as before.
        """

        def ask(token: str) -> wire.QueryAnswer:
            body = wire.query_body(self.config, checkout_request_id, self._now())
            status, answer = self._post("query", QUERY_PATH, body, token, timeout_seconds)
            return wire.read_query(status, answer)

        return self._with_token(ask)

    def ask_status(self, receipt: str, result_url: str) -> str:
        """Asks what a receipt is. The result is posted to `result_url`, and names the conversation that is returned.

        Raises:
            ValueError: the app has no initiator to ask as.
            DarajaError: the question was not taken, or nobody knows whether it was; asking again does no harm.
        """
        initiator = self.config.initiator
        if initiator is None:
            raise ValueError("no initiator is set up")

        def ask(token: str) -> str:
            body = status_body(self.config, initiator, receipt, result_url)
            return read_accepted(*self._post("transaction status", STATUS_PATH, body, token, 20.0))

        return self._with_token(ask)

    def pull(self, begin: datetime, end: datetime, offset: int) -> tuple[int, tuple[PulledRow, ...]]:
        """A page of what the short code received in a period of the last 48 hours, from row `offset` on.

        Returns how many rows the page has, and those that can be read (daraja.md 7).

        Raises:
            DarajaError: there is no page.
        """

        def ask(token: str) -> tuple[int, tuple[PulledRow, ...]]:
            body = pull_body(self.config, begin, end, offset)
            return read_pull(*self._post("pull", PULL_PATH, body, token, 20.0))

        return self._with_token(ask)

    def register_pull(self, nominated_number: str, callback_url: str) -> None:
        """Registers the short code for `pull`, once for ever; doing it again does no harm.

        Raises:
            DarajaError: it was not taken.
        """

        def ask(token: str) -> None:
            body = registration_body(self.config, nominated_number, callback_url)
            read_registration(*self._post("pull registration", PULL_REGISTER_PATH, body, token, 20.0))

        self._with_token(ask)

    def check_credentials(self) -> None:
        """Fetches a token, which proves address, key and secret.

        Raises:
            NotSentError: Daraja could not be reached.
            CredentialsError: key or secret are wrong.
        """
        self._current_token()

    def _with_token(self, act: Callable[[str], Answer]) -> Answer:
        for repeat in range(TOKEN_REPEATS + 1):
            token = self._current_token()
            try:
                return act(token)
            except TokenRefusedError:
                self._drop_token(token)
                if repeat == TOKEN_REPEATS:
                    raise
                self._pause(_jitter(0.1 * 2**repeat))
        raise AssertionError("the loop above returns or raises")  # pragma: no cover

    def _post_push(self, body: dict[str, str], token: str, before_send: Callable[[], None]) -> tuple[int, bytes]:
        for repeat in range(CONNECT_REPEATS + 1):
            before_send()
            try:
                return self._post("push", PUSH_PATH, body, token, 30.0)
            except NotSentError:
                if repeat == CONNECT_REPEATS:
                    raise
                self._pause(_jitter(0.3 * 2**repeat))
        raise AssertionError("the loop above returns or raises")  # pragma: no cover

    def _post(self, call: str, path: str, body: dict[str, str], token: str, read_seconds: float) -> tuple[int, bytes]:
        try:
            response = self._http.post(
                path,
                json=body,
                headers={"Authorization": f"Bearer {token}"},
                timeout=httpx.Timeout(read_seconds, connect=min(5.0, read_seconds), pool=min(5.0, read_seconds)),
            )
        except NEVER_LEFT as error:
            raise _not_sent(call, error) from error
        except httpx.HTTPError as error:
            raise OutcomeUnknownError(call, _network_words(error)) from error
        self._note_clock(response)
        return response.status_code, response.content

    def _current_token(self) -> str:
        with self._token_lock:
            if self._token is None or self._clock.monotonic() >= self._token.good_until:
                self._token = self._mint_token()
            return self._token.value

    def _drop_token(self, value: str) -> None:
        with self._token_lock:
            if self._token is not None and self._token.value == value:
                self._token = None

    def _mint_token(self) -> _Token:
        asked_at = self._clock.monotonic()
        try:
            response = self._http.get(
                TOKEN_PATH,
                params={"grant_type": "client_credentials"},
                auth=(self.config.consumer_key.strip(), self.config.consumer_secret.strip()),
                timeout=httpx.Timeout(10.0, connect=5.0),
            )
        except httpx.HTTPError as error:
            raise _not_sent("token", error) from error
        self._note_clock(response)
        answer = wire.read_object(response.content)
        if answer is None or not isinstance(answer.get("access_token"), str) or not answer["access_token"].strip():
            raise _token_error(response.status_code, answer)
        seconds = _lifetime(answer.get("expires_in"))
        return _Token(answer["access_token"].strip(), asked_at + max(seconds - REFRESH_MARGIN_SECONDS, seconds / 2))

    def _now(self) -> datetime:
        return self._clock.now() + self._skew

    def _note_clock(self, response: httpx.Response) -> None:
        skew = skew_told_by(response, self._clock.now())
        if skew is not None:
            self._skew = skew if abs(skew) >= SKEW_WORTH_CORRECTING else timedelta()


def skew_told_by(response: httpx.Response, now: datetime) -> timedelta | None:
    """How far the server's clock is ahead of ours by the answer's Date; None where it names no moment that is meant."""
    try:
        theirs = parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return None
    return theirs - now if theirs.year in MEANT_YEARS else None


def _token_error(status: int, answer: dict[str, Any] | None) -> CredentialsError | NotSentError:
    refused = (400, 401)
    if status in refused:
        code = "" if answer is None else str(answer.get("errorCode") or "")
        return CredentialsError(
            "token", "Daraja does not accept the consumer key and secret", http_status=status, error_code=code
        )
    return NotSentError("token", f"no token came back (HTTP {status})", http_status=status)


def _lifetime(value: object) -> float:
    try:
        seconds = int(str(value))
    except ValueError:
        return DEFAULT_TOKEN_SECONDS
    return seconds if 0 < seconds <= 86_400 else DEFAULT_TOKEN_SECONDS


def _not_sent(call: str, error: httpx.HTTPError) -> NotSentError:
    words = _network_words(error)
    if "SSL" in words:  # as OpenSSL marks its own: somebody may sit on the line
        log.error("security event: the secure connection to Daraja was refused, nothing was sent: %s", words)
    return NotSentError(call, words)


def _network_words(error: httpx.HTTPError) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _jitter(seconds: float) -> float:
    return seconds * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load, guards nothing
