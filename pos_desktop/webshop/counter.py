"""What every route of one shop works with."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from pos_desktop.clock import Clock
from pos_desktop.serving import RateLimit, Sender, SourceList
from pos_desktop.webshop.adapter import ShopPayments
from pos_desktop.webshop.basket import count_items
from pos_desktop.webshop.checkout import Checkout
from pos_desktop.webshop.customers import COOKIE_SECONDS, Customer, CustomerDesk
from pos_desktop.webshop.news import OrderNews
from pos_desktop.webshop.options import ShopOptions
from pos_desktop.webshop.orders import has_orders
from pos_desktop.webshop.pages import Pages, RefusalPage, Shell


class ForeignFormError(Exception):
    """A form that no page of this customer carried."""


@dataclass(frozen=True)
class ShopCounter:
    """The parts of one running shop."""

    options: ShopOptions
    clock: Clock
    payments: ShopPayments
    desk: CustomerDesk
    checkout: Checkout
    pages: Pages
    news: OrderNews
    sources: SourceList
    page_rate: RateLimit
    post_rate: RateLimit
    callback_rate: RateLimit
    junk_rate: RateLimit
    paying: ThreadPoolExecutor
    """Its threads wait for M-Pesa, so that pages never have to."""

    def sender_of(self, request: Request) -> Sender:
        """Who sent this request."""
        peer = request.client.host if request.client else ""
        return self.sources.sender_of(peer, request.headers.getlist("x-forwarded-for"))

    def customer_of(self, request: Request) -> Customer:
        """Whose browser it is."""
        return self.desk.customer_of(request.cookies.get(self.desk.cookie_name))

    def checked_customer(self, request: Request, csrf: str) -> Customer:
        """The customer whose form this is.

        Raises:
            ForeignFormError: the form did not come from a page of ours that this browser was given.
        """
        customer = self.customer_of(request)
        if not self.desk.is_from_own_form(customer, csrf, request.headers.get("sec-fetch-site")):
            raise ForeignFormError
        return customer

    def shell_of(self, session: Session, customer: Customer) -> Shell:
        """What surrounds every page of this customer."""
        face = self.options.face
        return Shell(
            shop_name=face.name,
            shop_phone=face.phone,
            basket_count=count_items(session, customer.digest),
            csrf=customer.csrf,
            is_demo=face.is_demo,
            has_orders=has_orders(session, customer.digest),
        )

    def page(
        self,
        request: Request,
        template: str,
        build: Callable[[Session, Customer], object],
        *,
        status: int = 200,
    ) -> Response:
        """Renders a page for the customer; `build` gives its value."""
        customer = self.customer_of(request)
        with self.payments.database.reading() as session:
            value = build(session, customer)
            shell = self.shell_of(session, customer)
        return self.with_cookie(HTMLResponse(self.pages.render(template, shell, value), status), customer)

    def refusal(self, request: Request, status: int, page: RefusalPage) -> Response:
        """A page that says why not."""
        return self.page(request, "refusal.html", lambda _session, _customer: page, status=status)

    def with_cookie(self, response: Response, customer: Customer) -> Response:
        """Gives a new customer its cookie."""
        if customer.is_new:
            response.set_cookie(
                self.desk.cookie_name,
                customer.cookie,
                max_age=COOKIE_SECONDS,
                path="/",
                secure=self.desk.is_secure,
                httponly=True,
                samesite="lax",
            )
        return response
