"""Takes a request's body whole before anything looks at it, and refuses one that is too large or too slow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE_BYTES = 8 * 1024 * 1024
"""How much of a body that is refused is still read, so that the caller gets to hear the refusal."""


class BodyLimit:
    """ASGI middleware. `refuse` makes the answer from the status: 413 for too large, 408 for too slow."""

    def __init__(
        self, app: ASGIApp, *, limit_bytes: int, patience_seconds: float, refuse: Callable[[int], Response]
    ) -> None:
        self._app = app
        self._limit = limit_bytes
        self._patience = patience_seconds
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request with a body of decent size through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._patience):
                body = await _read(receive, self._limit)
        except TimeoutError:
            await self._turn_down(408, scope, receive, send)
            return
        if body is None:
            return
        if len(body) > self._limit:
            await self._turn_down(413, scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _turn_down(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._refuse(status)
        answer.headers["connection"] = "close"  # the rest of the body may still be on its way
        await answer(scope, receive, send)


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The body, cut a little above the limit; nothing when the caller has gone."""
    kept = bytearray()
    seen = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        seen += len(chunk)
        kept += chunk[: limit + 1 - len(kept)]
        if not message.get("more_body", False) or seen > PATIENCE_BYTES:
            return bytes(kept)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
