"""The callback's one trip to the merchant (daraja.md 5), and which items it has (daraja.md 12)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping

import httpx

from pos_desktop.simulator.behaviour import Delivery, Prompt
from pos_desktop.simulator.callback_draft import OTHER_ORDER, USUAL_ORDER
from pos_desktop.simulator.clock import PacedClock

_HEADERS = {
    "Content-Type": "application/json;charset=UTF-8",
    "User-Agent": "Apache-HttpClient/4.5.5 (Java/1.8.0_181)",
}
BALANCE_SHARE = 0.65
"""Of real successes 736 of 1,132 had a Balance, always without a Value, in two orders of items (daraja.md 12)."""


def usual_items(chance: random.Random) -> tuple[str, ...]:
    """The items of a success and their order, each as often as in real ones."""
    order = USUAL_ORDER if chance.random() < 0.5 else OTHER_ORDER
    has_balance = chance.random() < BALANCE_SHARE
    return tuple(name for name in order if has_balance or name != "Balance")


class Courier:
    """Posts callbacks over HTTP: once each, whatever comes back."""

    def __init__(self, timeout_seconds: float, clock: PacedClock) -> None:
        self._timeout = timeout_seconds
        self._clock = clock
        self._http: httpx.AsyncClient | None = None

    async def post(self, prompt: Prompt, body: str) -> None:
        """Posts a result to the prompt's address and notes in the prompt what came of it."""
        headers = {"BusinessShortCode": prompt.request.short_code}
        prompt.deliveries.append(await self.send(prompt.request.callback_url, body, headers))

    async def post_part(self, prompt: Prompt, body: str, first_bytes: int) -> None:
        """Begins to post a result and breaks the connection after so many bytes of the body."""
        raw = body.encode()
        part = raw[: min(first_bytes, len(raw) - 1)]
        headers = {"BusinessShortCode": prompt.request.short_code, "Content-Length": str(len(raw))}
        sent_at = self._clock.now()
        try:
            async with asyncio.timeout(self._timeout):
                await self._client().post(
                    prompt.request.callback_url, content=_breaking_off(part), headers={**_HEADERS, **headers}
                )
        except (_BrokenOffError, httpx.HTTPError, TimeoutError) as error:
            prompt.deliveries.append(Delivery(sent_at, part.decode(), error=f"{type(error).__name__}"))

    async def send(self, url: str, body: str, headers: Mapping[str, str]) -> Delivery:
        """Posts JSON to an address, once; what came of it is a value, whatever it is."""
        sent_at = self._clock.now()
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client().stream("POST", url, content=body.encode(), headers={**_HEADERS, **headers}) as answer,
            ):
                return Delivery(sent_at, body, answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return Delivery(sent_at, body, error=f"{type(error).__name__}: {error}"[:200])

    async def close(self) -> None:
        """Lets go of the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            limits = httpx.Limits(max_connections=200, max_keepalive_connections=0)
            self._http = httpx.AsyncClient(
                timeout=httpx.Timeout(self._timeout, pool=None), limits=limits, trust_env=False, follow_redirects=False
            )
        return self._http


class _BrokenOffError(Exception):
    """The line is cut here, because a fault wants it so."""


async def _breaking_off(part: bytes) -> AsyncIterator[bytes]:
    yield part
    raise _BrokenOffError
