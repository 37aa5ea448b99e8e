"""Starts and stops a web shop: in a thread for tests and the demonstration, or here until told to stop."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pos_desktop.serving import address_of, bound_socket
from pos_desktop.webshop.errors import ShopOptionError
from pos_desktop.webshop.options import ShopOptions

if TYPE_CHECKING:
    from pos_desktop.serving.listening import Server
    from pos_desktop.webshop.adapter import ShopPayments

GRACE_SECONDS = 15
EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


def run_webshop(options: ShopOptions, *, on_listening: Callable[[str], None] | None = None) -> None:
    """Serves on this thread until SIGINT or SIGTERM; `on_listening` is told the base URL first.

    Raises:
        ShopOptionError, ShopDatabaseError, BadCallbackAddressError: it cannot be started so.
        CannotListenError: the address is taken, or not this machine's.
    """
    server = WebShopServer(options)
    if on_listening is not None:
        on_listening(server.base_url)
    server.serve()


class WebShopServer:
    """A web shop with its address bound and its database open; it answers while a `with` block runs.

    Port 0 takes a free one.

    Raises:
        ShopOptionError, ShopDatabaseError, BadCallbackAddressError: it cannot be started so.
        CannotListenError: the address is taken, or not this machine's.
    """

    def __init__(self, options: ShopOptions) -> None:
        from pos_desktop.serving.listening import Server  # saves every other command the start of a web framework
        from pos_desktop.webshop.app import build_app

        if not options.public_url and options.host in EVERY_ADDRESS:
            raise ShopOptionError(f"a shop that listens on {options.host} needs the public URL it is reached under")
        sock = bound_socket(options.host, options.port)
        self.port = int(sock.getsockname()[1])
        self.base_url = address_of(options.host, self.port)
        try:
            app = build_app(options, options.public_url or self.base_url)
        except BaseException:
            sock.close()
            raise
        counter = app.state.counter

        async def end_waiting() -> None:
            counter.news.close()

        self.payments: ShopPayments = counter.payments
        self._server: Server = Server(app, sock, name="web shop", grace_seconds=GRACE_SECONDS, let_go=end_waiting)

    def start(self) -> None:
        """Returns once the shop answers.

        Raises:
            CannotListenError: it did not come up.
        """
        self._server.start()

    def stop(self) -> None:
        """Lets what has begun come to its answer, closes the database, and returns then."""
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
