"""Where Safaricom's results arrive. Nothing is answered with 200 that is not stored."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from pos_desktop.serving import BadRequestError, NotFoundError, Source
from pos_desktop.serving.bodies import read_body
from pos_desktop.webshop.adapter import ACCEPTED
from pos_desktop.webshop.counter import ShopCounter

HINTS = "hints"


def callback_routes(counter: ShopCounter) -> APIRouter:
    """The neutral address that is given out, and the seed system's, with and without a token."""
    router = APIRouter()

    @router.post("/c/1/{terminal}/{token}")
    async def receive(request: Request, terminal: str, token: str) -> Response:
        """Takes in the result of a prompt at its own address."""
        _refuse_foreign(counter, request, terminal)
        return await _receive(counter, request, token, counter.payments.receive_callback)

    @router.post("/r/1/{terminal}/{token}")
    async def receive_result(request: Request, terminal: str, token: str) -> Response:
        """Takes in the result, or the time-out, of a question about a receipt."""
        _refuse_foreign(counter, request, terminal)
        return await _receive(counter, request, token, counter.payments.receive_result)

    @router.post("/shop/mpesa/callback/{token}")
    async def receive_at_plain_route(request: Request, token: str) -> Response:
        """The same under the seed system's address."""
        return await _receive(counter, request, token, counter.payments.receive_callback)

    @router.post("/shop/mpesa/callback/")
    @router.post("/shop/mpesa/callback", include_in_schema=False)
    async def receive_hint(request: Request) -> Response:
        """Takes in a result without a token: never proof, but the payment it names is asked about at once."""
        sender = counter.sender_of(request)
        if sender.source is Source.LISTED:
            counter.callback_rate.take(HINTS)
        else:
            counter.junk_rate.take(HINTS)
        body = await read_body(request)
        if not await run_in_threadpool(counter.payments.receive_hint, body):
            raise BadRequestError("the body has no Body.stkCallback.CheckoutRequestID")
        return JSONResponse(ACCEPTED)

    return router


def _refuse_foreign(counter: ShopCounter, request: Request, terminal: str) -> None:
    if terminal != counter.payments.terminal:
        counter.junk_rate.take(counter.sender_of(request).address)
        raise NotFoundError("nothing is here")


async def _receive(
    counter: ShopCounter, request: Request, token: str, take_in: Callable[[str, bytes, str], bool]
) -> Response:
    sender = counter.sender_of(request)
    if not counter.payments.is_own_token(token):
        counter.junk_rate.take(sender.address)
        raise NotFoundError("nothing is here")
    counter.callback_rate.take(sender.source)  # strangers take nothing away from Safaricom
    body = await read_body(request)
    await run_in_threadpool(take_in, token, body, sender.address)
    return JSONResponse(ACCEPTED)
