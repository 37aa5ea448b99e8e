from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text

from pos_desktop.till import Category, Product, TaxLetter, import_products
from tests.till.shop import TERMINAL, Shop, counted_commits

HEADER = (
    "code,name,size,category,price,tax_letter,stock,low_stock_at,item_class,origin,packaging_unit,quantity_unit,"
    "icon,favourite_rank\n"
)


def names(products: list[Product]) -> list[str]:
    return [product.name for product in products]


def change(shop: Shop, statement: str) -> None:
    with shop.file.transaction() as session:
        session.connection().execute(text(statement))


def test_categories_come_in_the_order_of_their_chips(shop: Shop) -> None:
    assert shop.catalogue.categories()[:2] == [
        Category("flour", "Flour", "wheat", "flour"),
        Category("dairy", "Dairy", "milk", "dairy"),
    ]


def test_a_product_carries_what_its_tile_shows(shop: Shop) -> None:
    milk = shop.milk
    assert (milk.name, milk.size, milk.price_cents, milk.tax_letter) == ("Brookside milk", "500 ml", 6_000, "A")
    assert (milk.category_key, milk.icon, milk.stock_milli, milk.is_low_stock) == ("dairy", "milk", 2_000, True)
    assert isinstance(milk.tax_letter, TaxLetter)
    assert shop.catalogue.product(milk.id) == milk


def test_favourites_come_first_and_then_the_alphabet(shop: Shop) -> None:
    every = ["Jogoo maize flour", "Brookside milk", "Airtime", "Kabras sugar"]
    assert names(shop.catalogue.page(None, 10)) == every
    assert names(shop.catalogue.page(None, 2, 1)) == every[1:3]
    assert names(shop.catalogue.page("flour", 10)) == ["Jogoo maize flour", "Kabras sugar"]
    assert shop.catalogue.page("no-such", 10) == []


def test_a_price_that_is_typed_is_none(shop: Shop) -> None:
    assert shop.catalogue.search("airtime")[0].price_cents is None


@pytest.mark.parametrize("code", ["6161101600019", "JOGOO2", "jogoo2", " JOGOO2 "])
def test_a_code_finds_its_product(shop: Shop, code: str) -> None:
    assert shop.product(code).name == "Jogoo maize flour"


@pytest.mark.parametrize("code", ["", "616110160001", "JOGOO", "6161101600012", "' OR 1=1 --"])
def test_a_code_that_is_not_there_finds_nothing(shop: Shop, code: str) -> None:
    assert shop.catalogue.find_code(code) is None


def test_a_code_is_found_in_its_short_and_its_long_form(shop: Shop) -> None:
    change(shop, "INSERT INTO product_code (product_id, code) VALUES (1, '036000291452'), (2, '0012345678905')")
    assert shop.product("0036000291452").id == 1
    assert shop.product("012345678905").id == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jog", ["Jogoo maize flour"]),
        ("MAI FLO", ["Jogoo maize flour"]),
        ("flo 2", ["Jogoo maize flour"]),
        ("ookside", ["Brookside milk"]),
        ("61611016", ["Jogoo maize flour", "Brookside milk", "Kabras sugar"]),
        ("jogoo2", ["Jogoo maize flour"]),
        ("500", ["Brookside milk"]),
        ("zzz", []),
        ("", []),
        ('"*', []),
        ('sugar"', ["Kabras sugar"]),
        ("NOT AND OR", []),
    ],
)
def test_words_find_products(shop: Shop, typed: str, found: list[str]) -> None:
    assert sorted(names(shop.catalogue.search(typed))) == sorted(found)


def test_accents_do_not_matter(shop: Shop) -> None:
    change(shop, "UPDATE product SET name = 'Café Dormans' WHERE id = 1")
    assert names(shop.catalogue.search("cafe")) == ["Café Dormans"]


def test_search_follows_every_change_of_a_product(shop: Shop) -> None:
    change(shop, "UPDATE product SET name = 'Soko ugali' WHERE id = 1")
    assert shop.catalogue.search("maiz") == shop.catalogue.search("aize") == []
    assert names(shop.catalogue.search("ugal")) == names(shop.catalogue.search("gali")) == ["Soko ugali"]
    change(shop, "UPDATE product SET is_active = 0 WHERE id = 1")
    assert shop.catalogue.search("ugal") == []
    assert shop.catalogue.find_code("JOGOO2") is None
    assert shop.catalogue.product(1) is not None
    change(shop, "DELETE FROM product_code WHERE product_id = 3")
    change(shop, "DELETE FROM product WHERE id = 3")
    assert shop.catalogue.search("sugar") == []
    for index in ("product_search", "product_trigram"):
        change(shop, f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")


def test_a_search_stops_at_its_limit_and_names_nothing_twice(shop: Shop) -> None:
    lines = "".join(f"R{number:05},Rice {number},1 kg,flour,100,B,,,,,,,,\n" for number in range(300))
    with shop.file.transaction() as session:
        assert import_products(session, HEADER + lines, terminal=TERMINAL, now=shop.clock.now()).added == 300
    found = shop.catalogue.search("rice", 60)
    assert len(found) == len({product.id for product in found}) == 60
    assert len(shop.catalogue.search("rice 29", 60)) == 11


def test_reads_write_nothing_and_may_run_on_the_thread_of_the_screen(shop: Shop) -> None:
    shop.file.forbid_this_thread()
    with counted_commits() as commits:
        shop.catalogue.search("milk")
        shop.catalogue.page(None, 10)
    assert commits.count == 0


def test_the_screens_look_ups_cost_the_same_in_a_large_catalogue(shop: Shop) -> None:
    def steps() -> int:
        """How many instructions SQLite's machine runs for a page, a code and a search."""
        count = 0

        def on_step() -> None:
            nonlocal count
            count += 1

        with shop.file.reading() as session:
            driver = session.connection().connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            for handler in (None, on_step):  # the first round lets SQLite read the schema
                driver.set_progress_handler(handler, 1)
                shop.catalogue.page(None, 2)
                shop.catalogue.page("flour", 2)
                shop.catalogue.find_code("JOGOO2")
                shop.catalogue.search("jogoo", 1)
            driver.set_progress_handler(None, 1)
        return count

    small = steps()
    lines = "".join(f"R{number:05},Rice {number},1 kg,flour,100,B,,,,,,,,\n" for number in range(5_000))
    with shop.file.transaction() as session:
        assert import_products(session, HEADER + lines, terminal=TERMINAL, now=shop.clock.now()).is_imported
    assert small > 100
    assert steps() < small * 3  # a walk through 5,000 products would be a hundred times as many
