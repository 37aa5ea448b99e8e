"""The query: what is in flight, what is over, and that it never contradicts the callback (daraja.md 4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from tests.simulator.conftest import MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import Shop

ACTIONS = ["pin", "wrong_pin", "cancel", "no_money", "ignore", "out_of_reach"]


def test_an_id_that_nobody_gave_does_not_exist(shop: Shop) -> None:
    answer = shop.query("ws_CO_1")
    assert answer.status_code == 500
    assert answer.json()["errorCode"] == "500.001.1001"
    assert answer.json()["errorMessage"] == "The transaction does not Exist"


def test_another_merchants_id_does_not_exist(open_shop: MakeShop) -> None:
    shop = open_shop(short_codes=("174379", "600100"))
    asked = shop.pushed()
    assert shop.query(asked, "600100").json()["errorMessage"] == "The transaction does not Exist"
    assert shop.query(asked, "174379").json().get("errorMessage") != "The transaction does not Exist"


def test_what_is_in_flight_has_all_its_faces_and_never_says_failed(open_shop: MakeShop) -> None:
    shop = open_shop(timings=Timings(unanswered_seconds=100_000), seed=3)
    asked = shop.pushed()
    shop.when(asked, "open")
    faces = set()
    for _ in range(40):
        answer = shop.query(asked)
        body = answer.json()
        code = body.get("ResultCode") or body["errorCode"]
        words = body.get("ResultDesc", body.get("errorMessage"))
        faces.add((answer.status_code, code, words))
    assert faces == {
        (200, "4999", "The transaction is still under processing"),
        (500, "500.001.1001", "The transaction is being processed"),
        (200, "500.001.1001", ""),
    }


def test_an_answer_is_all_text_and_holds_neither_receipt_nor_amount(open_shop: MakeShop) -> None:
    shop = open_shop(autopilot="pay_all")
    asked = shop.pushed()
    shop.when(asked, "ended")
    answer = shop.query(asked)
    body = answer.json()
    assert answer.status_code == 200
    assert body["ResponseCode"] == body["ResultCode"] == "0"
    assert body["CheckoutRequestID"] == asked
    assert set(body) == {
        "ResponseCode",
        "ResponseDescription",
        "MerchantRequestID",
        "CheckoutRequestID",
        "ResultCode",
        "ResultDesc",
    }


def test_1037_has_other_words_in_the_query_than_in_the_callback(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(timings=Timings())
    asked = shop.pushed()
    assert receiver.next().result["ResultDesc"] == "No response from user."
    assert shop.query(asked).json()["ResultDesc"] == "DS timeout user cannot be reached."


@pytest.fixture(scope="module")
def busy_shop() -> Iterator[tuple[Shop, Receiver]]:
    timings = Timings(unanswered_seconds=150, repeat_rule_seconds=20)
    options = SimulatorOptions(time_scale=500.0, timings=timings, seed=11)
    with Receiver() as receiver, SimulatorServer(options) as server, Shop(server, receiver.url) as shop:
        yield shop, receiver


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(1, 300_000)), min_size=1, max_size=4))
def test_the_query_always_agrees_with_the_callback(
    busy_shop: tuple[Shop, Receiver], answers: list[tuple[str, int]]
) -> None:
    shop, receiver = busy_shop
    asked = []
    for number, (action, amount) in enumerate(answers):
        asked.append(shop.pushed(amount, f"2541{number:08d}"))
        shop.answer(asked[-1], action)
    results = [receiver.next().result for _ in asked]
    said = {result["CheckoutRequestID"]: str(result["ResultCode"]) for result in results}
    assert set(said) == set(asked)
    for each in asked:
        assert {shop.query(each).json()["ResultCode"] for _ in range(2)} == {said[each]}
    assert receiver.arrived.empty()
