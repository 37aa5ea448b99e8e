"""What is for sale: pages for the tiles, words and codes for the scan box. Reads only, each bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from pos_desktop.till.tax import TaxLetter

Reading = Callable[[], AbstractContextManager[Session]]
"""Lends a read-only session for the length of a block."""

TINTS = ("flour", "dairy", "bread", "sugar", "tea", "drinks", "soap", "oil", "salt", "other")
"""The tints a category may have; each has its colours in the theme."""
_SHORTEST_TRIGRAM = 3
_SHORTEST_CODE_PREFIX = 3
_WORD = re.compile(r"[^\W_]+")

_PRODUCT = (
    "SELECT p.id, p.public_id, p.name, p.size, p.price_cents, p.tax_letter, c.key,"
    " CASE p.icon WHEN '' THEN c.icon ELSE p.icon END, p.sku, p.stock_milli, p.low_stock_milli "
)
# CROSS JOIN keeps SQLite to the written order, so that the limit stops the walk early.
_PAGE_OF_ALL = (
    _PRODUCT + "FROM product p CROSS JOIN category c ON c.id = p.category_id"
    " WHERE p.is_active ORDER BY p.favourite_rank, p.name, p.id LIMIT ? OFFSET ?"
)
_PAGE_OF_CATEGORY = (
    _PRODUCT + "FROM category c CROSS JOIN product p ON p.category_id = c.id"
    " WHERE c.key = ? AND p.is_active ORDER BY p.favourite_rank, p.name, p.id LIMIT ? OFFSET ?"
)
_BY_ID = _PRODUCT + "FROM product p CROSS JOIN category c ON c.id = p.category_id WHERE p.id = ?"
_BY_CODE = (
    _PRODUCT + "FROM product_code k CROSS JOIN product p ON p.id = k.product_id"
    " CROSS JOIN category c ON c.id = p.category_id WHERE k.code IN (?, ?) AND p.is_active LIMIT 1"
)
_BY_CODE_PREFIX = (
    _PRODUCT + "FROM product_code k CROSS JOIN product p ON p.id = k.product_id"
    " CROSS JOIN category c ON c.id = p.category_id"
    " WHERE k.code >= ? AND k.code < ? AND p.is_active LIMIT ?"
)
# Unranked on purpose: `ORDER BY rank` reads every match and costs 40 times as much at 100,000 products.
_BY_PREFIX = (
    _PRODUCT + "FROM product_search s CROSS JOIN product p ON p.id = s.rowid"
    " CROSS JOIN category c ON c.id = p.category_id WHERE product_search MATCH ? AND p.is_active LIMIT ?"
)
_BY_PART = (
    _PRODUCT + "FROM product_trigram s CROSS JOIN product p ON p.id = s.rowid"
    " CROSS JOIN category c ON c.id = p.category_id WHERE product_trigram MATCH ? AND p.is_active LIMIT ?"
)
_CATEGORIES = "SELECT key, name, icon, tint FROM category ORDER BY rank, name"


@dataclass(frozen=True)
class Category:
    """A chip above the tiles; `tint` is a key of the theme."""

    key: str
    name: str
    icon: str
    tint: str


@dataclass(frozen=True)
class Product:
    """A tile: what it is, what it costs (None: the price is typed), and how much is left (None: not counted)."""

    id: int
    public_id: str
    name: str
    size: str
    price_cents: int | None
    tax_letter: TaxLetter
    category_key: str
    icon: str
    sku: str
    stock_milli: int | None
    is_low_stock: bool


class Catalogue:
    """Looks things up on the calling thread's read-only connection, the screen's thread among them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def categories(self) -> list[Category]:
        """All categories in the order of their chips."""
        return [Category(*row) for row in self._rows(_CATEGORIES)]

    def page(self, category_key: str | None, limit: int, offset: int = 0) -> list[Product]:
        """Products of a category, or of all; favourites first, then by name."""
        if category_key is None:
            return self._products(_PAGE_OF_ALL, limit, offset)
        return self._products(_PAGE_OF_CATEGORY, category_key, limit, offset)

    def product(self, product_id: int) -> Product | None:
        """One product by its id, also one that is no longer sold."""
        return next(iter(self._products(_BY_ID, product_id)), None)

    def find_code(self, code: str) -> Product | None:
        """The product with this code, in either case; a UPC-A code also as the EAN-13 that it is, and back."""
        text = code.strip().upper()
        return next(iter(self._products(_BY_CODE, text, _other_form(text))), None)

    def search(self, text: str, limit: int = 60) -> list[Product]:
        """Products whose words begin with the words typed, then those that contain the text or begin with the code.

        Unranked, because a till wants an answer within a frame and shows all that fit.
        """
        words = _WORD.findall(text)
        if not words:
            return []
        with self._reading() as session:
            found: dict[int, Product] = {}
            for sql, *arguments in _search_steps(text.strip(), words):
                if len(found) < limit:
                    rows = _execute(session, sql, (*arguments, limit))
                    found.update((row[0], _product(row)) for row in rows if row[0] not in found)
        return list(found.values())[:limit]

    def _products(self, sql: str, *arguments: str | int) -> list[Product]:
        return [_product(row) for row in self._rows(sql, *arguments)]

    def _rows(self, sql: str, *arguments: str | int) -> Sequence[Sequence[Any]]:
        with self._reading() as session:
            return _execute(session, sql, arguments)


def _execute(session: Session, sql: str, arguments: tuple[str | int, ...]) -> Sequence[Sequence[Any]]:
    """Runs a statement of this module on the driver, which keeps it prepared; the ORM costs ten times the look-up."""
    cursor = session.connection().connection.cursor()
    cursor.execute(sql, arguments)
    rows = cursor.fetchall()
    cursor.close()
    return rows


def _search_steps(text: str, words: list[str]) -> list[tuple[str, ...]]:
    steps: list[tuple[str, ...]] = [(_BY_PREFIX, " ".join(f'"{word}"*' for word in words))]
    if len(text) >= _SHORTEST_CODE_PREFIX and text.isascii() and text.isalnum():
        steps.append((_BY_CODE_PREFIX, text.upper(), text.upper() + "\x7f"))
    if len(text) >= _SHORTEST_TRIGRAM:
        quoted = text.replace('"', '""')
        steps.append((_BY_PART, f'"{quoted}"'))
    return steps


def _other_form(code: str) -> str:
    if len(code) == 12 and code.isdigit():
        return "0" + code
    if len(code) == 13 and code.isdigit() and code.startswith("0"):
        return code[1:]
    return code


def _product(row: Sequence[Any]) -> Product:
    stock, low = row[9], row[10]
    is_low = stock is not None and low is not None and stock <= low
    letter = TaxLetter(row[5])
    return Product(row[0], row[1], row[2], row[3], row[4], letter, row[6], row[7], row[8], stock, is_low)
