"""What the README shows of other shops, run as it stands there: real Django and FastAPI, real HTTP, real processes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from pos_desktop.simulator import SimulatorServer
from tests.webshop.conftest import SIGNING_KEY
from tests.webshop.customers import Phones, new_phone, wait_for

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODELS = """
from django.db import models


class Order(models.Model):
    customer = models.CharField(max_length=64, null=True)
    total_cents = models.IntegerField()
    is_paid = models.BooleanField(default=False)

    class Meta:
        app_label = "shop"
"""
URLS = """
from django.http import JsonResponse
from django.urls import path

from shop import views
from shop.models import Order


def new(request):
    if request.session.session_key is None:
        request.session.create()
    order = Order.objects.create(customer=request.session.session_key, total_cents=21000)
    return JsonResponse({"order": order.pk})


def state(request, order_id):
    return JsonResponse({"is_paid": Order.objects.get(pk=order_id).is_paid})


urlpatterns = [
    path("new", new),
    path("order/<int:order_id>", state),
    path("pay/<int:order_id>", views.pay),
    path("c/1/<terminal>/<token>", views.mpesa_callback),
]
"""


def shown(after: str) -> str:
    """The code block of the README that follows some words."""
    found = re.search(rf"{re.escape(after)}\n\n```python\n(.*?)```", README, re.DOTALL)
    assert found, f"the README shows nothing after {after!r}"
    return found[1]


@dataclass
class OtherShop:
    """A shop of the README in a process of its own, and its customer's browser."""

    kind: str
    folder: Path
    environment: dict[str, str]
    port: int
    process: subprocess.Popen[str] | None = None
    http: httpx.Client = field(init=False)

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.webshop.other_shop", self.kind, str(self.folder), str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert json.loads(self.process.stdout.readline())["port"] == self.port
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=30, cookies={"customer": "me"}
        )
        wait_for(self.answers, "the shop answers")

    def answers(self) -> bool:
        try:
            return self.http.get("/no-such-page").status_code == 404
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self._let_go()

    def stop(self) -> None:
        if self.process is None:
            return
        self._let_go()

    def _let_go(self) -> None:
        """Closing its standard input ends it, if it is not ended."""
        process = self.process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
        self.http.close()
        self.process = None

    def new_order(self) -> int:
        return int(self.http.post("/new", params={"customer": "me"}).json()["order"])

    def pay(self, order: int, phone: str, **more: str) -> httpx.Response:
        return self.http.post(f"/pay/{order}", data={"phone": phone, **more})

    def is_paid(self, order: int) -> bool:
        return bool(self.http.get(f"/order/{order}").json()["is_paid"])


def write_shop(kind: str, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    if kind == "fastapi":
        (folder / "shop.py").write_text(shown("in `urls.py`. FastAPI, `shop.py`:"), encoding="utf-8")
        return
    package = folder / "shop"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    (package / "models.py").write_text(MODELS, encoding="utf-8")
    (package / "urls.py").write_text(URLS, encoding="utf-8")
    (package / "views.py").write_text(shown("Django, `views.py`:"), encoding="utf-8")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def other_shop(kind: str, folder: Path, simulator: SimulatorServer, database_url: str) -> OtherShop:
    write_shop(kind, folder)
    port, options = free_port(), simulator.options
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    environment |= {
        "DATABASE_URL": database_url,
        "DARAJA_URL": simulator.base_url,
        "DARAJA_KEY": options.consumer_key,
        "DARAJA_SECRET": options.consumer_secret,
        "DARAJA_PASSKEY": options.passkey,
        "SHORT_CODE": options.short_codes[0],
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PAYMENTS_KEY": SIGNING_KEY,
        "CALLBACK_SOURCES": "127.0.0.0/8",
    }
    return OtherShop(kind, folder, environment, port)


@pytest.fixture(params=["django", "fastapi"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, simulator: SimulatorServer) -> Iterator[OtherShop]:
    shop = other_shop(request.param, tmp_path / "project", simulator, f"sqlite:///{tmp_path / 'payments.db'}")
    shop.start()
    yield shop
    shop.stop()


def test_its_own_order_is_paid_by_the_phone_and_by_nothing_else(shop: OtherShop, phones: Phones) -> None:
    phone, order = new_phone(), shop.new_order()
    bad = shop.pay(order, "12")
    assert (bad.status_code, set(bad.json())) == (409, {"success", "error", "response"})
    answer = shop.pay(order, phone, amount_cents="100", total_cents="100")
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"success", "message", "checkout_request_id", "transaction_id", "response"}
    assert phones.prompts(phone)[0]["amount"] == "210"
    with ThreadPoolExecutor(8) as fingers:
        again = list(fingers.map(lambda _n: shop.pay(order, phone).json(), range(20)))
    assert {(each["success"], each["response"]["code"]) for each in again} == {(False, "payment_live")}
    forged = shop.http.post("/c/1/abcdefgh/forged", content=b"{}")
    assert (forged.status_code, shop.is_paid(order)) == (404, False)
    assert shop.pay(order + 1, phone).status_code == 404
    phones.answer(phone)
    wait_for(lambda: shop.is_paid(order), "the shop's own order is paid")
    assert len(phones.prompts(phone)) == 1


def test_a_wrong_pin_may_be_tried_again(shop: OtherShop, phones: Phones) -> None:
    phone, order = new_phone(), shop.new_order()
    shop.pay(order, phone)
    phones.answer(phone, "wrong_pin")
    wait_for(lambda: shop.pay(order, phone).status_code == 200, "another try is taken")
    assert not shop.is_paid(order)
    phones.answer(phone)
    wait_for(lambda: shop.is_paid(order), "the shop's own order is paid")
    assert len(phones.prompts(phone)) == 2


def test_killed_while_a_prompt_is_out_it_learns_of_the_payment_at_its_next_start(
    shop: OtherShop, phones: Phones
) -> None:
    phone, order = new_phone(), shop.new_order()
    shop.pay(order, phone)
    shop.kill()
    phones.answer(phone)
    wait_for(lambda: phones.prompts(phone)[-1]["state"] == "ended", "M-Pesa is done")
    shop.start()
    wait_for(lambda: shop.is_paid(order), "the shop's own order is paid")


def test_two_processes_on_one_postgresql_send_one_prompt_and_the_other_one_takes_over(
    tmp_path: Path, simulator: SimulatorServer, postgresql_url: str, phones: Phones
) -> None:
    first = other_shop("fastapi", tmp_path / "one", simulator, postgresql_url)
    second = other_shop("fastapi", tmp_path / "two", simulator, postgresql_url)
    try:
        first.start()
        second.start()
        phone, order = new_phone(), first.new_order()
        with ThreadPoolExecutor(8) as fingers:
            shops = [first, second] * 10
            codes = list(fingers.map(lambda each: each.pay(order, phone).status_code, shops))
        assert (codes.count(200), len(phones.prompts(phone))) == (1, 1)
        phones.spoil(phone, on="callback", fault="lost")
        first.kill()
        phones.answer(phone)
        wait_for(lambda: second.is_paid(order), "the process that is left asks M-Pesa")
    finally:
        second.stop()
        first.stop()
