"""An item view whose items are painted, not made: only what is seen costs anything, at any number of items."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QScroller, QWidget

Index = QModelIndex | QPersistentModelIndex


class PaintedView(QAbstractItemView):
    """The base of the product grid and the cart. `tapped` carries the row of an item that was tapped.

    A subclass says where each row is (`place`, in the contents' own coordinates), which rows lie between two heights
    (`rows_between`), how high the contents are, and how to paint one. It takes no focus: the scan box keeps it.
    """

    tapped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    # --- what a subclass says

    def place(self, row: int) -> QRect:
        """Where a row is in the contents."""
        raise NotImplementedError

    def rows_between(self, top: int, bottom: int) -> range:
        """The rows that touch a stretch of the contents."""
        raise NotImplementedError

    def content_height(self) -> int:
        """How high the contents are."""
        raise NotImplementedError

    def paint_item(self, painter: QPainter, place: QRect, index: QModelIndex) -> None:
        """Paints one item."""
        raise NotImplementedError

    def row_count(self) -> int:
        """How many items there are."""
        model = self.model()
        return 0 if model is None else model.rowCount()

    def is_pressed(self, row: int) -> bool:
        """Whether a finger is on this item."""
        return row == self._pressed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows that the event touches."""
        painter = QPainter(self.viewport())
        dirty, offset = event.rect(), self.verticalOffset()
        for row in self.rows_between(dirty.top() + offset, dirty.bottom() + offset + 1):
            place = self.place(row).translated(0, -offset)
            if place.intersects(dirty):
                self.paint_item(painter, place, self.model().index(row, 0))

    # --- what Qt asks of a view

    def visualRect(self, index: Index) -> QRect:
        """Where an item is on the viewport."""
        if not index.isValid():
            return QRect()
        return self.place(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The item under a point of the viewport."""
        contents = point + QPoint(0, self.verticalOffset())
        for row in self.rows_between(contents.y(), contents.y() + 1):
            if self.place(row).contains(contents):
                return self.model().index(row, 0)
        return QModelIndex()

    def scrollTo(
        self, index: Index, _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Scrolls as little as it takes to see an item whole."""
        if not index.isValid():
            return
        place, bar = self.place(index.row()), self.verticalScrollBar()
        height = self.viewport().height()
        if place.top() < bar.value():
            bar.setValue(place.top())
        elif place.bottom() + 1 > bar.value() + height:
            bar.setValue(place.bottom() + 1 - height)

    def horizontalOffset(self) -> int:
        """Nothing scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:
        """How far the contents are scrolled."""
        return self.verticalScrollBar().value()

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """The item before or after the current one."""
        back = (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MovePrevious)
        row = self.currentIndex().row() + (-1 if action in back else 1)
        return self.model().index(min(max(row, 0), self.row_count() - 1), 0)

    def isIndexHidden(self, _index: Index) -> bool:
        """No item is hidden."""
        return False

    def setSelection(self, _rect: QRect, _command: QItemSelectionModel.SelectionFlag) -> None:
        """Selection is the model's business."""

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        """Selection is the model's business."""
        return QRegion()

    def updateGeometries(self) -> None:
        """Sets the scroll bar to the height of the contents."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setSingleStep(48)
        bar.setRange(0, max(0, self.content_height() - height))
        super().updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Moves what is painted and paints only what came into view."""
        self.viewport().scroll(dx, dy)

    # --- fingers

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Shows at once that the item is held down."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._press(self.indexAt(event.position().toPoint()).row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A quick second tap is another tap."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that leaves the item takes the tap back."""
        if self._pressed >= 0 and self.indexAt(event.position().toPoint()).row() != self._pressed:
            self._press(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A tap is a press and a release on the same item."""
        row = self._pressed
        self._press(-1)
        if row >= 0 and self.indexAt(event.position().toPoint()).row() == row:
            self.tapped.emit(row)

    def _press(self, row: int) -> None:
        before, self._pressed = self._pressed, row
        for each in (before, row):
            if each >= 0:
                self.viewport().update(self.place(each).translated(0, -self.verticalOffset()))
