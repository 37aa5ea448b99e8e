"""The push: what is accepted, and the words for what is not (daraja.md 2 and 2.1)."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.simulator.conftest import MakeShop
from tests.simulator.shop import PHONE, PUSH_PATH, QUERY_PATH, Shop


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    assert set(body) == {"requestId", "errorCode", "errorMessage"}
    assert re.fullmatch(r"\d{5}-\d{7,8}-1", body["requestId"])
    return answer.status_code, body["errorCode"], body["errorMessage"]


def invalid(field: str) -> tuple[int, str, str]:
    return 400, "400.002.02", f"Bad Request - Invalid {field}"


def test_an_accepted_push_answers_with_five_texts(shop: Shop) -> None:
    answer = shop.push()
    body = answer.json()
    assert answer.status_code == 200
    assert body["ResponseCode"] == "0"
    assert body["ResponseDescription"] == body["CustomerMessage"] == "Success. Request accepted for processing"
    assert set(body) == {
        "MerchantRequestID",
        "CheckoutRequestID",
        "ResponseCode",
        "ResponseDescription",
        "CustomerMessage",
    }
    assert re.fullmatch(r"ws_CO_\d{17}712345678", body["CheckoutRequestID"])
    assert re.fullmatch(r"([0-9a-f]{4}-){3}[0-9a-f]{12}\d{1,6}", body["MerchantRequestID"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("BusinessShortCode", None),
        ("BusinessShortCode", "1743"),
        ("BusinessShortCode", "17437912"),
        ("BusinessShortCode", "17437a"),
        ("BusinessShortCode", True),
        ("Password", ""),
        ("Password", "£"),
        ("Password", ["x"]),
        ("Timestamp", "2026-11-25"),
        ("Timestamp", "20261332101112"),
        ("Timestamp", "2026112510111"),
        ("TransactionType", "CustomerPayBill"),
        ("TransactionType", None),
        ("Amount", "0"),
        ("Amount", 0),
        ("Amount", "-5"),
        ("Amount", "10.50"),
        ("Amount", 402.0),
        ("Amount", ""),
        ("Amount", "1e3"),
        ("Amount", "١٢"),
        ("PartyA", "0712345678"),
        ("PartyB", ""),
        ("PhoneNumber", "0712345678"),
        ("PhoneNumber", "+254712345678"),
        ("PhoneNumber", "254812345678"),
        ("PhoneNumber", "25471234567"),
        ("PhoneNumber", "2542547123456"),
        ("CallBackURL", "not a url"),
        ("CallBackURL", "ftp://shop.example/c"),
        ("CallBackURL", "https://Shop.example/c"),
        ("CallBackURL", "https://shop.example/c "),
        ("CallBackURL", "https://shop.example/c\n"),
        ("CallBackURL", "https:///c"),
        ("CallBackURL", "https://shop.example:99999/c"),
        ("AccountReference", ""),
        ("AccountReference", "1234567890123"),
        ("AccountReference", None),
        ("TransactionDesc", "12345678901234"),
        ("TransactionDesc", {}),
    ],
)
def test_a_field_that_is_wrong_is_named(shared_shop: Shop, field: str, value: Any) -> None:
    assert refusal(shared_shop.push(changes={field: value})) == invalid(field)
    assert shared_shop.prompts(wait=0)["prompts"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"BusinessShortCode": 174379, "PartyB": 174379, "Amount": 20, "PartyA": int(PHONE), "PhoneNumber": int(PHONE)},
        {"PhoneNumber": "254112345678", "PartyA": "254112345678"},
        {"TransactionDesc": ""},
        {"AccountReference": "123456789012", "TransactionDesc": "1234567890123"},
        {"Unknown": "fields are not looked at"},
        {"CallBackURL": "https://example.invalid/hooks/mpesa"},
    ],
)
def test_what_daraja_accepts_is_accepted(shop: Shop, changes: dict[str, Any]) -> None:
    assert shop.push(changes=changes).status_code == 200


def test_a_description_may_be_missing(shop: Shop) -> None:
    body = shop.push_body()
    del body["TransactionDesc"]
    assert shop.http.post(PUSH_PATH, json=body, headers=shop.bearer).status_code == 200


@pytest.mark.parametrize("path", [PUSH_PATH, QUERY_PATH])
def test_a_password_that_does_not_match_is_wrong_credentials(shared_shop: Shop, path: str) -> None:
    body = {**shared_shop.push_body(), "CheckoutRequestID": "ws_CO_1", "Timestamp": "20261125101113"}
    answer = shared_shop.http.post(path, json=body, headers=shared_shop.bearer)
    assert refusal(answer) == (500, "500.001.1001", "Wrong credentials")


@pytest.mark.parametrize("path", [PUSH_PATH, QUERY_PATH])
def test_a_short_code_that_is_not_live_does_not_exist(shared_shop: Shop, path: str) -> None:
    body = {**shared_shop.push_body(), "CheckoutRequestID": "ws_CO_1", "BusinessShortCode": "600000"}
    answer = shared_shop.http.post(path, json=body, headers=shared_shop.bearer)
    assert refusal(answer) == (500, "500.001.1001", "Merchant does not exist")


def test_a_phone_with_a_prompt_open_is_locked_until_the_prompt_ends(shop: Shop) -> None:
    first = shop.pushed(100)
    status, code, words = refusal(shop.push(200))
    assert (status, code) == (500, "500.001.1001")
    assert words.startswith("Unable to lock subscriber")
    assert shop.push(200, "254722222222").status_code == 200
    shop.when(first, "open")
    shop.answer(first, "cancel")
    shop.when(first, "ended")
    assert shop.push(200).status_code == 200


def test_of_many_pushes_to_one_phone_at_once_one_is_accepted(shop: Shop) -> None:
    shop.mint()
    start = threading.Barrier(20)

    def push(number: int) -> int:
        start.wait()
        return shop.push(100 + number).status_code

    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(push, range(20)))
    assert sorted(statuses) == [200] + [500] * 19


def test_many_phones_at_once_each_get_their_own_prompt_and_every_shilling_arrives_once(open_shop: MakeShop) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.mint()
    phones = [f"2547{number:08d}" for number in range(60)]
    with ThreadPoolExecutor(12) as threads:
        ids = list(threads.map(lambda phone: shop.pushed(250, phone), phones))
        ended = list(threads.map(lambda each: shop.when(each, "ended"), ids))
        purses = set(threads.map(shop.purse, phones))
    assert len(set(ids)) == 60
    assert {each["result_code"] for each in ended} == {"0"}
    assert len({each["receipt"] for each in ended}) == 60
    assert purses == {"99750.00"}


@pytest.mark.parametrize("path", [PUSH_PATH, QUERY_PATH])
@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b"[" * 30_000, b'{"a":' * 9_000])
def test_a_body_that_is_no_json_object_is_a_bad_request(shared_shop: Shop, path: str, raw: bytes) -> None:
    headers = {**shared_shop.bearer, "Content-Type": "application/json"}
    answer = shared_shop.http.post(path, content=raw, headers=headers)
    assert refusal(answer) == (400, "400.002.05", "Invalid Request Payload")


def test_a_number_without_end_is_a_bad_request(shared_shop: Shop) -> None:
    raw = b'{"Amount":' + b"9" * 20_000 + b"}"
    headers = {**shared_shop.bearer, "Content-Type": "application/json"}
    answer = shared_shop.http.post(PUSH_PATH, content=raw, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("size", [65 * 1024, 3_000_000])
@pytest.mark.parametrize("path", [PUSH_PATH, QUERY_PATH, "/phone/v1/autopilot"])
def test_a_huge_body_is_refused_and_the_next_request_works(shared_shop: Shop, path: str, size: int) -> None:
    answer = shared_shop.http.post(path, content=b"x" * size, headers=shared_shop.bearer)
    assert answer.status_code == 413
    assert answer.json()["fault"]["detail"]["errorcode"] == "protocol.http.TooBigBody"
    assert shared_shop.query("ws_CO_1").json()["errorMessage"] == "The transaction does not Exist"


def test_a_form_is_refused_as_an_invalid_short_code(shared_shop: Shop) -> None:
    answer = shared_shop.http.post(PUSH_PATH, data=shared_shop.push_body(), headers=shared_shop.bearer)
    assert refusal(answer) == invalid("BusinessShortCode")


def test_another_method_is_not_allowed(shared_shop: Shop) -> None:
    assert refusal(shared_shop.http.get(PUSH_PATH, headers=shared_shop.bearer))[:2] == (405, "405.001")


def test_a_path_that_daraja_does_not_have_is_not_found(shared_shop: Shop) -> None:
    assert refusal(shared_shop.http.post("/mpesa/stkpush/v9/x", json={}))[:2] == (404, "404.001.01")
