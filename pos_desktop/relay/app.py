"""The relay as an ASGI application: its routes, and what starts and ends with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from pos_desktop import __version__
from pos_desktop.process_lock import ProcessLock
from pos_desktop.relay.addresses import checked_public_url
from pos_desktop.relay.delivery import HIGHEST_NUMBER, LONGEST_WAIT_SECONDS, Delivery
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.documents import (
    EventsAnswer,
    LedgerAnswer,
    LedgerEntry,
    LedgerPage,
    PairAnswer,
    PairRequest,
    Problem,
    ResultAnswer,
    StatusAnswer,
)
from pos_desktop.relay.doorbell import Doorbell
from pos_desktop.relay.file_lock import serving_lock
from pos_desktop.relay.ledger import MOST_ROWS, Ledger
from pos_desktop.relay.metrics import CONTENT_TYPE, Metrics
from pos_desktop.relay.observation import CALLBACK_TAG, Observation
from pos_desktop.relay.operation import Operation
from pos_desktop.relay.options import RelayOptions
from pos_desktop.relay.pairing import PairingOffice
from pos_desktop.relay.reader import MailReader
from pos_desktop.relay.receiving import Receiving
from pos_desktop.relay.recovery import Recovery
from pos_desktop.relay.reserve import SUFFIX, Reserve
from pos_desktop.relay.retention import Retention
from pos_desktop.relay.store import Kind
from pos_desktop.relay.writer import MailWriter
from pos_desktop.serving import BadRequestError, NotFoundError, RateLimit, SourceList
from pos_desktop.serving.problems import MEDIA_TYPE, problem_of, status_problem

PLAIN_ROUTES = ("/pos/api/mpesa/callback", "/shop/mpesa/callback")
"""The addresses of older set-ups; the ones given out now are neutral, as Safaricom asks (daraja.md 5)."""

_PROBLEMS: dict[int | str, dict[str, Any]] = {"default": {"model": Problem, "content": {MEDIA_TYPE: {}}}}


def build_app(options: RelayOptions) -> FastAPI:
    """The application on its mail file, which it opens now and closes when its lifespan ends.

    Raises:
        RelayOptionError: Safaricom would refuse the public URL.
        MailFileError: the mail file cannot be opened, or another relay serves from it.
    """
    options = replace(options, database=options.database.resolve())  # the lock of a link would not be the file's
    public_url = checked_public_url(options)
    lock = serving_lock(options.database)
    try:
        writer = MailWriter(options.database, options.clock, max_pages=options.max_pages)
    except BaseException:
        lock.release()
        raise
    desk = _desk(options, public_url, writer)
    retention = Retention(desk, options.keep_days, options.pruning_seconds)
    recovery = Recovery(desk, options.recovery_seconds)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(retention.run()), asyncio.create_task(recovery.run())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            desk.doorbell.close()
            await asyncio.to_thread(_close, desk, lock)

    app = FastAPI(
        title="pos-desktop relay",
        description="A mailbox for M-Pesa results: receives them, keeps them, and hands each till its own.",
        version=__version__,
        lifespan=lifespan,
        redirect_slashes=False,
        responses=_PROBLEMS,
    )
    app.state.doorbell = desk.doorbell
    app.add_middleware(Observation, desk=desk)
    _add_documents_of_framework(app)
    _add_callback_routes(app, desk)
    _add_terminal_routes(app, desk)
    _add_ledger_routes(app, desk)
    _add_operation_routes(app, desk)
    return app


def _desk(options: RelayOptions, public_url: str, writer: MailWriter) -> Desk:
    limits, clock = options.limits, options.clock
    return Desk(
        public_url=public_url,
        clock=clock,
        limits=limits,
        sources=SourceList(options.allowed_sources, options.trusted_proxies),
        writer=writer,
        reader=MailReader(writer),
        reserve=Reserve(options.database.with_name(options.database.name + SUFFIX), options.reserve_bytes),
        doorbell=Doorbell(limits.polls_per_terminal),
        metrics=Metrics(),
        callbacks=RateLimit(limits.terminal_rate, clock),
        polls=RateLimit(limits.terminal_rate, clock),
        uploads=RateLimit(limits.terminal_rate, clock),
        junk=RateLimit(limits.junk_rate, clock),
    )


def _close(desk: Desk, lock: ProcessLock) -> None:
    desk.reader.close()
    desk.writer.close()
    desk.reserve.close()
    lock.release()


def _add_documents_of_framework(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    async def bare_status(_request: Request, error: HTTPException) -> Response:
        return status_problem(error.status_code, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def bad_parameters(_request: Request, error: RequestValidationError) -> Response:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return problem_of(BadRequestError(said[:500]))


def _add_callback_routes(app: FastAPI, desk: Desk) -> None:
    receiving = Receiving(desk)
    shown: dict[str, Any] = {"response_model": ResultAnswer, "tags": [CALLBACK_TAG]}

    @app.post("/c/1/{terminal}/{token}", **shown)
    async def receive_callback(request: Request, terminal: str, token: str) -> Response:
        """Takes in the result of a prompt at its own address."""
        return await receiving.receive(request, terminal, token)

    @app.post("/r/1/{terminal}/{token}", **shown)
    async def receive_result(request: Request, terminal: str, token: str) -> Response:
        """Takes in the result, or the time-out, of a question about a receipt."""
        return await receiving.receive(request, terminal, token, Kind.RESULT)

    async def receive_callback_at_plain_route(request: Request, address: str) -> Response:
        """The same under an older address, with `{terminal}.{token}` behind it."""
        terminal, dot, token = address.partition(".")
        if not dot:
            raise NotFoundError("nothing is here")
        return await receiving.receive(request, terminal, token)

    async def receive_hint(request: Request) -> Response:
        """Takes in a result without a token: never proof, but the till that owns the prompt asks about it at once."""
        return await receiving.receive_hint(request)

    for route in PLAIN_ROUTES:
        app.post(f"{route}/{{address}}", **shown)(receive_callback_at_plain_route)
        app.post(f"{route}/", **shown)(receive_hint)
        app.post(route, include_in_schema=False, **shown)(receive_hint)


def _add_terminal_routes(app: FastAPI, desk: Desk) -> None:
    office, delivery = PairingOffice(desk), Delivery(desk)
    body = _body_of(PairRequest)

    @app.post("/v1/pair", response_model=PairAnswer, status_code=201, openapi_extra=body, tags=["terminals"])
    async def pair(request: Request) -> Response:
        """Enrols a terminal with a single-use code."""
        return await office.pair(request)

    @app.get("/v1/events", response_model=EventsAnswer, tags=["terminals"])
    async def events(
        request: Request,
        after: Annotated[int, Query(ge=0, le=HIGHEST_NUMBER)] = 0,
        wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT_SECONDS)] = 0,
    ) -> Response:
        """The mail of whoever has the bearer key; `after` acknowledges all up to it, `wait` is in seconds."""
        return await delivery.deliver(request, after, wait)


def _add_ledger_routes(app: FastAPI, desk: Desk) -> None:
    ledger = Ledger(desk)
    body = _body_of(LedgerEntry)

    @app.put("/v1/ledger/{public_id}", response_model=LedgerAnswer, openapi_extra=body, tags=["ledger"])
    async def keep_payment(request: Request, public_id: str) -> Response:
        """Keeps what a terminal says of one of its payments; an entry that is not newer changes nothing."""
        return await ledger.keep(request, public_id)

    @app.get("/v1/ledger", response_model=LedgerPage, tags=["ledger"])
    async def read_payments(
        request: Request,
        begin: Annotated[str, Query(alias="from", description="date or moment in UTC, itself included")] = "",
        end: Annotated[str, Query(alias="to", description="date or moment in UTC, itself left out")] = "",
        after: Annotated[str, Query(description="a place that `next` named")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = MOST_ROWS,
    ) -> Response:
        """All payments of the short code that a manager's key is for, by when they were made."""
        return await ledger.read(request, begin, end, after, limit)


def _body_of(model: type[BaseModel]) -> dict[str, Any]:
    """The OpenAPI words for a body that a route reads itself, within limits that the framework does not know."""
    return {"requestBody": {"content": {"application/json": {"schema": model.model_json_schema()}}, "required": True}}


def _add_operation_routes(app: FastAPI, desk: Desk) -> None:
    operation = Operation(desk)

    @app.get("/healthz", response_model=StatusAnswer, tags=["operation"])
    async def is_alive() -> Response:
        """Whether the process answers."""
        return await operation.is_alive()

    @app.get("/readyz", response_model=StatusAnswer, tags=["operation"])
    async def is_ready() -> Response:
        """Whether the mail file takes writes."""
        return await operation.is_ready()

    @app.get("/metrics", response_class=Response, responses={200: {"content": {CONTENT_TYPE: {}}}}, tags=["operation"])
    async def figures() -> Response:
        """What was counted, in the Prometheus text format."""
        return await operation.figures()
