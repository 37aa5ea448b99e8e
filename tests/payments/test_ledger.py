"""What a piece of evidence does to a payment's row, and what its host is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_desktop.payments import (
    Detail,
    Doubt,
    MPesaTransaction,
    Override,
    PaymentChange,
    PaymentNotFoundError,
    Settlement,
    TransactionStatus,
    give_up_live,
    ledger,
    note_overpaid,
)
from pos_desktop.payments.errors import IllegalTransitionError
from pos_desktop.payments.evidence import Overpaid, WalkedAway
from pos_desktop.payments.override import may_have_money, may_still_be_paid
from tests.payments.world import REQUEST, World, callback, refused, result

STATUS = TransactionStatus
OVERRIDE = Override("Achieng", "Wanjiru", "the phone shows nothing")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.file.close()


def test_the_host_is_told_whose_payment_it_is_and_what_became_of_it(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)
    assert world.seen[-1] == PaymentChange(
        payment_id=payment.id,
        host="sale-1",
        before=STATUS.PENDING,
        after=STATUS.FAILED,
        detail=Detail.DECLINED,
        added=("callback", "shown_failed"),
        doubts=frozenset(),
    )
    world.call_back(payment)
    assert (world.seen[-1].before, world.seen[-1].after) == (STATUS.FAILED, STATUS.FAILED)
    assert world.seen[-1].doubts == {Doubt.CONTRADICTION}


def test_who_says_what_was_known_changes_nothing(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)
    told = len(world.seen)
    change = world.core.receive_callback(world.token(payment.id), callback(1032))
    assert change == PaymentChange(payment.id, "sale-1", STATUS.FAILED, STATUS.FAILED, Detail.DECLINED, (), frozenset())
    assert len(world.seen) == told


@pytest.mark.parametrize("read", [ledger.payment_by_id, ledger.locked_payment])
def test_a_payment_is_read_as_it_is_now(world: World, read: object) -> None:
    payment = world.prompt()
    assert callable(read)
    with world.file.transaction() as session:
        first = read(session, payment.id)
        session.connection().exec_driver_sql("UPDATE mpesa_transaction SET result_description = 'now'")
        assert first.result_description != "now"
        assert read(session, payment.id).result_description == "now"
        with pytest.raises(PaymentNotFoundError, match=r"^there is no payment 99$"):
            read(session, 99)


def test_the_body_is_kept_with_what_it_says_and_with_nothing_that_follows_from_it(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    with world.file.reading() as session:
        kept = {event.kind: event.raw for event in ledger.events_of(session, payment.id)}
    assert kept == {"sending": None, "accepted": None, "callback": callback(), "receipt_bound": None}


def test_a_payment_is_told_in_the_words_of_the_answer_that_decided_it(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1037, ResultDesc="")
    assert world.core.payment(payment.id).result_description == ""
    world.daraja.queries.append(result("1032"))
    world.core.query(payment.id)
    assert world.core.payment(payment.id).result_description == "words of 1032"


def test_every_open_exception_of_a_payment_is_found_again(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)
    world.call_back(payment, cents=5_00)
    seen = world.core.payment(payment.id)
    assert seen.open_doubts == {Doubt.CONTRADICTION, Doubt.AMOUNT_MISMATCH}
    assert world.row(payment.id).open_doubts.split() == ["amount_mismatch", "contradiction"]


def test_a_no_is_followed_by_a_question_soon_and_after_the_second_by_one_an_hour(world: World) -> None:
    payment = world.prompt()
    for at, least, most in ((200, 225, 248), (230, 3600, 3630)):
        world.clock.advance(at - (world.clock.now() - payment.created_at).total_seconds())
        world.daraja.queries.append(result("1032"))
        planned = world.core.query(payment.id).next_query_at
        assert planned is not None
        assert least <= (planned - payment.created_at).total_seconds() <= most
    assert world.core.payment(payment.id).status is STATUS.FAILED


def test_a_refused_prompt_is_asked_about_only_once_somebody_says_that_it_was_paid(world: World) -> None:
    world.daraja.pushes.append(refused())
    payment = world.prompt()
    world.call_back(payment, 1032)
    assert world.core.payment(payment.id).next_query_at is None
    world.call_back(payment)
    assert world.core.payment(payment.id).next_query_at == world.clock.now()


def test_what_was_too_much_is_noted_with_its_amount(world: World) -> None:
    payment = world.prompt()
    for cents in (100_00, 100_00, 250_00):
        with world.file.transaction() as session:
            note_overpaid(session, ledger.locked_payment(session, payment.id), cents, world.clock.now())
    story = [line.evidence for line in world.core.payment(payment.id).story]
    assert [piece for piece in story if isinstance(piece, Overpaid)] == [Overpaid(100_00), Overpaid(250_00)]


def test_evidence_needs_a_payment_that_is_stored(world: World) -> None:
    unstored = MPesaTransaction(**world.row(world.prompt().id).model_dump(exclude={"id"}))
    with (
        world.file.transaction() as session,
        pytest.raises(IllegalTransitionError, match=r"^evidence needs a payment that is stored already$"),
    ):
        ledger.append(session, unstored, [WalkedAway()], world.clock.now())


# --- what a second prompt, or cash, must wait for ---------------------------------------------------------------


def standing(world: World, payment_id: int) -> tuple[bool, bool]:
    """Whether a second prompt could charge twice, and whether cash takes a manager."""
    with world.file.reading() as session:
        payment = ledger.payment_by_id(session, payment_id)
        return may_still_be_paid(session, payment), may_have_money(session, payment)


def test_an_open_prompt_stands_in_the_way_of_both(world: World) -> None:
    payment = world.prompt()
    assert standing(world, payment.id) == (True, True)
    world.call_back(payment, 1032)
    assert standing(world, payment.id) == (True, False), "a no that nobody has asked about is enough for cash"
    world.daraja.queries.append(result("1032"))
    world.core.resolve(payment.id)
    assert standing(world, payment.id) == (False, False)


def test_a_paid_prompt_stands_in_nobodys_way(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)
    assert standing(world, payment.id) == (False, False)


@pytest.mark.parametrize(
    ("found", "needs_manager"), [(None, True), (Settlement.MONEY_CAME, True), (Settlement.NO_MONEY, False)]
)
def test_where_two_answers_disagree_cash_takes_a_manager_until_one_found_no_money(
    world: World, found: Settlement | None, needs_manager: bool
) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)
    seen = world.call_back(payment)
    if found is not None:
        world.core.settle(seen, by="Achieng", approved_by="Wanjiru", settlement=found)
    assert standing(world, payment.id) == (True, needs_manager)


def test_only_what_may_be_paid_is_given_up(world: World) -> None:
    declined = world.prompt()
    world.call_back(declined, 1032)
    world.daraja.queries.append(result("1032"))
    world.core.resolve(declined.id)
    live = world.prompt()
    with world.file.transaction() as session:
        both = [ledger.payment_by_id(session, each.id) for each in (declined, live)]
        changes = give_up_live(session, both, OVERRIDE, world.clock.now())
    assert [change.payment_id for change in changes] == [live.id]
    assert "given_up" not in world.kinds(declined.id)
    assert world.core.payment(live.id).detail is Detail.GIVEN_UP
    assert REQUEST.pos_sale == changes[0].host


def test_what_is_asked_about_again_is_planned_from_the_last_question(world: World) -> None:
    payment = world.prompt()
    world.clock.advance(20)
    world.daraja.queries.append(result("1036"))
    planned = world.core.query(payment.id).next_query_at
    assert planned is not None
    assert timedelta(seconds=10) <= planned - world.clock.now() <= timedelta(seconds=13)
