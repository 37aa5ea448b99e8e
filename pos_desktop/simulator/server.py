"""Starts and stops a simulator: in a thread for tests and demonstrations, or here until told to stop."""

from __future__ import annotations

import os
import socket
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pos_desktop.simulator.errors import CannotListenError
from pos_desktop.simulator.options import SimulatorOptions

if TYPE_CHECKING:
    from fastapi import FastAPI

START_SECONDS = 30.0
STOP_SECONDS = 10.0


def create_app(options: SimulatorOptions) -> FastAPI:
    """The simulator as an ASGI application, for a server of your own; only the fault `cut` needs ours.

    Raises:
        ScriptError: the script file cannot be used.
    """
    from pos_desktop.simulator.app import build_app  # saves every other command the start of a web framework

    return build_app(options)


class SimulatorServer:
    """A simulator with its address already bound; it answers while a `with` block runs. Port 0 takes a free one.

    Raises:
        ScriptError: the script file cannot be used.
        CannotListenError: the address is taken, or not this machine's.
    """

    def __init__(self, options: SimulatorOptions | None = None) -> None:
        from pos_desktop.simulator.listening import Server  # saves every other command the start of a web framework

        self.options = options or SimulatorOptions()
        app = create_app(self.options)
        sock = _bound(self.options.host, self.options.port)
        self.port = int(sock.getsockname()[1])
        self._server = Server(app, sock)
        self._thread = threading.Thread(target=self._server.serve_here, name="simulator", daemon=True)

    @property
    def base_url(self) -> str:
        """The address that a Daraja client is to be pointed at."""
        host = self.options.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def start(self) -> None:
        """Serves in a thread of its own; returns once the simulator answers.

        Raises:
            CannotListenError: it did not come up.
        """
        self._thread.start()
        if not self._server.is_listening.wait(START_SECONDS):
            raise CannotListenError(f"{self.base_url} did not come up within {START_SECONDS:.0f} s")

    def stop(self) -> None:
        """Lets go of every waiting request and returns once nothing is served any more; callbacks to come are lost."""
        self._server.should_exit = True
        self._thread.join(STOP_SECONDS)

    def serve(self) -> None:
        """Serves on this thread until SIGINT or SIGTERM, instead of `start` and `stop`."""
        self._server.serve_here()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket that names TCP: asyncio switches off Nagle's delay (40 ms an answer) for no other."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there it would let two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(2048)
    except OSError as error:
        sock.close()
        raise CannotListenError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    return sock
