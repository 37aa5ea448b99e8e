"""Answers that go wrong on their way: cut, silent, slow, a firewall's page, half a body."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.types import Receive, Scope, Send

from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.errors import RefusedError
from pos_desktop.simulator.fault_names import Fault
from pos_desktop.simulator.faults import FaultRule
from pos_desktop.simulator.results import LOCKED, words_for
from pos_desktop.simulator.tokens import TokenOffice

TRANSPORT = "pos_desktop.simulator.transport"
"""The scope extension in which the server lends its connection, so that a fault can cut it."""

SILENT_SECONDS = 60.0
SLOW_SECONDS = 10.0
_RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_FIREWALL_PAGE = """<html><head><title>Request unsuccessful</title></head><body>
Request unsuccessful. Incapsula incident ID: 1191000650136224301-467382915
</body></html>"""

Act = Callable[[], Awaitable[Response]]


class Spoiler:
    """Carries a request out or not, as the rule says, and spoils the answer."""

    def __init__(self, clock: PacedClock, tokens: TokenOffice, closing: asyncio.Event) -> None:
        self._clock = clock
        self._tokens = tokens
        self._closing = closing

    async def spoil(self, request: Request, rule: FaultRule, act: Act) -> Response:
        """The answer that the rule makes of it.

        Raises:
            RefusedError: the rule is an error of Daraja's, or the request would have been refused anyway.
        """
        match rule.fault:
            case Fault.SLOW:
                return await self._slowly(rule, act)
            case (
                Fault.HTML_PAGE
                | Fault.EMPTY_500
                | Fault.ERROR
                | Fault.SPIKE_ARREST
                | Fault.QUOTA
                | Fault.TOKEN_EXPIRED
                | Fault.LOCKED
            ):
                if rule.was_accepted:
                    await act()
                return self._instead(request, rule)
            case Fault.CUT | Fault.SILENT:
                answer = await act() if rule.was_accepted else Response(status_code=500)
                if rule.fault is Fault.SILENT:
                    await self._keep_silent(request, rule.seconds)
                return await _cut(request, _on_the_wire(answer)[: rule.bytes])
            case Fault.BROKEN_JSON | Fault.WITHOUT_ID | Fault.OTHER_TYPES | Fault.WRONG_TYPES:
                return _with_spoilt_body(await act(), rule.fault)
        return await act()

    async def _slowly(self, rule: FaultRule, act: Act) -> Response:
        seconds = SLOW_SECONDS if rule.seconds is None else rule.seconds
        if rule.was_accepted:
            answer = await act()
            await self._clock.wait_for(self._closing, seconds)
            return answer
        await self._clock.wait_for(self._closing, seconds)
        return await act()

    def _instead(self, request: Request, rule: FaultRule) -> Response:
        match rule.fault:
            case Fault.HTML_PAGE:
                return HTMLResponse(_FIREWALL_PAGE, rule.status or 503)
            case Fault.ERROR:
                raise RefusedError(rule.status or 500, rule.code, rule.message)
            case Fault.SPIKE_ARREST:
                raise RefusedError(500, "500.003.02", "Error Occurred: Spike Arrest Violation")
            case Fault.QUOTA:
                raise RefusedError(429, "500.003.03", "Quota Violation")
            case Fault.LOCKED:
                raise RefusedError(500, "500.001.1001", words_for(LOCKED))
            case Fault.TOKEN_EXPIRED:
                self._tokens.void(request.headers.get("authorization", ""))
                raise RefusedError(404, "404.001.03", "Invalid Access Token")
        return Response(status_code=rule.status or 500)

    async def _keep_silent(self, request: Request, seconds: float | None) -> None:
        """Says nothing until the time is over, the caller has gone, or the server stops."""
        waits = [
            asyncio.ensure_future(self._clock.wait_for(self._closing, SILENT_SECONDS if seconds is None else seconds)),
            asyncio.ensure_future(_gone(request)),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


def _with_spoilt_body(answer: Response, fault: Fault) -> Response:
    raw = bytes(answer.body)
    if fault is Fault.BROKEN_JSON:
        return Response(raw[: len(raw) // 2], answer.status_code, media_type="application/json")
    body = json.loads(raw)
    match fault:
        case Fault.WITHOUT_ID:
            body.pop("CheckoutRequestID", None)
        case Fault.OTHER_TYPES:
            body = {name: _retyped(value) for name, value in body.items()}
        case Fault.WRONG_TYPES:
            body = {name: [value] for name, value in body.items()}
    return JSONResponse(body, answer.status_code)


def _retyped(value: Any) -> Any:
    """Text of digits as a number, a number as text, anything else as it is."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else value
    return str(value) if isinstance(value, int) else value


class NoResponse(Response):
    """Sends nothing, because there is no connection left to send it on."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Returns at once."""


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _cut(request: Request, first_bytes: bytes) -> Response:
    """Sends the first bytes of an answer and resets the connection; a server that lends none answers 500."""
    transport: Any = request.scope.get("extensions", {}).get(TRANSPORT)
    if transport is None:
        return Response(status_code=500)
    if not transport.is_closing():
        if first_bytes:
            transport.write(first_bytes)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()
    await _gone(request)
    return NoResponse()


def _on_the_wire(answer: Response) -> bytes:
    head = b"".join(name + b": " + value + b"\r\n" for name, value in answer.raw_headers)
    return b"HTTP/1.1 %d OK\r\n" % answer.status_code + head + b"\r\n" + bytes(answer.body)
