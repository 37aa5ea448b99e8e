"""The grid of products: as many columns as give tiles of 160 or more, rows that share the height."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.components.painted_view import PaintedView
from pos_desktop.ui.components.product_tile import TileWords, paint_tile
from pos_desktop.ui.models import ProductModel, Tile
from pos_desktop.ui.models.products import TILE
from pos_desktop.ui.theme.measures import GAP, TILE_HEIGHT, TILE_WIDTH

_MOST_PICTURES = 400


class ProductGrid(PaintedView):
    """Paints the tiles that are seen; `product_tapped` carries a product's id."""

    product_tapped = Signal(int)

    def __init__(self, products: ProductModel, parent: QWidget | None = None) -> None:
        self._pictures: dict[tuple[Tile, int, int, bool], QPixmap] = {}
        super().__init__(parent)
        self._products = products
        self._words = TileWords()
        self.setModel(products)
        self.tapped.connect(self._row_tapped)
        self.verticalScrollBar().valueChanged.connect(self._fetch_when_near_the_end)
        products.modelReset.connect(self._to_the_top)
        products.rowsInserted.connect(self.updateGeometries)

    def set_words(self, words: TileWords) -> None:
        """The words of the language that is on."""
        self._words = words
        self._pictures.clear()
        self.viewport().update()

    def columns(self) -> int:
        """How many tiles stand side by side."""
        return max(1, (self.viewport().width() + GAP) // (TILE_WIDTH + GAP))

    def place(self, row: int) -> QRect:
        """A tile's place; widths differ by a pixel, so that the last tile ends where the grid does."""
        across, down = row % self.columns(), row // self.columns()
        left, right = self._edge(across), self._edge(across + 1) - GAP
        top, bottom = self._row_edge(down), self._row_edge(down + 1) - GAP
        return QRect(left, top, right - left, bottom - top)

    def rows_between(self, top: int, bottom: int) -> range:
        """The products in the rows of tiles that touch a stretch."""
        height = self._row_height()
        first = max(0, int(top // height)) * self.columns()
        last = (int(max(bottom - 1, 0) // height) + 1) * self.columns()
        return range(min(first, self.row_count()), min(last, self.row_count()))

    def content_height(self) -> int:
        """All rows, without a gap after the last."""
        rows = -(-self.row_count() // self.columns())
        return max(0, self._row_edge(rows) - GAP)

    def paint_item(self, painter: QPainter, place: QRect, index: QModelIndex) -> None:
        """Paints a tile."""
        tile = index.data(TILE)
        if isinstance(tile, Tile):
            painter.drawPixmap(place.topLeft(), self._picture(tile, place.size(), pressed=self.is_pressed(index.row())))

    def changeEvent(self, event: QEvent) -> None:
        """Other colours or letters make other pictures."""
        self._pictures.clear()
        super().changeEvent(event)

    def _picture(self, tile: Tile, size: QSize, *, pressed: bool) -> QPixmap:
        """A tile as it was painted before; painting twenty anew takes longer than a frame."""
        key = (tile, size.width(), size.height(), pressed)
        found = self._pictures.get(key)
        if found is None:
            if len(self._pictures) >= _MOST_PICTURES:
                self._pictures.clear()
            found = self._pictures[key] = self._painted(tile, size, pressed=pressed)
        return found

    def _painted(self, tile: Tile, size: QSize, *, pressed: bool) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_tile(painter, QRectF(0, 0, size.width(), size.height()), tile, self._words, pressed=pressed)
        painter.end()
        return picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may mean other columns."""
        super().resizeEvent(event)
        self.updateGeometries()
        self._fetch_when_near_the_end()

    def _edge(self, column: int) -> int:
        return round(column * (self.viewport().width() + GAP) / self.columns())

    def _row_height(self) -> float:
        height = self.viewport().height() + GAP
        seen = max(1, height // (TILE_HEIGHT + GAP))
        return max(float(TILE_HEIGHT + GAP), height / seen)

    def _row_edge(self, row: int) -> int:
        return round(row * self._row_height())

    def _row_tapped(self, row: int) -> None:
        self.product_tapped.emit(self._products.product(row).id)

    def _to_the_top(self) -> None:
        self.updateGeometries()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def _fetch_when_near_the_end(self) -> None:
        bar, root = self.verticalScrollBar(), QModelIndex()
        if bar.value() >= bar.maximum() - 2 * self.viewport().height() and self._products.canFetchMore(root):
            self._products.fetchMore(root)
