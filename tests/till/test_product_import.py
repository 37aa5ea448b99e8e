from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from pos_desktop.till import (
    ImportFileError,
    ImportResult,
    Problem,
    ProblemKind,
    import_categories,
    import_products,
)
from pos_desktop.till.product_import import is_ean13
from tests.till.shop import PRODUCTS, TERMINAL, Shop, counted_commits

HEADER = (
    "code,name,size,category,price,tax_letter,stock,low_stock_at,item_class,origin,packaging_unit,quantity_unit,"
    "icon,favourite_rank\n"
)


def load(shop: Shop, source: str | Path) -> ImportResult:
    with shop.file.transaction() as session:
        return import_products(session, source, terminal=TERMINAL, now=shop.clock.now())


def found(result: ImportResult) -> list[tuple[int, str, ProblemKind]]:
    return [(problem.line, problem.column, problem.kind) for problem in result.problems]


def test_an_import_is_one_commit(shop: Shop) -> None:
    with counted_commits() as commits:
        assert load(shop, HEADER + "N1,New,,flour,5,B,,,,,,,,\nN2,Newer,,flour,6,B,,,,,,,,\n").added == 2
    assert commits.count == 1


def test_the_same_file_twice_changes_nothing(shop: Shop) -> None:
    before = shop.content()
    result = load(shop, PRODUCTS)
    assert (result.added, result.updated) == (0, 4)
    assert shop.content() == before


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_is_read_with_or_without_a_byte_order_mark(shop: Shop, tmp_path: Path, mark: str) -> None:
    path = tmp_path / "goods.csv"
    path.write_text(mark + HEADER.replace("\n", "\r\n") + "N1,Ndizi tamu é,,flour,5,B,,,,,,,,\r\n", encoding="utf-8")
    assert load(shop, path) == ImportResult(1, 0)
    assert shop.product("N1").name == "Ndizi tamu é"


def test_a_known_product_takes_over_what_the_file_says(shop: Shop) -> None:
    line = "JOGOO2|6001234567899,Jogoo flour,1 kg,dairy,115.50,B,4,5,,TZ,CT,KG,wheat-off,7\n"
    assert load(shop, HEADER + line) == ImportResult(0, 1)
    flour = shop.product("6001234567899")
    assert (flour.id, flour.name, flour.size, flour.price_cents, flour.tax_letter) == (
        1,
        "Jogoo flour",
        "1 kg",
        11_550,
        "B",
    )
    assert (flour.category_key, flour.icon, flour.sku, flour.stock_milli, flour.is_low_stock) == (
        "dairy",
        "wheat-off",
        "JOGOO2",
        4_000,
        True,
    )
    assert shop.catalogue.find_code("6161101600019") is None
    assert shop.value("SELECT sum(quantity_milli) FROM stock_movement WHERE product_id = 1") == 4_000


def test_an_empty_stock_leaves_the_stock_as_it_is(shop: Shop) -> None:
    load(shop, HEADER + "JOGOO2,Jogoo,,flour,210,C,,,,,,,,\n")
    assert shop.flour.stock_milli == 10_000


def test_a_product_without_a_code_is_known_by_its_name_and_size(shop: Shop) -> None:
    assert load(shop, HEADER + ",Airtime,any amount,other,,A,,,,,,,,\n") == ImportResult(0, 1)
    assert load(shop, HEADER + ",Airtime,bundle,other,,A,,,,,,,,\n") == ImportResult(1, 0)


def test_parts_of_a_piece_may_be_in_stock(shop: Shop) -> None:
    load(shop, HEADER + "N1,Rice,loose,flour,100,B,12.5,0.25,,,,KG,,\n")
    assert shop.product("N1").stock_milli == 12_500


def test_every_problem_is_listed_with_its_line_and_nothing_is_imported(shop: Shop) -> None:
    before = shop.content()
    result = load(
        shop,
        HEADER
        + "G1,Good,,flour,10,B,,,,,,,,\n"
        + "6161101600018,,,nowhere,12x,F,many,-1,,KEN,,,,x\n"
        + '"G2","Two\nlines",,flour,0,B,,,,,,,,\n'
        + "\n"
        + "G1,Again,,flour,10,B,,,,,,,,\n"
        + "JOGOO2|6161101600026,Two products,,flour,10,B,,,,,,,,\n"
        + "G 3,Spaced code,,flour,10,B,,,,,,,,\n"
        + "short,line\n"
        + f"G4,{'x' * 121},,flour,10,B,,,,,,,,\n",
    )
    assert not result.is_imported
    assert found(result) == [
        (3, "category", ProblemKind.UNKNOWN_CATEGORY),
        (3, "code", ProblemKind.WRONG_CHECK_DIGIT),
        (3, "name", ProblemKind.NEEDED),
        (3, "price", ProblemKind.NOT_A_PRICE),
        (3, "tax_letter", ProblemKind.NOT_A_TAX_LETTER),
        (3, "stock", ProblemKind.NOT_A_QUANTITY),
        (3, "low_stock_at", ProblemKind.NOT_A_QUANTITY),
        (3, "origin", ProblemKind.NOT_A_COUNTRY),
        (3, "favourite_rank", ProblemKind.NOT_A_RANK),
        (5, "price", ProblemKind.NOT_A_PRICE),
        (7, "code", ProblemKind.REPEATED),
        (8, "code", ProblemKind.CODES_OF_SEVERAL),
        (9, "code", ProblemKind.NOT_A_CODE),
        (10, "", ProblemKind.WRONG_FIELD_COUNT),
        (11, "name", ProblemKind.TOO_LONG),
    ]
    assert shop.content() == before


def test_two_lines_may_not_mean_the_same_stored_product(shop: Shop) -> None:
    result = load(shop, HEADER + "JOGOO2,A,,flour,1,B,,,,,,,,\n6161101600019,B,,flour,1,B,,,,,,,,\n")
    assert found(result) == [(3, "code", ProblemKind.REPEATED)]
    result = load(shop, HEADER + ",Same,,flour,1,B,,,,,,,,\n,Same,,flour,2,B,,,,,,,,\n")
    assert found(result) == [(3, "name", ProblemKind.REPEATED)]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_named_and_nothing_else(shop: Shop, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes((HEADER + "N1,Café,,flour,5,B,,,,,,,,\n").encode(encoding))
    assert [problem.kind for problem in load(shop, path).problems] == [ProblemKind.NOT_UTF8]


def test_wrong_columns_are_named(shop: Shop) -> None:
    header = HEADER.replace("price", "cost").replace("icon", "name")
    assert found(load(shop, header + "x\n")) == [
        (1, "price", ProblemKind.MISSING_COLUMN),
        (1, "icon", ProblemKind.MISSING_COLUMN),
        (1, "cost", ProblemKind.UNKNOWN_COLUMN),
        (1, "name", ProblemKind.REPEATED),
    ]
    assert len(load(shop, HEADER.replace(",", ";")).problems) == 15
    assert len(load(shop, "").problems) == 14


def test_columns_may_stand_in_any_order_and_case(shop: Shop) -> None:
    header = ",".join(reversed(HEADER.strip().split(","))).upper()
    assert load(shop, f"{header}\n,,,,,,,,B,5,flour,,New,N1\n") == ImportResult(1, 0)


def test_a_quote_that_never_ends_is_a_problem(shop: Shop) -> None:
    assert found(load(shop, HEADER + '"N1,New\n')) == [(2, "", ProblemKind.BROKEN_CSV)]


def test_a_file_that_is_not_there_is_an_error(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"missing\.csv"):
        load(shop, tmp_path / "missing.csv")


def test_a_problem_reads_as_a_line_of_text() -> None:
    assert str(Problem(7, "price", ProblemKind.NOT_A_PRICE, "12x")) == "line 7, price: not a price: '12x'"
    assert str(Problem(1, "", ProblemKind.NOT_UTF8)).startswith("line 1: the file is not UTF-8")


def test_categories_are_added_and_updated_by_their_key(shop: Shop) -> None:
    text = "key,name,icon,tint,rank\nflour,Unga,wheat-off,oil,9\nbread,Bread,croissant,bread,2\n"
    with shop.file.transaction() as session:
        assert import_categories(session, text) == ImportResult(1, 1)
    by_key = {category.key: category for category in shop.catalogue.categories()}
    assert (by_key["flour"].name, by_key["flour"].tint, by_key["bread"].icon) == ("Unga", "oil", "croissant")


def test_problems_of_categories_are_listed(shop: Shop) -> None:
    text = "key,name,icon,tint,rank\nbread,,croissant,pink,x\nbread,Bread,croissant,bread,1\n"
    with shop.file.transaction() as session:
        assert found(import_categories(session, text)) == [
            (2, "tint", ProblemKind.UNKNOWN_TINT),
            (2, "name", ProblemKind.NEEDED),
            (2, "rank", ProblemKind.NOT_A_RANK),
            (3, "key", ProblemKind.REPEATED),
        ]


@given(st.from_regex(r"[0-9]{13}", fullmatch=True))
def test_the_check_digit_agrees_with_another_implementation(code: str) -> None:
    assert is_ean13(code) == ean.is_valid(code)
    assert is_ean13(code[:12] + ean.calc_check_digit(code[:12]))
