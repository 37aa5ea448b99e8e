"""Money for no payment of this file is an open exception until a manager has looked into it (I10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from pos_desktop.payments import (
    OverrideRefusedError,
    PaymentNotFoundError,
    StrayPayment,
    count_strays,
    settle_stray,
    view_strays,
)
from pos_desktop.payments.pull_rows import PulledRow
from pos_desktop.payments.strays import keep_unplaced
from pos_desktop.payments.tables import StrayCallback
from tests.payments.world import NOON, RECEIPT, World, callback


def strays(world: World) -> list[StrayPayment]:
    with world.file.reading() as session:
        return view_strays(session)


def settle(world: World, stray_id: int, approved_by: str = "Mwangi") -> None:
    with world.file.transaction() as session:
        settle_stray(session, stray_id, "Achieng", approved_by, world.clock.now())


def test_a_success_for_no_payment_here_waits_for_a_manager(world: World) -> None:
    world.core.receive_callback("no-such-token", callback())
    assert strays(world) == [StrayPayment(1, RECEIPT, 1_191_00, "0712 *** 678", NOON)]

    settle(world, 1)
    settle(world, 1)
    assert strays(world) == []


def test_what_moved_no_money_or_cannot_be_read_is_kept_and_calls_nobody(world: World) -> None:
    for number, body in enumerate((callback(1032), b"{}", b"<html>")):
        world.core.receive_callback(f"token-{number}", body)
    assert strays(world) == []


def test_any_number_of_refusals_before_it_hides_no_money(world: World) -> None:
    for number in range(60):
        world.core.receive_callback(f"token-{number}", callback(1032, number=number))
    world.core.receive_callback("no-such-token", callback())
    assert [each.receipt for each in strays(world)] == [RECEIPT]
    with world.file.reading() as session:
        assert count_strays(session) == 1


def test_one_person_alone_settles_nothing(world: World) -> None:
    world.core.receive_callback("no-such-token", callback())
    with pytest.raises(OverrideRefusedError):
        settle(world, 1, "achieng")
    assert len(strays(world)) == 1


def test_what_is_not_there_cannot_be_settled(world: World) -> None:
    world.core.receive_callback("no-such-token", b"{}")
    for number in (1, 2):
        with pytest.raises(PaymentNotFoundError, match=rf"^there is no stray payment {number}$"):
            settle(world, number)


def test_money_that_hardly_says_anything_is_shown_too(world: World) -> None:
    world.core.receive_callback("no-such-token", callback(CallbackMetadata=None))
    assert strays(world) == [StrayPayment(1, "", 0, "***", NOON)]


def test_the_oldest_fifty_are_shown_first_and_all_are_counted(world: World) -> None:
    for number in range(52):
        world.core.receive_callback(f"token-{number}", callback(receipt=f"UKO{number:07}"))
    assert [each.id for each in strays(world)] == list(range(1, 51))
    with world.file.reading() as session:
        assert count_strays(session) == 52
        assert [each.id for each in view_strays(session, 2)] == [1, 2]


def test_a_row_of_m_pesas_list_is_shown_with_the_sale_that_it_names(world: World) -> None:
    paid_at = NOON - timedelta(hours=1)
    row = PulledRow("UPULLED001", paid_at, 500_00, "1-000482", "254712345678")
    for _ in range(2):
        with world.file.transaction() as session:
            keep_unplaced(session, row)
    assert strays(world) == [StrayPayment(1, "UPULLED001", 500_00, "0712 *** 678", paid_at, "1-000482")]
    with world.file.reading() as session:
        kept = session.exec(select(StrayCallback)).one()
    assert (kept.event_id, kept.token) == ("pull:UPULLED001", "")
