from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from pos_desktop.payments import TransactionStatus
from pos_desktop.storage import StorageBugError
from pos_desktop.till import (
    Cart,
    MoneyTakenError,
    NotFoundError,
    PaymentLiveError,
    SaleFrozenError,
    SaleMoveError,
    SaleStatus,
)
from tests.till.shop import Killed, Shop, counted_commits, killed_at_write


def full_cart(shop: Shop, lines: int) -> Cart:
    cart = Cart.empty()
    for price in range(1, lines + 1):
        cart = cart.add(shop.product("6161101600033"), price_cents=price * 100)
    return cart


@pytest.mark.parametrize("length", [0, 1, 20, 200])
def test_a_scan_is_one_commit_at_any_length_of_the_cart(shop: Shop, length: int) -> None:
    cart = full_cart(shop, length)
    for line in cart.lines:
        shop.counter.autosave_line(cart, line.line_id, shop.cashier)
    cart = cart.add(shop.flour)
    with counted_commits() as commits:
        shop.counter.autosave_line(cart, cart.lines[-1].line_id, shop.cashier)
    assert commits.count == 1
    assert shop.counter.open_sale() == cart


def test_an_autosaved_sale_comes_back_after_a_restart(shop: Shop) -> None:
    cart = Cart.empty()
    for product in (shop.flour, shop.milk, shop.flour):
        cart = cart.add(product)
        assert cart.selected is not None
        shop.counter.autosave_line(cart, cart.selected, shop.cashier)
    cart = cart.with_note(cart.lines[0].line_id, "cut the bag")
    shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier)
    shop.restart()
    restored = shop.counter.open_sale()
    assert restored is not None
    assert (restored.sale_id, restored.lines) == (cart.sale_id, cart.lines)


def test_lines_saved_out_of_order_come_back_in_the_order_of_the_cart(shop: Shop) -> None:
    cart = full_cart(shop, 3)
    for line in reversed(cart.lines):
        shop.counter.autosave_line(cart, line.line_id, shop.cashier)
    restored = shop.counter.open_sale()
    assert restored is not None
    assert restored.lines == cart.lines


def test_a_removed_line_is_gone_and_written_down(shop: Shop) -> None:
    cart = full_cart(shop, 2)
    for line in cart.lines:
        shop.counter.autosave_line(cart, line.line_id, shop.cashier)
    shorter = cart.remove(cart.lines[0].line_id)
    with counted_commits() as commits:
        shop.counter.remove_line(shorter, cart.lines[0].line_id, shop.cashier)
    assert commits.count == 1
    assert shop.counter.open_sale() == shorter
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'line_removed'") == 1


def test_removing_a_line_that_was_never_saved_changes_nothing(shop: Shop) -> None:
    cart = full_cart(shop, 2)
    shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier)
    shorter = cart.remove(cart.lines[1].line_id)
    shop.counter.remove_line(shorter, cart.lines[1].line_id, shop.cashier)
    assert shop.counter.open_sale() == shorter


def test_an_autosave_that_comes_after_the_bill_changes_nothing(shop: Shop) -> None:
    cart = full_cart(shop, 2)
    shop.bill(cart)
    before = shop.content()
    with pytest.raises(SaleFrozenError):
        shop.counter.autosave_line(cart.add(shop.flour), cart.lines[0].line_id, shop.cashier)
    assert shop.content() == before


def test_a_new_sale_holds_the_one_that_was_open_and_drops_an_empty_one(shop: Shop) -> None:
    first, second = full_cart(shop, 2), full_cart(shop, 1)
    shop.counter.autosave_line(first, first.lines[0].line_id, shop.cashier)
    shop.counter.autosave_line(second, second.lines[0].line_id, shop.cashier)
    assert [held.sale_id for held in shop.counter.held()] == [first.sale_id]
    shop.counter.remove_line(Cart(second.sale_id), second.lines[0].line_id, shop.cashier)
    third = full_cart(shop, 1)
    shop.counter.autosave_line(third, third.lines[0].line_id, shop.cashier)
    assert [held.sale_id for held in shop.counter.held()] == [first.sale_id]
    with pytest.raises(NotFoundError):
        shop.counter.sale(second.sale_id)


def test_a_held_sale_comes_back_with_every_line(shop: Shop) -> None:
    cart = full_cart(shop, 5)
    with counted_commits() as commits:
        shop.counter.hold(cart, " red cap ", shop.cashier)
    assert commits.count == 1
    (held,) = shop.counter.held()
    assert (held.note, held.item_count, held.due_cents, held.staff_name) == ("red cap", 5, 1_500, "Achieng")
    assert shop.counter.open_sale() is None
    assert shop.counter.bring_back(cart.sale_id, shop.manager).lines == cart.lines
    assert shop.counter.held() == []
    assert shop.counter.sale(cart.sale_id).staff_name == "Wanjiru"


def test_bringing_a_sale_back_holds_the_one_in_its_place(shop: Shop) -> None:
    first, second = full_cart(shop, 1), full_cart(shop, 2)
    shop.counter.hold(first, "first", shop.cashier)
    shop.counter.autosave_line(second, second.lines[0].line_id, shop.cashier)
    shop.counter.bring_back(first.sale_id, shop.cashier)
    assert [held.sale_id for held in shop.counter.held()] == [second.sale_id]


def test_a_stranger_can_neither_sell_nor_clear(shop: Shop) -> None:
    cart = full_cart(shop, 1)
    with pytest.raises(StorageBugError, match="FOREIGN KEY"):
        shop.counter.autosave_line(cart, cart.lines[0].line_id, 99)
    shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier)
    with pytest.raises(NotFoundError):
        shop.counter.clear(cart.sale_id, 99)
    assert shop.counter.open_sale() == cart


def test_only_a_held_sale_is_brought_back(shop: Shop) -> None:
    with pytest.raises(SaleMoveError):
        shop.counter.bring_back(shop.bill(), shop.cashier)


def test_clearing_keeps_the_sale_as_voided_and_may_be_repeated(shop: Shop) -> None:
    cart = full_cart(shop, 2)
    shop.counter.clear(cart.sale_id, shop.cashier)
    shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier)
    for _ in range(2):
        shop.counter.clear(cart.sale_id, shop.cashier)
    assert shop.counter.open_sale() is None
    assert shop.counter.sale(cart.sale_id).status is SaleStatus.VOIDED
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'sale_cleared'") == 1


def test_a_bill_goes_back_to_the_sale_and_keeps_its_number(shop: Shop) -> None:
    cart = full_cart(shop, 2)
    first = shop.counter.begin_payment(cart, shop.cashier)
    back = shop.counter.back_to_sale(cart.sale_id, shop.cashier)
    assert back.lines == cart.lines
    second = shop.counter.begin_payment(back.add(shop.flour), shop.cashier)
    assert second.receipt_number == first.receipt_number
    assert second.due_cents == first.due_cents + 21_000


def test_going_back_is_refused_while_a_request_may_still_be_paid(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    for refused in (shop.counter.back_to_sale, shop.counter.clear):
        with pytest.raises(PaymentLiveError):
            refused(sale_id, shop.cashier)
    shop.settle(payment, TransactionStatus.FAILED)
    assert shop.counter.back_to_sale(sale_id, shop.cashier).lines


def test_going_back_is_refused_once_money_was_taken(shop: Shop) -> None:
    sale_id = shop.bill()
    shop.counter.take_cash(sale_id, 10_000, shop.cashier)
    for refused in (shop.counter.back_to_sale, shop.counter.clear):
        with pytest.raises(MoneyTakenError):
            refused(sale_id, shop.cashier)


def test_a_completed_sale_goes_nowhere(shop: Shop) -> None:
    sale_id = shop.bill()
    shop.counter.take_cash(sale_id, 27_000, shop.cashier)
    for refused in (shop.counter.back_to_sale, shop.counter.clear):
        with pytest.raises(SaleFrozenError):
            refused(sale_id, shop.cashier)


def test_the_next_customer_is_served_while_a_bill_waits(shop: Shop) -> None:
    waiting = shop.bill()
    shop.prompt(waiting, 27_000)
    cart = full_cart(shop, 1)
    shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier)
    assert [each.sale_id for each in shop.counter.being_paid()] == [waiting]
    assert shop.counter.open_sale() == cart


def test_a_bill_that_waits_is_seen_by_whoever_is_signed_in(shop: Shop) -> None:
    sale_id = shop.bill()
    shop.prompt(sale_id, 27_000)
    shop.restart()
    assert [bill.sale_id for bill in shop.counter.being_paid()] == [sale_id]
    with pytest.raises(PaymentLiveError):
        shop.counter.back_to_sale(sale_id, shop.manager)


@pytest.mark.parametrize("act", ["autosave", "hold", "begin_payment", "take_cash", "mpesa"])
def test_a_kill_before_any_write_leaves_the_file_as_it_was_and_the_act_can_be_repeated(shop: Shop, act: str) -> None:
    cart = full_cart(shop, 3)
    sale_id = shop.bill()
    payment = shop.prompt(shop.bill(full_cart(shop, 2)), 300)
    paid_by_phone = shop.counter.being_paid()[0].sale_id
    acts: dict[str, Callable[[], object]] = {
        "autosave": lambda: shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier),
        "hold": lambda: shop.counter.hold(cart, "", shop.cashier),
        "begin_payment": lambda: shop.counter.begin_payment(cart, shop.cashier),
        "take_cash": lambda: shop.counter.take_cash(sale_id, 30_000, shop.cashier),
        "mpesa": lambda: shop.mpesa(paid_by_phone, payment, 300),
    }
    before = shop.content()
    for number in count(1):
        try:
            with killed_at_write(number), counted_commits() as commits:
                acts[act]()
        except Killed:
            assert commits.count == 0
            assert shop.content() == before
        else:
            assert commits.count == 1
            break
    assert number > {"autosave": 2, "hold": 3, "begin_payment": 4, "take_cash": 6, "mpesa": 6}[act]
    assert shop.content() != before


def test_completed_sales_are_listed_newest_first(shop: Shop) -> None:
    sales = [shop.bill() for _ in range(3)]
    for sale_id in sales:
        shop.clock.advance(minutes=1)
        shop.counter.take_cash(sale_id, 27_000, shop.cashier)
    assert [sale.sale_id for sale in shop.counter.recent_sales(2)] == [sales[2], sales[1]]
    newest = shop.counter.recent_sales()[0]
    assert (newest.receipt_number, newest.due_cents, newest.at) == ("1-000003", 27_000, shop.clock.now())
