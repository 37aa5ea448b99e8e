"""The pages on which a customer chooses: shelf, basket, checkout."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from sqlmodel import Session

from pos_desktop.ids import new_public_id
from pos_desktop.payments import InvalidPhoneError
from pos_desktop.webshop.basket import add_to_basket, changing_basket, read_basket, set_quantity
from pos_desktop.webshop.border import SHOP_PATH, json_refusal, wants_json
from pos_desktop.webshop.checkout import Placed
from pos_desktop.webshop.counter import ShopCounter
from pos_desktop.webshop.customers import Customer
from pos_desktop.webshop.errors import EmptyBasketError, TooManyPromptsError, TotalChangedError, WebShopError
from pos_desktop.webshop.pages import BasketPage, CheckoutPage
from pos_desktop.webshop.views import bill_of, products_page, rows_of_basket
from pos_desktop.webshop.words import PHONE_REASONS

SEE_OTHER = 303
GONE = "Some products are not for sale any more and were left out."
CHANGED = "The total has changed since you saw it. Look at it again; nothing was ordered and no money moved."
EMPTY = "There is nothing in your basket. Nothing was ordered and no money moved."
HIGHEST_ID = 2**31 - 1
PAGES = 10_000

Csrf = Annotated[str, Form(max_length=64)]
Key = Annotated[str, Form(min_length=8, max_length=64, pattern="^[0-9A-Za-z-]+$")]
Phone = Annotated[str, Form(max_length=40)]


def shopping_routes(counter: ShopCounter) -> APIRouter:
    """The routes of shelf, basket and checkout."""
    router = APIRouter()
    _add_shelf(router, counter)
    _add_basket(router, counter)
    _add_checkout(router, counter)
    return router


def status_of(answer: dict[str, object]) -> int:
    """The HTTP status of the seed system's answer."""
    return 200 if answer["success"] else 409


def phone_words(error: InvalidPhoneError) -> str:
    """Why a phone number was not taken, in the customer's words."""
    return PHONE_REASONS.get(error.reason, str(error))


def _add_shelf(router: APIRouter, counter: ShopCounter) -> None:
    @router.get("/")
    def front_door() -> Response:
        """Leads to the shop."""
        return RedirectResponse(SHOP_PATH, SEE_OTHER)

    @router.get(SHOP_PATH)
    def shelf(
        request: Request,
        category: Annotated[str, Query(max_length=40)] = "",
        q: Annotated[str, Query(max_length=60)] = "",
        page: Annotated[int, Query(ge=1, le=PAGES)] = 1,
    ) -> Response:
        """A page of what is for sale."""
        return counter.page(
            request,
            "products.html",
            lambda session, customer: products_page(
                session, customer.digest, category=category, query=q.strip(), page=page
            ),
        )


def _add_basket(router: APIRouter, counter: ShopCounter) -> None:
    @router.get("/shop/basket")
    def basket(request: Request) -> Response:
        """What is in the basket."""
        return counter.page(request, "basket.html", lambda session, customer: _basket_page(session, customer))

    @router.post("/shop/basket")
    def add(
        request: Request,
        csrf: Csrf,
        product: Annotated[int, Form(ge=1, le=HIGHEST_ID)],
        quantity: Annotated[int, Form(ge=1, le=99)] = 1,
        back: Annotated[str, Form(max_length=300)] = SHOP_PATH,
    ) -> Response:
        """Puts a product into the basket, and leads back to where the customer was."""
        customer = counter.checked_customer(request, csrf)
        with changing_basket(counter.payments.database, customer.digest) as session:
            add_to_basket(session, customer.digest, product, quantity, counter.clock.now())
        return RedirectResponse(back if _is_ours(back) else SHOP_PATH, SEE_OTHER)

    @router.post("/shop/basket/{product}")
    def change(
        request: Request,
        product: Annotated[int, Path(ge=1, le=HIGHEST_ID)],
        csrf: Csrf,
        quantity: Annotated[int, Form(ge=0, le=999)],
    ) -> Response:
        """Changes how many of a product are in the basket; none takes it out."""
        customer = counter.checked_customer(request, csrf)
        with changing_basket(counter.payments.database, customer.digest) as session:
            set_quantity(session, customer.digest, product, quantity, counter.clock.now())
        return RedirectResponse("/shop/basket", SEE_OTHER)


def _add_checkout(router: APIRouter, counter: ShopCounter) -> None:
    @router.get("/shop/checkout")
    def checkout(request: Request) -> Response:
        """The question for the phone, under a key that makes a repeated answer the same answer."""
        return _checkout_page(counter, request, new_public_id())

    @router.post("/shop/checkout")
    async def pay(
        request: Request,
        csrf: Csrf,
        request_key: Key,
        phone: Phone = "",
        total_cents: Annotated[int, Form(ge=0)] = 0,
    ) -> Response:
        """Orders what is in the basket and asks the phone for the money. Programs get the seed system's JSON answer."""
        customer = counter.checked_customer(request, csrf)
        address = counter.sender_of(request).address
        loop = asyncio.get_running_loop()

        def buy() -> Placed:
            return counter.checkout.buy(customer, request_key, phone, total_cents, address)

        try:
            placed = await loop.run_in_executor(counter.paying, buy)
        except (InvalidPhoneError, WebShopError) as error:
            return await run_in_threadpool(_refuse_checkout, counter, request, error, request_key, phone)
        if wants_json(request):
            return JSONResponse(placed.answer, status_of(placed.answer))
        return RedirectResponse(f"/shop/orders/{placed.order.public_id}", SEE_OTHER)


def _refuse_checkout(
    counter: ShopCounter, request: Request, error: InvalidPhoneError | WebShopError, request_key: str, phone: str
) -> Response:
    status, words = _words_of(error)
    if wants_json(request):
        return json_refusal(status, error.code, words)
    if isinstance(error, EmptyBasketError):
        return RedirectResponse("/shop/basket", SEE_OTHER)
    if isinstance(error, InvalidPhoneError):
        return _checkout_page(counter, request, request_key, phone=phone, phone_error=words, status=status)
    return _checkout_page(counter, request, request_key, phone=phone, error=words, status=status)


def _words_of(error: InvalidPhoneError | WebShopError) -> tuple[int, str]:
    if isinstance(error, InvalidPhoneError):
        return 422, phone_words(error)
    if isinstance(error, TooManyPromptsError):
        return 429, str(error)
    if isinstance(error, TotalChangedError):
        return 409, CHANGED
    if isinstance(error, EmptyBasketError):
        return 409, EMPTY
    raise error


def _checkout_page(
    counter: ShopCounter,
    request: Request,
    request_key: str,
    *,
    phone: str = "",
    phone_error: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    customer = counter.customer_of(request)
    with counter.payments.database.reading() as session:
        basket = read_basket(session, customer.digest)
        shell = counter.shell_of(session, customer)
    if not basket.items:
        return counter.with_cookie(RedirectResponse("/shop/basket", SEE_OTHER), customer)
    page = CheckoutPage(
        rows=rows_of_basket(basket),
        bill=bill_of(basket.subtotal_cents, basket.total_cents),
        request_key=request_key,
        total_cents=basket.total_cents,
        phone=phone,
        phone_error=phone_error,
        error=error or (GONE if basket.gone else ""),
    )
    html = counter.pages.render("checkout.html", shell, page)
    return counter.with_cookie(HTMLResponse(html, status), customer)


def _basket_page(session: Session, customer: Customer) -> BasketPage:
    basket = read_basket(session, customer.digest)
    return BasketPage(
        rows=rows_of_basket(basket),
        bill=bill_of(basket.subtotal_cents, basket.total_cents),
        notice=GONE if basket.gone else "",
    )


def _is_ours(back: str) -> bool:
    """Whether an address leads into this shop and nowhere else."""
    return back.startswith(SHOP_PATH) and back.isascii() and back.isprintable() and "\\" not in back
