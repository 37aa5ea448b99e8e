"""C2B: addresses registered once, and every payment posted to them (daraja.md 6)."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import httpx
import pytest

from tests.simulator.conftest import MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import PHONE, Shop


def register(shop: Shop, version: str = "v2", **changes: Any) -> httpx.Response:
    body = {
        "ShortCode": "174379",
        "ResponseType": "Completed",
        "ConfirmationURL": shop.callback_url,
        "ValidationURL": shop.callback_url,
        **changes,
    }
    return shop.http.post(f"/mpesa/c2b/{version}/registerurl", json=body, headers=shop.bearer)


def pay(shop: Shop, to: str, amount: int, reference: str = "") -> dict[str, Any]:
    body = {"to": to, "amount": amount, "account_reference": reference}
    return dict(shop.http.post(f"/phone/v1/phones/{PHONE}/pay", json=body).json())


def test_addresses_are_registered_once(shop: Shop) -> None:
    first, second = register(shop), register(shop, "v1")
    assert first.status_code == 200
    assert set(first.json()) == {"OriginatorCoversationID", "ResponseCode", "ResponseDescription"}
    assert first.json()["ResponseCode"] == "0"
    assert (second.status_code, second.json()["errorCode"]) == (500, "500.003.1001")
    assert second.json()["errorMessage"] == "Urls are already registered"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ShortCode", "600000"),
        ("ResponseType", "completed"),
        ("ConfirmationURL", "https://shop.example/mpesa/c"),
        ("ConfirmationURL", "https://safaricom.example/c"),
        ("ValidationURL", "https://shop.example/Query"),
        ("ValidationURL", ""),
    ],
)
def test_what_cannot_be_registered_is_named(shared_shop: Shop, field: str, value: str) -> None:
    answer = register(shared_shop, **{field: value})
    assert (answer.status_code, answer.json()["errorMessage"]) == (400, f"Bad Request - Invalid {field}")


def test_a_payment_by_hand_is_posted_as_flat_texts(shop: Shop, receiver: Receiver) -> None:
    register(shop)
    paid = pay(shop, "174379", 152, "INV-7")
    body = json.loads(receiver.next().raw)
    assert re.fullmatch(r"\d{14}", body.pop("TransTime"))
    assert body == {
        "TransactionType": "Pay Bill",
        "TransID": paid["receipt"],
        "TransAmount": "152.00",
        "BusinessShortCode": "174379",
        "BillRefNumber": "INV-7",
        "InvoiceNumber": "",
        "OrgAccountBalance": "152.00",
        "ThirdPartyTransID": "",
        "MSISDN": "2547 ***** 678",
        "FirstName": "WANJIRU",
    }
    assert shop.purse() == "99848.00"


def test_version_1_hashes_the_payer(shop: Shop, receiver: Receiver) -> None:
    register(shop, "v1")
    pay(shop, "174379", 10)
    assert json.loads(receiver.next().raw)["MSISDN"] == hashlib.sha256(PHONE.encode()).hexdigest()


def test_a_till_has_no_reference_and_is_heard_of_at_its_store_number(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(till_numbers=("555001",))
    register(shop)
    pay(shop, "555001", 10, "ignored")
    body = json.loads(receiver.next().raw)
    assert (body["TransactionType"], body["BusinessShortCode"], body["BillRefNumber"]) == ("Buy Goods", "555001", "")


def test_a_prompt_that_is_paid_is_posted_there_too(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    register(shop)
    shop.pushed(300)
    posts = [json.loads(receiver.next().raw) for _ in range(2)]
    (flat,) = [post for post in posts if "TransID" in post]
    (prompt,) = shop.prompts(wait=0)["prompts"]
    assert (flat["TransID"], flat["TransAmount"]) == (prompt["receipt"], "300.00")


@pytest.mark.parametrize(("to", "amount", "code"), [("600000", 5, "SFC_IC0003"), ("174379", 250_001, "3")])
def test_a_payment_that_cannot_be_made_moves_nothing(shared_shop: Shop, to: str, amount: int, code: str) -> None:
    paid = pay(shared_shop, to, amount)
    assert (paid["result_code"], paid["receipt"]) == (code, None)
    assert shared_shop.purse() == "100000.00"
