"""Pull transactions: what a merchant received, page by page, as far back as 48 hours (daraja.md 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from pos_desktop.clock import SystemClock
from tests.simulator.conftest import MakeShop
from tests.simulator.shop import Shop


class MovableClock:
    """Nine o'clock in Nairobi, until it is moved."""

    def __init__(self) -> None:
        self.passed = timedelta()

    def now(self) -> datetime:
        return datetime(2026, 11, 25, 6, 0, tzinfo=UTC) + self.passed

    def monotonic(self) -> float:
        return self.passed.total_seconds()


def register(shop: Shop, **changes: Any) -> httpx.Response:
    body = {
        "ShortCode": "174379",
        "RequestType": "Pull",
        "NominatedNumber": "254722000000",
        "CallBackURL": shop.callback_url,
        **changes,
    }
    return shop.http.post("/pulltransactions/v1/register", json=body, headers=shop.bearer)


def pull(shop: Shop, start: str, end: str, offset: str = "0", method: str = "POST") -> httpx.Response:
    body = {"ShortCode": "174379", "StartDate": start, "EndDate": end, "OffSetValue": offset}
    return shop.http.request(method, "/pulltransactions/v1/query", json=body, headers=shop.bearer)


def pay(shop: Shop, amount: int, to: str = "174379", phone: str = "254712345678") -> str:
    body = {"to": to, "amount": amount, "account_reference": "INV-7"}
    return str(shop.http.post(f"/phone/v1/phones/{phone}/pay", json=body).json()["receipt"])


def test_a_payment_is_found_in_nairobi_time(open_shop: MakeShop) -> None:
    shop = open_shop(clock=MovableClock(), business_name="Duka")
    register(shop)
    receipt = pay(shop, 152)
    answer = pull(shop, "2026-11-25 08:55:00", "2026-11-25 09:00:00").json()
    assert answer["ResponseCode"] == "1000"
    assert answer["Response"] == [
        [
            {
                "transactionId": receipt,
                "trxDate": "2026-11-25T09:00:00Z",
                "msisdn": "254712345678",
                "sender": "MPESA",
                "transactiontype": "c2b-pay-bill-debit",
                "billreference": "INV-7",
                "amount": "152.00",
                "organizationname": "Duka",
            }
        ]
    ]


def test_nothing_found_is_1001_with_an_empty_list_in_a_list(open_shop: MakeShop) -> None:
    shop = open_shop(clock=MovableClock())
    register(shop)
    pay(shop, 152)
    for start, end in (("2026-11-25 09:00:01", "2026-11-25 10:00:00"), ("2026-11-25 05:00:00", "2026-11-25 06:00:00")):
        answer = pull(shop, start, end).json()
        assert (answer["ResponseCode"], answer["Response"]) == ("1001", [[]])


def test_what_is_older_than_48_hours_is_gone(open_shop: MakeShop) -> None:
    clock = MovableClock()
    shop = open_shop(clock=clock, token_seconds=10_000_000)
    register(shop)
    pay(shop, 152)
    clock.passed = timedelta(hours=47)
    assert pull(shop, "2026-11-20 00:00:00", "2026-11-30 00:00:00").json()["ResponseCode"] == "1000"
    clock.passed = timedelta(hours=49)
    assert pull(shop, "2026-11-20 00:00:00", "2026-11-30 00:00:00").json()["ResponseCode"] == "1001"


def test_the_offset_counts_rows_and_a_page_has_a_hundred(open_shop: MakeShop) -> None:
    shop = open_shop(till_numbers=("555001",))
    register(shop)
    receipts = [pay(shop, 5, "555001") for _ in range(103)]
    now = SystemClock().now() + timedelta(hours=3)
    dates = [(now + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S") for hours in (-1, 1)]
    first = pull(shop, dates[0], dates[1], method="GET").json()["Response"][0]
    second = pull(shop, dates[0], dates[1], "100").json()["Response"][0]
    # A till's payments belong to the short code that owns the till.
    assert [row["transactionId"] for row in first + second] == receipts
    assert (len(first), first[0]["transactiontype"], first[0]["billreference"]) == (100, "c2b-buy-goods-debit", "")


def test_a_merchant_registers_before_it_pulls_and_may_do_so_again(shop: Shop) -> None:
    dates = ("2026-11-25 08:00:00", "2026-11-25 09:00:00")
    assert pull(shop, *dates).json()["errorMessage"] == "Bad Request - Invalid ShortCode"
    assert [register(shop).json()["ResponseStatus"] for _ in range(2)] == ["1000", "1001"]
    assert pull(shop, *dates).status_code == 200


@pytest.mark.parametrize(
    ("start", "end", "offset", "field"),
    [
        ("25-11-2026 08:00:00", "2026-11-25 09:00:00", "0", "StartDate"),
        ("2026-11-25 08:00:00", "", "0", "EndDate"),
        ("2026-11-25 08:00:00", "2026-11-25 09:00:00", "-1", "OffSetValue"),
    ],
)
def test_a_wrong_field_is_named(shared_shop: Shop, start: str, end: str, offset: str, field: str) -> None:
    register(shared_shop)
    answer = pull(shared_shop, start, end, offset)
    assert (answer.status_code, answer.json()["errorMessage"]) == (400, f"Bad Request - Invalid {field}")


@pytest.mark.parametrize("changes", [{"ShortCode": "600000"}, {"RequestType": "Push"}, {"NominatedNumber": "no"}])
def test_a_wrong_registration_is_refused(shared_shop: Shop, changes: dict[str, str]) -> None:
    assert register(shared_shop, **changes).json()["errorCode"] == "400.002.02"
