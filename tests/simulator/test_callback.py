"""The callback to the letter, and that it comes once (daraja.md 3, 5 and 12)."""

from __future__ import annotations

import json
import re

import pytest

from pos_desktop.simulator import Timings
from tests.simulator.conftest import MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import PHONE, Shop

SUCCESS = re.compile(
    r'\{"Body":\{"stkCallback":\{"MerchantRequestID":"[0-9a-f-]+","CheckoutRequestID":"ws_CO_\d+","ResultCode":0,'
    r'"ResultDesc":"The service request is processed successfully\.","CallbackMetadata":'
    r'\{"Item":\[(?P<items>.*)\]\}\}\}\}'
)
USUAL_ITEMS = re.compile(
    r'\{"Name":"Amount","Value":1191\.00\},\{"Name":"MpesaReceiptNumber","Value":"[A-Z0-9]{10}"\},'
    r'(\{"Name":"Balance"\},)?\{"Name":"TransactionDate","Value":\d{14}\},\{"Name":"PhoneNumber","Value":254\d{9}\}'
)
OTHER_ITEMS = re.compile(
    r'\{"Name":"Amount","Value":1191\.00\},\{"Name":"MpesaReceiptNumber","Value":"[A-Z0-9]{10}"\},'
    r'\{"Name":"TransactionDate","Value":\d{14}\},\{"Name":"PhoneNumber","Value":254\d{9}\}(,\{"Name":"Balance"\})?'
)


def test_a_success_has_the_real_body_in_either_order_with_or_without_a_balance(
    open_shop: MakeShop, receiver: Receiver
) -> None:
    shop = open_shop(autopilot="pay_all", seed=1)
    shapes = set()
    for number in range(24):
        shop.pushed(1191, f"2547{number:08d}")
        match = SUCCESS.fullmatch(receiver.next().raw)
        assert match is not None
        items = match["items"]
        assert USUAL_ITEMS.fullmatch(items) or OTHER_ITEMS.fullmatch(items)
        shapes.add(tuple(re.findall(r'"Name":"(\w+)"', items)))
    assert shapes == {
        ("Amount", "MpesaReceiptNumber", "Balance", "TransactionDate", "PhoneNumber"),
        ("Amount", "MpesaReceiptNumber", "TransactionDate", "PhoneNumber", "Balance"),
        ("Amount", "MpesaReceiptNumber", "TransactionDate", "PhoneNumber"),
    }


def test_a_success_says_what_the_prompt_said(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    answer = shop.push(1191).json()
    callback = receiver.next()
    ended = shop.when(answer["CheckoutRequestID"], "ended")
    assert callback.result["MerchantRequestID"] == answer["MerchantRequestID"]
    assert callback.result["CheckoutRequestID"] == answer["CheckoutRequestID"]
    assert callback.items["Amount"] == 1191.0
    assert callback.items["MpesaReceiptNumber"] == ended["receipt"]
    assert callback.items["PhoneNumber"] == int(PHONE)
    assert callback.items.get("Balance") is None


def test_a_failure_has_four_keys_and_nothing_else(shop: Shop, receiver: Receiver) -> None:
    asked = shop.pushed()
    shop.when(asked, "open")
    shop.answer(asked, "cancel")
    callback = receiver.next()
    merchant_id = callback.result["MerchantRequestID"]
    assert callback.raw == (
        '{"Body":{"stkCallback":{"MerchantRequestID":"' + merchant_id + '","CheckoutRequestID":"' + asked + '",'
        '"ResultCode":1032,"ResultDesc":"Request cancelled by user"}}}'
    )


def test_the_callback_comes_to_its_own_address_with_safaricoms_headers(shop: Shop, receiver: Receiver) -> None:
    asked = shop.pushed()
    shop.when(asked, "open")
    shop.answer(asked, "pin")
    callback = receiver.next()
    assert callback.path == "/c/1/token"
    assert callback.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert callback.headers["BusinessShortCode"] == "174379"


def test_the_transaction_date_is_the_time_in_nairobi(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    asked = shop.pushed()
    date = receiver.next().items["TransactionDate"]
    sent_at = shop.detail(asked)["sent_at"]
    utc_hour, nairobi_hour = int(sent_at[11:13]), int(str(date)[8:10])
    assert (nairobi_hour - utc_hour) % 24 in (3, 4)  # 4 when an hour turned in between


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_callback_that_is_not_welcome_does_not_come_again(
    open_shop: MakeShop, receiver: Receiver, status: int
) -> None:
    shop = open_shop(autopilot="pay_all")
    receiver.status = status
    first = shop.pushed(100)
    assert receiver.next().result["CheckoutRequestID"] == first
    second = shop.pushed(200)
    assert receiver.next().result["CheckoutRequestID"] == second
    assert receiver.arrived.empty()
    (delivery,) = shop.detail(first)["deliveries"]
    assert (delivery["http_status"], delivery["error"]) == (status, "")


def test_a_merchant_that_cannot_be_reached_loses_the_callback_and_can_still_ask(open_shop: MakeShop) -> None:
    shop = open_shop(autopilot="pay_all", timings=Timings(callback_seconds=0))
    asked = shop.pushed(changes={"CallBackURL": "http://127.0.0.1:9/c"})
    shop.when(asked, "ended")
    assert shop.query(asked).json()["ResultCode"] == "0"


def test_each_of_many_payments_is_reported_once(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    ids = [shop.pushed(100, f"2547{number:08d}") for number in range(30)]
    reported = [receiver.next().result["CheckoutRequestID"] for _ in ids]
    assert sorted(reported) == sorted(ids)
    assert receiver.arrived.empty()


def test_the_detail_of_a_prompt_keeps_what_was_posted(shop: Shop, receiver: Receiver) -> None:
    shop.fault(on="push", fault="before_answer")
    asked = shop.pushed()
    (delivery,) = shop.detail(asked)["deliveries"]
    assert json.loads(delivery["body"])["Body"]["stkCallback"]["ResultCode"] == 0
    assert delivery["body"] == receiver.next().raw
