"""Puts many products on the shelf at once: plain statements, because 100,000 rows through the ORM take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col, func, select

from pos_desktop.ids import new_public_id
from pos_desktop.till.import_csv import Problem, ProblemKind
from pos_desktop.till.stock import StockReason
from pos_desktop.till.tables import ProductCodeRow, ProductRow, StockMovementRow
from pos_desktop.till.tax import TaxLetter


@dataclass(frozen=True)
class ProductLine:
    """A product as a checked line of a file says it."""

    line: int
    codes: tuple[str, ...]
    name: str
    size: str
    category_id: int
    price_cents: int | None
    tax_letter: TaxLetter
    stock_milli: int | None
    low_stock_milli: int | None
    item_class: str
    origin: str
    packaging_unit: str
    quantity_unit: str
    icon: str
    favourite_rank: int

    def columns(self) -> dict[str, str | int | None]:
        """What the product's row takes over; stock has rules of its own."""
        return {
            "category_id": self.category_id,
            "name": self.name,
            "size": self.size,
            "sku": self.codes[0] if self.codes else "",
            "price_cents": self.price_cents,
            "tax_letter": self.tax_letter,
            "low_stock_milli": self.low_stock_milli,
            "item_class": self.item_class,
            "origin": self.origin,
            "packaging_unit": self.packaging_unit,
            "quantity_unit": self.quantity_unit,
            "icon": self.icon,
            "favourite_rank": self.favourite_rank,
            "is_active": True,
        }


class Shelf:
    """What is in the catalogue already, and what the lines of one file claim of it."""

    def __init__(self, session: Session) -> None:
        """Reads the catalogue in the session's transaction, the one that `write` writes in."""
        self._session = session
        products = session.exec(select(ProductRow.id, ProductRow.name, ProductRow.size, ProductRow.stock_milli)).all()
        codes = session.exec(select(ProductCodeRow.code, ProductCodeRow.product_id)).all()
        self._owner_of: dict[str, int] = dict(codes)
        self._stock = {key: stock for key, _name, _size, stock in products if key is not None}
        with_code = set(self._owner_of.values())
        self._without_code = {
            (name, size): key for key, name, size, _stock in products if key is not None and key not in with_code
        }
        self._claimed: set[str | int | tuple[str, str]] = set()
        self._new: list[ProductLine] = []
        self._known: list[tuple[int, ProductLine]] = []

    def claim(self, line: ProductLine, problems: list[Problem]) -> None:
        """Finds the product that a line means, or takes it for a new one; no other line may mean the same."""
        owners = {self._owner_of[code] for code in line.codes if code in self._owner_of}
        for code in line.codes:
            self._claim_once(code, line, "code", code, problems)
        if len(owners) > 1:
            problems.append(Problem(line.line, "code", ProblemKind.CODES_OF_SEVERAL, "|".join(line.codes)))
            return
        known = owners.pop() if owners else None
        if not line.codes:
            known = self._without_code.get((line.name, line.size))
            self._claim_once((line.name, line.size), line, "name", line.name, problems)
        if known is None:
            self._new.append(line)
        else:
            self._claim_once(known, line, "code", "|".join(line.codes), problems)
            self._known.append((known, line))

    def write(self, terminal: str, now: datetime) -> int:
        """Writes all claimed lines and answers how many of them were new."""
        first_id = (self._session.exec(select(func.max(ProductRow.id))).one() or 0) + 1
        new = list(enumerate(self._new, start=first_id))
        self._run(insert(ProductRow), [self._new_row(key, line) for key, line in new])
        change = update(ProductRow).where(col(ProductRow.id) == bindparam("key"))
        self._run(change, [self._changed_row(key, line) for key, line in self._known])
        self._write_codes([*new, *self._known])
        moved = [(key, line, self._moved(key, line)) for key, line in (*new, *self._known)]
        rows = [_movement(key, by_milli, terminal, now) for key, _line, by_milli in moved if by_milli]
        self._run(insert(StockMovementRow), rows)
        self._session.expire_all()
        return len(new)

    def _claim_once(
        self, claim: str | int | tuple[str, str], line: ProductLine, column: str, value: str, problems: list[Problem]
    ) -> None:
        if claim in self._claimed:
            problem = Problem(line.line, column, ProblemKind.REPEATED, value)
            if problem not in problems:
                problems.append(problem)
        self._claimed.add(claim)

    def _new_row(self, key: int, line: ProductLine) -> dict[str, Any]:
        return line.columns() | {"id": key, "public_id": new_public_id(), "stock_milli": line.stock_milli}

    def _changed_row(self, key: int, line: ProductLine) -> dict[str, Any]:
        stock = self._stock[key] if line.stock_milli is None else line.stock_milli
        return line.columns() | {"key": key, "stock_milli": stock}

    def _moved(self, key: int, line: ProductLine) -> int:
        return 0 if line.stock_milli is None else line.stock_milli - (self._stock.get(key) or 0)

    def _write_codes(self, lines: Sequence[tuple[int, ProductLine]]) -> None:
        wanted = {code: key for key, line in lines for code in line.codes}
        touched = {key for key, _line in self._known}
        gone = [code for code, owner in self._owner_of.items() if owner in touched and code not in wanted]
        forget = delete(ProductCodeRow).where(col(ProductCodeRow.code) == bindparam("gone"))
        self._run(forget, [{"gone": code} for code in gone])
        added = [{"product_id": key, "code": code} for code, key in wanted.items() if code not in self._owner_of]
        self._run(insert(ProductCodeRow), added)

    def _run(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._session.connection().execute(statement, rows)


def _movement(product_id: int, by_milli: int, terminal: str, now: datetime) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "terminal": terminal,
        "product_id": product_id,
        "quantity_milli": by_milli,
        "reason": StockReason.IMPORT,
        "moved_at": now,
    }
