"""The web application: Daraja's paths, the phone API, and Daraja's words for whatever else is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from pos_desktop.serving.body_limit import BodyLimit
from pos_desktop.simulator.errors import (
    NoSuchMishapError,
    NoSuchPromptError,
    OptionError,
    PromptEndedError,
    RefusedError,
    SimulatorError,
)
from pos_desktop.simulator.gateway import Gateway
from pos_desktop.simulator.mishap_routes import mishap_routes
from pos_desktop.simulator.options import SimulatorOptions
from pos_desktop.simulator.phone_routes import phone_routes
from pos_desktop.simulator.script_file import Script, read_script

TOKEN_PATH = "/oauth/v1/generate"  # noqa: S105 - a path, not a secret
PUSH_PATH = "/mpesa/stkpush/v1/processrequest"
QUERY_PATH = "/mpesa/stkpushquery/v1/query"
C2B_PATH = "/mpesa/c2b/{}/registerurl"
PULL_REGISTER_PATH = "/pulltransactions/v1/register"
STATUS_PATH = "/mpesa/transactionstatus/v1/query"
CERTIFICATE_PATH = "/simulator/certificate"
PULL_PATH = "/pulltransactions/v1/query"

BODY_BYTES = 64 * 1024
BODY_SECONDS = 20.0
_BODY_FAULTS = {
    413: ("Body buffer overflow", "protocol.http.TooBigBody"),
    408: ("Request timed out", "messaging.adaptors.http.flow.RequestTimeOut"),
}
"""Refusals in the shape of the fault object of Safaricom's gateway product."""

_STATUSES = {NoSuchMishapError: 404, NoSuchPromptError: 404, PromptEndedError: 409}
_DARAJA_WORDS = {404: ("404.001.01", "Resource not found"), 405: ("405.001", "Method Not Allowed")}


def build_app(options: SimulatorOptions) -> FastAPI:
    """A Daraja of its own, ready to be served by one process.

    Raises:
        ScriptError: the script file cannot be used.
        NoSuchMishapError: no mishap has a name that the options want.
        OptionError: the certificate cannot be written where it should be.
    """
    gateway = Gateway(options, Script() if options.script is None else read_script(options.script))
    if options.certificate_file is not None:
        _write_certificate(options.certificate_file, gateway.initiator.certificate_pem)

    @asynccontextmanager
    async def closing(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await gateway.exchange.close()

    app = FastAPI(
        title="Local Daraja",
        summary="Safaricom's M-Pesa Express on your own machine, with phones that can be answered.",
        lifespan=closing,
    )
    app.state.exchange = gateway.exchange
    app.add_middleware(BodyLimit, limit_bytes=BODY_BYTES, patience_seconds=BODY_SECONDS, refuse=_refuse_body)
    _add_daraja_routes(app, gateway)
    app.include_router(phone_routes(gateway.exchange, gateway.faults, gateway.arming))
    app.include_router(mishap_routes(gateway.arming))
    _add_error_words(app, gateway)
    return app


def _write_certificate(path: Path, pem: bytes) -> None:
    try:
        path.write_bytes(pem)
    except OSError as error:
        raise OptionError(f"{path}: {error.strerror or error}") from error


def _refuse_body(status: int) -> Response:
    words, code = _BODY_FAULTS[status]
    return JSONResponse({"fault": {"faultstring": words, "detail": {"errorcode": code}}}, status)


def _add_daraja_routes(app: FastAPI, gateway: Gateway) -> None:
    for path, methods, act in (
        (TOKEN_PATH, ["GET"], gateway.token),
        (PUSH_PATH, ["POST"], gateway.push),
        (QUERY_PATH, ["POST"], gateway.query),
        (STATUS_PATH, ["POST"], gateway.status),
        (C2B_PATH.format("v1"), ["POST"], gateway.register_c2b_v1),
        (C2B_PATH.format("v2"), ["POST"], gateway.register_c2b_v2),
        (PULL_REGISTER_PATH, ["POST"], gateway.register_pull),
        (PULL_PATH, ["POST"], gateway.pull),
        (PULL_PATH, ["GET"], gateway.pull),  # the documentation says GET, clients send POST; both with a body
    ):
        app.add_api_route(path, act, methods=methods, tags=["daraja"], response_class=JSONResponse)

    @app.get("/healthz", tags=["operation"])
    async def health() -> dict[str, str]:
        """Whether the simulator answers."""
        return {"status": "ok"}

    @app.get(CERTIFICATE_PATH, tags=["operation"])
    async def certificate() -> Response:
        """The certificate with which an initiator's password is encrypted, as PEM."""
        return Response(gateway.initiator.certificate_pem, media_type="application/x-pem-file")


def _add_error_words(app: FastAPI, gateway: Gateway) -> None:
    @app.exception_handler(RefusedError)
    async def refuse(_request: Request, error: RefusedError) -> Response:
        return gateway.refuse(error)

    @app.exception_handler(SimulatorError)
    async def explain(_request: Request, error: SimulatorError) -> Response:
        status = _STATUSES.get(type(error), 400)
        return JSONResponse({"error": error.code, "message": str(error)}, status)

    @app.exception_handler(AnyHTTPException)
    async def not_here(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith("/phone/") or error.status_code not in _DARAJA_WORDS:
            return JSONResponse({"error": "http", "message": str(error.detail)}, error.status_code)
        return gateway.refuse(RefusedError(error.status_code, *_DARAJA_WORDS[error.status_code]))
