"""The lines of a bill: a list that only scrolls, painted row by row, so that a long sale costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pos_desktop.money import format_amount
from pos_desktop.ui.components.painting import paint_words
from pos_desktop.ui.theme import Role, Size, font, metrics
from pos_desktop.ui.theme.measures import LINE_ROW

ROW_HEIGHT = 48
BAR_ROOM = 12
"""The scroll bar and a gap, right of the amounts: they stand in their column with and without it."""
_QUANTITY_WIDTH = 32
_GAP = 8
_ANY_INDEX = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class BillLine:
    """One line of a sale as the bill has it: `2×`, `Jogoo maize flour`, an amount in cents, `2 kg`."""

    quantity: str
    name: str
    amount_cents: int
    size: str = ""

    def text(self) -> str:
        """The line in words."""
        return f"{self.quantity} {f'{self.name} {self.size}'.strip()}, {format_amount(self.amount_cents)}"


class BillLineModel(QAbstractListModel):
    """The lines, in the order they were sold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[BillLine, ...] = ()

    def set_lines(self, lines: Sequence[BillLine]) -> None:
        """Shows other lines; nothing happens when they are what is shown already."""
        if tuple(lines) != self._lines:
            self.beginResetModel()
            self._lines = tuple(lines)
            self.endResetModel()

    def line(self, row: int) -> BillLine:
        """The line of a row."""
        return self._lines[row]

    def rowCount(self, parent: _ANY_INDEX | None = None) -> int:
        """How many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The line in words."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self._lines[index.row()].text()


class _Painter(QStyledItemDelegate):
    """Quantity, name, size, amount; in the narrow form the size stands under the name. The name alone gives way."""

    is_narrow = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _ANY_INDEX) -> None:
        model, view = index.model(), self.parent()
        if not isinstance(model, BillLineModel) or not isinstance(view, QWidget):
            return
        line = model.line(index.row())
        place = QRectF(option.rect)
        place.setRight(view.width() - BAR_ROOM)
        if self.is_narrow and line.size:
            place = place.adjusted(0, 8, 0, 0)
            place.setHeight(Size.BODY.line)
        amount = format_amount(line.amount_cents)
        paint_words(painter, place, line.quantity, font(Size.BODY), Role.TEXT2, elide=False)
        paint_words(painter, place, amount, font(Size.BODY), Role.TEXT, Qt.AlignmentFlag.AlignRight)
        measured = metrics(Size.BODY)
        used = max(_QUANTITY_WIDTH, measured.horizontalAdvance(line.quantity) + _GAP)
        self._paint_name(painter, place.adjusted(used, 0, -measured.horizontalAdvance(amount) - _GAP, 0), line)

    def _paint_name(self, painter: QPainter, place: QRectF, line: BillLine) -> None:
        if self.is_narrow:
            under = QRectF(place.left(), place.bottom(), place.width(), Size.SMALL.line)
            paint_words(painter, place, line.name, font(Size.BODY), Role.TEXT)
            paint_words(painter, under, line.size, font(Size.SMALL), Role.TEXT2)
            return
        size = f" {line.size}" if line.size else ""
        room = place.width() - metrics(Size.BODY).horizontalAdvance(size)
        name = metrics(Size.BODY).elidedText(line.name, Qt.TextElideMode.ElideRight, room + 0.5)
        paint_words(painter, place, name + size, font(Size.BODY), Role.TEXT, elide=False)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _ANY_INDEX) -> QSize:
        return QSize(0, LINE_ROW if self.is_narrow else ROW_HEIGHT)


class BillLineList(QListView):
    """A list of lines that nobody selects."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bill_lines")
        self._lines = BillLineModel(self)
        self.setModel(self._lines)
        self._painter = _Painter(self)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAutoFillBackground(False)

    def set_lines(self, lines: Sequence[BillLine]) -> None:
        """Shows these lines."""
        self._lines.set_lines(lines)

    def set_narrow(self, *, narrow: bool) -> None:
        """Takes the 1024 form or the wide one."""
        self._painter.is_narrow = narrow
        self.scheduleDelayedItemsLayout()
