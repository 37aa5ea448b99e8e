"""Starts and stops a simulator: in a thread for tests and demonstrations, or here until told to stop."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from pos_desktop.serving import address_of, bound_socket
from pos_desktop.simulator.options import SimulatorOptions

if TYPE_CHECKING:
    from fastapi import FastAPI


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
        from pos_desktop.simulator.listening import (
            make_server,  # saves every other command the start of a web framework
        )

        self.options = options or SimulatorOptions()
        app = create_app(self.options)
        sock = bound_socket(self.options.host, self.options.port)
        self.port = int(sock.getsockname()[1])
        self._server = make_server(app, sock)

    @property
    def base_url(self) -> str:
        """The address that a Daraja client is to be pointed at."""
        return address_of(self.options.host, self.port)

    def start(self) -> None:
        """Serves in a thread of its own; returns once the simulator answers.

        Raises:
            CannotListenError: it did not come up.
        """
        self._server.start()

    def stop(self) -> None:
        """Lets go of every waiting request and returns once nothing is served any more; callbacks to come are lost."""
        self._server.stop()

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
