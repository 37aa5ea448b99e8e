"""The web server around the application: says when it listens, and ends long polls before it stops."""

from __future__ import annotations

import socket
import threading

import uvicorn
from fastapi import FastAPI

from pos_desktop.relay.doorbell import Doorbell

GRACE_SECONDS = 8
"""More than a slow body may take, so that every callback that has begun gets its answer."""


class Server(uvicorn.Server):
    """Serves on a bound socket. Addresses are not logged, and no proxy header is read here (sources.py does that)."""

    def __init__(self, app: FastAPI, sock: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.is_listening = threading.Event()
        self._doorbell: Doorbell = app.state.doorbell
        self._socket = sock

    def serve_here(self) -> None:
        """Serves until told to stop."""
        self.run(sockets=[self._socket])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen, and says so."""
        await super().startup(sockets)
        self.is_listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends long polls, then stops."""
        self._doorbell.close()
        await super().shutdown(sockets)
