from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.till import (
    MAX_PRICE_CENTS,
    MAX_QUANTITY_MILLI,
    Cart,
    NotFoundError,
    OutOfRangeError,
    PriceNeededError,
    Product,
    TaxLetter,
)


def product(number: int = 1, price_cents: int | None = 6_000, letter: TaxLetter = TaxLetter.STANDARD) -> Product:
    return Product(number, f"p{number}", f"Product {number}", "1 kg", price_cents, letter, "k", "i", "", None, False)


ADDITIONS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 9_000), st.integers(0, 500_000), st.sampled_from(TaxLetter)),
    max_size=25,
)


def test_more_of_the_same_joins_its_line_which_becomes_the_selected_one() -> None:
    cart = Cart.empty().add(product(1)).add(product(2)).add(product(1), 2_000)
    assert [line.quantity_milli for line in cart.lines] == [3_000, 1_000]
    assert cart.selected == cart.lines[0].line_id


def test_another_price_or_a_note_keeps_lines_apart() -> None:
    cart = Cart.empty().add(product(1)).add(product(1), price_cents=5_000)
    cart = cart.with_note(cart.lines[0].line_id, " ripe ").add(product(1))
    assert [(line.unit_price_cents, line.note) for line in cart.lines] == [(6_000, "ripe"), (5_000, ""), (6_000, "")]


def test_a_change_leaves_the_earlier_cart_as_it_was() -> None:
    before = Cart.empty().add(product(1))
    after = before.set_quantity(before.lines[0].line_id, 5_000)
    assert (before.totals.due_cents, after.totals.due_cents) == (6_000, 30_000)
    assert before.sale_id == after.sale_id


def test_a_price_that_is_typed_must_be_typed() -> None:
    with pytest.raises(PriceNeededError):
        Cart.empty().add(product(price_cents=None))
    assert Cart.empty().add(product(price_cents=None), price_cents=10_000).totals.due_cents == 10_000


@pytest.mark.parametrize("quantity", [0, -1_000, MAX_QUANTITY_MILLI + 1])
def test_a_quantity_that_no_shop_means_is_refused(quantity: int) -> None:
    cart = Cart.empty().add(product())
    with pytest.raises(OutOfRangeError):
        cart.set_quantity(cart.lines[0].line_id, quantity)
    with pytest.raises(OutOfRangeError):
        Cart.empty().add(product(), quantity)


@pytest.mark.parametrize("price", [-1, MAX_PRICE_CENTS + 1])
def test_a_price_that_no_shop_means_is_refused(price: int) -> None:
    with pytest.raises(OutOfRangeError):
        Cart.empty().add_open_item("Bag", price, TaxLetter.STANDARD)


def test_an_open_item_needs_a_name() -> None:
    with pytest.raises(OutOfRangeError):
        Cart.empty().add_open_item("  ", 500, TaxLetter.STANDARD)
    line = Cart.empty().add_open_item(" Bag ", 500, TaxLetter.STANDARD).lines[0]
    assert (line.name, line.product_id, line.quantity_milli) == ("Bag", None, 1_000)


def test_a_step_stops_at_one_piece_and_at_the_limit() -> None:
    cart = Cart.empty().add(product(1)).add(product(2), MAX_QUANTITY_MILLI)
    one, many = (line.line_id for line in cart.lines)
    assert cart.step(one, -1_000).line(one).quantity_milli == 1_000
    assert cart.step(one, 1_000).step(one, -1_000).line(one).quantity_milli == 1_000
    assert cart.step(many, 1_000).line(many).quantity_milli == MAX_QUANTITY_MILLI
    assert cart.step(one, -1_000).selected == one


def test_removing_selects_the_line_that_took_the_place() -> None:
    cart = Cart.empty().add(product(1)).add(product(2)).add(product(3))
    first, second, third = (line.line_id for line in cart.lines)
    assert cart.remove(second).selected == third
    assert cart.remove(third).selected == second
    assert cart.remove(first).remove(second).remove(third) == Cart(cart.sale_id)


def test_a_line_added_after_a_removal_stays_behind_the_others() -> None:
    cart = Cart.empty().add(product(1)).add(product(2)).add(product(3))
    cart = cart.remove(cart.lines[0].line_id).add(product(4))
    positions = [line.position for line in cart.lines]
    assert positions == sorted(set(positions))


def test_a_line_that_is_not_there_is_named() -> None:
    cart = Cart.empty().add(product())
    for change in (cart.remove, cart.select, cart.line):
        with pytest.raises(NotFoundError, match="no-such-line"):
            change("no-such-line")


def test_a_note_fits_a_receipt() -> None:
    cart = Cart.empty().add(product())
    with pytest.raises(OutOfRangeError):
        cart.with_note(cart.lines[0].line_id, "x" * 201)


def test_weighed_goods_count_as_one_item_and_their_amount_is_rounded_half_up() -> None:
    cart = Cart.empty().add(product(1, 18_333), 1_500).add(product(2), 3_000)
    assert cart.lines[0].amount_cents == 27_500
    assert cart.totals.item_count == 4


def test_how_much_of_a_product_is_in_the_cart() -> None:
    cart = Cart.empty().add(product(1), 2_000).add(product(1), price_cents=1).add(product(2))
    assert cart.quantity_of(1) == 3_000
    assert cart.quantity_of(9) == 0


@given(ADDITIONS)
def test_the_totals_of_any_cart(additions: list[tuple[int, int, int, TaxLetter]]) -> None:
    cart = Cart.empty()
    for number, quantity, price, letter in additions:
        cart = cart.add(product(number, price, letter), quantity)
    totals = cart.totals
    assert totals.goods_cents == sum(line.amount_cents for line in cart.lines)
    assert totals.due_cents == totals.goods_cents + totals.rounding_cents
    assert totals.due_cents % 100 == 0
    assert -50 < totals.rounding_cents <= 50
    assert totals.vat_cents == sum(band.vat_cents for band in totals.by_letter)
    assert sum(band.taxable_cents + band.vat_cents for band in totals.by_letter) == totals.goods_cents
    assert sum(line.quantity_milli for line in cart.lines) == sum(quantity for _, quantity, _, _ in additions)
    for line in cart.lines:
        assert abs(2 * (line.amount_cents * 1_000 - line.quantity_milli * line.unit_price_cents)) <= 1_000
