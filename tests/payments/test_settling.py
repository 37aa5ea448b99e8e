"""What a manager decides about a payment: exceptions that were looked into, and goods that go on trust."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session

from pos_desktop.payments import (
    Detail,
    Doubt,
    Environment,
    Override,
    OverrideRefusedError,
    PaymentView,
    Settlement,
    TransactionStatus,
    count_exceptions,
    managers_words,
    outcome_of,
    settlements_for,
    view_exceptions,
)
from pos_desktop.payments.evidence import GivenUp, ReleasedOnTrust
from pos_desktop.payments.settling import MEANINGFUL
from pos_desktop.till import PaymentLiveError
from tests.payments.till_world import TillWorld
from tests.payments.world import World, callback, result

OVERRIDE = Override("Achieng", "Mwangi", "M-Pesa's SMS was seen")


def doubtful(world: World) -> list[int]:
    with world.file.reading() as session:
        found = [payment.id for payment in view_exceptions(session)]
        assert count_exceptions(session) == len(found)
    return found


def settle(world: World, payment: PaymentView, finding: Settlement) -> PaymentView:
    return world.core.settle(world.core.payment(payment.id), by="Achieng", approved_by="Mwangi", settlement=finding)


def contradicted(world: World) -> PaymentView:
    """Paid by callback, not paid by our own question."""
    payment = world.prompt()
    world.daraja.queries.append(result("1032"))
    world.call_back(payment)
    world.core.resolve(payment.id)
    return world.core.payment(payment.id)


def late(world: World) -> PaymentView:
    """Shown as not paid, and paid after all."""
    payment = world.prompt()
    world.call_back(payment, 1032)
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)
    return world.core.payment(payment.id)


def test_a_payment_with_nothing_doubtful_is_not_in_the_list(world: World) -> None:
    world.prompt()
    assert doubtful(world) == []


def test_what_a_manager_looked_into_leaves_the_list_and_keeps_its_status(world: World) -> None:
    payment = contradicted(world)
    assert doubtful(world) == [payment.id]
    assert payment.open_doubts == {Doubt.CONTRADICTION}

    settled = settle(world, payment, Settlement.NO_MONEY)

    assert doubtful(world) == []
    assert settled.status is payment.status
    assert settled.doubts == {Doubt.CONTRADICTION}
    assert settled.open_doubts == frozenset()
    assert settled.story[-1].evidence.data() == {
        "doubt": "contradiction",
        "grounds": "0 1032 UKO7XK2M9P",
        "settlement": "no_money",
        "by": "Achieng",
        "approved_by": "Mwangi",
    }


def test_a_second_decision_changes_nothing(world: World) -> None:
    payment = contradicted(world)
    settle(world, payment, Settlement.NO_MONEY)
    told = len(world.core.payment(payment.id).story)
    settle(world, payment, Settlement.MONEY_CAME)
    assert len(world.core.payment(payment.id).story) == told


def test_what_comes_while_the_manager_types_the_pin_is_not_settled_with_it(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)
    world.call_back(payment)
    shown = world.core.payment(payment.id)
    assert shown.open_doubts == {Doubt.CONTRADICTION}
    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)
    settled = world.core.settle(shown, by="Achieng", approved_by="Mwangi", settlement=Settlement.NO_MONEY)
    assert settled.open_doubts == {Doubt.LATE}
    assert settled.doubts == {Doubt.LATE, Doubt.CONTRADICTION}


def test_other_grounds_open_the_exception_again(world: World) -> None:
    payment = contradicted(world)
    settle(world, payment, Settlement.NO_MONEY)
    world.call_back(payment, 1037)
    assert doubtful(world) == [payment.id]

    settle(world, payment, Settlement.NO_MONEY)
    assert doubtful(world) == []
    assert world.kinds(payment.id).count("doubt_settled") == 2


def test_what_cannot_be_found_of_an_exception_settles_the_others_only(world: World) -> None:
    payment = contradicted(world)
    world.call_back(payment, 0, cents=500_00)
    payment = world.core.payment(payment.id)
    assert payment.open_doubts == {Doubt.CONTRADICTION, Doubt.AMOUNT_MISMATCH}

    settled = settle(world, payment, Settlement.NO_MONEY)
    assert settled.open_doubts == {Doubt.AMOUNT_MISMATCH}
    assert settle(world, settled, Settlement.GIVEN_BACK).open_doubts == frozenset()


def test_where_a_manager_found_money_cash_takes_a_manager_though_nothing_proves_it(tmp_path: Path) -> None:
    till = TillWorld(tmp_path, Environment.PRODUCTION)
    sale = till.sales[0]
    till.push(sale, "accepted")
    payment = till.core.payment(3)
    for code in (1032, 0):
        till.core.receive_callback(till.token(3), callback(code, number=101, cents=payment.amount_cents))
    shown = till.core.payment(3)
    assert (shown.status, shown.open_doubts) == (TransactionStatus.FAILED, frozenset({Doubt.CONTRADICTION}))
    till.core.settle(shown, by="Achieng", approved_by="Wanjiru", settlement=Settlement.MONEY_CAME)

    assert sale.pos_sale is not None
    with pytest.raises(PaymentLiveError):
        till.counter.take_cash(sale.pos_sale, payment.amount_cents, till.cashier)
    paid = till.counter.take_cash(sale.pos_sale, payment.amount_cents, till.cashier, approved_by=till.manager)
    assert paid.is_completed
    till.file.close()


def test_late_money_is_an_exception_until_a_manager_says_what_became_of_it(world: World) -> None:
    payment = late(world)
    assert (payment.status, payment.detail) == (TransactionStatus.COMPLETED, Detail.LATE)
    assert doubtful(world) == [payment.id]
    settle(world, payment, Settlement.NOTHING_TO_DO)
    assert doubtful(world) == []


@pytest.mark.parametrize(("by", "approved_by"), [("Achieng", "achieng "), ("", "Mwangi"), ("Achieng", " ")])
def test_one_person_cannot_settle_alone(world: World, by: str, approved_by: str) -> None:
    payment = contradicted(world)
    with pytest.raises(OverrideRefusedError):
        world.core.settle(
            world.core.payment(payment.id), by=by, approved_by=approved_by, settlement=Settlement.NO_MONEY
        )
    assert doubtful(world) == [payment.id]


def test_a_settled_contradiction_is_told_as_what_the_status_says(world: World) -> None:
    payment = contradicted(world)
    world.call_back(payment, 1032)
    payment = world.core.payment(payment.id)
    assert payment.status is TransactionStatus.FAILED
    assert outcome_of(payment, world.clock.now()).state == "unknown"

    settled = settle(world, payment, Settlement.NO_MONEY)
    assert outcome_of(settled, world.clock.now()).state == "not_paid"
    assert not settled.may_ask_again


def test_money_that_comes_after_a_manager_found_none_is_late(world: World) -> None:
    payment = contradicted(world)
    world.call_back(payment, 1032)
    settle(world, payment, Settlement.NO_MONEY)
    assert doubtful(world) == []
    world.daraja.queries.append(result("0"))
    paid = world.core.query(payment.id)
    assert (paid.status, paid.detail) == (TransactionStatus.COMPLETED, Detail.LATE)
    assert paid.open_doubts == {Doubt.LATE}


def test_money_that_comes_after_a_manager_found_it_calls_nobody_again(world: World) -> None:
    payment = contradicted(world)
    world.call_back(payment, 1032)
    settle(world, payment, Settlement.MONEY_CAME)
    world.daraja.queries.append(result("0"))
    paid = world.core.query(payment.id)
    assert (paid.status, paid.open_doubts) == (TransactionStatus.COMPLETED, frozenset())


def test_every_exception_has_something_that_can_be_found() -> None:
    assert set(MEANINGFUL) == set(Doubt)
    assert settlements_for([Doubt.LATE, Doubt.OVERPAID]) == (Settlement.GIVEN_BACK, Settlement.NOTHING_TO_DO)
    assert settlements_for([Doubt.CONTRADICTION, Doubt.LATE]) == tuple(Settlement)


def test_goods_that_go_on_trust_change_nothing_about_the_money(world: World) -> None:
    payment = world.prompt()
    released = world.core.release(payment.id, OVERRIDE)

    assert released.is_released
    assert (released.status, released.detail) == (payment.status, payment.detail)
    assert not released.may_ask_again
    assert doubtful(world) == []


def test_goods_that_went_and_were_not_paid_are_an_exception(world: World) -> None:
    payment = world.prompt()
    world.core.release(payment.id, OVERRIDE)
    world.call_back(payment, 1032)
    assert doubtful(world) == [payment.id]

    settle(world, payment, Settlement.MONEY_CAME)
    assert doubtful(world) == []


def test_goods_that_went_and_were_paid_are_none(world: World) -> None:
    payment = world.prompt()
    world.core.release(payment.id, OVERRIDE)
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)
    assert world.core.payment(payment.id).status is TransactionStatus.COMPLETED
    assert doubtful(world) == []


def test_nothing_is_released_once_the_money_is_certain(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)
    assert not world.core.release(payment.id, OVERRIDE).is_released


def test_a_release_needs_a_reason() -> None:
    with pytest.raises(OverrideRefusedError, match=r"^an override needs a reason$"):
        Override("Achieng", "Mwangi", " ")


@pytest.mark.parametrize(
    ("by", "approved_by", "words"),
    [
        ("Achieng", " ", "it needs who asked and who approved"),
        ("", "Mwangi", "it needs who asked and who approved"),
        ("Achieng", " ACHIENG", "Achieng cannot approve what Achieng asks for: it takes a second person"),
        ("ACHIENG ", "achieng", "ACHIENG  cannot approve what ACHIENG  asks for: it takes a second person"),
    ],
)
def test_one_person_is_told_that_it_takes_two(by: str, approved_by: str, words: str) -> None:
    with pytest.raises(OverrideRefusedError) as caught:
        Override(by, approved_by, "a reason")
    assert str(caught.value) == words


def test_what_is_given_up_or_released_is_kept_with_both_names_and_the_reason(world: World) -> None:
    first = world.prompt()
    released = world.core.release(first.id, OVERRIDE)
    assert released.story[-1].evidence == ReleasedOnTrust("Achieng", "Mwangi", "M-Pesa's SMS was seen")

    world.prompt(override=OVERRIDE)
    given_up = GivenUp("Achieng", "Mwangi", "M-Pesa's SMS was seen")
    assert given_up in [line.evidence for line in world.core.payment(first.id).story]


def test_a_host_hears_each_word_of_a_manager_once(world: World) -> None:
    heard: list[str] = []

    def note(session: Session, _payment: object, change: object) -> None:
        heard.extend(piece.kind for piece in managers_words(session, change))  # type: ignore[arg-type]

    world.on_change = note
    payment = world.prompt()
    world.core.release(payment.id, OVERRIDE)
    world.call_back(payment, 1032)
    settle(world, payment, Settlement.NO_MONEY)
    world.core.walk_away(payment.id)
    assert heard == ["released", "doubt_settled"]
