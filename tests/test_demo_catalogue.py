"""The demo shop's goods: what the file must be so that the till can be filled from it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from stdnum import ean

from pos_desktop import payments, storage
from pos_desktop.assets import asset
from pos_desktop.clock import SystemClock
from pos_desktop.money import format_amount, parse_cents
from pos_desktop.storage import TillFile
from pos_desktop.till import Catalogue, import_categories, import_products

TINTS = {"flour", "dairy", "bread", "sugar", "tea", "drinks", "soap", "oil", "salt", "other"}
PACKAGING = {"BG", "CT", "CTN", "BE", "CA", "JR", "RO", "NT", "OU"}  # etims.md 9
QUANTITY = {"U", "KG", "GRM", "LTR", "L", "MTR", "M", "DZ", "BX", "PA", "PR", "SET", "NO"}  # etims.md 9
FIRST_PAGE = (
    ("Jogoo maize flour", "2 kg", "210.00"),
    ("Brookside milk", "500 ml", "60.00"),
    ("Festive bread", "400 g", "65.00"),
    ("Kabras sugar", "1 kg", "160.00"),
    ("Ketepa tea", "250 g", "145.00"),
    ("Exe wheat flour", "2 kg", "205.00"),
    ("Fresha milk", "500 ml", "58.00"),
    ("Supaloaf bread", "600 g", "95.00"),
    ("Mumias sugar", "2 kg", "315.00"),
    ("Kericho Gold", "100 bags", "260.00"),
    ("Fresh Fri oil", "1 L", "330.00"),
    ("Royco Mchuzi Mix", "75 g", "55.00"),
    ("Kensalt", "500 g", "25.00"),
    ("Coca-Cola", "500 ml", "70.00"),
    ("Dasani water", "1 L", "80.00"),
    ("Menengai soap", "800 g", "185.00"),
    ("Omo powder", "500 g", "190.00"),
    ("Eggs", "tray of 30", "450.00"),
    ("Colgate", "70 ml", "120.00"),
    ("Airtime", "any amount", ""),
)

Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    with asset(f"demo/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def goods() -> list[Row]:
    return rows_of("catalogue.csv")


@pytest.fixture(scope="module")
def categories() -> list[Row]:
    return rows_of("categories.csv")


def named(row: Row) -> str:
    return f"{row['name']} {row['size']}"


def test_there_are_as_many_goods_as_on_a_real_counter(goods: list[Row]) -> None:
    assert 320 <= len(goods) <= 400


def test_every_code_is_a_kenyan_ean_with_its_check_digit_and_no_code_is_shared(goods: list[Row]) -> None:
    codes = [code for row in goods for code in row["code"].split("|")]
    assert [code for code in codes if not (ean.is_valid(code) and len(code) == 13)] == []
    assert {code[:3] for code in codes} == {"616"}
    assert [code for code, count in Counter(codes).items() if count > 1] == []


def test_no_two_goods_have_the_same_name_and_size(goods: list[Row]) -> None:
    assert [name for name, count in Counter(map(named, goods)).items() if count > 1] == []


def test_names_fit_a_line_of_the_receipt(goods: list[Row]) -> None:
    assert [named(row) for row in goods if not (named(row).isascii() and len(named(row)) <= 42)] == []


def test_prices_are_amounts_and_only_airtime_is_priced_at_the_till(goods: list[Row]) -> None:
    assert [named(row) for row in goods if not row["price"]] == ["Airtime any amount"]
    priced = [row["price"] for row in goods if row["price"]]
    assert [text for text in priced if format_amount(parse_cents(text)).replace(",", "") != text] == []


def test_every_field_that_tax_needs_is_there(goods: list[Row]) -> None:
    for row in goods:
        assert row["tax_letter"] in {"A", "B", "C"}, named(row)
        assert re.fullmatch(r"\d{8}", row["item_class"]), named(row)
        assert re.fullmatch(r"[A-Z]{2}", row["origin"]), named(row)
        assert row["packaging_unit"] in PACKAGING, named(row)
        assert row["quantity_unit"] in QUANTITY, named(row)


def test_stock_is_a_count_with_its_low_mark_or_is_not_kept(goods: list[Row]) -> None:
    not_kept = [row for row in goods if not row["stock"]]
    assert [named(row) for row in not_kept] == ["Airtime any amount"]
    assert all(row["low_stock_at"] == "" for row in not_kept)
    assert all(row["stock"].isdigit() and row["low_stock_at"].isdigit() for row in goods if row["stock"])


def test_the_first_page_is_the_one_of_the_picture(goods: list[Row]) -> None:
    ranked = sorted((row for row in goods if row["favourite_rank"]), key=lambda row: int(row["favourite_rank"]))
    assert [int(row["favourite_rank"]) for row in ranked] == list(range(1, len(FIRST_PAGE) + 1))
    assert tuple((row["name"], row["size"], row["price"]) for row in ranked) == FIRST_PAGE


def test_the_goods_of_the_pictured_receipt_have_its_letters(goods: list[Row]) -> None:
    letters = {named(row): row["tax_letter"] for row in goods}
    assert letters["Jogoo maize flour 2 kg"] == "C"
    assert letters["Brookside milk 500 ml"] == "A"
    for name in ("Kabras sugar 1 kg", "Ketepa tea 250 g", "Menengai soap 800 g", "Royco Mchuzi Mix 75 g"):
        assert letters[name] == "B"


def test_what_is_low_on_the_picture_is_low_here(goods: list[Row]) -> None:
    low = {
        named(row): int(row["stock"]) for row in goods if row["stock"] and int(row["stock"]) <= int(row["low_stock_at"])
    }
    assert low["Festive bread 400 g"] == 4
    assert low["Kericho Gold 100 bags"] == 2
    assert low["Eggs tray of 30"] == 6
    assert len(low) < len(goods) // 20


def test_every_category_is_ranked_tinted_and_used(goods: list[Row], categories: list[Row]) -> None:
    assert [int(row["rank"]) for row in categories] == list(range(1, len(categories) + 1))
    assert {row["tint"] for row in categories} == TINTS
    assert {row["key"] for row in categories} == {row["category"] for row in goods}


def test_every_icon_has_the_name_of_a_drawing(goods: list[Row], categories: list[Row]) -> None:
    icons = {row["icon"] for row in (*goods, *categories)}
    assert [icon for icon in icons if not re.fullmatch(r"[a-z]+(-[a-z]+)*", icon)] == []


def test_a_new_till_takes_the_whole_catalogue_over(tmp_path: Path, goods: list[Row], categories: list[Row]) -> None:
    file = TillFile.open(tmp_path / "till.sqlite", (storage.MIGRATIONS, payments.MIGRATIONS))
    try:
        with file.transaction() as session:
            shelves = import_categories(session, asset("demo/categories.csv"))
            products = import_products(
                session, asset("demo/catalogue.csv"), terminal="terminal-1", now=SystemClock().now()
            )
        assert [str(problem) for problem in (*shelves.problems, *products.problems)] == []
        assert (shelves.added, products.added) == (len(categories), len(goods))
        page = Catalogue(file.reading).page(None, len(FIRST_PAGE))
        assert [(product.name, product.size) for product in page] == [row[:2] for row in FIRST_PAGE]
    finally:
        file.close()
