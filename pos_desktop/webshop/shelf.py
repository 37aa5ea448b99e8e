"""What is for sale: filling the shelf, and reading it a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select, update

from pos_desktop.webshop.tables import ShopCategory, ShopProduct

PAGE_SIZE = 24
QUERY_LIMIT = 60


@dataclass(frozen=True)
class ShelfCategory:
    """A category as it is put on the shelf."""

    key: str
    name: str
    icon: str
    tint: str
    rank: int


@dataclass(frozen=True)
class ShelfProduct:
    """A product as it is put on the shelf; `category` is a category's key, the price is cents."""

    code: str
    category: str
    name: str
    size: str
    price_cents: int
    tax_letter: str
    icon: str
    rank: int


@dataclass(frozen=True)
class ShelfPage:
    """One page of the shelf; `has_more` says whether another one follows."""

    products: tuple[ShopProduct, ...]
    has_more: bool


def fill_shelf(session: Session, categories: Sequence[ShelfCategory], products: Sequence[ShelfProduct]) -> None:
    """Makes the shelf hold just these: known ones are updated by key and code, others are no longer listed."""
    known = {row.key: row for row in session.exec(select(ShopCategory))}
    for category in categories:
        kept = known.setdefault(category.key, ShopCategory(key=category.key, name="", icon="", tint="", rank=0))
        kept.name, kept.icon, kept.tint, kept.rank = category.name, category.icon, category.tint, category.rank
        session.add(kept)
    session.flush()
    session.exec(update(ShopProduct).values(is_listed=False))
    listed = {row.code: row for row in session.exec(select(ShopProduct).execution_options(populate_existing=True))}
    for product in products:
        row = listed.get(product.code) or ShopProduct(
            code=product.code,
            category_id=0,
            name="",
            size="",
            price_cents=1,
            tax_letter="",
            icon="",
            rank=0,
        )
        row.category_id = known[product.category].id or 0
        row.name, row.size, row.icon, row.rank = product.name, product.size, product.icon, product.rank
        row.price_cents, row.tax_letter, row.is_listed = product.price_cents, product.tax_letter, True
        session.add(row)
    session.flush()


def categories_of(session: Session) -> list[ShopCategory]:
    """The shelf's categories, in their order."""
    return list(session.exec(select(ShopCategory).order_by(col(ShopCategory.rank), col(ShopCategory.name))))


def read_shelf(session: Session, *, category: int | None, query: str, page: int) -> ShelfPage:
    """One page of what is for sale, perhaps of one category, perhaps with these letters in the name."""
    chosen = select(ShopProduct).where(col(ShopProduct.is_listed))
    if category is not None:
        chosen = chosen.where(ShopProduct.category_id == category)
    for word in query[:QUERY_LIMIT].split():
        pattern = f"%{_escaped(word)}%"
        chosen = chosen.where(
            or_(
                col(ShopProduct.name).ilike(pattern, escape="\\"),
                col(ShopProduct.size).ilike(pattern, escape="\\"),
                ShopProduct.code == word,
            )
        )
    ordered = chosen.order_by(col(ShopProduct.rank), col(ShopProduct.name), col(ShopProduct.id))
    found = session.exec(ordered.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return ShelfPage(tuple(found[:PAGE_SIZE]), len(found) > PAGE_SIZE)


def products_by_id(session: Session, ids: Iterable[int]) -> dict[int, ShopProduct]:
    """The products with these ids that are still for sale."""
    query = select(ShopProduct).where(col(ShopProduct.id).in_(list(ids)), col(ShopProduct.is_listed))
    return {product.id or 0: product for product in session.exec(query)}


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
