from __future__ import annotations

import pytest
from sqlmodel import select

from pos_desktop.till import (
    LockedOut,
    NotFoundError,
    OutOfRangeError,
    Person,
    PinAccepted,
    PinRefused,
    PinShapeError,
    Role,
    StaffDesk,
)
from pos_desktop.till.tables import StaffRow
from tests.till.shop import TERMINAL, Shop, counted_commits

PEPPER = b"sixteen bytes and more"


def desk_of(shop: Shop, pepper: bytes = PEPPER) -> StaffDesk:
    return StaffDesk(shop.file.transaction, shop.file.reading, shop.clock, pepper, TERMINAL)


@pytest.fixture
def desk(shop: Shop) -> StaffDesk:
    return desk_of(shop)


@pytest.fixture
def cashier(desk: StaffDesk) -> Person:
    return desk.add("Otieno", Role.CASHIER, "2580")


@pytest.fixture
def manager(desk: StaffDesk) -> Person:
    return desk.add("Njeri", Role.MANAGER, "271828")


def guess(desk: StaffDesk, person: Person, times: int) -> list[object]:
    return [desk.sign_in(person.staff_id, "0000") for _ in range(times)]


def test_the_right_pin_signs_in_with_one_commit(desk: StaffDesk, cashier: Person) -> None:
    with counted_commits() as commits:
        assert desk.sign_in(cashier.staff_id, "2580") == PinAccepted(cashier)
    assert commits.count == 1


def test_the_hash_is_argon2id_as_rfc_9106_advises_and_useless_without_the_pepper(shop: Shop, cashier: Person) -> None:
    with shop.file.reading() as session:
        stored = session.exec(select(StaffRow.pin_hash).where(StaffRow.name == cashier.name)).one()
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert desk_of(shop, b"another pepper!!").sign_in(cashier.staff_id, "2580") == PinRefused(4)


def test_a_pepper_that_protects_nothing_is_refused(shop: Shop) -> None:
    with pytest.raises(ValueError, match="pepper"):
        desk_of(shop, b"short")


@pytest.mark.parametrize(
    ("role", "pin"),
    [
        (Role.CASHIER, "123"),
        (Role.CASHIER, "1234567"),
        (Role.CASHIER, "12a4"),
        (Role.CASHIER, "١٢٣٤"),
        (Role.MANAGER, "1234"),
        (Role.OWNER, "12345"),
    ],
)
def test_a_pin_has_the_shape_its_role_needs(desk: StaffDesk, role: Role, pin: str) -> None:
    with pytest.raises(PinShapeError):
        desk.add("Somebody", role, pin)


def test_a_person_has_a_name(desk: StaffDesk) -> None:
    with pytest.raises(OutOfRangeError):
        desk.add(" ", Role.CASHIER, "1234")


def test_five_wrong_pins_lock_the_door_for_one_then_five_then_thirty_minutes(
    shop: Shop, desk: StaffDesk, cashier: Person
) -> None:
    for seconds in (60, 300, 1_800, 1_800):
        assert guess(desk, cashier, 5) == [*(PinRefused(left) for left in (4, 3, 2, 1)), LockedOut(seconds)]
        assert desk.sign_in(cashier.staff_id, "2580") == LockedOut(seconds)
        shop.clock.advance(seconds=seconds - 1)
        assert desk.sign_in(cashier.staff_id, "2580") == LockedOut(1)
        shop.clock.advance(seconds=1)
    assert desk.sign_in(cashier.staff_id, "2580") == PinAccepted(cashier)
    assert guess(desk, cashier, 1) == [PinRefused(4)]
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'locked_out'") == 4


def test_a_restart_forgets_neither_wrong_pins_nor_the_lock(shop: Shop, desk: StaffDesk, cashier: Person) -> None:
    guess(desk, cashier, 3)
    shop.restart()
    desk = desk_of(shop)
    assert guess(desk, cashier, 2) == [PinRefused(1), LockedOut(60)]
    shop.clock.advance(seconds=59)
    shop.restart()
    desk = desk_of(shop)
    assert desk.sign_in(cashier.staff_id, "2580") == LockedOut(60)
    shop.clock.advance(seconds=60)
    assert desk.sign_in(cashier.staff_id, "2580") == PinAccepted(cashier)


def test_one_persons_lock_is_not_anothers(desk: StaffDesk, cashier: Person, manager: Person) -> None:
    guess(desk, cashier, 5)
    assert desk.sign_in(manager.staff_id, "271828") == PinAccepted(manager)


def test_a_yes_comes_from_another_person_who_may_give_it(desk: StaffDesk, cashier: Person, manager: Person) -> None:
    assert desk.approve("271828", cashier.staff_id) == PinAccepted(manager)
    assert desk.approve("271828", manager.staff_id) == PinRefused(4)
    assert desk.approve("2580", manager.staff_id) == PinRefused(3)


def test_guessing_a_managers_pin_locks_the_approval_and_nothing_else(
    shop: Shop, desk: StaffDesk, cashier: Person, manager: Person
) -> None:
    for _ in range(5):
        desk.approve("000000", cashier.staff_id)
    assert desk.approve("271828", cashier.staff_id) == LockedOut(60)
    assert desk.sign_in(manager.staff_id, "271828") == PinAccepted(manager)
    shop.clock.advance(seconds=60)
    assert desk.approve("271828", cashier.staff_id) == PinAccepted(manager)


def test_a_new_pin_opens_the_door_and_the_old_one_no_longer_does(
    desk: StaffDesk, cashier: Person, manager: Person
) -> None:
    guess(desk, cashier, 5)
    desk.change_pin(cashier.staff_id, "1379", manager.staff_id)
    assert desk.sign_in(cashier.staff_id, "1379") == PinAccepted(cashier)
    assert desk.sign_in(cashier.staff_id, "2580") == PinRefused(4)
    with pytest.raises(PinShapeError):
        desk.change_pin(manager.staff_id, "1379", manager.staff_id)


def test_who_left_is_not_asked_for_a_pin_again(desk: StaffDesk, cashier: Person, manager: Person) -> None:
    assert {cashier, manager} <= set(desk.people())
    desk.let_go(cashier.staff_id, manager.staff_id)
    assert cashier not in desk.people()
    with pytest.raises(NotFoundError):
        desk.sign_in(cashier.staff_id, "2580")
    desk.let_go(manager.staff_id, manager.staff_id)
    assert desk.approve("271828", cashier.staff_id) == PinRefused(4)
