"""Starts and stops a relay: in a thread for tests and the demonstration, or here until told to stop."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pos_desktop.relay.errors import CannotListenError
from pos_desktop.relay.options import RelayOptions

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pos_desktop.relay.listening import Server

START_SECONDS = 30.0
STOP_SECONDS = 20.0
BACKLOG = 2048


def create_app(options: RelayOptions) -> FastAPI:
    """The relay as an ASGI application, for a server of your own with one worker.

    It opens its mail file now and closes it when its lifespan ends. Give `public_url`, as it cannot know its port.

    Raises:
        RelayOptionError: Safaricom would refuse the public URL.
        MailFileError: the mail file cannot be opened, or another relay serves from it.
    """
    from pos_desktop.relay.app import build_app  # saves every other command the start of a web framework

    return build_app(options)


def run_relay(options: RelayOptions, *, on_listening: Callable[[str], None] | None = None) -> None:
    """Serves on this thread until SIGINT or SIGTERM; `on_listening` is told the base URL first.

    Raises:
        RelayOptionError: Safaricom would refuse the public URL.
        MailFileError: the mail file cannot be opened, or another relay serves from it.
        CannotListenError: the address is taken, or not this machine's.
    """
    base_url, server = _prepared(options)
    if on_listening is not None:
        on_listening(base_url)
    server.serve_here()


class RelayServer:
    """A relay that serves in a thread of its own while a `with` block runs. Port 0 takes a free one."""

    def __init__(self, options: RelayOptions) -> None:
        self._options = options
        self._base_url = ""
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """Where the relay answers, once it was started."""
        return self._base_url

    def start(self) -> None:
        """Returns once the relay answers.

        Raises:
            RelayOptionError: Safaricom would refuse the public URL.
            MailFileError: the mail file cannot be opened, or another relay serves from it.
            CannotListenError: the address is taken or not this machine's, or the relay did not come up.
        """
        self._base_url, self._server = _prepared(self._options)
        self._thread = threading.Thread(target=self._server.serve_here, name="relay", daemon=True)
        self._thread.start()
        if not self._server.is_listening.wait(START_SECONDS):
            raise CannotListenError(f"{self._base_url} did not come up within {START_SECONDS:.0f} s")

    def stop(self) -> None:
        """Ends long polls, lets what has begun come to its answer, closes the mail file, and returns then."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(STOP_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _prepared(options: RelayOptions) -> tuple[str, Server]:
    """A bound socket's address and the server on it."""
    from pos_desktop.relay.addresses import address_of  # these bring the web framework, as above
    from pos_desktop.relay.listening import Server

    sock = _bound(options.host, options.port)
    port = int(sock.getsockname()[1])
    try:
        app = create_app(replace(options, port=port))
    except BaseException:
        sock.close()
        raise
    return address_of(options.host, port), Server(app, sock)


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket that names TCP: for one without it, asyncio leaves Nagle's delay on, 40 ms an answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there, this option lets two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise CannotListenError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    return sock
