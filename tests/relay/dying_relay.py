"""A relay that kills itself at a chosen moment of the n-th callback: `dying_relay.py DATABASE MOMENT N [PAGES]`.

It prints its base URL; its file grows to so many pages at most. The moments: `never`; `body`, when the body is here
and nothing is kept yet; `commit`, when the body is kept and the answer has not begun.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pos_desktop.relay import Limits, RelayOptions, create_app

GENEROUS = Limits(terminal_rate=100_000, junk_rate=100_000)


def dying(app: ASGIApp, moment: str, number: int) -> ASGIApp:
    """The application, which ends the whole process when its moment has come."""
    seen = 0

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal seen
        is_callback = scope["type"] == "http" and scope["path"].startswith("/c/1/")
        seen += is_callback
        is_last = is_callback and seen == number

        async def watched_receive() -> Message:
            message = await receive()
            if is_last and moment == "body" and message["type"] == "http.request":
                os.kill(os.getpid(), signal.SIGKILL)
            return message

        async def watched_send(message: Message) -> None:
            if is_last and moment == "commit" and message["type"] == "http.response.start":
                os.kill(os.getpid(), signal.SIGKILL)
            await send(message)

        await app(scope, watched_receive, watched_send)

    return serve


def main() -> None:
    database, moment, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    sock = socket.create_server(("127.0.0.1", 0))
    base_url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    options = RelayOptions(
        database=database,
        public_url=base_url,
        allowed_sources=("127.0.0.0/8",),
        limits=GENEROUS,
        max_pages=int(sys.argv[4]) if len(sys.argv) > 4 else None,
    )
    app = dying(create_app(options), moment, number)
    print(base_url, flush=True)
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on")).run(sockets=[sock])


if __name__ == "__main__":
    main()
