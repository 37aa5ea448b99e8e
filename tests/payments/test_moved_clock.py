"""The wall clock of a till is set by people, by the network, and by an empty battery (payments.md row 54)."""

from __future__ import annotations

from itertools import pairwise

import httpx
import pytest

from pos_desktop.payments import Doubt, TransactionStatus
from tests.payments.world import World, refused, result
from tests.till.shop import Killed


def killed() -> None:
    raise Killed("in the middle of a send")


@pytest.mark.parametrize("seconds", [-86_400, -60, 60, 86_400])
def test_a_send_that_was_cut_off_is_found_although_the_clock_was_moved(world: World, seconds: float) -> None:
    world.daraja.pushes.append(killed)
    with pytest.raises(Killed):
        world.prompt()
    world.clock.jump(seconds)
    world.new_core().recover()

    assert world.core.payment(1).status is TransactionStatus.PENDING


@pytest.mark.parametrize("seconds", [-86_400, -600, 600, 86_400])
def test_the_questions_go_on_and_keep_their_distance_although_the_clock_was_moved(world: World, seconds: float) -> None:
    payment = world.prompt()
    world.clock.advance(12)
    world.core.query(payment.id)
    world.clock.jump(seconds)
    asked = []
    for _ in range(120):
        for due in world.core.due()[0]:
            world.core.resolve(due)
            asked.append(world.clock.passed)
        world.clock.advance(1)

    apart = [later - earlier for earlier, later in pairwise(asked)]
    assert asked, "nobody asks any more"
    assert min(apart, default=5) >= 3
    assert len(asked) <= 12


def test_a_refused_prompt_that_is_said_to_be_paid_is_asked_about_and_doubted(world: World) -> None:
    world.daraja.pushes.append(refused())
    payment = world.prompt()
    assert payment.status is TransactionStatus.FAILED
    said = world.call_back(payment)

    assert said.doubts == {Doubt.CONTRADICTION}
    assert world.core.due()[0] == [payment.id]
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)
    paid = world.core.payment(payment.id)
    assert (paid.status, paid.doubts) == (TransactionStatus.COMPLETED, frozenset({Doubt.LATE}))


def test_a_lost_answer_is_no_reason_to_ask_without_an_id(world: World) -> None:
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    payment = world.prompt()
    world.core.receive_hint("")
    world.core.receive_unproved(world.token(payment.id))

    assert world.core.due() == ([], None)
