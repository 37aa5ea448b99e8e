from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.payments import CallbackData, MalformedCallbackError, MPesaCallback, checkout_request_id_of
from tests.payments.callback_bodies import PAID, body, replaced

parse = MPesaCallback.parse_callback_data


def test_a_paid_callback_is_read_whole() -> None:
    assert parse(body()) == CallbackData(
        success=True,
        merchant_request_id="29115-34620561-1",
        checkout_request_id="ws_CO_191220191020363925",
        result_code=0,
        result_description="The service request is processed successfully.",
        amount_cents=119_100,
        mpesa_receipt_number="UKO7XK2M9P",
        transaction_date=datetime(2026, 11, 24, 11, 5, 31, tzinfo=UTC),
        phone_number="254712345678",
    )


def test_items_are_read_by_name_whatever_their_order() -> None:
    assert parse(body(items=list(reversed(PAID)))) == parse(body())


def test_a_refusal_has_no_metadata() -> None:
    said = parse(body(1032, ..., ResultDesc="Request cancelled by user"))

    assert (said.success, said.result_code, said.result_description) == (False, 1032, "Request cancelled by user")
    assert (said.amount_cents, said.mpesa_receipt_number, said.transaction_date, said.phone_number) == (None,) * 4


@pytest.mark.parametrize("code", [0, "0", " 0 ", 0.0])
def test_a_code_is_a_number_in_any_clothes(code: Any) -> None:
    assert parse(body(code)).success


def test_a_code_of_words_stays_words() -> None:
    said = parse(body("SFC_IC0003", ...))

    assert (said.success, said.result_code) == (False, "SFC_IC0003")


def test_text_bytes_and_an_object_are_read_alike() -> None:
    raw = body()

    assert parse(raw) == parse(raw.decode()) == parse(json.loads(raw))


def test_one_item_may_stand_without_a_list() -> None:
    assert parse(body(items={"Name": "Amount", "Value": "10"})).amount_cents == 1_000


@pytest.mark.parametrize("items", [[], None, "none", 3, [1, "x", {"Value": 5}, {"Name": 7, "Value": 8}]])
def test_metadata_that_says_nothing_is_no_metadata(items: Any) -> None:
    said = parse(body(items=items))

    assert (said.success, said.amount_cents, said.mpesa_receipt_number) == (True, None, None)


@pytest.mark.parametrize(
    ("value", "cents"), [("152.00", 15_200), (1, 100), (233.8, 23_380), ("0.01", 1), ("", None), (None, None)]
)
def test_amounts_are_exact(value: Any, cents: int | None) -> None:
    assert parse(body(items=replaced("Amount", value))).amount_cents == cents


@pytest.mark.parametrize("value", ["ten", True, [1], {"v": 1}, -5, 1e13, "NaN", "Infinity", 1.005, "1,000"])
def test_an_amount_that_cannot_be_meant_is_malformed(value: Any) -> None:
    with pytest.raises(MalformedCallbackError, match="Amount"):
        parse(body(items=replaced("Amount", value)))


@pytest.mark.parametrize("value", [20261324140531, "yesterday", None, [], "99999999999999"])
def test_a_date_that_is_none_never_stops_a_payment(value: Any) -> None:
    said = parse(body(items=replaced("TransactionDate", value)))

    assert (said.success, said.transaction_date) == (True, None)


@pytest.mark.parametrize(
    ("value", "shown"), [("2547*****126", "2547*****126"), (254712345678, "254712345678"), (None, None), ([], None)]
)
def test_a_masked_or_missing_phone_is_taken_as_it_is(value: Any, shown: str | None) -> None:
    assert parse(body(items=replaced("PhoneNumber", value))).phone_number == shown


def test_a_receipt_is_upper_case_without_spaces_around_it() -> None:
    assert parse(body(items=replaced("MpesaReceiptNumber", " uko7xk2m9p "))).mpesa_receipt_number == "UKO7XK2M9P"


@pytest.mark.parametrize("value", [True, ["UKO7XK2M9P"], {"code": 1}, "X" * 65, "UKO7\u0000XK"])
def test_a_receipt_that_is_no_code_is_malformed(value: Any) -> None:
    with pytest.raises(MalformedCallbackError, match="MpesaReceiptNumber"):
        parse(body(items=replaced("MpesaReceiptNumber", value)))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>Request unsuccessful. Incapsula incident ID: 1</html>",
        b"[]",
        b"null",
        b'"paid"',
        b"{}",
        b'{"Body": []}',
        b'{"Body": {"stkCallback": 5}}',
        b"\xff\xfe\x00",
        b'{"Body": {"stkCallback": {"ResultCode": NaN}}}',
        b'{"Body": {}, "Body": {}}',
        b"[" * 9_000,
        b'{"Body": ' + b"9" * 5_000 + b"}",
        body()[:-7],
        body() + b" " * 17_000,
    ],
)
def test_what_is_no_callback_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedCallbackError):
        parse(raw)


@pytest.mark.parametrize(
    "changes",
    [
        {"ResultCode": ...},
        {"ResultCode": None},
        {"ResultCode": True},
        {"ResultCode": []},
        {"ResultCode": ""},
        {"CheckoutRequestID": ...},
        {"CheckoutRequestID": ""},
        {"CheckoutRequestID": 1.5},
        {"CheckoutRequestID": "w" * 65},
        {"MerchantRequestID": {}},
    ],
)
def test_a_field_that_every_callback_has_must_be_there_and_of_its_kind(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedCallbackError):
        parse(body(**changes))


@pytest.mark.parametrize("words", [..., None, 5, True, ["x"]])
def test_the_description_is_never_needed(words: Any) -> None:
    assert parse(body(ResultDesc=words)).success


def test_a_description_is_cut_and_made_printable() -> None:
    assert parse(body(ResultDesc="a\r\nb" + "c" * 500)).result_description == "a  b" + "c" * 196


def is_read_or_refused(raw: bytes) -> bool:
    """Whether nothing but our own error leaves the reader."""
    try:
        parse(raw)
    except MalformedCallbackError as error:
        return bool(str(error))
    return True


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_any_metadata_is_read_or_refused(items: Any) -> None:
    assert is_read_or_refused(body(items=items))


@given(st.dictionaries(st.sampled_from(["ResultCode", "CheckoutRequestID", "ResultDesc", "X"]), json_values))
def test_any_callback_is_read_or_refused(changes: dict[str, Any]) -> None:
    assert is_read_or_refused(body(**changes))


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes | str) -> None:
    with pytest.raises(MalformedCallbackError):
        parse(raw)


def test_the_prompt_that_a_callback_names_is_found_or_nothing() -> None:
    assert checkout_request_id_of(body()) == MPesaCallback.parse_callback_data(body()).checkout_request_id
    assert checkout_request_id_of(b"[]") == ""
