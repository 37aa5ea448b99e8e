"""The web server around the application: lends its connections to the faults, and stops without waiting for anybody."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

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


class Server(uvicorn.Server):
    """Says when it listens, and lets go of every waiting request before it stops."""

    def __init__(self, app: FastAPI, sock: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",  # whose transports give up their socket
                http=CuttableProtocol,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.is_listening = threading.Event()
        self._exchange: Exchange = app.state.exchange
        self._socket = sock

    def serve_here(self) -> None:
        """Serves until told to stop."""
        self.run(sockets=[self._socket])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen, and says so."""
        await super().startup(sockets)
        self.is_listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends long polls and silences, then stops."""
        await self._exchange.close()
        await super().shutdown(sockets)
