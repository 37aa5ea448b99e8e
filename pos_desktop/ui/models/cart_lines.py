"""The lines of the cart; a change tells the view which rows it touched."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_desktop.money import format_amount
from pos_desktop.till import Cart, CartLine
from pos_desktop.ui.models.products import quantity_words

Index = QModelIndex | QPersistentModelIndex


class CartLines(QAbstractListModel):
    """One row a line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[CartLine, ...] = ()
        self._selected: str | None = None

    def show_cart(self, cart: Cart) -> None:
        """Shows a cart, telling of the least that changed: some rows, rows at the end, or all of them."""
        before, self._selected = self._selected, cart.selected
        old, new = self._lines, cart.lines
        same = min(len(old), len(new))
        if [line.line_id for line in old[:same]] != [line.line_id for line in new[:same]] or len(new) < len(old):
            self.beginResetModel()
            self._lines = new
            self.endResetModel()
            return
        if len(new) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._lines = new
            self.endInsertRows()
        self._lines = new
        moved = {before, cart.selected} if before != cart.selected else set()
        for row in range(same):
            if old[row] != new[row] or new[row].line_id in moved:
                index = self.index(row, 0)
                self.dataChanged.emit(index, index)

    def line(self, row: int) -> CartLine:
        """The line of a row."""
        return self._lines[row]

    def selected_row(self) -> int:
        """The row of the selected line, or -1."""
        for row, line in enumerate(self._lines):
            if line.line_id == self._selected:
                return row
        return -1

    def rowCount(self, parent: Index | None = None) -> int:
        """How many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a line for a screen reader; the view paints from `line`."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        line = self._lines[index.row()]
        return f"{line_name(line)}, {line_sum(line)}, {format_amount(line.amount_cents)}"


def line_name(line: CartLine) -> str:
    """`Jogoo maize flour 2 kg`."""
    return f"{line.name} {line.size}".strip()


def line_sum(line: CartLine) -> str:
    """`2 × 210.00`."""
    return f"{quantity_words(line.quantity_milli)} × {format_amount(line.unit_price_cents)}"
