"""Takes a request's body whole before anything looks at it, and refuses one that is too large or too slow."""

from __future__ import annotations

import asyncio
import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LIMIT_BYTES = 64 * 1024
PATIENCE_BYTES = 8 * 1024 * 1024
"""How much of a body that is refused is still read, so that the caller gets to hear the refusal."""
PATIENCE_SECONDS = 20.0
TOO_LARGE = (413, "Body buffer overflow", "protocol.http.TooBigBody")
TOO_SLOW = (408, "Request timed out", "messaging.adaptors.http.flow.RequestTimeOut")


class BodyLimit:
    """ASGI middleware; its refusals have the shape of the fault object of Safaricom's gateway product."""

    def __init__(self, app: ASGIApp, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._app = app
        self._patience = patience_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request with a body of decent size through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._patience):
                body = await _read(receive)
        except TimeoutError:
            await _refuse(send, *TOO_SLOW)
            return
        if body is None:
            return
        if len(body) > LIMIT_BYTES:
            await _refuse(send, *TOO_LARGE)
            return
        await self._app(scope, _replay(body, receive), send)


async def _read(receive: Receive) -> bytes | None:
    """The body, cut a little above the limit; nothing when the caller has gone."""
    kept = bytearray()
    seen = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        seen += len(chunk)
        kept += chunk[: LIMIT_BYTES + 1 - len(kept)]
        if not message.get("more_body", False) or seen > PATIENCE_BYTES:
            return bytes(kept)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


async def _refuse(send: Send, status: int, words: str, code: str) -> None:
    body = json.dumps({"fault": {"faultstring": words, "detail": {"errorcode": code}}}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
