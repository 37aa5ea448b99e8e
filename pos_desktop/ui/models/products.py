"""The products of the grid: a first page at once, more of them as the grid is scrolled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_desktop.money import format_amount
from pos_desktop.till import ONE_PIECE, Category, Product

PAGE = 120
"""How many products a page has."""
Index = QModelIndex | QPersistentModelIndex
More = Callable[[int], Sequence[Product]]
"""The next products after the first so many; nothing when there are no more."""
TILE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Tile:
    """One product as the grid shows it; `price` empty means that the amount is typed."""

    product_id: int
    name: str
    size: str
    price: str
    tint: str
    icon: str
    left: int | None
    in_cart: str


class ProductModel(QAbstractListModel):
    """Products, with how many of each are in the cart."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._products: list[Product] = []
        self._rows: dict[int, int] = {}
        self._more: More | None = None
        self._tints: dict[str, str] = {}
        self._in_cart: Mapping[int, int] = {}

    def set_categories(self, categories: Iterable[Category]) -> None:
        """Says which tint each category has."""
        self._tints = {category.key: category.tint for category in categories}

    def show_products(self, products: Sequence[Product], more: More | None = None) -> None:
        """Shows other products; `more` is asked for the rest when the grid comes near the end."""
        self.beginResetModel()
        self._products = list(products)
        self._rows = {product.id: row for row, product in enumerate(self._products)}
        self._more = more
        self.endResetModel()

    def show_in_cart(self, quantities: Mapping[int, int]) -> None:
        """Shows the badges; only tiles whose number changed are painted again. Quantities are in thousandths."""
        changed = {
            product_id
            for product_id in {*quantities, *self._in_cart}
            if quantities.get(product_id) != self._in_cart.get(product_id)
        }
        self._in_cart = dict(quantities)
        for product_id in changed:
            row = self._rows.get(product_id)
            if row is not None:
                index = self.index(row, 0)
                self.dataChanged.emit(index, index)

    def product(self, row: int) -> Product:
        """The product of a row."""
        return self._products[row]

    def rowCount(self, parent: Index | None = None) -> int:
        """How many products were fetched so far."""
        return 0 if parent is not None and parent.isValid() else len(self._products)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The tile, and its words for a screen reader."""
        if not index.isValid():
            return None
        if role == TILE:
            return self._tile(self._products[index.row()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            tile = self._tile(self._products[index.row()])
            return " ".join(part for part in (tile.name, tile.size, tile.price) if part)
        return None

    def canFetchMore(self, _parent: Index) -> bool:
        """Whether there may be more products."""
        return self._more is not None

    def fetchMore(self, _parent: Index) -> None:
        """Adds the next page, or learns that there is none."""
        if self._more is None:
            return
        page = self._more(len(self._products))
        if len(page) == 0:
            self._more = None
            return
        first = len(self._products)
        self.beginInsertRows(QModelIndex(), first, first + len(page) - 1)
        self._rows.update((product.id, first + offset) for offset, product in enumerate(page))
        self._products.extend(page)
        self.endInsertRows()

    def _tile(self, product: Product) -> Tile:
        left = None
        if product.is_low_stock and product.stock_milli is not None:
            left = max(product.stock_milli, 0) // ONE_PIECE
        return Tile(
            product.id,
            product.name,
            product.size,
            "" if product.price_cents is None else format_amount(product.price_cents),
            self._tints.get(product.category_key, "other"),
            product.icon,
            left,
            quantity_words(self._in_cart.get(product.id, 0)),
        )


def quantity_words(quantity_milli: int) -> str:
    """`2`, `0.5`, or nothing for nothing."""
    if quantity_milli == 0:
        return ""
    whole, rest = divmod(quantity_milli, ONE_PIECE)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else f"{whole:,}"
