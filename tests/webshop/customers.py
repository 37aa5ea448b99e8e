"""A customer: a browser without JavaScript that reads forms out of pages, and a phone."""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from time import perf_counter
from types import TracebackType
from typing import Any, Self

import httpx

from pos_desktop.payments import MPesaTransaction

NUMBERS = itertools.count(700_100_000)
PATIENCE_SECONDS = 20.0


def new_phone() -> str:
    """A number that no other test uses."""
    return f"0{next(NUMBERS)}"


def wait_for(condition: Callable[[], bool], words: str) -> None:
    """Returns once the condition holds."""
    moment, end = threading.Event(), perf_counter() + PATIENCE_SECONDS
    while not condition():
        assert perf_counter() < end, f"waited in vain: {words}"
        moment.wait(0.02)


@dataclass
class Form:
    """A form of a page, with what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
            self._is_inside = True
        elif tag == "input" and self._is_inside and "name" in given:
            self.forms[-1].fields.setdefault(given["name"], given.get("value", ""))
        elif tag == "a":
            self.links.append(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False


class Browser:
    """One customer's browser at one shop."""

    def __init__(self, base_url: str, **changes: Any) -> None:
        options: dict[str, Any] = {"headers": {"Accept": "text/html"}, "timeout": 60.0, "follow_redirects": True}
        self.http = httpx.Client(base_url=base_url, trust_env=False, **(options | changes))
        self.page = httpx.Response(200)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def go(self, path: str) -> httpx.Response:
        self.page = self.http.get(path)
        return self.page

    @property
    def words(self) -> str:
        """What a person reads on the page."""
        return " ".join(unescape(re.sub(r"<[^>]+>", "", self.page.text)).split())

    def forms(self) -> list[Form]:
        reader = _Reader()
        reader.feed(self.page.text)
        return reader.forms

    def links(self) -> list[str]:
        reader = _Reader()
        reader.feed(self.page.text)
        return reader.links

    def form(self, action: str) -> Form:
        found = [form for form in self.forms() if form.action == action]
        assert found, f"no form goes to {action}: {[form.action for form in self.forms()]}"
        return found[0]

    def submit(self, action: str, **changes: str) -> httpx.Response:
        """Sends a form of the page, with some fields changed."""
        form = self.form(action)
        self.page = self.http.post(form.action, data={**form.fields, **changes})
        return self.page

    def csrf(self) -> str:
        self.go("/shop/")
        return self.forms_with("csrf")[0].fields["csrf"]

    def forms_with(self, name: str) -> list[Form]:
        return [form for form in self.forms() if name in form.fields]

    def add(self, name: str = "Jogoo", quantity: int = 1) -> httpx.Response:
        """Finds a product and puts it into the basket."""
        self.go(f"/shop/?q={name}")
        form = self.form("/shop/basket")
        self.page = self.http.post("/shop/basket", data={**form.fields, "quantity": str(quantity)})
        return self.page

    def check_out(self, phone: str, **changes: str) -> httpx.Response:
        self.go("/shop/checkout")
        return self.submit("/shop/checkout", phone=phone, **changes)

    def buy(self, phone: str) -> str:
        """Orders something; the path of the order."""
        self.add()
        assert self.check_out(phone).status_code == 200
        return self.page.url.path

    def status(self, order: str) -> dict[str, Any]:
        answer = self.http.get(order, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def wait_until_told(self, order: str, told: str) -> dict[str, Any]:
        wait_for(lambda: self.status(order)["told"] == told, f"{told}, not {self.status(order)}")
        return self.status(order)


class Phones:
    """All customers' phones, over the simulator's phone API."""

    def __init__(self, base_url: str) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=20.0, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.delete("/phone/v1/faults").raise_for_status()
        self.http.close()

    def spoil(self, phone: str, **rule: Any) -> None:
        """Makes something go wrong for one phone."""
        self.http.post("/phone/v1/faults", json={"msisdn": msisdn(phone), **rule}).raise_for_status()

    def prompts(self, phone: str) -> list[dict[str, Any]]:
        every = self.http.get("/phone/v1/prompts").json()["prompts"]
        return [each for each in every if each["msisdn"] == msisdn(phone)]

    def answer(self, phone: str, action: str = "pin") -> None:
        """Waits for the prompt and does something with it."""
        wait_for(lambda: any(each["state"] in ("sent", "open") for each in self.prompts(phone)), "a prompt")
        asked = [each for each in self.prompts(phone) if each["state"] in ("sent", "open")][-1]
        self.http.post(f"/phone/v1/prompts/{asked['id']}/answer", json={"action": action}).raise_for_status()


def msisdn(phone: str) -> str:
    return f"254{phone[1:]}"


def paid_callback(payment: MPesaTransaction, **changes: object) -> bytes:
    items = [
        {"Name": "Amount", "Value": payment.amount_cents // 100},
        {"Name": "MpesaReceiptNumber", "Value": "UKFORGED01"},
        {"Name": "TransactionDate", "Value": 20261125120016},
        {"Name": "PhoneNumber", "Value": 254712345678},
    ]
    said = {
        "MerchantRequestID": payment.merchant_request_id,
        "CheckoutRequestID": payment.checkout_request_id,
        "ResultCode": 0,
        "ResultDesc": "The service request is processed successfully.",
        "CallbackMetadata": {"Item": items},
    }
    return json.dumps({"Body": {"stkCallback": said | changes}}).encode()
