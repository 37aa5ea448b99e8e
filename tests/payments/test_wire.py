from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from pos_desktop.payments import DarajaConfig, InvalidReferenceError, RejectedError, TransactionType
from pos_desktop.payments.errors import BusyError, CredentialsError, DarajaError, OutcomeUnknownError, TokenRefusedError
from pos_desktop.payments.result_codes import CodeClass, classify
from pos_desktop.payments.wire import (
    PushRequest,
    clean_reference,
    push_body,
    query_body,
    read_object,
    read_push,
    read_query,
    result_code_text,
)

EVENING = datetime(2026, 11, 24, 21, 30, 5, tzinfo=UTC)
PAYBILL = DarajaConfig("https://sandbox.safaricom.co.ke", "key", "secret", "passkey", "174379")
TILL = DarajaConfig(
    "https://api.safaricom.co.ke",
    "key",
    "secret",
    "passkey",
    "600977",
    party_b="5551234",
    transaction_type=TransactionType.BUY_GOODS,
)
REQUEST = PushRequest("254712345678", 119_100, "1-000482", "Sale 1-000482", "https://pay.example.co.ke/c/1/x/y")


def error_body(code: str, words: str = "") -> bytes:
    return json.dumps({"requestId": "16813-1590513-1", "errorCode": code, "errorMessage": words}).encode()


def test_a_push_is_what_daraja_expects_with_one_nairobi_timestamp() -> None:
    body = push_body(PAYBILL, REQUEST, EVENING)

    assert body == {
        "BusinessShortCode": "174379",
        "Password": base64.b64encode(b"174379passkey20261125003005").decode(),
        "Timestamp": "20261125003005",
        "TransactionType": "CustomerPayBillOnline",
        "Amount": "1191",
        "PartyA": "254712345678",
        "PartyB": "174379",
        "PhoneNumber": "254712345678",
        "CallBackURL": "https://pay.example.co.ke/c/1/x/y",
        "AccountReference": "1-000482",
        "TransactionDesc": "Sale 1-000482",
    }


def test_buy_goods_pays_the_till_and_signs_with_the_store() -> None:
    body = push_body(TILL, REQUEST, EVENING)

    assert (body["TransactionType"], body["BusinessShortCode"], body["PartyB"]) == (
        "CustomerBuyGoodsOnline",
        "600977",
        "5551234",
    )


def test_a_query_is_signed_afresh() -> None:
    body = query_body(PAYBILL, "ws_CO_1", EVENING)

    assert set(body) == {"BusinessShortCode", "Password", "Timestamp", "CheckoutRequestID"}
    assert base64.b64decode(body["Password"]).decode().endswith(body["Timestamp"])


@pytest.mark.parametrize(
    ("text", "limit", "cleaned"),
    [
        ("1-000482", 12, "1-000482"),
        ("Mama Njeri's & Sons", 12, "Mama Njeri s"),
        ("  a\tb ", 12, "a b"),
        ("Sale 1-000482 of today", 13, "Sale 1-000482"),
        ("Duka #5 @ Thika", 12, "Duka 5 Thika"),
        ("abcdefghijk lmn", 12, "abcdefghijk"),
    ],
)
def test_references_are_cut_to_what_safaricom_shows(text: str, limit: int, cleaned: str) -> None:
    assert clean_reference(text, limit) == cleaned


@pytest.mark.parametrize("text", ["", "  ", "&&&", "日本"])
def test_a_reference_of_which_nothing_is_left_is_refused(text: str) -> None:
    with pytest.raises(InvalidReferenceError):
        clean_reference(text)


def test_an_accepted_push_gives_both_ids() -> None:
    answer = {
        "MerchantRequestID": "29115-34620561-1",
        "CheckoutRequestID": "ws_CO_191220191020363925",
        "ResponseCode": "0",
        "ResponseDescription": "Success. Request accepted for processing",
        "CustomerMessage": "Success. Request accepted for processing",
        "Extra": {"ignored": 1},
    }

    accepted = read_push(200, json.dumps(answer).encode())

    assert (accepted.merchant_request_id, accepted.checkout_request_id) == (
        "29115-34620561-1",
        "ws_CO_191220191020363925",
    )


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, error_body("404.001.03", "Invalid Access Token"), TokenRefusedError),
        (401, error_body("401.003.01", "Invalid Access Token"), TokenRefusedError),
        (401, b"", TokenRefusedError),
        (401, b"{}", TokenRefusedError),
        (401, error_body("", "Invalid API call as no apiproduct match found"), CredentialsError),
        (401, b'{"fault": {"faultstring": "Invalid API call as no apiproduct match found"}}', CredentialsError),
        (400, error_body("400.002.02", "Bad Request - Invalid Amount"), RejectedError),
        (200, error_body("400.002.02", "Bad Request - Invalid PhoneNumber"), RejectedError),
        (404, error_body("404.001.01", "Resource not found"), RejectedError),
        (405, error_body("405.001", "Method Not Allowed"), RejectedError),
        (500, error_body("500.001.1001", "Wrong credentials"), CredentialsError),
        (500, error_body("500.001.1001", "[MerchantValidate] - Wrong credentials"), CredentialsError),
        (500, error_body("500.001.1001", "Merchant does not exist"), CredentialsError),
        (500, error_body("500.001.1001", "Unable to lock subscriber, a transaction is already in process"), BusyError),
        (500, error_body("500.001.1001", ""), OutcomeUnknownError),
        (500, error_body("500.003.02", "Error Occurred: Spike Arrest Violation"), BusyError),
        (500, error_body("500.003.02", "System is busy"), OutcomeUnknownError),
        (500, error_body("500.003.03", "Error Occurred: Quota Violation"), BusyError),
        (500, error_body("500.003.1001", "Internal Server Error"), OutcomeUnknownError),
        (500, error_body("500.002.1001", "Service is currently under maintenance"), OutcomeUnknownError),
        (500, error_body("500.001.1037", ""), OutcomeUnknownError),
        (429, b"slow down", BusyError),
        (403, b"<html>Request unsuccessful. Incapsula incident ID: 1</html>", OutcomeUnknownError),
        (503, b"<html>", OutcomeUnknownError),
        (500, b'{"Envelope": {"Body": {"Fault": {"faultstring": "x"}}}}', OutcomeUnknownError),
        (200, b"", OutcomeUnknownError),
        (200, b"[]", OutcomeUnknownError),
        (200, b"[" * 100_000, OutcomeUnknownError),
        (200, b'{"ResponseCode": "0"}', OutcomeUnknownError),
        (200, b'{"ResponseCode": "1", "CheckoutRequestID": "ws_1"}', OutcomeUnknownError),
    ],
)
def test_errors_are_classed_by_their_json_and_never_by_status_alone(
    status: int, body: bytes, kind: type[DarajaError]
) -> None:
    with pytest.raises(DarajaError) as caught:
        read_push(status, body)

    assert type(caught.value) is kind
    assert (caught.value.call, caught.value.http_status) == ("push", status)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, {"ResponseCode": "0", "ResultCode": "0", "ResultDesc": "ok"}, "0"),
        (200, {"ResponseCode": "0", "ResultCode": 1032}, "1032"),
        (200, {"ResponseCode": "0", "ResultCode": "SFC_IC0003"}, "SFC_IC0003"),
        (200, {"ResponseCode": "0", "ResultCode": "4999", "ResultDesc": "still under processing"}, None),
        (200, {"ResponseCode": "0"}, None),
        (500, {"errorCode": "500.001.1001", "errorMessage": "The transaction is being processed"}, None),
        (200, {"errorCode": "500.001.1001", "errorMessage": ""}, None),
        (500, {"errorCode": "500.001.1001", "errorMessage": "The transaction does not Exist"}, None),
    ],
)
def test_a_query_without_a_result_code_is_no_answer(status: int, body: dict[str, Any], code: str | None) -> None:
    assert read_query(status, json.dumps(body).encode()).result_code == code


def test_a_query_that_gets_a_page_is_no_answer_but_a_refused_token_is_said() -> None:
    assert read_query(502, b"<html>").result_code is None
    with pytest.raises(TokenRefusedError):
        read_query(401, b"")
    with pytest.raises(TokenRefusedError):
        read_query(404, error_body("404.001.03", "Invalid Access Token"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        ("0", "0"),
        (" 1032 ", "1032"),
        (Decimal("0.0"), "0"),
        (Decimal("1.5"), "1.5"),
        (0.0, "0"),
        ("", None),
        (True, None),
        (None, None),
        ([], None),
        ("x" * 80, "x" * 64),
    ],
)
def test_a_result_code_is_text_whatever_it_came_as(value: object, text: str | None) -> None:
    assert result_code_text(value) == text


def test_codes_are_paid_final_or_open() -> None:
    assert [classify(code) for code in ("0", "1032", "SFC_IC0003", "1036", "4999", "")] == [
        CodeClass.PAID,
        CodeClass.FINAL,
        CodeClass.FINAL,
        CodeClass.OPEN,
        CodeClass.OPEN,
        CodeClass.OPEN,
    ]


def test_numbers_in_answers_stay_exact() -> None:
    assert read_object(b'{"a": 1.10}') == {"a": Decimal("1.10")}


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": "http://api.safaricom.co.ke"},
        {"base_url": "ftp://127.0.0.1"},
        {"short_code": "17437x"},
        {"party_b": "till 5"},
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"https|number"):
        replace(PAYBILL, **changes)  # type: ignore[arg-type]


def test_secrets_do_not_show_in_the_configuration() -> None:
    shown = repr(DarajaConfig("http://127.0.0.1:9", "the-key", "the-secret", "the-passkey", "174379"))

    assert "the-" not in shown
