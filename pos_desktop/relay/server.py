"""Starts and stops a relay: in a thread for tests and the demonstration, or here until told to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pos_desktop.relay.options import RelayOptions
from pos_desktop.serving import address_of, bound_socket

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pos_desktop.serving.listening import Server

GRACE_SECONDS = 8
"""More than a slow body may take, so that every callback that has begun gets its answer."""


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
    from pos_desktop.serving.connections import raise_open_files  # brings the web server, as above

    raise_open_files()
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
        self._server.start()

    def stop(self) -> None:
        """Ends long polls, lets what has begun come to its answer, closes the mail file, and returns then."""
        if self._server is not None:
            self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _prepared(options: RelayOptions) -> tuple[str, Server]:
    """A bound socket's address and the server on it."""
    from pos_desktop.serving.listening import Server  # brings the web framework, as above

    sock = bound_socket(options.host, options.port)
    port = int(sock.getsockname()[1])
    try:
        app = create_app(replace(options, port=port))
    except BaseException:
        sock.close()
        raise

    async def end_long_polls() -> None:
        app.state.doorbell.close()

    server = Server(app, sock, name="relay", grace_seconds=GRACE_SECONDS, let_go=end_long_polls)
    return address_of(options.host, port), server
