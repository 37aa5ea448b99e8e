"""Watches every request: counts it, logs it without its address, and turns what went wrong into a document."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pos_desktop.relay.desk import Desk
from pos_desktop.relay.errors import MailUnavailableError
from pos_desktop.serving import RefusedError
from pos_desktop.serving.problems import fault_problem, problem_of, unavailable_problem

log = logging.getLogger(__name__)

UNKNOWN_ROUTE = "unknown"
CALLBACK_TAG = "callbacks"
UNAVAILABLE = "The relay cannot keep or read mail now"


class Observation:
    """ASGI middleware, and the HTTP border at which no error passes. A log line names the route, never the path."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._desk.clock.monotonic()
        status = 0

        async def watched_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except RefusedError as error:
            await problem_of(error)(scope, receive, watched_send)
        except MailUnavailableError as error:
            await unavailable_problem(error.code, UNAVAILABLE)(scope, receive, watched_send)
        except Exception:
            log.exception("a request to %s failed", _route_of(scope))
            if status:
                raise
            await fault_problem()(scope, receive, watched_send)
        self._note(scope, status, self._desk.clock.monotonic() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route_of(scope)
        self._desk.metrics.count("relay_requests_total", route=route, status=str(status))
        if CALLBACK_TAG in getattr(scope.get("route"), "tags", ()):
            self._desk.metrics.time_callback(seconds)
        log.info("%s %s %d %.1f ms", scope["method"], route, status, seconds * 1000)


def _route_of(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", UNKNOWN_ROUTE))
