"""Categories and products from CSV files: all of a file or nothing of it, and every problem named with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from pos_desktop.money import parse_cents
from pos_desktop.till.cart import MAX_PRICE_CENTS, ONE_PIECE
from pos_desktop.till.catalogue import TINTS
from pos_desktop.till.import_csv import Problem, ProblemKind, Row, read_rows
from pos_desktop.till.shelf import ProductLine, Shelf
from pos_desktop.till.tables import CategoryRow
from pos_desktop.till.tables.catalogue import NOT_A_FAVOURITE
from pos_desktop.till.tax import TaxLetter

PRODUCT_COLUMNS = (
    "code",
    "name",
    "size",
    "category",
    "price",
    "tax_letter",
    "stock",
    "low_stock_at",
    "item_class",
    "origin",
    "packaging_unit",
    "quantity_unit",
    "icon",
    "favourite_rank",
)
CATEGORY_COLUMNS = ("key", "name", "icon", "tint", "rank")
_CODE = re.compile(r"[!-{}~]{1,48}")
_QUANTITY = re.compile(r"(\d{1,6})(?:\.(\d{1,3}))?")


@dataclass(frozen=True)
class ImportResult:
    """What an import did. With problems it did nothing."""

    added: int
    updated: int
    problems: tuple[Problem, ...] = ()

    @property
    def is_imported(self) -> bool:
        """Whether the file was taken over."""
        return not self.problems


def import_categories(session: Session, source: str | Path) -> ImportResult:
    """Adds and updates categories by their key, from CSV text or a file, in the caller's transaction.

    Raises:
        ImportFileError: the file cannot be opened.
    """
    problems: list[Problem] = []
    seen: set[str] = set()
    read = [_category(row, seen) for row in read_rows(source, CATEGORY_COLUMNS, problems)]
    if problems:
        return ImportResult(0, 0, tuple(problems))
    known = {row.key: row for row in session.exec(select(CategoryRow)).all()}
    added = 0
    for category in read:
        stored = known.get(category.key)
        if stored is None:
            session.add(category)
            added += 1
        else:
            stored.name, stored.icon = category.name, category.icon
            stored.tint, stored.rank = category.tint, category.rank
            session.add(stored)
    session.flush()
    return ImportResult(added, len(read) - added)


def import_products(session: Session, source: str | Path, *, terminal: str, now: datetime) -> ImportResult:
    """Adds products and updates those that have one of the codes, from CSV text or a file.

    A product without a code is known by its name and size. An empty price is typed at the till; an empty stock
    leaves a known product's stock as it is and does not count a new one's. Nothing is written when anything is wrong.

    Raises:
        ImportFileError: the file cannot be opened.
    """
    problems: list[Problem] = []
    rows = read_rows(source, PRODUCT_COLUMNS, problems)
    categories = {row.key: row.id or 0 for row in session.exec(select(CategoryRow)).all()}
    lines = [_product_line(row, categories) for row in rows]
    shelf = Shelf(session)
    for line in lines:
        shelf.claim(line, problems)
    if problems:
        return ImportResult(0, 0, tuple(sorted(problems, key=lambda problem: problem.line)))
    added = shelf.write(terminal, now)
    return ImportResult(added, len(lines) - added)


def _category(row: Row, seen: set[str]) -> CategoryRow:
    key = row.needed("key", 40)
    if key in seen:
        row.report("key", ProblemKind.REPEATED, key)
    seen.add(key)
    tint = row.needed("tint", 40)
    if tint and tint not in TINTS:
        row.report("tint", ProblemKind.UNKNOWN_TINT, tint)
    return CategoryRow(
        key=key,
        name=row.needed("name", 60),
        icon=row.needed("icon", 60),
        tint=tint,
        rank=_rank(row, "rank", empty=0),
    )


def _product_line(row: Row, categories: dict[str, int]) -> ProductLine:
    category = row.needed("category", 40)
    if category and category not in categories:
        row.report("category", ProblemKind.UNKNOWN_CATEGORY, category)
    return ProductLine(
        line=row.line,
        codes=_codes(row),
        name=row.needed("name", 120),
        size=row.text("size", 40),
        category_id=categories.get(category, 0),
        price_cents=_price(row),
        tax_letter=_tax_letter(row),
        stock_milli=_quantity(row, "stock"),
        low_stock_milli=_quantity(row, "low_stock_at"),
        item_class=row.text("item_class", 10),
        origin=_origin(row),
        packaging_unit=row.text("packaging_unit", 5),
        quantity_unit=row.text("quantity_unit", 5),
        icon=row.text("icon", 60),
        favourite_rank=_rank(row, "favourite_rank", empty=NOT_A_FAVOURITE),
    )


def _codes(row: Row) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in row.values["code"].split("|") if code.strip())
    for code in codes:
        if not _CODE.fullmatch(code):
            row.report("code", ProblemKind.NOT_A_CODE, code)
        elif len(code) == 13 and code.isdigit() and not is_ean13(code):
            row.report("code", ProblemKind.WRONG_CHECK_DIGIT, code)
    return codes


def is_ean13(code: str) -> bool:
    """Whether thirteen digits end with their check digit: odd places count once, even places three times."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code)) % 10 == 0


def _price(row: Row) -> int | None:
    text = row.values["price"]
    if not text:
        return None
    try:
        cents = parse_cents(text)
    except ValueError:
        cents = 0
    if not 0 < cents <= MAX_PRICE_CENTS:
        row.report("price", ProblemKind.NOT_A_PRICE, text)
    return cents


def _tax_letter(row: Row) -> TaxLetter:
    text = row.values["tax_letter"].upper()
    if text not in set(TaxLetter):
        row.report("tax_letter", ProblemKind.NOT_A_TAX_LETTER, text)
        return TaxLetter.STANDARD
    return TaxLetter(text)


def _quantity(row: Row, column: str) -> int | None:
    text = row.values[column]
    if not text:
        return None
    match = _QUANTITY.fullmatch(text)
    if match is None:
        row.report(column, ProblemKind.NOT_A_QUANTITY, text)
        return None
    return int(match[1]) * ONE_PIECE + int((match[2] or "").ljust(3, "0"))


def _origin(row: Row) -> str:
    text = row.values["origin"].upper()
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        row.report("origin", ProblemKind.NOT_A_COUNTRY, text)
    return text


def _rank(row: Row, column: str, *, empty: int) -> int:
    text = row.values[column]
    if not text:
        return empty
    if not (text.isascii() and text.isdigit() and int(text) < NOT_A_FAVOURITE):
        row.report(column, ProblemKind.NOT_A_RANK, text)
        return empty
    return int(text)
