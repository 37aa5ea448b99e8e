"""The HTTP border of the shop: rates, headers, one log line a request without its address, and no error passes."""

from __future__ import annotations

import logging
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pos_desktop.serving import BadRequestError, RefusedError, TooManyError
from pos_desktop.serving.problems import fault_problem, problem_of, status_problem, unavailable_problem
from pos_desktop.webshop.counter import ShopCounter
from pos_desktop.webshop.errors import ShopDatabaseError
from pos_desktop.webshop.pages import RefusalPage, Shell

log = logging.getLogger(__name__)

SHOP_PATH = "/shop/"
STATIC_PATH = "/shop/static/"
CALLBACK_PATHS = ("/c/1/", "/r/1/", "/shop/mpesa/callback")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
UNAVAILABLE = "The shop cannot keep or read anything now"


def wants_json(request: Request) -> bool:
    """Whether a program asks rather than a browser."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def is_callback(path: str) -> bool:
    """Whether Safaricom calls here."""
    return path.startswith(CALLBACK_PATHS)


class Border:
    """ASGI middleware, the outermost: what goes wrong inside becomes a page for people and a document for programs."""

    def __init__(self, app: ASGIApp, counter: ShopCounter) -> None:
        self._app = app
        self._counter = counter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, unless its sender had its share."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = self._counter.clock.monotonic(), 0

        async def watched_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, scope["path"])
            await send(message)

        request = Request(scope)
        try:
            self._take_rate(request)
            _refuse_nul(scope)
            await self._app(scope, receive, watched_send)
        except RefusedError as error:
            await self._answer(request, error)(scope, receive, watched_send)
        except ShopDatabaseError as error:
            log.error("the shop's database: %s", error)
            await self._unavailable(request, error)(scope, receive, watched_send)
        except Exception:
            log.exception("a request to %s failed", _route_of(scope))
            if status:
                raise
            await self._fault(request)(scope, receive, watched_send)
        log.info("%s %s %d %.1f ms", scope["method"], _route_of(scope), status, (self._now() - began) * 1000)

    def _now(self) -> float:
        return self._counter.clock.monotonic()

    def _take_rate(self, request: Request) -> None:
        path = request.url.path
        if is_callback(path) or path.startswith(STATIC_PATH):
            return
        rate = self._counter.post_rate if request.method == "POST" else self._counter.page_rate
        rate.take(self._counter.sender_of(request).address)

    def _answer(self, request: Request, error: RefusedError) -> Response:
        if not _is_for_people(request):
            return problem_of(error)
        if isinstance(error, TooManyError):
            page = RefusalPage("Too many requests", "Wait a few seconds, then try again. No money moved.")
        else:
            page = RefusalPage(error.title, "No money moved.")
        return self._page(error.status, page)

    def _unavailable(self, request: Request, error: ShopDatabaseError) -> Response:
        if not _is_for_people(request):
            return unavailable_problem(error.code, UNAVAILABLE)
        words = "The shop cannot answer now. If you were paying, look for M-Pesa's message and come back in a minute."
        return self._page(503, RefusalPage("Not just now", words))

    def _fault(self, request: Request) -> Response:
        if not _is_for_people(request):
            return fault_problem()
        words = "The shop made a mistake. If you were paying, look for M-Pesa's message before you try again."
        return self._page(500, RefusalPage("Something went wrong", words))

    def _page(self, status: int, page: RefusalPage) -> Response:
        """A page without a basket: it must come even when the database does not."""
        face = self._counter.options.face
        shell = Shell(face.name, face.phone, 0, "", face.is_demo)
        return HTMLResponse(self._counter.pages.render("refusal.html", shell, page), status)


def plain_refusal(status: int, counter: ShopCounter, request: Request) -> Response:
    """The answer to a bare HTTP status, such as an address that is not there."""
    if not _is_for_people(request):
        return status_problem(status)
    phrase = HTTPStatus(status).phrase
    heading, words = {
        404: ("Nothing is here", "This page does not exist, or is not yours to see."),
        405: ("That does not work here", "Go back and use the buttons of the page."),
    }.get(status, (phrase, "Go back and try again."))
    return counter.refusal(request, status, RefusalPage(heading, words))


def json_refusal(status: int, code: str, words: str) -> Response:
    """The seed system's answer to what was not done."""
    return JSONResponse({"success": False, "error": words, "response": {"code": code}}, status)


def _is_for_people(request: Request) -> bool:
    return request.url.path.startswith(SHOP_PATH) and not is_callback(request.url.path) and not wants_json(request)


def _refuse_nul(scope: Scope) -> None:
    """No address of ours has one, and PostgreSQL takes none in a text."""
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise BadRequestError("there is a NUL in the address")


def _add_headers(message: Message, path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers[name] = value
    if not path.startswith(STATIC_PATH):
        headers.setdefault("Cache-Control", "no-store")


def _route_of(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unknown"))
