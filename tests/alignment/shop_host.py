"""The web shop's side: a customer's browser over real HTTP, reading the pages like a person."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from pos_desktop.payments import DarajaConfig, PaymentChange, PaymentCore
from pos_desktop.webshop import (
    RelayAccess,
    ShelfCategory,
    ShelfProduct,
    ShopFace,
    ShopOptions,
    WebShopServer,
    fill_shelf,
    new_signing_key,
)
from tests.alignment.host import CENTS, Host, Recorder, StandingClock

SAYS = {
    "waiting": ("Look at your phone", "Enter your M-Pesa PIN"),
    "confirming": ("Confirming", "We make sure"),
    "paid": ("Paid", "You were charged once"),
    "not_paid:1": ("Not paid", "There is not enough money in your M-Pesa."),
    "not_paid:1032": ("Not paid", "The request was cancelled on your phone."),
    "not_paid:1037": ("Not paid", "Your phone gave no answer."),
    "not_paid:2001": ("Not paid", "The M-Pesa PIN was wrong."),
    "not_paid:number": ("Not paid", "M-Pesa does not take this phone number."),
    "unknown:may_be_sent": ("We don't know yet", "The network broke while the request was being sent."),
    "unknown:no_answer": ("We don't know yet", "no answer came back yet"),
    "unknown:contradiction": ("We don't know yet", "M-Pesa gave two answers that do not agree."),
    "unknown:amount_differs": ("We don't know yet", "The amount paid is not the amount that was asked."),
}
"""The heading and the reason that a customer reads on the order's page."""


class ShopHost(Host):
    """A web shop on a port of its own, and one customer."""

    name = "web shop"

    def __init__(self, folder: Path, daraja: DarajaConfig, relay: RelayAccess) -> None:
        self.clock = StandingClock()
        self.recorder = Recorder()
        self.answers: list[dict[str, Any]] = []
        self.options = ShopOptions(
            face=ShopFace("Mama Njeri Stores"),
            daraja=daraja,
            signing_key=new_signing_key(),
            database_url=f"sqlite:///{folder / 'webshop.db'}",
            allowed_sources=("127.0.0.0/8",),
            page_rate=10_000.0,  # its clock stands, so no second ever passes
            relay=relay,
            clock=self.clock,
        )
        self._http = httpx.Client(timeout=30.0, trust_env=False)
        self._moment = threading.Event()
        self.order = ""
        self._open()
        with self.server.payments.database.transaction() as session:
            shelf = ShelfProduct("1", "flour", "Maize flour", "2 kg", CENTS, "C", "wheat", 1)
            fill_shelf(session, [ShelfCategory("flour", "Flour", "wheat", "flour", 1)], [shelf])

    @property
    def core(self) -> PaymentCore:
        return self.server.payments.core

    def pay(self, phone: str) -> None:
        csrf = self._hidden(self._page("/shop/"), "csrf")
        self._http.post(f"{self._url}/shop/basket", data={"csrf": csrf, "product": "1"})
        page = self._page("/shop/checkout")
        form = {name: self._hidden(page, name) for name in ("csrf", "request_key", "total_cents")}
        self._post("/shop/checkout", {**form, "phone": phone})
        self.order = self._first_order()

    def pay_again(self, phone: str) -> None:
        page = self._page(self.order)
        assert f'action="{self.order}/pay"' in page, "no other try is offered"
        self._post(f"{self.order}/pay", {"csrf": self._hidden(page, "csrf"), "phone": phone})

    def restart(self) -> None:
        self.server.stop()
        self.options = replace(self.options, port=self.server.port)  # where Safaricom was told to call
        self._open()

    def told(self) -> str:
        page = self._page(self.order)
        words = _text_of(page[page.index('id="live"') : page.index('id="order-title"')])
        heading = unescape(re.findall(r"<h2>(.*?)</h2>", page[page.index('id="live"') :])[0])
        fitting = [key for key, (head, reason) in SAYS.items() if head == heading and reason in words]
        return fitting[0] if len(fitting) == 1 else f"{heading}: {words}"

    def live(self) -> None:
        self._moment.wait(0.02)

    def close(self) -> None:
        self._http.close()
        self.server.stop()

    def _open(self) -> None:
        self.server = WebShopServer(self.options)
        self._url = self.server.base_url
        ring = self.server.payments.announce

        def tell(change: PaymentChange) -> None:
            self.recorder.note(change)
            ring(change)

        self.server.payments.announce = tell
        self.server.start()

    def _page(self, path: str) -> str:
        answer = self._http.get(f"{self._url}{path}", headers={"Accept": "text/html"})
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return answer.text

    def _post(self, path: str, form: dict[str, str]) -> None:
        answer = self._http.post(f"{self._url}{path}", data=form, headers={"Accept": "application/json"})
        self.answers.append(answer.json())

    def _first_order(self) -> str:
        found = re.search(r'href="(/shop/orders/[0-9a-f-]{36})"', self._page("/shop/orders"))
        assert found, "the order is not among the customer's own"
        return found[1]

    def _hidden(self, page: str, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found, f"the page has no field {name}"
        return unescape(found[1])


def _text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
