"""What people do with a prompt, over the phone API, and how it ends (daraja.md 3.1)."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any

import pytest

from pos_desktop.simulator import Timings
from tests.simulator.conftest import PATIENT, MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import PHONE, Shop


def test_a_prompt_shows_who_asks_for_how_much(open_shop: MakeShop) -> None:
    shop = open_shop(business_name="Mama Njeri Stores")
    prompt = shop.when(shop.pushed(1191), "open")
    assert prompt["msisdn"] == PHONE
    assert prompt["amount"] == "1191"
    assert prompt["business"] == "Mama Njeri Stores"
    assert prompt["account_reference"] == "1-000482"
    assert prompt["result_code"] is None
    assert prompt["sent_at"].endswith("Z")


@pytest.mark.parametrize(
    ("action", "code", "words"),
    [
        ("pin", "0", "The service request is processed successfully."),
        ("wrong_pin", "2001", "The initiator information is invalid."),
        ("cancel", "1032", "Request cancelled by user"),
        ("no_money", "1", "The balance is insufficient for the transaction."),
        ("ignore", "1037", "No response from user."),
        ("out_of_reach", "1037", "DS timeout user cannot be reached."),
    ],
)
def test_each_answer_ends_the_prompt_its_own_way(
    open_shop: MakeShop, receiver: Receiver, action: str, code: str, words: str
) -> None:
    shop = open_shop(timings=Timings() if action == "ignore" else PATIENT)
    asked = shop.pushed(500)
    shop.when(asked, "open")
    assert shop.answer(asked, action).status_code == 200
    ended = shop.when(asked, "ended")
    assert (ended["result_code"], ended["result_text"]) == (code, words)
    result = receiver.next().result
    assert (str(result["ResultCode"]), result["ResultDesc"]) == (code, words)
    assert (ended["receipt"] is not None) == (code == "0")
    assert shop.purse() == ("99500.00" if code == "0" else "100000.00")


def test_the_prompt_is_on_its_way_then_open_then_answered_then_over(open_shop: MakeShop) -> None:
    shop = open_shop(timings=replace(PATIENT, delivery_seconds=20, processing_seconds=20))
    asked = shop.pushed()
    seen = [each["state"] for each in shop.prompts()["prompts"]]
    shop.when(asked, "open")
    assert shop.answer(asked, "pin").json()["state"] == "answered"
    shop.when(asked, "ended")
    assert seen == ["sent"]


def test_a_prompt_can_be_answered_before_it_is_shown(open_shop: MakeShop) -> None:
    shop = open_shop(timings=replace(PATIENT, delivery_seconds=100))
    asked = shop.pushed()
    assert shop.answer(asked, "cancel").status_code == 200
    assert shop.when(asked, "ended")["result_code"] == "1032"


def test_who_ignored_a_prompt_can_still_pay_while_it_is_open(open_shop: MakeShop) -> None:
    shop = open_shop()
    asked = shop.pushed()
    shop.when(asked, "open")
    assert shop.answer(asked, "ignore").json()["state"] == "open"
    assert shop.answer(asked, "pin").status_code == 200
    assert shop.when(asked, "ended")["result_code"] == "0"


def test_a_prompt_is_answered_once(shop: Shop) -> None:
    asked = shop.pushed()
    shop.when(asked, "open")
    shop.answer(asked, "pin")
    again = shop.answer(asked, "cancel")
    assert (again.status_code, again.json()["error"]) == (409, "simulator_prompt_ended")
    assert shop.when(asked, "ended")["result_code"] == "0"


def test_of_many_hands_on_one_phone_one_is_heard(shop: Shop) -> None:
    asked = shop.pushed()
    shop.when(asked, "open")
    statuses: list[int] = []
    actions = ["pin", "cancel", "wrong_pin", "no_money"] * 3
    threads = [
        threading.Thread(target=lambda each=each: statuses.append(shop.answer(asked, each).status_code))
        for each in actions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [409] * 11


@pytest.mark.parametrize(("pin", "code"), [("1234", "0"), ("4321", "2001"), ("", "2001")])
def test_a_pin_that_is_typed_is_checked(shop: Shop, pin: str, code: str) -> None:
    asked = shop.pushed()
    shop.when(asked, "open")
    shop.answer(asked, "pin", pin=pin)
    assert shop.when(asked, "ended")["result_code"] == code


@pytest.mark.parametrize(
    ("body", "status"),
    [({"action": "dance"}, 422), ({}, 422), ({"action": "pin", "more": 1}, 422), ([], 422)],
)
def test_an_answer_that_is_not_understood_is_refused(shop: Shop, body: Any, status: int) -> None:
    asked = shop.pushed()
    assert shop.http.post(f"/phone/v1/prompts/{asked}/answer", json=body).status_code == status


def test_a_prompt_that_nobody_sent_is_not_found(shared_shop: Shop) -> None:
    answer = shared_shop.answer("ws_CO_1", "pin")
    assert (answer.status_code, answer.json()["error"]) == (404, "simulator_no_such_prompt")
    assert shared_shop.http.get("/phone/v1/prompts/ws_CO_1").status_code == 404
    assert shared_shop.http.get("/phone/v1/nothing").json() == {"error": "http", "message": "Not Found"}


def test_a_purse_that_is_too_thin_ends_in_code_1(shop: Shop) -> None:
    shop.change_phone(balance=499)
    asked = shop.pushed(500)
    shop.when(asked, "open")
    shop.answer(asked, "pin")
    assert shop.when(asked, "ended")["result_code"] == "1"
    assert shop.purse() == "499.00"


def test_a_phone_out_of_reach_is_never_shown_the_prompt(shop: Shop, receiver: Receiver) -> None:
    shop.change_phone(in_reach=False)
    ended = shop.when(shop.pushed(), "open", "ended")
    assert (ended["state"], ended["result_code"]) == ("ended", "1037")
    assert receiver.next().result["ResultDesc"] == "DS timeout user cannot be reached."


def test_a_phone_has_money_a_pin_and_can_be_changed(shop: Shop) -> None:
    path = f"/phone/v1/phones/{PHONE}"
    standard = {"msisdn": PHONE, "balance": "100000.00", "pin": "1234", "in_reach": True}
    assert shop.http.get(path).json() == standard
    assert shop.http.put(path, json={"pin": "9876"}).json() == {**standard, "pin": "9876"}
    assert shop.http.put(path, json={"pin": "12345"}).status_code == 422
    assert shop.http.get("/phone/v1/phones/0712345678").status_code == 404


def test_limits_end_in_their_codes(open_shop: MakeShop) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.change_phone(balance=1_000_000)
    codes = [shop.when(shop.pushed(amount), "ended")["result_code"] for amount in (250_001, 250_000, 249_999, 2)]
    assert codes == ["3", "0", "0", "4"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PartyB": "600001"}, "SFC_IC0003"),
        ({"PartyB": "555001"}, "2028"),
        ({"PartyB": "555001", "TransactionType": "CustomerBuyGoodsOnline"}, None),
        ({"TransactionType": "CustomerBuyGoodsOnline"}, None),
    ],
)
def test_money_can_only_go_where_the_merchant_is(
    open_shop: MakeShop, receiver: Receiver, changes: dict[str, str], code: str | None
) -> None:
    shop = open_shop(till_numbers=("555001",))
    ended = shop.when(shop.pushed(changes=changes), "open", "ended")
    assert ended["result_code"] == code
    if code is not None:
        assert str(receiver.next().result["ResultCode"]) == code


def test_the_same_amount_from_the_same_phone_is_refused_for_two_minutes(open_shop: MakeShop) -> None:
    shop = open_shop(autopilot="pay_all", timings=Timings(repeat_rule_seconds=100_000))
    codes = [
        shop.when(shop.pushed(amount, phone), "ended")["result_code"]
        for amount, phone in ((70, PHONE), (70, PHONE), (71, PHONE), (70, "254722222222"))
    ]
    assert codes == ["0", "17", "0", "0"]


def test_the_repeat_rule_looks_at_payments_not_at_prompts_and_can_be_lifted(open_shop: MakeShop) -> None:
    strict, lenient = open_shop(), open_shop(autopilot="pay_all", timings=Timings(repeat_rule_seconds=0))
    first = strict.pushed(70)
    strict.when(first, "open")
    strict.answer(first, "cancel")
    strict.when(first, "ended")
    assert strict.when(strict.pushed(70), "open", "ended")["state"] == "open"
    codes = [lenient.when(lenient.pushed(70), "ended")["result_code"] for _ in range(2)]
    assert codes == ["0", "0"]


def test_by_amount_reads_the_end_out_of_the_amount_and_pays_every_other(open_shop: MakeShop) -> None:
    shop = open_shop(autopilot="by_amount")
    codes = [1, 2, 3, 4, 8, 11, 17, 26, 1001, 1019, 1025, 1032, 1036, 1037, 2001, 2006, 2028, 8006, 9999]
    others = [5, 65, 1033, 1191]
    asked = {amount: shop.pushed(amount, f"2547{amount:08d}") for amount in codes + others}
    ends = {amount: shop.when(each, "ended")["result_code"] for amount, each in asked.items()}
    assert ends == {**{code: str(code) for code in codes}, **dict.fromkeys(others, "0")}


def test_the_autopilot_can_be_changed_and_keeps_off_what_a_person_took_up(open_shop: MakeShop) -> None:
    shop = open_shop()
    assert shop.http.get("/phone/v1/autopilot").json() == {"mode": "off", "thinking_seconds": 4.0}
    shop.autopilot("pay_all", thinking_seconds=60)
    asked = shop.pushed()
    shop.when(asked, "open")
    shop.answer(asked, "ignore")
    other = shop.when(shop.pushed(phone="254722222222"), "ended")
    assert other["result_code"] == "0"
    assert shop.detail(asked)["state"] == "open"
    assert shop.http.post("/phone/v1/autopilot", json={"mode": "drunk"}).status_code == 422


def test_lifelike_people_do_this_and_that_the_same_way_for_the_same_seed(open_shop: MakeShop) -> None:
    def codes() -> list[str]:
        shop = open_shop(autopilot="lifelike", seed=7, time_scale=1000.0)
        return [shop.when(shop.pushed(100 + n, f"2547{n:08d}"), "ended")["result_code"] for n in range(25)]

    first = codes()
    assert first == codes()
    assert len(set(first)) > 1


def test_a_long_poll_waits_for_the_next_change(shop: Shop) -> None:
    start = shop.prompts(wait=0)["next"]
    answers: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: answers.append(shop.prompts(start, wait=20)))
    waiting.start()
    asked = shop.pushed()
    waiting.join()
    assert [prompt["id"] for prompt in answers[0]["prompts"]] == [asked]
    assert answers[0]["next"] > start


def test_a_long_poll_ends_empty_when_nothing_changes(shared_shop: Shop) -> None:
    assert shared_shop.prompts(after=0, wait=0.05) == {"next": 0, "prompts": []}


def test_a_poll_gives_what_changed_after_a_number_in_the_order_of_change(open_shop: MakeShop) -> None:
    shop = open_shop()
    ids = [shop.pushed(100, f"25470000000{n}") for n in range(3)]
    for asked in ids:
        shop.when(asked, "open")
    seen = shop.prompts()["next"]
    shop.answer(ids[0], "ignore")
    after = shop.prompts(seen)
    assert [prompt["id"] for prompt in after["prompts"]] == [ids[0]]
    assert [prompt["id"] for prompt in shop.prompts()["prompts"]][-1] == ids[0]


def test_a_number_from_before_a_restart_gets_everything(shop: Shop) -> None:
    asked = shop.pushed()
    assert [prompt["id"] for prompt in shop.prompts(after=1_000_000)["prompts"]] == [asked]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "wait=-1", "wait=61", "wait=nan"])
def test_a_poll_with_silly_numbers_is_refused(shared_shop: Shop, query: str) -> None:
    assert shared_shop.http.get(f"/phone/v1/prompts?{query}").status_code == 422


def test_a_receipt_tells_its_day(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    receipt = shop.when(shop.pushed(), "ended")["receipt"]
    date = str(receiver.next().items["TransactionDate"])
    year, month, day = int(date[:4]), int(date[4:6]), int(date[6:8])
    days = "123456789ABCDEFGHIJKLMNOPQRSTUV"
    assert re.fullmatch(r"[A-Z0-9]{10}", receipt)
    assert receipt[:3] == chr(ord("N") + year - 2019) + chr(ord("A") + month - 1) + days[day - 1]
