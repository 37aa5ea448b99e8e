"""A relay in a process of its own that ends itself at an instant which the test chooses while it runs."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pos_desktop.relay import Limits, RelayOptions, create_app
from pos_desktop.serving import bound_socket
from tests.processes.instants import ID_IN_PATH, Instants, watch_commits

LINGER_SECONDS = 0.05
GENEROUS = Limits(terminal_rate=100_000, junk_rate=100_000)


@dataclass(frozen=True)
class RelayOrder:
    """Where the relay listens and what it serves from; port 0 takes a free one."""

    database: Path
    port: int
    begun_at: float = field(default_factory=time.monotonic)


class ToldServer(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen, and says so."""
        await super().startup(sockets)
        self.is_up.set()


def told(app: ASGIApp, instants: Instants) -> ASGIApp:
    """The application, which tells when a request is here, and when its answer begins and is out."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        call = f"{scope['method']} {ID_IN_PATH.sub('/…', scope['path'])}"

        async def told_receive() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                instants.reach(f"received {call}")
            return message

        async def told_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                instants.reach(f"before the answer to {call}")
            await send(message)
            if message["type"] == "http.response.body":
                instants.reach(f"after the answer to {call}")

        await app(scope, told_receive, told_send)

    return serve


def run(pipe: Connection, order: RelayOrder) -> None:
    """The process: says where it listens, serves, and arms itself when the test says so; `close` ends it."""
    instants = Instants(pipe, None, LINGER_SECONDS)
    watch_commits(instants, shared=True)
    sock = bound_socket("127.0.0.1", order.port)
    base_url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    options = RelayOptions(
        database=order.database, public_url=base_url, allowed_sources=("127.0.0.0/8",), limits=GENEROUS
    )
    app = create_app(options)
    server = ToldServer(uvicorn.Config(told(app, instants), log_config=None, access_log=False, lifespan="on"))

    async def obey() -> None:
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        await server.is_up.wait()
        instants.tell("ready", time.monotonic() - order.begun_at, base_url)
        while (said := await asyncio.to_thread(pipe.recv))[0] != "close":
            instants.arm(said[1])
            instants.begin("sale")
            instants.tell("armed")
        server.should_exit = True
        app.state.doorbell.close()
        await serving
        instants.tell("closed")

    asyncio.run(obey())
