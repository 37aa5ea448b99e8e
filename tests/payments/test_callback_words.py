"""Where a callback is refused, the reason names the part; and how far each part may go."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pos_desktop.payments import MalformedCallbackError, MPesaCallback
from pos_desktop.payments.callback import BODY_LIMIT
from tests.payments.callback_bodies import body, replaced

parse = MPesaCallback.parse_callback_data


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (body() + b" " * BODY_LIMIT, f"the body has {len(body()) + BODY_LIMIT} bytes, a callback has a few hundred"),
        (b"[]", "the body is JSON, but not an object"),
        (b'{"a": NaN}', "the body is not JSON: NaN is not a JSON number"),
        (b'{"a": 1, "a": 1}', "the body is not JSON: a key stands in it twice"),
        (b"{}", "Body is missing or is not an object"),
        (b'{"Body": {}}', "stkCallback is missing or is not an object"),
        (body([]), "ResultCode is missing or is neither a number nor text"),
        (body(CheckoutRequestID=...), "CheckoutRequestID is missing"),
        (body(CheckoutRequestID=" "), "CheckoutRequestID is missing"),
        (body(CheckoutRequestID=True), "CheckoutRequestID is not text"),
        (body(MerchantRequestID=1.5), "MerchantRequestID is not text"),
        (body(MerchantRequestID="m" * 65), "MerchantRequestID is too long or has characters that no id has"),
        (
            body(items=replaced("MpesaReceiptNumber", "a\nb")),
            "MpesaReceiptNumber is too long or has characters that no id has",
        ),
        (body(items=replaced("Amount", True)), "Amount is not a number"),
        (body(items=replaced("Amount", "ten")), "Amount is not a number"),
        (body(items=replaced("Amount", -1)), "Amount is not a sum that anybody pays"),
        (body(items=replaced("Amount", 10**12)), "Amount is not a sum that anybody pays"),
        (body(items=replaced("Amount", "0.001")), "Amount has more than two decimals"),
    ],
)
def test_a_refusal_says_which_part_and_why(raw: bytes, reason: str) -> None:
    with pytest.raises(MalformedCallbackError) as caught:
        parse(raw)
    assert str(caught.value) == reason


def test_a_body_of_the_greatest_length_is_read() -> None:
    assert parse(body().ljust(BODY_LIMIT)).success
    with pytest.raises(MalformedCallbackError):
        parse(body().ljust(BODY_LIMIT + 1))


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (999_999_999, 999_999_999),
        (1_000_000_000, "1000000000"),
        ("007", 7),
        ("-1", "-1"),
        ("²", "²"),
        ("٣", "٣"),
    ],
)
def test_a_code_is_a_number_only_where_it_reads_as_a_short_one(code: Any, read: int | str) -> None:
    assert parse(body(code, ...)).result_code == read


@pytest.mark.parametrize(
    ("value", "cents"), [(0, 0), ("999999999999.99", 99_999_999_999_999), (" 12 ", 1_200), (7, 700), (12.5, 1_250)]
)
def test_an_amount_goes_from_nothing_to_the_greatest(value: Any, cents: int) -> None:
    assert parse(body(items=replaced("Amount", value))).amount_cents == cents


def test_an_amount_that_was_parsed_by_the_shop_may_be_a_float() -> None:
    read = json.loads(body(items=replaced("Amount", 233.8)))
    assert parse(read).amount_cents == 23_380


@pytest.mark.parametrize(("value", "kept"), [("i" * 64, "i" * 64), (7, "7"), (" x ", "x")])
def test_an_id_is_kept_without_spaces_around_it(value: Any, kept: str) -> None:
    said = parse(body(CheckoutRequestID=value, MerchantRequestID=value))
    assert (said.checkout_request_id, said.merchant_request_id) == (kept, kept)


@pytest.mark.parametrize("value", [..., None, ""])
def test_a_merchants_id_may_be_missing(value: Any) -> None:
    assert parse(body(MerchantRequestID=value)).merchant_request_id == ""


def test_what_is_only_shown_is_cut_or_left_out() -> None:
    said = parse(body(ResultDesc=True, items=replaced("PhoneNumber", "9" * 70)))
    assert (said.result_description, said.phone_number) == ("", "9" * 64)
    assert parse(body(ResultDesc=1.5)).result_description == "1.5"
    assert parse(body(ResultDesc=...)).result_description == ""


def test_a_date_may_be_text_with_spaces_and_one_item_among_bad_ones_is_read() -> None:
    items = [7, {"Value": 5}, {"Name": 7}, {"Name": "TransactionDate", "Value": " 20261124000000 "}]
    assert parse(body(items=items)).transaction_date == datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
