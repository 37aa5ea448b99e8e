"""The web shop as an ASGI application: its parts, its routes, and what starts and ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlmodel import select
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from pos_desktop import __version__
from pos_desktop.payments import PaymentChange, RelayLedger
from pos_desktop.serving import RateLimit, SourceList
from pos_desktop.serving.body_limit import BodyLimit
from pos_desktop.serving.problems import status_problem
from pos_desktop.webshop.adapter import ShopPayments, derived_key
from pos_desktop.webshop.border import Border, json_refusal, plain_refusal, wants_json
from pos_desktop.webshop.callback_routes import callback_routes
from pos_desktop.webshop.checkout import Checkout
from pos_desktop.webshop.counter import ForeignFormError, ShopCounter
from pos_desktop.webshop.customers import CustomerDesk
from pos_desktop.webshop.database import MIGRATIONS
from pos_desktop.webshop.errors import OrderNotFoundError
from pos_desktop.webshop.housekeeping import housekeeping
from pos_desktop.webshop.news import OrderNews
from pos_desktop.webshop.options import ShopOptions
from pos_desktop.webshop.order_routes import order_routes
from pos_desktop.webshop.orders import OrderSettler
from pos_desktop.webshop.pages import STATIC, Pages, RefusalPage
from pos_desktop.webshop.shopping_routes import shopping_routes

BODY_BYTES = 16 * 1024
BODY_SECONDS = 5.0
PAYING_THREADS = 32
PAGE_THREADS = 60
FOREIGN_FORM = "This page is too old, or the form came from elsewhere. Go back, load the page again, and repeat."


def build_app(options: ShopOptions, public_url: str) -> FastAPI:
    """The application on its database, which it opens now and closes when its lifespan ends.

    Raises:
        ShopOptionError: the key or the public address cannot be used.
        ShopDatabaseError: the database cannot be opened.
        BadCallbackAddressError: Safaricom would refuse callbacks to the public address.
    """
    counter = make_counter(options, public_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = PAGE_THREADS
        counter.news.open()
        await asyncio.to_thread(counter.payments.start)
        keeping = asyncio.create_task(housekeeping(counter))
        try:
            yield
        finally:
            keeping.cancel()
            counter.news.close()
            await asyncio.to_thread(_close, counter)

    app = FastAPI(
        title="pos-desktop web shop",
        version=__version__,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.counter = counter
    app.add_middleware(BodyLimit, limit_bytes=BODY_BYTES, patience_seconds=BODY_SECONDS, refuse=status_problem)
    app.add_middleware(Border, counter=counter)
    app.mount("/shop/static", StaticFiles(directory=STATIC), name="static")
    app.include_router(shopping_routes(counter))
    app.include_router(callback_routes(counter))
    app.include_router(order_routes(counter))
    _add_operation(app, counter)
    _add_refusals(app, counter)
    return app


def make_counter(options: ShopOptions, public_url: str) -> ShopCounter:
    """The parts of a shop, before anything runs."""
    clock, news = options.clock, OrderNews()

    def announce(change: PaymentChange) -> None:
        news.ring(change.host)

    payments = ShopPayments(
        options.database_url,
        options.daraja,
        public_url=public_url,
        signing_key=options.signing_key,
        on_change=OrderSettler(clock),
        announce=announce,
        allowed_sources=options.allowed_sources,
        ledger=RelayLedger(options.relay.url, options.relay.key) if options.relay else None,
        migrations=(MIGRATIONS,),
        clock=clock,
    )
    desk = CustomerDesk(derived_key(options.signing_key, "customers"), is_secure=public_url.startswith("https://"))
    return ShopCounter(
        options=options,
        clock=clock,
        payments=payments,
        desk=desk,
        checkout=Checkout(payments, desk, options.limits, clock),
        pages=Pages(),
        news=news,
        sources=SourceList(options.allowed_sources, options.trusted_proxies),
        page_rate=RateLimit(options.page_rate, clock),
        post_rate=RateLimit(options.post_rate, clock),
        callback_rate=RateLimit(options.callback_rate, clock),
        junk_rate=RateLimit(options.junk_rate, clock),
        paying=ThreadPoolExecutor(PAYING_THREADS, thread_name_prefix="paying"),
    )


def _close(counter: ShopCounter) -> None:
    counter.paying.shutdown(wait=True)  # what has begun to be sent gets its outcome written down
    counter.payments.close()


def _add_operation(app: FastAPI, counter: ShopCounter) -> None:
    @app.get("/healthz")
    async def is_alive() -> dict[str, str]:
        """Whether the process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    def is_ready() -> dict[str, str]:
        """Whether the database answers in a transaction that may write."""
        with counter.payments.database.transaction() as session:
            session.exec(select(1))
        return {"status": "ok"}


def _add_refusals(app: FastAPI, counter: ShopCounter) -> None:
    @app.exception_handler(HTTPException)
    def bare_status(request: Request, error: HTTPException) -> Response:
        return plain_refusal(error.status_code, counter, request)

    @app.exception_handler(OrderNotFoundError)
    def no_such_order(request: Request, _error: OrderNotFoundError) -> Response:
        return plain_refusal(404, counter, request)

    @app.exception_handler(RequestValidationError)
    def bad_parameters(request: Request, _error: RequestValidationError) -> Response:
        if wants_json(request):
            return json_refusal(422, "bad_request", "The request cannot be understood. No money moved.")
        words = "What was sent cannot be understood. Nothing was ordered and no money moved."
        return counter.refusal(request, 422, RefusalPage("That did not work", words))

    @app.exception_handler(ForeignFormError)
    def foreign_form(request: Request, _error: ForeignFormError) -> Response:
        if wants_json(request):
            return json_refusal(403, "foreign_form", FOREIGN_FORM)
        return counter.refusal(request, 403, RefusalPage("Load the page again", FOREIGN_FORM))
