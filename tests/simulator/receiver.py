"""A merchant's callback address: a real web server that keeps what comes and answers as it is told."""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Callback:
    """One post as it came."""

    path: str
    headers: dict[str, str]
    raw: str

    @property
    def json(self) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = json.loads(self.raw)
        return body

    @property
    def result(self) -> dict[str, Any]:
        """The `stkCallback` in the body."""
        result: dict[str, Any] = self.json["Body"]["stkCallback"]
        return result

    @property
    def items(self) -> dict[str, Any]:
        """The metadata by name."""
        return {item["Name"]: item.get("Value") for item in self.result["CallbackMetadata"]["Item"]}


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    """Many callbacks come at one moment; a queue of five lets some of them wait past their time-out."""


class Receiver:
    """Listens while a `with` block runs; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.arrived: queue.Queue[Callback] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="receiver")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/c/1/token"

    def next(self) -> Callback:
        """The next callback, waited for."""
        return self.arrived.get(timeout=PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.arrived.put(Callback(self.path, dict(self.headers.items()), raw))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Stays silent."""

        return Handler
