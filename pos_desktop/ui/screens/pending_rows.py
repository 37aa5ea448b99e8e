"""What waits at the till, as an item model: heads of groups and their members."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_desktop.money import format_amount
from pos_desktop.ui.screens.pending_view import PendingRow, RowKind

Index = QModelIndex | QPersistentModelIndex


class PendingRows(QAbstractListModel):
    """The rows, kept in place while only their times and states change, so that a choice stays chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PendingRow, ...] = ()

    def set_rows(self, rows: Sequence[PendingRow]) -> None:
        """Shows these rows; what is shown already costs nothing."""
        new, old = tuple(rows), self._rows
        if new == old:
            return
        if [row.key for row in new] == [row.key for row in old]:
            self._rows = new
            for number, (before, after) in enumerate(zip(old, new, strict=True)):
                if before != after:
                    self.dataChanged.emit(self.index(number, 0), self.index(number, 0))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def row(self, number: int) -> PendingRow:
        """The row at a place."""
        return self._rows[number]

    def number_of(self, key: str | None) -> int:
        """Where the row with this key is, or -1."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are, heads included."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads cannot be chosen."""
        if not index.isValid() or self._rows[index.row()].kind is RowKind.HEAD:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The row in words."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self._rows[index.row()]
        if row.kind is RowKind.HEAD:
            return f"{row.title}, {row.second}"
        state = row.tag.text if row.tag else ""
        parts = (
            row.title,
            row.second,
            row.code,
            row.second_more,
            state,
            row.time_text,
            format_amount(row.amount_cents),
        )
        return ", ".join(part for part in parts if part)
