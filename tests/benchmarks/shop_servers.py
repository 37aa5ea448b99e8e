"""The web shop, its floors and their Daraja, each in a process of its own.

`python -m tests.benchmarks.shop_servers daraja|shop|bare|django FOLDER [DARAJA_URL]`
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Annotated

import httpx
from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment

from pos_desktop.clock import SystemClock
from pos_desktop.payments import DarajaConfig
from pos_desktop.serving import address_of, bound_socket
from pos_desktop.serving.listening import Server
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from pos_desktop.webshop import (
    PromptLimits,
    ShelfCategory,
    ShelfProduct,
    ShopFace,
    ShopOptions,
    WebShopServer,
    fill_shelf,
    new_signing_key,
)
from pos_desktop.webshop.adapter import derived_key
from pos_desktop.webshop.basket import add_to_basket
from pos_desktop.webshop.customers import CustomerDesk
from tests.benchmarks.django_shop import django_server
from tests.benchmarks.stk_push import MERCHANT, PUSH_PATH, fetch_token, push_body

PRODUCTS = 300
PRODUCTS_A_PAGE = 24
CUSTOMERS = 300
BASKET = (1, 2)
PRICE_CENTS = 100_00
NO_RATE = 1e9
NO_LIMIT = 10**9
NEVER_SECONDS = 1e6
CUSTOMERS_FILE = "customers.json"
BARE_PAGE = """<!doctype html><html lang="en"><head><title>{{ shop }}</title></head><body><ul>
{% for product in products %}
<li><h2>{{ product.name }}</h2><p>{{ product.size }} {{ product.price }}</p><p>{{ filler }}</p></li>
{% endfor %}
</ul></body></html>"""


def serve_daraja() -> None:
    """The simulator; its prompts stay on their way for ever, so that it does nothing but answer."""
    timings = Timings(delivery_seconds=NEVER_SECONDS, repeat_rule_seconds=0.0)
    with SimulatorServer(SimulatorOptions(timings=timings)) as simulator:
        _announce(simulator.base_url)


def serve_shop(folder: Path, daraja: str) -> None:
    """The web shop as it is delivered, but for its limits; with a full shelf, and customers who have chosen already."""
    options = ShopOptions(
        face=ShopFace("Mama Njeri Stores", "Moi Avenue, Thika", "0720 555 014"),
        daraja=DarajaConfig(
            daraja, MERCHANT.consumer_key, MERCHANT.consumer_secret, MERCHANT.passkey, MERCHANT.short_codes[0]
        ),
        signing_key=new_signing_key(),
        database_url=f"sqlite:///{folder / 'shop.db'}",
        limits=PromptLimits(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT),
        page_rate=NO_RATE,
        post_rate=NO_RATE,
    )
    shop = WebShopServer(options)
    desk, now = CustomerDesk(derived_key(options.signing_key, "customers"), is_secure=False), SystemClock().now()
    customers = [desk.customer_of(None) for _ in range(CUSTOMERS)]
    categories = [ShelfCategory(f"c{n}", f"Category {n}", "wheat", "flour", n) for n in range(8)]
    products = [
        ShelfProduct(f"{n}", f"c{n % 8}", f"Product {n} of the shelf", f"{n} g", PRICE_CENTS, "B", "wheat", n)
        for n in range(PRODUCTS)
    ]
    with shop.payments.database.transaction() as session:
        fill_shelf(session, categories, products)
        for customer in customers:
            for product in BASKET:
                add_to_basket(session, customer.digest, product, 1, now)
    (folder / CUSTOMERS_FILE).write_text(json.dumps([(customer.cookie, customer.csrf) for customer in customers]))
    with shop:
        _announce(shop.base_url)


def serve_bare(folder: Path, daraja: str) -> None:
    """The bare framework, served as our shop is."""
    sock = bound_socket("127.0.0.1", 0)
    with httpx.Client(base_url=daraja) as client:
        server = Server(bare_app(folder / "bare.db", client), sock, name="bare", grace_seconds=2)
        server.start()
        _announce(address_of("127.0.0.1", sock.getsockname()[1]))
        server.stop()


def bare_app(path: Path, client: httpx.Client) -> FastAPI:
    """One HTTP call to Daraja and one durable insert; and a page as large as ours, of values at hand."""
    database, turn = sqlite3.connect(path, check_same_thread=False), threading.Lock()
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE payment (id INTEGER PRIMARY KEY, phone TEXT, cents INTEGER, checkout TEXT)")
    headers = {"Authorization": f"Bearer {fetch_token(client)}"}
    template = Environment(autoescape=True).from_string(BARE_PAGE)
    products = [{"name": f"Product {n} of the shelf", "size": "1 kg", "price": "100"} for n in range(PRODUCTS_A_PAGE)]
    app = FastAPI()

    @app.post("/shop/checkout")
    def pay(phone: Annotated[str, Form()], total_cents: Annotated[int, Form()]) -> JSONResponse:
        answer = client.post(PUSH_PATH, json=push_body(phone, total_cents // 100), headers=headers)
        checkout = answer.raise_for_status().json()["CheckoutRequestID"]
        with turn:
            written = database.execute(
                "INSERT INTO payment (phone, cents, checkout) VALUES (?, ?, ?)", (phone, total_cents, checkout)
            )
            database.commit()
        return JSONResponse({"success": True, "checkout_request_id": checkout, "transaction_id": written.lastrowid})

    @app.get("/shop/")
    def shelf(size: int) -> HTMLResponse:
        filler = "x" * max(size // PRODUCTS_A_PAGE - 80, 0)
        return HTMLResponse(template.render(shop="Mama Njeri Stores", products=products, filler=filler))

    return app


def serve_django(folder: Path, daraja: str) -> None:
    """The tutorials' Django."""
    server = django_server(folder, daraja)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _announce(address_of("127.0.0.1", server.server_port))
    server.shutdown()


def _announce(base_url: str) -> None:
    print(json.dumps({"base_url": base_url, "pid": str(os.getpid())}), flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    if sys.argv[1] == "daraja":
        serve_daraja()
    else:
        {"shop": serve_shop, "bare": serve_bare, "django": serve_django}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
