"""The pages of an order: how its payment stands, another try, the receipt. Each is its own customer's only."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from pos_desktop.clock import in_nairobi
from pos_desktop.money import format_amount
from pos_desktop.payments import InvalidPhoneError, PaymentView
from pos_desktop.webshop.border import json_refusal, wants_json
from pos_desktop.webshop.checkout import Placed
from pos_desktop.webshop.counter import ShopCounter
from pos_desktop.webshop.customers import Customer
from pos_desktop.webshop.errors import TooManyPromptsError
from pos_desktop.webshop.orders import find_order, orders_of
from pos_desktop.webshop.pages import OrderPage, OrderRow, OrdersPage, Shell
from pos_desktop.webshop.shopping_routes import SEE_OTHER, Csrf, Phone, phone_words, status_of
from pos_desktop.webshop.tables import OrderStatus, ShopOrder
from pos_desktop.webshop.views import order_page, receipt_page

HELD_SECONDS = 20.0
LOOK_SECONDS = 2.0
"""How late a page may learn of what another process wrote, or of time that has passed."""


def order_routes(counter: ShopCounter) -> APIRouter:
    """The routes of orders."""
    router = APIRouter(prefix="/shop/orders")
    _add_pages(router, counter)
    _add_live(router, counter)
    _add_pay_again(router, counter)
    return router


def _add_pages(router: APIRouter, counter: ShopCounter) -> None:
    @router.get("")
    def orders(request: Request) -> Response:
        """The customer's own orders."""
        return counter.page(
            request,
            "orders.html",
            lambda session, customer: OrdersPage(tuple(map(_order_row, orders_of(session, customer.digest)))),
        )

    @router.get("/{public_id}")
    def order(request: Request, public_id: str) -> Response:
        """The order and how its payment stands; the same as JSON for programs."""
        customer = counter.customer_of(request)
        page, shell, payment = _look(counter, customer, public_id)
        if wants_json(request):
            return JSONResponse(_status_of_payment(page, payment))
        return HTMLResponse(counter.pages.render("order.html", shell, page))

    @router.get("/{public_id}/receipt")
    def receipt(request: Request, public_id: str) -> Response:
        """The receipt, once the order is paid."""
        customer = counter.customer_of(request)
        payment = counter.payments.payment_of(public_id)
        with counter.payments.database.reading() as session:
            found = find_order(session, customer.digest, public_id)
            if found.status is not OrderStatus.PAID or payment is None:
                return RedirectResponse(f"/shop/orders/{found.public_id}", SEE_OTHER)
            face = counter.options.face
            lines = (face.name, face.address, face.phone, f"PIN {face.tax_pin}" if face.tax_pin else "")
            page = receipt_page(session, found, payment, shop_lines=lines, footer=face.footer)
            shell = counter.shell_of(session, customer)
        return HTMLResponse(counter.pages.render("receipt.html", shell, page))


def _add_live(router: APIRouter, counter: ShopCounter) -> None:
    @router.get("/{public_id}/live")
    async def live(request: Request, public_id: str, version: Annotated[str, Query(max_length=32)] = "") -> Response:
        """The changing part of the page, as soon as it is another than the one with this version."""
        customer = counter.customer_of(request)
        deadline = counter.clock.monotonic() + HELD_SECONDS
        with counter.news.waiting(public_id, customer.digest) as news:
            while True:
                news.clear()
                page, shell, _ = await run_in_threadpool(_look, counter, customer, public_id)
                if page.live.version != version:
                    html = counter.pages.render_live(shell, page)
                    return HTMLResponse(html, headers={"X-Version": page.live.version})
                left = deadline - counter.clock.monotonic()
                if left <= 0 or counter.news.is_closed:
                    return Response(status_code=204)
                await _heard(news, min(left, LOOK_SECONDS))


def _add_pay_again(router: APIRouter, counter: ShopCounter) -> None:
    @router.post("/{public_id}/pay")
    async def pay_again(request: Request, public_id: str, csrf: Csrf, phone: Phone = "") -> Response:
        """Asks once more for the money of an order, where that cannot charge twice."""
        customer = counter.checked_customer(request, csrf)
        address = counter.sender_of(request).address
        loop = asyncio.get_running_loop()

        def pay() -> Placed:
            return counter.checkout.pay_again(customer, public_id, phone, address)

        try:
            placed = await loop.run_in_executor(counter.paying, pay)
        except InvalidPhoneError as error:
            words = phone_words(error)
            if wants_json(request):
                return json_refusal(422, error.code, words)
            return await run_in_threadpool(_page_again, counter, customer, public_id, 422, phone, phone_error=words)
        except TooManyPromptsError as error:
            if wants_json(request):
                return json_refusal(429, error.code, str(error))
            return await run_in_threadpool(_page_again, counter, customer, public_id, 429, phone, error=str(error))
        if wants_json(request):
            return JSONResponse(placed.answer, status_of(placed.answer))
        return RedirectResponse(f"/shop/orders/{placed.order.public_id}", SEE_OTHER)


def _look(
    counter: ShopCounter, customer: Customer, public_id: str, **typed: str
) -> tuple[OrderPage, Shell, PaymentView | None]:
    with counter.payments.database.reading() as session:
        order = find_order(session, customer.digest, public_id)
        payment = counter.payments.payment_in(session, order.public_id)
        page = order_page(session, order, payment, counter.clock.now(), **typed)
        return page, counter.shell_of(session, customer), payment


def _page_again(
    counter: ShopCounter, customer: Customer, public_id: str, status: int, phone: str, **said: str
) -> Response:
    page, shell, _ = _look(counter, customer, public_id, phone=phone, **said)
    return HTMLResponse(counter.pages.render("order.html", shell, page), status)


def _status_of_payment(page: OrderPage, payment: PaymentView | None) -> dict[str, object]:
    """How an order stands, for programs: the status is the payment's own."""
    return {
        "number": page.number,
        "status": payment.status.value if payment else "initiated",
        "detail": payment.detail.value if payment else "created",
        "told": page.live.state,
        "mpesa_receipt_number": page.live.code or None,
        "may_pay_again": page.live.may_pay_again and page.live.wait_seconds == 0,
    }


def _order_row(order: ShopOrder) -> OrderRow:
    return OrderRow(
        number=order.number,
        url=f"/shop/orders/{order.public_id}",
        ordered_at=f"{in_nairobi(order.ordered_at):%d %b %Y, %H:%M}",
        total=format_amount(order.total_cents),
        state=order.status.value,
    )


async def _heard(news: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return
