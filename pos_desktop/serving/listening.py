"""The web server around an application: says when it listens, and lets go of who waits before it stops."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from pos_desktop.serving.connections import Connection
from pos_desktop.serving.errors import CannotListenError

START_SECONDS = 30.0
STOP_SECONDS = 20.0


async def _nobody_waits() -> None:
    return None


class Server(uvicorn.Server):
    """Serves an application on a bound socket, here or in a thread.

    Addresses are not logged, and no proxy header is read (`SourceList` does that). `let_go` is awaited before the
    server stops, so that long polls end; `grace_seconds` is how long what has begun may take to its answer.
    """

    def __init__(
        self,
        app: ASGIApp,
        sock: socket.socket,
        *,
        name: str,
        grace_seconds: int,
        let_go: Callable[[], Awaitable[None]] = _nobody_waits,
        loop: Any = "auto",
        http: type[asyncio.Protocol] = Connection,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop=loop,
                http=http,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=grace_seconds,
            )
        )
        self._is_listening = threading.Event()
        self._let_go = let_go
        self._socket = sock
        self._thread = threading.Thread(target=self.serve_here, name=name, daemon=True)

    def serve_here(self) -> None:
        """Serves on this thread until SIGINT or SIGTERM, or until told to stop."""
        self.run(sockets=[self._socket])

    def start(self) -> None:
        """Serves in a thread of its own; returns once it answers.

        Raises:
            CannotListenError: it did not come up.
        """
        self._thread.start()
        if not self._is_listening.wait(START_SECONDS):
            raise CannotListenError(f"the {self._thread.name} did not come up within {START_SECONDS:.0f} s")

    def stop(self) -> None:
        """Lets what has begun come to its answer, ends the application's lifespan, and returns then."""
        self.should_exit = True
        self._thread.join(STOP_SECONDS)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen, and says so."""
        await super().startup(sockets)
        self._is_listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets go of who waits, then stops."""
        await self._let_go()
        await super().shutdown(sockets)
