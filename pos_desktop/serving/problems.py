"""Refusals and faults as problem documents (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse

from pos_desktop.serving.errors import NotFoundError, RefusedError, TooManyError, UnauthorisedError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 1

_CLOSING = frozenset({408, 413})
"""After these the rest of the body may still be on its way, so the connection ends."""


def problem_of(error: RefusedError) -> JSONResponse:
    """The document for a refusal. All `NotFoundError`s look the same."""
    headers: dict[str, str] = {}
    if error.status in _CLOSING:
        headers["Connection"] = "close"
    if isinstance(error, UnauthorisedError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyError):
        headers["Retry-After"] = str(RETRY_SECONDS)
    detail = "" if isinstance(error, NotFoundError) else str(error)
    return problem(error.status, error.code, error.title, detail, headers)


def unavailable_problem(code: str, title: str) -> JSONResponse:
    """The document for a disk or database that does not take it: nothing was kept, so the sender may try again."""
    return problem(503, code, title, "", {"Retry-After": str(RETRY_SECONDS)})


def status_problem(status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """The document for a bare HTTP status."""
    if status == HTTPStatus.NOT_FOUND:
        return problem_of(NotFoundError())
    return problem(status, "refused", HTTPStatus(status).phrase, "", headers)


def fault_problem() -> JSONResponse:
    """The document for a bug of ours, which is in the log and not here."""
    return problem(500, "fault", "The server made a mistake", "")


def problem(status: int, code: str, title: str, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem document; `code` is stable and made for programs."""
    document = {"type": f"urn:pos-desktop:problem:{code}", "title": title, "status": status, "code": code}
    if detail:
        document["detail"] = detail
    return JSONResponse(document, status, headers, MEDIA_TYPE)
