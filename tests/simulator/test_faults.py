"""Fault scripts: everything that can go wrong goes wrong when asked to, and only then (payments.md 2)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pos_desktop.simulator import Timings
from tests.simulator.conftest import MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import PHONE, Shop

BROKEN = (httpx.ReadError, httpx.RemoteProtocolError)


def prompts(shop: Shop) -> list[dict[str, Any]]:
    return list(shop.prompts(wait=0)["prompts"])


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "number_of_prompts"), [(None, 1), (True, 1), (False, 0)], ids=["by default", "accepted", "unheard"]
)
def test_a_connection_can_be_cut_before_any_answer(shop: Shop, accepted: bool | None, number_of_prompts: int) -> None:
    shop.mint()
    shop.fault(on="push", fault="cut", accepted=accepted)
    with pytest.raises(BROKEN):
        shop.push()
    assert len(prompts(shop)) == number_of_prompts


@pytest.mark.parametrize("size", [1, 9, 17, 80, 200, 300])
def test_a_connection_can_be_cut_in_the_middle_of_an_answer(shop: Shop, size: int) -> None:
    shop.mint()
    shop.fault(on="push", fault="cut", bytes=size)
    with pytest.raises(BROKEN):
        shop.push()
    assert len(prompts(shop)) == 1
    shop.http.delete("/phone/v1/faults")
    assert shop.push(phone="254722222222").status_code == 200


def test_the_answer_can_stay_away_although_the_prompt_went_out(shop: Shop) -> None:
    shop.mint()
    shop.fault(on="push", fault="silent", seconds=1_000_000)
    shop.http.timeout = httpx.Timeout(10, read=0.3)
    with pytest.raises(httpx.ReadTimeout):
        shop.push()
    assert len(prompts(shop)) == 1


def test_a_silence_ends_in_a_broken_connection(shop: Shop) -> None:
    shop.mint()
    shop.fault(on="query", fault="silent", seconds=10)
    asked = shop.pushed()
    with pytest.raises(BROKEN):
        shop.query(asked)


def test_an_answer_can_be_slow_and_right(open_shop: MakeShop) -> None:
    shop = open_shop(time_scale=50.0)
    shop.fault(on="push", fault="slow", seconds=10)
    answer = shop.push()
    assert answer.elapsed.total_seconds() > 0.19
    assert answer.json()["ResponseCode"] == "0"


def test_a_slow_answer_can_be_slow_because_nothing_was_done_yet(shop: Shop) -> None:
    shop.fault(on="push", fault="slow", seconds=10, accepted=False)
    assert shop.push().status_code == 200
    assert len(prompts(shop)) == 1


@pytest.mark.parametrize("call", ["token", "push", "query"])
def test_a_firewall_can_answer_with_a_page(shop: Shop, call: str) -> None:
    asked = shop.pushed()
    shop.fault(on=call, fault="html_page")
    answer = shop.ask_token() if call == "token" else shop.push() if call == "push" else shop.query(asked)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Incapsula incident ID" in answer.text


def test_a_failure_can_have_no_body_at_all(shop: Shop) -> None:
    shop.fault(on="push", fault="empty_500", times=1)
    shop.fault(on="push", fault="empty_500", times=1, accepted=True, status=502)
    first, second = shop.push(), shop.push()
    assert (first.status_code, first.content, second.status_code, second.content) == (500, b"", 502, b"")
    assert len(prompts(shop)) == 1


def test_an_answer_can_be_half_a_body_or_lack_its_id(shop: Shop) -> None:
    shop.fault(on="push", fault="broken_json", msisdn="254711111111")
    shop.fault(on="push", fault="without_id", msisdn="254722222222")
    broken, without = shop.push(phone="254711111111"), shop.push(phone="254722222222")
    assert broken.status_code == without.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        broken.json()
    assert "CheckoutRequestID" not in without.json()
    assert without.json()["ResponseCode"] == "0"
    assert len(prompts(shop)) == 2


def test_any_error_of_darajas_can_be_asked_for(shop: Shop) -> None:
    shop.fault(on="push", fault="error", status=200, code="500.003.1001", message="Internal Server Error")
    answer = shop.push()
    assert answer.status_code == 200
    assert answer.json()["errorCode"] == "500.003.1001"
    assert answer.json()["errorMessage"] == "Internal Server Error"
    assert prompts(shop) == []


@pytest.mark.parametrize("call", ["push", "query"])
def test_a_spike_arrest_is_a_500_without_a_prompt(shop: Shop, call: str) -> None:
    asked = shop.pushed()
    shop.fault(on=call, fault="spike_arrest")
    answer = shop.push(phone="254722222222") if call == "push" else shop.query(asked)
    assert (answer.status_code, answer.json()["errorCode"]) == (500, "500.003.02")
    assert len(prompts(shop)) == 1


def test_a_token_can_end_in_the_middle(shop: Shop) -> None:
    shop.fault(on="push", fault="token_expired", times=1)
    for _ in range(2):
        answer = shop.push()
        assert (answer.status_code, answer.json()["errorCode"]) == (404, "404.001.03")
    shop.mint()
    assert shop.push().status_code == 200


def test_the_query_can_give_no_answer_or_an_untrue_one(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    asked = shop.pushed()
    assert receiver.next().result["ResultCode"] == 0
    shop.fault(on="query", fault="no_answer", times=3)
    shop.fault(on="query", fault="says", code="1032", times=1)
    assert {shop.query(asked).json()["errorCode"] for _ in range(3)} == {"500.001.1001"}
    assert shop.query(asked).json()["ResultCode"] == "1032"
    assert shop.query(asked).json()["ResultCode"] == "0"


# --- callbacks -------------------------------------------------------------------------------------------------------


def test_the_callback_can_come_before_the_answer(shop: Shop, receiver: Receiver) -> None:
    shop.fault(on="push", fault="before_answer", times=1)
    shop.fault(on="push", fault="before_answer", code="1032")
    answer = shop.push()
    first = receiver.arrived.get_nowait().result
    assert first["CheckoutRequestID"] == answer.json()["CheckoutRequestID"]
    assert first["ResultCode"] == 0
    shop.push()
    assert receiver.arrived.get_nowait().result["ResultCode"] == 1032


def test_a_callback_can_be_lost_while_the_query_knows(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.fault(on="callback", fault="lost", amount=100)
    lost = shop.pushed(100)
    shop.when(lost, "ended")
    shop.pushed(200)
    assert receiver.next().items["Amount"] == 200.0
    assert receiver.arrived.empty()
    assert shop.query(lost).json()["ResultCode"] == "0"
    assert shop.detail(lost)["deliveries"] == []


def test_a_callback_can_be_days_late(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all", time_scale=1_000_000.0)
    shop.fault(on="callback", fault="late", seconds=3 * 86_400, amount=100)
    shop.pushed(100)
    shop.pushed(200, "254722222222")
    assert [receiver.next().items["Amount"] for _ in range(2)] == [200.0, 100.0]


def test_a_callback_can_come_several_times_over(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.fault(on="callback", fault="doubled", copies=4, times=1)
    shop.pushed(100)
    assert len({receiver.next().raw for _ in range(4)}) == 1
    shop.pushed(200)
    assert receiver.next().items["Amount"] == 200.0


def test_a_payment_can_come_after_its_prompt_has_failed_and_then_it_is_real(
    open_shop: MakeShop, receiver: Receiver
) -> None:
    shop = open_shop(timings=Timings())
    shop.fault(on="callback", fault="followed_by", code="0", seconds=100)
    asked = shop.pushed(300)
    assert receiver.next().result["ResultCode"] == 1037
    late = receiver.next()
    assert late.result["ResultCode"] == 0
    assert late.items["MpesaReceiptNumber"] == shop.detail(asked)["receipt"]
    assert shop.query(asked).json()["ResultCode"] == "0"
    assert shop.purse() == "99700.00"


def test_a_failure_can_follow_a_success_and_changes_nothing(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.fault(on="callback", fault="followed_by", code="1019")
    asked = shop.pushed(300)
    first, stray = receiver.next().result, receiver.next().result
    assert (first["ResultCode"], stray["ResultCode"]) == (0, 1019)
    assert first["CheckoutRequestID"] == stray["CheckoutRequestID"] == asked
    assert first["MerchantRequestID"] != stray["MerchantRequestID"]
    assert shop.query(asked).json()["ResultCode"] == "0"


def test_a_callback_can_lie_about_the_end(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(timings=Timings())
    shop.fault(on="callback", fault="says", code="0")
    asked = shop.pushed(300)
    lie = receiver.next()
    assert lie.result["ResultCode"] == 0
    assert lie.items["Amount"] == 300.0
    assert shop.query(asked).json()["ResultCode"] == "1037"
    assert shop.purse() == "100000.00"


def test_a_callback_can_have_a_code_that_is_text(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(timings=Timings())
    shop.fault(on="callback", fault="says", code="BW-JMS-100039")
    shop.pushed()
    assert receiver.next().result["ResultCode"] == "BW-JMS-100039"


def test_a_success_can_have_another_amount_a_masked_phone_no_receipt_or_half_a_body(
    open_shop: MakeShop, receiver: Receiver
) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.fault(on="callback", fault="other_amount", other_amount=1, amount=101)
    shop.fault(on="callback", fault="masked_phone", amount=102)
    shop.fault(on="callback", fault="without_items", amount=103)
    shop.fault(on="callback", fault="without_items", items=["Amount", "PhoneNumber"], amount=104)
    shop.fault(on="callback", fault="broken_json", amount=105)
    came = []
    for amount in range(101, 106):
        shop.pushed(amount)
        came.append(receiver.next())
    assert came[0].items["Amount"] == 1.0
    assert came[1].items["PhoneNumber"] == "2547*****678"
    assert "MpesaReceiptNumber" not in came[2].items
    assert came[2].items["Amount"] == 103.0
    assert set(came[3].items) - {"Balance"} == {"MpesaReceiptNumber", "TransactionDate"}
    with pytest.raises(ValueError, match=r"Unterminated|delimiter"):
        _ = came[4].items


# --- rules -----------------------------------------------------------------------------------------------------------


def test_a_rule_strikes_whom_it_names_after_whom_it_lets_pass_as_often_as_it_says(shop: Shop) -> None:
    shop.fault(on="push", fault="empty_500", reference="1-000482", msisdn=PHONE, amount=70, skip=1, times=2)
    statuses = []
    for amount, reference in [(70, "other"), (71, "1-000482"), *[(70, "1-000482")] * 4]:
        answer = shop.push(amount, changes={"AccountReference": reference})
        statuses.append(answer.status_code)
        if answer.status_code == 200:
            asked = answer.json()["CheckoutRequestID"]
            shop.answer(asked, "cancel")
            shop.when(asked, "ended")
    assert statuses == [200, 200, 200, 500, 500, 200]


def test_a_prompt_can_end_with_any_code(shop: Shop, receiver: Receiver) -> None:
    shop.fault(on="push", fault="ends_with", code="2026", message="The channel session ID has expired.")
    asked = shop.pushed()
    result = receiver.next().result
    assert (result["ResultCode"], result["ResultDesc"]) == (2026, "The channel session ID has expired.")
    assert shop.query(asked).json()["ResultCode"] == "2026"


def test_rules_can_be_seen_and_lifted(shop: Shop) -> None:
    shop.fault(on="push", fault="spike_arrest")
    (rule,) = shop.http.get("/phone/v1/faults").json()
    assert (rule["on"], rule["fault"]) == ("push", "spike_arrest")
    assert shop.http.delete("/phone/v1/faults").status_code == 204
    assert shop.http.get("/phone/v1/faults").json() == []
    assert shop.push().status_code == 200


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"on": "push", "fault": "explode"},
        {"on": "push", "fault": "lost"},
        {"on": "callback", "fault": "html_page"},
        {"on": "push", "fault": "ends_with"},
        {"on": "callback", "fault": "other_amount"},
        {"on": "push", "fault": "cut", "often": True},
        {"on": "push", "fault": "silent", "seconds": -1},
        {"on": "push", "fault": "silent", "seconds": "NaN"},
        {"on": "push", "fault": "error", "code": "1", "status": 99},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(shared_shop: Shop, rule: dict[str, Any]) -> None:
    assert shared_shop.http.post("/phone/v1/faults", json=rule).status_code == 422
