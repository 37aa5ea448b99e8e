"""What somebody says and nobody proves is never taken for the outcome, in either direction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pos_desktop.payments import (
    Closing,
    Detail,
    Doubt,
    Environment,
    Initiator,
    MPesaCallback,
    PaymentView,
    Settlement,
    TransactionStatus,
    attempts_of,
    count_exceptions,
    give_up_live,
    outcome_of,
)
from tests.payments.core_machine import OVERRIDE
from tests.payments.world import RECEIPT, World, callback, result, status_result

SILENCE = httpx.ReadTimeout("no answer")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.file.close()


def lost(world: World, cents: int = 1_191_00) -> PaymentView:
    """A prompt that M-Pesa took, whose answer never came."""
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    return world.prompt(amount_cents=cents)


def paid(world: World, cents: int) -> PaymentView:
    """Another sale, paid and done."""
    payment = world.prompt(pos_sale="sale-2", account_reference="1-000483", amount_cents=cents)
    world.daraja.queries.append(result("0"))
    world.call_back(payment, cents=cents, receipt="UPAIDB0001")
    world.core.resolve(payment.id)
    return world.core.payment(payment.id)


def claim(world: World, payment: PaymentView, code: int, number: int, *, cents: int = 1_191_00) -> None:
    """Whoever has the token says that this prompt is the payment's; then M-Pesa is asked about it."""
    body = callback(code, number=number, cents=cents, receipt="UCLAIMED01")
    world.core.receive_callback(world.token(payment.id), body)


def answer(world: World, payment: PaymentView, code: str) -> PaymentView:
    world.daraja.queries.append(result(code))
    world.core.resolve(payment.id)
    return world.core.payment(payment.id)


def found(world: World, payment: PaymentView, settlement: Settlement) -> PaymentView:
    return world.core.settle(world.core.payment(payment.id), by="Achieng", approved_by="Wanjiru", settlement=settlement)


# --- a prompt that only a callback calls ours ----------------------------------------------------------------------


def test_the_prompt_of_another_payment_is_never_taken_over(world: World) -> None:
    payment = lost(world, 20_000_00)
    other = paid(world, 1_00)
    claim(world, payment, 0, 2, cents=20_000_00)
    assert world.core.payment(payment.id).checkout_request_id is None
    assert other.status is TransactionStatus.COMPLETED
    assert world.core.payment(payment.id).status is TransactionStatus.PENDING


def test_what_m_pesa_says_of_a_claimed_prompt_gives_no_more_away_than_a_callback_does(world: World) -> None:
    """The prompt may be one of another till, or of the forger's own purchase for one shilling."""
    payment = lost(world, 20_001_00)
    claim(world, payment, 0, 900, cents=20_001_00)
    seen = answer(world, payment, "0")
    assert seen.status is TransactionStatus.PENDING
    assert seen.open_doubts == {Doubt.ID_CONFLICT}
    assert not seen.may_ask_again


def test_a_small_payment_whose_answer_was_lost_completes_by_callback_and_query(world: World) -> None:
    payment = lost(world)
    claim(world, payment, 0, 1)
    seen = answer(world, payment, "0")
    assert (seen.status, seen.detail) == (TransactionStatus.COMPLETED, Detail.CALLBACK_ONLY)
    assert seen.open_doubts == frozenset()


def test_a_manager_and_m_pesas_word_on_the_receipt_complete_a_large_one(world: World) -> None:
    world.initiator = Initiator("till", "credential")
    world.core = world.new_core()
    payment = lost(world, 20_001_00)
    claim(world, payment, 0, 900, cents=20_001_00)
    answer(world, payment, "0")
    assert [each["TransactionID"] for each in world.daraja.status_asked] == ["UCLAIMED01"]
    token = world.token(payment.id)
    world.core.receive_result(token, status_result(cents=20_001_00, receipt="UCLAIMED01"))
    assert world.core.payment(payment.id).status is TransactionStatus.PENDING
    seen = found(world, payment, Settlement.MONEY_CAME)
    assert (seen.status, seen.detail) == (TransactionStatus.COMPLETED, Detail.CONFIRMED)


def test_the_answer_that_comes_after_its_callback_makes_the_prompt_ours(world: World) -> None:
    def overtake() -> None:
        claim(world, world.core.payment(1), 0, 1, cents=20_001_00)
        answer(world, world.core.payment(1), "0")

    world.daraja.pushes.append(overtake)
    payment = world.prompt(amount_cents=20_001_00)
    assert (payment.status, payment.detail) == (TransactionStatus.COMPLETED, Detail.CONFIRMED)


def test_a_claimed_refusal_sends_nobody_a_second_prompt(world: World) -> None:
    payment = lost(world)
    claim(world, payment, 1032, 900)
    for seconds in (70, 60):
        world.clock.advance(seconds)
        seen = answer(world, payment, "1032")
    assert (seen.status, seen.may_ask_again) == (TransactionStatus.FAILED, False)


def test_a_look_at_the_phone_is_enough_after_a_claimed_refusal_and_a_minute(world: World) -> None:
    payment = lost(world)
    claim(world, payment, 1032, 1)
    world.clock.advance(20)
    world.daraja.queries.append(result("1032"))
    assert not world.core.confirm_not_paid(payment.id, "Achieng").may_ask_again
    world.clock.advance(45)
    world.daraja.queries.append(result("1032"))
    assert world.core.confirm_not_paid(payment.id, "Achieng").may_ask_again


def test_a_claimed_prompt_that_was_paid_is_no_reason_for_a_second_one(world: World) -> None:
    payment = lost(world)
    claim(world, payment, 1032, 1)
    world.clock.advance(65)
    world.daraja.queries.append(result("0"))
    seen = world.core.confirm_not_paid(payment.id, "Achieng")
    assert (seen.may_ask_again, seen.is_doubtful) == (False, True)


# --- a word of the cashier, a word of a manager -----------------------------------------------------------------


def test_a_word_that_came_too_early_stands_in_no_later_ones_way(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)
    for seconds, is_enough in ((8, False), (300, True)):
        world.clock.advance(seconds)
        world.daraja.queries.extend([SILENCE] * 9)
        assert world.core.confirm_not_paid(payment.id, "Achieng").may_ask_again is is_enough
        world.daraja.queries.clear()


def refused_twice(world: World) -> PaymentView:
    """A callback says paid; M-Pesa, asked twice, says that it is not."""
    payment = world.prompt()
    world.call_back(payment)
    for seconds in (70, 60):
        world.clock.advance(seconds)
        seen = answer(world, payment, "1032")
    return seen


def test_a_payment_that_a_manager_found_unpaid_is_told_by_its_refusal_and_never_as_paid(world: World) -> None:
    seen = found(world, refused_twice(world), Settlement.NO_MONEY)
    told = outcome_of(seen, world.clock.now())
    assert (seen.status, seen.result_code, told.subject) == (TransactionStatus.FAILED, "1032", "1032")
    assert seen.result_description == "words of 1032"


def test_a_payment_that_a_manager_found_paid_is_not_told_as_unpaid(world: World) -> None:
    seen = found(world, refused_twice(world), Settlement.MONEY_CAME)
    assert (seen.status, seen.is_doubtful) == (TransactionStatus.FAILED, True)
    assert "shown_failed" not in world.kinds(seen.id)


def test_what_a_manager_gave_up_is_told_so_though_a_callback_said_paid(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    with world.file.transaction() as session:
        give_up_live(session, attempts_of(session, "sale-1", None), OVERRIDE, world.clock.now())
    seen = found(world, payment, Settlement.NO_MONEY)
    assert (seen.detail, seen.result_code) == (Detail.GIVEN_UP, None)
    assert outcome_of(seen, world.clock.now()).subject is Closing.GIVEN_UP


def test_money_that_is_named_after_a_manager_found_none_is_an_exception_again(world: World) -> None:
    payment = world.prompt()
    body = json.loads(callback())
    del body["Body"]["stkCallback"]["CallbackMetadata"]
    world.core.receive_callback(world.token(payment.id), json.dumps(body).encode())
    for seconds in (70, 60):
        world.clock.advance(seconds)
        answer(world, payment, "1032")
    found(world, payment, Settlement.NO_MONEY)
    world.call_back(payment)
    seen = answer(world, payment, "1032")
    assert seen.receipt == RECEIPT
    assert seen.open_doubts == {Doubt.CONTRADICTION}
    with world.file.reading() as session:
        assert count_exceptions(session) == 1


def test_a_zero_that_is_written_otherwise_says_the_same_to_everybody(tmp_path: Path) -> None:
    assert MPesaCallback.parse_callback_data(callback("00")).success
    assert MPesaCallback.parse_callback_data(callback("00")).result_code == 0
    world = World(tmp_path, Environment.PRODUCTION)
    payment = world.prompt()
    assert "M-Pesa" not in world.call_back(payment, "00").result_description
    assert world.core.payment(payment.id).is_confirming
    world.file.close()


# --- when to ask ----------------------------------------------------------------------------------------------------


def test_a_success_that_comes_during_a_question_is_asked_about_at_once(world: World) -> None:
    payment = world.prompt()
    world.clock.advance(140)
    world.daraja.queries.append(lambda: tell(world, payment))
    world.core.resolve(payment.id)
    seen = world.core.payment(payment.id)
    assert (seen.is_confirming, seen.next_query_at) == (True, world.clock.now())


def tell(world: World, payment: PaymentView) -> None:
    world.core.receive_callback(world.token(payment.id), callback())


def test_an_urgent_question_does_not_wait_behind_fifty_that_were_missed(world: World) -> None:
    many = [world.prompt(pos_sale=f"sale-{number}", account_reference=f"1-{number:06}") for number in range(60)]
    world.clock.advance(3600)
    world.call_back(many[30], 1032)
    assert world.core.due()[0][0] == many[30].id


def test_whoever_says_without_proof_that_it_ended_makes_us_ask_now_and_then_only(world: World) -> None:
    payment = world.prompt()
    asked = 0
    for _ in range(3600):
        world.clock.advance(1)
        world.core.receive_hint(payment.checkout_request_id or "")
        if payment.id in world.core.due()[0]:
            world.core.resolve(payment.id)
            asked += 1
    assert 20 < asked < 80
    world.clock.advance(48 * 3600)
    planned = world.core.payment(payment.id).next_query_at
    world.core.receive_hint(payment.checkout_request_id or "")
    assert world.core.payment(payment.id).next_query_at == planned, "nobody is asked about one so old"
