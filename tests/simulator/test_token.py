"""Access tokens: their shape, their errors, and the newest voiding the one before (daraja.md 1)."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tests.simulator.conftest import MakeShop
from tests.simulator.shop import Shop


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 25, 7, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


def test_a_token_has_28_characters_and_its_life_is_text(shared_shop: Shop) -> None:
    answer = shared_shop.ask_token()
    shared_shop.token = answer.json()["access_token"]
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "expires_in"}
    assert re.fullmatch(r"[A-Za-z0-9]{28}", answer.json()["access_token"])
    assert answer.json()["expires_in"] == "3599"


def test_a_new_token_voids_the_one_before(shop: Shop) -> None:
    first = shop.mint()
    shop.mint()
    shop.token = first
    answer = shop.push()
    assert answer.status_code == 404
    assert answer.json()["errorCode"] == "404.001.03"
    assert answer.json()["errorMessage"] == "Invalid Access Token"
    assert set(answer.json()) == {"requestId", "errorCode", "errorMessage"}


def test_apps_do_not_void_each_others_tokens(open_shop: MakeShop) -> None:
    shop = open_shop(more_apps={"web": "web-secret"})
    shop.mint()
    assert shop.ask_token(auth=("web", "web-secret")).status_code == 200
    assert shop.push().status_code == 200


def test_a_token_ends_after_its_time(open_shop: MakeShop) -> None:
    clock = HandClock()
    shop = open_shop(clock=clock)
    shop.mint()
    clock.seconds += 3598
    assert shop.query("ws_CO_1").json()["errorMessage"] == "The transaction does not Exist"
    clock.seconds += 1
    assert shop.query("ws_CO_1").json()["errorCode"] == "404.001.03"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"auth": None}, "400.008.01"),
        ({"auth": None, "headers": {"Authorization": "Bearer abc"}}, "400.008.01"),
        ({"auth": None, "headers": {"Authorization": "Basic not-base64!"}}, "400.008.01"),
        ({"auth": None, "headers": {"Authorization": "Basic bm9jb2xvbg=="}}, "400.008.01"),
        ({"params": {"grant_type": "password"}}, "400.008.02"),
        ({"params": {"grant_type": "client_credentials "}}, "400.008.02"),
        ({"params": {}}, "400.008.02"),
    ],
)
def test_a_wrong_way_to_ask_is_named(shared_shop: Shop, changes: dict[str, object], code: str) -> None:
    answer = shared_shop.ask_token(**changes)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)


@pytest.mark.parametrize("auth", [("simulator-key", "wrong"), ("nobody", ""), ("nobody", "simulator-secret")])
def test_wrong_credentials_get_an_empty_400(shared_shop: Shop, auth: tuple[str, str]) -> None:
    answer = shared_shop.ask_token(auth=auth)
    assert (answer.status_code, answer.content) == (400, b"")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic abc"])
def test_a_call_without_a_bearer_token_is_told_so(shared_shop: Shop, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = shared_shop.http.post("/mpesa/stkpush/v1/processrequest", json=shared_shop.push_body(), headers=headers)
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "404.001.04")


def test_of_ten_threads_that_mint_at_once_one_token_is_good(shop: Shop) -> None:
    start = threading.Barrier(10)

    def mint(_number: int) -> str:
        start.wait()
        return str(shop.ask_token().json()["access_token"])

    with ThreadPoolExecutor(10) as threads:
        tokens = list(threads.map(mint, range(10)))
    assert len(set(tokens)) == 10
    codes = []
    for token in tokens:
        shop.token = token
        codes.append(shop.query("ws_CO_1").json()["errorCode"])
    assert sorted(codes) == ["404.001.03"] * 9 + ["500.001.1001"]


def test_ten_threads_whose_token_was_voided_get_through_with_one_new_one(shop: Shop) -> None:
    shop.mint()
    shop.ask_token()  # somebody else asks for the same app, and the token of the ten is void
    together, minting = threading.Barrier(10), threading.Lock()
    minted: list[str] = []

    def push(number: int) -> list[int]:
        used = shop.token
        together.wait()
        first = shop.push(100, f"2547000000{number:02d}")
        together.wait()
        with minting:
            if shop.token == used:
                minted.append(shop.mint())
        second = shop.push(100, f"2547000000{number:02d}")
        return [first.status_code, second.status_code]

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(push, range(10)))
    assert len(minted) == 1
    assert {second for _, second in statuses} == {200}
    assert {first for first, _ in statuses} == {404}
    assert len(shop.prompts()["prompts"]) == 10
