"""Where a server listens."""

from __future__ import annotations

import socket
import sys

from pos_desktop.serving.errors import CannotListenError

BACKLOG = 2048


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    It names TCP: for one that does not, asyncio leaves Nagle's delay on, 40 ms an answer.

    Raises:
        CannotListenError: the address is taken, or not this machine's.
    """
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


def address_of(host: str, port: int) -> str:
    """The base URL of a plain HTTP server at this host and port."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
