"""What is read out of Daraja's answers: numbers, texts, and the words of its errors."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from pos_desktop.payments import InvalidReferenceError
from pos_desktop.payments.errors import BusyError, DarajaError, OutcomeUnknownError, TokenRefusedError
from pos_desktop.payments.wire import (
    ACCOUNT_REFERENCE_LIMIT,
    QueryAnswer,
    class_error,
    clean_reference,
    exact_cents,
    exact_number,
    plain_text,
    printable,
    read_object,
    read_push,
    read_query,
    result_code_text,
    unreadable,
    whole_number,
)


def read(body: Any, status: int = 200) -> QueryAnswer:
    return read_query(status, json.dumps(body).encode())


# --- numbers and texts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        (1, 100),
        ("1191.00", 119_100),
        (Decimal("0.01"), 1),
        (Decimal("1.005"), None),
        (0, None),
        (-1, None),
        ("NaN", None),
        ("Infinity", None),
        ("many", None),
        (None, None),
        (Decimal("9999999999.99"), 999_999_999_999),
        (Decimal("10000000000.00"), None),
    ],
)
def test_an_amount_is_whole_cents_or_it_is_none(value: object, cents: int | None) -> None:
    assert exact_cents(value) == cents


@pytest.mark.parametrize("value", [0, 1, "7", 2**63 - 1])
def test_a_count_is_what_a_database_can_hold(value: object) -> None:
    assert whole_number(value) == int(str(value))


@pytest.mark.parametrize("value", [-1, 2**63, "x", None])
def test_what_is_no_count_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        whole_number(value)


def test_a_number_is_exact_or_it_is_refused_with_its_beginning() -> None:
    assert exact_number("1.10") == Decimal("1.10")
    text = "1e9" + "9" * 60
    with pytest.raises(ValueError, match=f"^{text[:40]} is no number"):
        exact_number(text)
    assert read_object(f'{{"a": {text}}}'.encode()) is None


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_python_alone_takes_for_a_number_is_no_json(constant: str) -> None:
    assert read_object(f'{{"a": {constant}}}'.encode()) is None


def test_what_cannot_be_shown_becomes_a_space_and_is_no_name() -> None:
    assert printable("a\nb\x00c é") == "a b c é"
    assert plain_text("Achieng é") == "Achieng é"
    assert plain_text(7) == "7"
    with pytest.raises(ValueError, match="characters"):
        plain_text("a\nb")


def test_a_code_is_cleaned_and_a_whole_decimal_loses_its_point() -> None:
    assert result_code_text("1\n032") == "1 032"
    assert result_code_text("1.0") == "1.0"
    assert result_code_text(Decimal("1032.0")) == "1032"
    assert result_code_text(False) is None


def test_a_reference_is_cut_before_its_last_space_and_refused_by_what_was_given() -> None:
    assert clean_reference("a" * 40) == "a" * ACCOUNT_REFERENCE_LIMIT
    with pytest.raises(InvalidReferenceError, match="'&&'") as caught:
        clean_reference("&&")
    assert caught.value.reason == "empty"


# --- answers -------------------------------------------------------------------------------------------------------


def test_an_accepted_push_is_kept_as_text_whole() -> None:
    body = {"MerchantRequestID": " m ", "CheckoutRequestID": "ws\n1", "ResponseCode": 0, "Extra": {"a": 1}, "No": None}
    accepted = read_push(200, json.dumps(body).encode())
    assert (accepted.merchant_request_id, accepted.checkout_request_id) == ("m", "ws 1")
    assert accepted.response == {
        "MerchantRequestID": "m",
        "CheckoutRequestID": "ws 1",
        "ResponseCode": "0",
        "Extra": "",
        "No": "",
    }


def test_a_push_that_was_answered_strangely_says_how() -> None:
    body = {"ResponseCode": "1", "CheckoutRequestID": "ws_1", "ResponseDescription": "x" * 130}
    with pytest.raises(OutcomeUnknownError) as caught:
        read_push(200, json.dumps(body).encode())
    assert str(caught.value).endswith(f"unexpected answer {'x' * 120!r}")


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        ({"ResultCode": "1032", "ResultDesc": "y" * 230}, 200, QueryAnswer("1032", "y" * 200)),
        ({"ResultCode": "4999", "ResultDesc": "z" * 230}, 200, QueryAnswer(None, "z" * 200, is_processing=True)),
        ({"ResultDesc": "no code"}, 200, QueryAnswer(None, "no code")),
        ({"ResultCode": 0}, 200, QueryAnswer("0", "")),
        (
            {"errorCode": "500.001.1001", "errorMessage": "The Transaction is being processed"},
            500,
            QueryAnswer(None, "500.001.1001 The Transaction is being processed", is_processing=True),
        ),
        (
            {"errorCode": "500.001.1001", "errorMessage": "The transaction does not exist"},
            500,
            QueryAnswer(None, "500.001.1001 The transaction does not exist"),
        ),
        (["no", "object"], 502, QueryAnswer(None, "HTTP 502 without JSON")),
    ],
)
def test_a_query_is_answered_with_a_code_or_with_what_was_said(body: Any, status: int, answer: QueryAnswer) -> None:
    assert read(body, status) == answer


@pytest.mark.parametrize(("status", "body"), [(401, b"<html>"), (401, b"{}"), (404, b'{"errorCode": "404.001.03"}')])
def test_a_refused_token_names_the_query(status: int, body: bytes) -> None:
    with pytest.raises(TokenRefusedError) as caught:
        read_query(status, body)
    assert (caught.value.call, caught.value.http_status) == ("query", status)


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "code", "words"),
    [
        ({"errorCode": "400.002.02", "errorMessage": "Bad Request"}, 400, "400.002.02", "400.002.02 Bad Request"),
        ({"errorCode": "400.002.02"}, 400, "400.002.02", "400.002.02"),
        ({"fault": {"faultstring": "no match"}}, 401, "", "HTTP 401 no match"),
        ({"fault": "text"}, 500, "", "HTTP 500"),
        ({"errorCode": "1", "errorMessage": "w" * 200}, 500, "1", f"1 {'w' * 160}"),
    ],
)
def test_an_error_says_its_code_and_words(answer: dict[str, Any], status: int, code: str, words: str) -> None:
    error = class_error("push", status, answer)
    assert str(error) == words
    assert (error.call, error.http_status, error.error_code) == ("push", status, code)


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        ("500.003.02", "Spike arrest", BusyError),
        ("500.003.99", "spike", OutcomeUnknownError),
        ("500.009", "", OutcomeUnknownError),
    ],
)
def test_only_the_known_codes_of_a_busy_gateway_mean_that_nothing_went_out(
    code: str, words: str, kind: type[DarajaError]
) -> None:
    assert type(class_error("push", 401, {"errorCode": code, "errorMessage": words})) is kind


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, TokenRefusedError, "the token was refused without a word"),
        (429, BusyError, "too many requests"),
        (428, OutcomeUnknownError, "HTTP 428 without JSON"),
        (502, OutcomeUnknownError, "HTTP 502 without JSON"),
    ],
)
def test_an_answer_without_json_is_told_by_its_status(status: int, kind: type[DarajaError], words: str) -> None:
    error = unreadable("push", status)
    assert type(error) is kind
    assert str(error) == words
    assert (error.call, error.http_status) == ("push", status)
