"""A receipt that two answers disagree on: asked about, and weighed with forgers in mind (payments.md 3.2)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx
import pytest

from pos_desktop.payments import Doubt, Environment, Initiator, PaymentView, Settlement, TransactionStatus
from pos_desktop.payments.evidence import (
    Evidence,
    QueryAnswered,
    QueryUnanswered,
    StatusAnswered,
    StatusAsked,
    TransactionStatusConfirmed,
)
from pos_desktop.payments.transaction_status import read_result
from pos_desktop.payments.verifying import pieces_of_result, receipts_to_verify
from tests.conftest import Noise
from tests.payments import pieces
from tests.payments.world import RECEIPT, World, batch, callback, mail, refused, result, status_result

SILENCE = QueryUnanswered(60)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return initiated(World(tmp_path))


def initiated(world: World) -> World:
    world.initiator = Initiator("till", "c2VhbGVk")
    world.core = world.new_core()
    return world


def contradicted(world: World) -> PaymentView:
    payment = world.prompt()
    world.daraja.queries.append(result("1032"))
    world.call_back(payment)
    world.core.resolve(payment.id)
    return world.core.payment(payment.id)


def tell(world: World, payment: PaymentView, body: bytes) -> PaymentView:
    world.core.receive_result(world.token(payment.id), body)
    return world.core.payment(payment.id)


def settle(world: World, payment: PaymentView, finding: Settlement) -> PaymentView:
    return world.core.settle(world.core.payment(payment.id), by="Achieng", approved_by="Mwangi", settlement=finding)


def test_a_contradiction_is_asked_about_by_its_receipt(world: World) -> None:
    payment = contradicted(world)
    (asked,) = world.daraja.status_asked
    assert (asked["TransactionID"], asked["ResultURL"]) == (
        RECEIPT,
        world.row(payment.id).callback_url.replace("/c/1/", "/r/1/"),
    )
    assert world.kinds(payment.id)[-1] == "status_asked"


def test_nothing_is_asked_where_nothing_contradicts_or_nobody_may_ask(world: World, tmp_path: Path) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("1032"))
    world.core.query(payment.id)
    assert world.daraja.status_asked == []

    (tmp_path / "other").mkdir()
    other = World(tmp_path / "other")
    contradicted(other)
    assert other.daraja.status_asked == []


def test_an_answer_against_our_own_query_completes_nothing_until_a_manager_agrees(world: World) -> None:
    payment = tell(world, contradicted(world), status_result())
    assert payment.status is TransactionStatus.PENDING
    assert world.kinds(payment.id)[-1] == "status_answered"

    settled = settle(world, payment, Settlement.MONEY_CAME)
    assert settled.status is TransactionStatus.COMPLETED
    assert settled.detail == "confirmed"
    assert world.kinds(payment.id)[-2:] == ["doubt_settled", "transaction_status"]


def test_a_managers_word_alone_is_no_proof(world: World) -> None:
    settled = settle(world, contradicted(world), Settlement.MONEY_CAME)
    assert settled.status is TransactionStatus.PENDING


def test_a_managers_word_and_m_pesas_make_the_same_in_either_order(world: World) -> None:
    payment = settle(world, contradicted(world), Settlement.MONEY_CAME)
    told = tell(world, payment, status_result())
    assert (told.status, told.open_doubts) == (TransactionStatus.COMPLETED, frozenset())
    assert world.kinds(payment.id)[-2:] == ["status_answered", "transaction_status"]


def test_a_manager_who_found_no_money_completes_nothing(world: World) -> None:
    payment = tell(world, contradicted(world), status_result())
    settled = settle(world, payment, Settlement.NO_MONEY)
    assert (settled.status, settled.open_doubts) == (TransactionStatus.PENDING, frozenset())

    before = world.kinds(payment.id)
    assert settle(world, payment, Settlement.MONEY_CAME).status is TransactionStatus.PENDING
    assert world.kinds(payment.id) == before, "a word that is not written down counted"


def test_m_pesas_word_for_the_receipt_is_new_to_a_manager_who_found_no_money(world: World) -> None:
    payment = settle(world, contradicted(world), Settlement.NO_MONEY)
    assert payment.open_doubts == frozenset()

    told = tell(world, payment, status_result())
    assert (told.status, told.open_doubts) == (TransactionStatus.PENDING, frozenset({Doubt.CONTRADICTION}))
    settled = settle(world, told, Settlement.MONEY_CAME)
    assert (settled.status, settled.open_doubts) == (TransactionStatus.COMPLETED, frozenset())


def test_m_pesas_word_that_comes_while_the_manager_types_the_pin_is_still_to_be_looked_into(world: World) -> None:
    shown = contradicted(world)
    tell(world, shown, status_result())
    settled = world.core.settle(shown, by="Achieng", approved_by="Mwangi", settlement=Settlement.NO_MONEY)
    assert settled.open_doubts == {Doubt.CONTRADICTION}


@pytest.mark.parametrize(
    "body",
    [
        status_result(cents=10_00),
        status_result(receipt="UKOTHER001"),
        status_result(status="Cancelled"),
        status_result(code="R000002"),
        status_result(code=2001),
    ],
    ids=["amount", "receipt", "status", "unknown", "credential"],
)
def test_what_m_pesa_does_not_confirm_is_no_proof_even_for_a_manager(world: World, body: bytes) -> None:
    payment = tell(world, contradicted(world), body)
    assert world.kinds(payment.id)[-1] == "status_answered"
    assert settle(world, payment, Settlement.MONEY_CAME).status is TransactionStatus.PENDING


def test_a_result_of_a_conversation_that_we_never_had_is_nothing(world: World, noise: Noise) -> None:
    payment = contradicted(world)
    before = world.kinds(payment.id)
    tell(world, payment, status_result(number=2))
    assert world.kinds(payment.id) == before
    for body in (b"{}", b"<html>"):
        tell(world, payment, body)
    assert world.core.receive_result("no-such-token", status_result()) is None
    assert world.kinds(payment.id) == before
    noise.expect("pos_desktop.payments.inbox", "answers no question of ours")


def test_the_same_result_twice_is_one_piece_of_evidence(world: World) -> None:
    payment = contradicted(world)
    tell(world, payment, status_result())
    tell(world, payment, status_result())
    assert world.kinds(payment.id).count("status_answered") == 1


def test_a_receipt_that_settles_another_payment_proves_nothing(world: World) -> None:
    first = world.prompt()
    world.daraja.queries.append(result("0"))
    world.call_back(first)
    world.core.resolve(first.id)
    second = world.prompt(pos_sale="sale-2")
    world.daraja.queries.append(result("1032"))
    world.call_back(second)
    world.core.resolve(second.id)
    tell(world, second, status_result())
    assert settle(world, second, Settlement.MONEY_CAME).status is TransactionStatus.PENDING


def test_in_the_sandbox_the_callback_wins_before_anybody_asks(tmp_path: Path) -> None:
    world = initiated(World(tmp_path, Environment.SANDBOX))
    assert contradicted(world).status is TransactionStatus.COMPLETED
    assert world.daraja.status_asked == []


def test_a_question_that_was_not_taken_is_asked_again_and_then_left(world: World) -> None:
    world.daraja.statuses.append(refused())
    payment = contradicted(world)
    assert "status_asked" not in world.kinds(payment.id)
    for _ in range(5):
        world.core.resolve(payment.id)
    assert len(world.daraja.status_asked) == 4
    world.core.query(payment.id)
    assert len(world.daraja.status_asked) == 5
    tell(world, payment, status_result(number=5))
    world.core.query(payment.id)
    assert len(world.daraja.status_asked) == 5


def test_no_answer_to_the_question_changes_nothing(world: World) -> None:
    world.daraja.statuses.append(httpx.ReadTimeout("slow"))
    payment = contradicted(world)
    assert payment.status is TransactionStatus.PENDING


def test_a_result_comes_by_the_relay_and_only_from_safaricom(world: World) -> None:
    payment = contradicted(world)
    token = world.token(payment.id)
    world.clock.advance(60)
    world.core.receive_mail(batch(mail(1, token, status_result(), kind="result", listed=False)))
    assert "status_answered" not in world.kinds(payment.id)
    assert world.core.due()[0] == [payment.id]
    world.core.receive_mail(batch(mail(2, token, status_result(), kind="result")))
    assert world.kinds(payment.id)[-1] == "status_answered"


def test_without_our_own_no_the_answer_counts_by_itself_up_to_the_limit(world: World) -> None:
    """A failing callback and one of success contradict each other; our own query was never answered."""
    for sale, shillings, expected in (("a", 1_191, "completed"), ("b", 20_001, "failed")):
        world.daraja.queries.extend(httpx.ReadTimeout("silent") for _ in range(6))
        payment = world.prompt(pos_sale=sale, amount_cents=shillings * 100)
        receipt = f"UKO7XK2M9{sale.upper()}"
        world.call_back(payment, 1032)
        world.call_back(payment, receipt=receipt, cents=shillings * 100)
        world.core.resolve(payment.id)
        number = len(world.daraja.status_asked)
        told = tell(world, payment, status_result(number=number, receipt=receipt, cents=shillings * 100))
        assert told.status == expected, world.kinds(payment.id)


def test_a_relay_that_was_taken_over_proves_nothing_while_m_pesa_says_that_the_prompt_is_open(world: World) -> None:
    """It posts a no and a yes, and then the answer to the question that they lead to."""
    payment = world.prompt()
    world.call_back(payment, 1032)
    world.call_back(payment)
    world.core.resolve(payment.id)
    assert len(world.daraja.status_asked) == 1
    told = tell(world, payment, status_result())
    assert (told.status, told.open_doubts) == (TransactionStatus.FAILED, frozenset({Doubt.CONTRADICTION}))
    assert world.kinds(payment.id)[-1] == "status_answered"


def test_silence_and_the_answer_prove_the_same_in_either_order(world: World) -> None:
    """The callback names no amount, so that it proves nothing by itself."""
    for sale, answer_first in (("a", True), ("b", False)):
        payment = world.prompt(pos_sale=sale)
        receipt = f"UKO7XK2M9{sale.upper()}"
        world.call_back(payment, 1032)
        body = callback(receipt=receipt, number=payment.id).replace(b'"Amount"', b'"Sum"')
        world.core.receive_callback(world.token(payment.id), body)
        world.core.resolve(payment.id)
        number = len(world.daraja.status_asked)
        if answer_first:
            tell(world, payment, status_result(number=number, receipt=receipt))
        world.daraja.queries.extend(httpx.ReadTimeout("silent") for _ in range(6))
        world.core.resolve(payment.id)
        world.daraja.queries.clear()
        if not answer_first:
            tell(world, payment, status_result(number=number, receipt=receipt))
        assert world.core.payment(payment.id).status is TransactionStatus.COMPLETED, world.kinds(payment.id)


def test_an_answer_is_kept_with_its_words_and_its_proof_with_its_amount(world: World) -> None:
    payment = contradicted(world)
    body = status_result()
    told = tell(world, payment, body)
    assert told.story[-1].evidence == StatusAnswered(
        hashlib.sha256(body).hexdigest(), RECEIPT, True, "0", 1_191_00, "words of 0"
    )

    settled = settle(world, payment, Settlement.MONEY_CAME)
    assert settled.story[-1].evidence == TransactionStatusConfirmed(RECEIPT, 1_191_00)


def test_an_answer_without_a_code_is_kept_as_one(world: World) -> None:
    payment = tell(world, contradicted(world), status_result().replace(b'"ResultCode"', b'"NoCode"'))
    answer = payment.story[-1].evidence
    assert isinstance(answer, StatusAnswered)
    assert (answer.result_code, answer.is_completed) == ("", False)


@pytest.mark.parametrize(("code", "asked"), [("R000002", 1), (2001, 2)], ids=["of the receipt", "of the question"])
def test_a_receipt_that_is_none_is_not_asked_about_again(world: World, code: int | str, asked: int) -> None:
    payment = tell(world, contradicted(world), status_result(code=code))
    world.core.resolve(payment.id)
    assert len(world.daraja.status_asked) == asked


@pytest.mark.parametrize(
    ("environment", "said", "limit_cents", "counts"),
    [
        (Environment.PRODUCTION, (SILENCE,), 1_191_00, True),
        (Environment.PRODUCTION, (SILENCE,), 1_190_99, False),
        (Environment.PRODUCTION, (), 1_191_00, False),
        (Environment.PRODUCTION, (SILENCE, QueryAnswered("q", "1032", 70)), 1_191_00, False),
        (Environment.PRODUCTION, (SILENCE, QueryAnswered("q", "1036", 70)), 1_191_00, True),
        (Environment.SANDBOX, (QueryAnswered("q", "1032", 70),), 1, True),
    ],
    ids=[
        "at the limit",
        "above it",
        "without silence",
        "against our own no",
        "a busy phone is no no",
        "in the sandbox",
    ],
)
def test_where_an_answer_counts_without_a_person(
    world: World, environment: Environment, said: tuple[Evidence, ...], limit_cents: int, counts: bool
) -> None:
    payment = world.row(world.prompt().id)
    payment.environment, payment.callback_only_limit_cents = environment, limit_cents
    posted = read_result(status_result())
    assert posted is not None
    heard = [StatusAsked("AG_1", RECEIPT), pieces.BOUND, *said]
    kinds = [piece.kind for piece in pieces_of_result(payment, heard, posted, "sha")]
    assert kinds == ["status_answered", "transaction_status"][: 1 + counts]


def test_once_the_money_is_certain_a_contradiction_is_not_asked_about() -> None:
    contradicting = [pieces.callback(), pieces.callback("1032")]
    assert receipts_to_verify(pieces.INTENT, contradicting, by_hand=False) == [RECEIPT]
    assert receipts_to_verify(pieces.INTENT, [*contradicting, pieces.query("0", 30)], by_hand=True) == []
