"""The web server around the application: lends its connections to the faults."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from pos_desktop.serving.listening import Server
from pos_desktop.simulator.exchange import Exchange
from pos_desktop.simulator.spoilt_answers import TRANSPORT

GRACE_SECONDS = 2


class CuttableProtocol(H11Protocol):
    """HTTP whose requests carry their connection, so that a fault script can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Lends the connection to every request that comes over it."""
        super().connection_made(transport)
        self.app = cast("Any", _lending(cast("ASGIApp", self.app), transport))


def _lending(app: ASGIApp, transport: asyncio.Transport) -> ASGIApp:
    async def lend(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[TRANSPORT] = transport
        await app(scope, receive, send)

    return lend


def make_server(app: FastAPI, sock: socket.socket) -> Server:
    """A server of the simulator's application whose connections can be cut."""
    exchange: Exchange = app.state.exchange
    return Server(
        app,
        sock,
        name="simulator",
        grace_seconds=GRACE_SECONDS,
        let_go=exchange.close,
        loop="asyncio",  # whose transports give up their socket
        http=CuttableProtocol,
    )
