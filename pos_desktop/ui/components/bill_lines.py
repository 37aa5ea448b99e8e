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

ROW_HEIGHT = 48
_QUANTITY_WIDTH = 32
_GAP = 8
_ANY_INDEX = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class BillLine:
    """One line of a sale as the bill has it: `2×`, `Jogoo maize flour 2 kg`, an amount in cents."""

    quantity: str
    name: str
    amount_cents: int


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
        line = self._lines[index.row()]
        return f"{line.quantity} {line.name}, {format_amount(line.amount_cents)}"


class _Painter(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _ANY_INDEX) -> None:
        model = index.model()
        if not isinstance(model, BillLineModel):
            return
        line = model.line(index.row())
        place = QRectF(option.rect)
        amount = format_amount(line.amount_cents)
        width = metrics(Size.BODY).horizontalAdvance(amount)
        paint_words(painter, place, line.quantity, font(Size.BODY), Role.TEXT2, elide=False)
        paint_words(painter, place, amount, font(Size.BODY), Role.TEXT, Qt.AlignmentFlag.AlignRight)
        used = max(_QUANTITY_WIDTH, metrics(Size.BODY).horizontalAdvance(line.quantity) + _GAP)
        name = place.adjusted(used, 0, -width - _GAP, 0)
        paint_words(painter, name, line.name, font(Size.BODY), Role.TEXT)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _ANY_INDEX) -> QSize:
        return QSize(0, ROW_HEIGHT)


class BillLineList(QListView):
    """A list of lines that nobody selects."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = BillLineModel(self)
        self.setModel(self._lines)
        self.setItemDelegate(_Painter(self))
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
