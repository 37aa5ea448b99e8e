"""The left column of every screen that takes money: due, what was taken or asked, what is left, and the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from pos_desktop.money import format_amount
from pos_desktop.ui.components.amount import AmountLabel
from pos_desktop.ui.components.bill_lines import BAR_ROOM, BillLine, BillLineList
from pos_desktop.ui.components.buttons import Button
from pos_desktop.ui.components.label import Label, Run
from pos_desktop.ui.components.panel import Divider, IconLabel, Panel
from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour
from pos_desktop.ui.theme.measures import HEAD_HEIGHT, LINE_ROW

WIDTH = 440
NARROW_WIDTH = 288
_SIDE = 24
_NARROW_SIDE = 16
_ROW = 48
_LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class MoneyRow:
    """A row between due and left. `code` is set in mono; `removable` names what its cross takes away."""

    icon: str
    tone: Role
    words: str
    amount_cents: int
    note: str = ""
    code: str = ""
    removable: str = ""


@dataclass(frozen=True)
class BillWords:
    """The fixed words of a bill, in the language that is on."""

    back: str
    back_short: str
    due: str
    taken: str
    left: str
    remove: str
    lines: str


class _MoneyRowLine(QWidget):
    """One tender: icon, name, amount, and a cross where the money can be handed back.

    Note and code stand beside the name, or under it where the column is narrow or they are too long: no amount and no
    code is ever cut.
    """

    def __init__(self, row: MoneyRow, remove_words: str, parent: QWidget, *, narrow: bool) -> None:
        super().__init__(parent)
        self.setObjectName("tender_line")
        self.cross: Button | None = None
        side = _NARROW_SIDE if narrow else _SIDE
        grid = self._grid = QGridLayout(self)
        grid.setSpacing(0)
        grid.setContentsMargins(side, 0, side - _SIDE // 2 - 4 if row.removable else side, 0)
        grid.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnMinimumWidth(0, 32)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, 8)
        grid.addWidget(
            IconLabel(row.icon, 20, row.tone), 0, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        grid.addWidget(Label(format_amount(row.amount_cents), weight=Weight.SEMIBOLD), 0, 3)
        if row.removable:
            self._add_cross(f"{remove_words} {format_amount(row.amount_cents)}")
        room = (NARROW_WIDTH if narrow else WIDTH) - 1 - grid.minimumSize().width()
        self._add_words(row, 0 if narrow else room)

    def _add_cross(self, name: str) -> None:
        self.cross = Button("", "x", flat=True, ink=Role.TEXT2)
        self.cross.setFixedSize(_ROW, _ROW)
        self.cross.setAccessibleName(name)
        self.cross.setObjectName("remove_tender")
        self._grid.setColumnMinimumWidth(4, 4)
        self._grid.addWidget(self.cross, 0, 5, 2, 1)

    def _add_words(self, row: MoneyRow, room: int) -> None:
        details = _details(row)
        words = Label(elide=True)
        words.set_runs([Run(row.words), *(run for each in details for run in (Run(" ", size=Size.SMALL), each))])
        self._grid.addWidget(words, 0, 1)
        is_high = bool(details) and words.natural_width() > room
        if is_high:
            words.set_runs([Run(row.words)])
            second = Label(size=Size.SMALL, elide=True)
            second.set_runs(details)
            self._grid.addWidget(second, 1, 1, 1, 3)
        else:
            self._grid.setRowMinimumHeight(0, _ROW)
        self.setFixedHeight(LINE_ROW if is_high else _ROW)


def _details(row: MoneyRow) -> list[Run]:
    note = Run(row.note, tone=Role.TEXT2, size=Size.SMALL)
    code = Run(row.code, tone=Role.TEXT2, size=Size.SMALL, figures=Figures.CODE)
    return [each for each in (note, code) if each.text]


class BillPanel(QWidget):
    """A sale that is being paid. `show_back` puts Back to sale at its head, `show_title` the sale's number."""

    back = Signal()
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow = False
        self._has_back = True
        self._back_words, self._remove_words = ("", ""), ""
        self._shown: tuple[MoneyRow, ...] = ()
        self.back_button = Button("", "arrow-left", "Esc", flat=True, padding=8)
        self.back_button.setObjectName("back_to_sale")
        self.back_button.clicked.connect(self.back)
        self._title = Label(weight=Weight.SEMIBOLD)
        self._remark = Label(size=Size.SMALL, tone=Role.TEXT2, elide=True, align=Qt.AlignmentFlag.AlignRight)
        self._clock = Label(size=Size.SMALL, tone=Role.TEXT2)
        self._due_words = Label(size=Size.LARGE, weight=Weight.SEMIBOLD)
        self._due = Label(size=Size.LARGE, weight=Weight.SEMIBOLD)
        self._taken_words = Label(tone=Role.TEXT2)
        self._taken = Label("0.00", tone=Role.TEXT2)
        self._left_words = Label(size=Size.LARGE, weight=Weight.SEMIBOLD)
        self._left = AmountLabel((Size.TITLE, Size.LARGE))
        self._left.setObjectName("left_to_pay")
        self._count = Label(size=Size.SMALL, weight=Weight.MEDIUM, tone=Role.TEXT2)
        self._vat = Label(size=Size.SMALL, weight=Weight.MEDIUM, tone=Role.TEXT2)
        self._lines = BillLineList()
        self._padded: list[QLayout] = []
        self._nothing_taken = self._pair(self._taken_words, self._taken, 40)
        self._rows = QVBoxLayout()
        self._build()

    def _build(self) -> None:
        self._rows.setSpacing(0)
        self._rows.addWidget(self._nothing_taken)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._summary())
        column.addSpacing(12)
        column.addWidget(self._pair(self._count, self._vat, 32))
        self._line_place = QHBoxLayout()
        self._line_place.addWidget(self._lines)
        column.addLayout(self._line_place, 1)
        self.set_narrow(narrow=False)

    def _head(self) -> Panel:
        head = Panel(edges="b")
        head.setFixedHeight(HEAD_HEIGHT)
        row = self._head_row = QHBoxLayout(head)
        row.setSpacing(0)
        row.addWidget(self.back_button)
        row.addWidget(self._title)
        row.addSpacing(8)
        row.addWidget(self._remark, 1)
        row.addWidget(self._clock)
        return head

    def _summary(self) -> Panel:
        summary = Panel(edges="b")
        column = QVBoxLayout(summary)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pair(self._due_words, self._due, 32))
        column.addSpacing(4)
        column.addLayout(self._rows)
        column.addSpacing(8)
        line = QHBoxLayout()
        line.addWidget(Divider())
        self._padded.append(line)
        column.addLayout(line)
        column.addWidget(self._pair(self._left_words, self._left, 64, stretch=True))
        return summary

    def set_words(self, words: BillWords) -> None:
        """Sets what never changes with the sale."""
        self._back_words, self._remove_words = (words.back, words.back_short), words.remove
        self.back_button.set_words(words.back_short if self._narrow else words.back)
        self.back_button.setAccessibleName(f"{words.back} Esc")
        self._due_words.setText(words.due)
        self._taken_words.setText(words.taken)
        self._left_words.setText(words.left)
        self._lines.setAccessibleName(words.lines)

    def show_back(self, remark: str) -> None:
        """The head of a bill that can still be changed."""
        self._has_back = True
        self.back_button.show()
        self._title.hide()
        self._place_head()
        self._remark.setText(remark)
        self._clock.setText("")

    def show_title(self, title: str, person: str, clock_text: str) -> None:
        """The head of a bill that only tells. A long name gives way to the time."""
        self._has_back = False
        self.back_button.hide()
        self._title.show()
        self._place_head()
        self._title.setText(title)
        self._remark.setText(person)
        self._clock.setText(f" · {clock_text}")

    def show_money(self, due_cents: int, left_cents: int, rows: Sequence[MoneyRow]) -> None:
        """Shows the amounts; the rows are made anew only when they changed."""
        self._due.setText(format_amount(due_cents))
        self._left.set_cents(left_cents)
        if tuple(rows) != self._shown:
            self._shown = tuple(rows)
            self._fill_rows()

    def show_lines(self, count: str, vat: str, lines: Sequence[BillLine]) -> None:
        """Shows what was sold, with its count and the tax in it."""
        self._count.setText(count)
        self._vat.setText(vat)
        self._lines.set_lines(lines)

    def set_narrow(self, *, narrow: bool) -> None:
        """Takes the 1024 form or the wide one."""
        self._narrow = narrow
        self.setFixedWidth(NARROW_WIDTH if narrow else WIDTH)
        self.back_button.set_words(self._back_words[narrow])
        side = self._side()
        self._place_head()
        for layout in self._padded:
            layout.setContentsMargins(side, 0, side, 0)
        self._line_place.setContentsMargins(side, 0, side - BAR_ROOM, 0)
        self._lines.set_narrow(narrow=narrow)
        self._left.set_currency(shown=not narrow)
        self._fill_rows()

    def _place_head(self) -> None:
        """A button without an edge hangs out by its padding, so that its icon stands in the column."""
        side = self._side()
        self._head_row.setContentsMargins(side - 7 if self._has_back else side, 0, side, 0)

    def _side(self) -> int:
        return _NARROW_SIDE if self._narrow else _SIDE

    def sizeHint(self) -> QSize:
        """The width of the form, any height."""
        return QSize(NARROW_WIDTH if self._narrow else WIDTH, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window's colour under the lines, and the column's right edge."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(Role.BG))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour(Role.BORDER))

    def _fill_rows(self) -> None:
        while self._rows.count() > 1:
            item = self._rows.takeAt(1)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in self._shown:
            line = _MoneyRowLine(row, self._remove_words, self, narrow=self._narrow)
            if line.cross is not None:
                line.cross.clicked.connect(partial(self.removed.emit, row.removable))
            self._rows.addWidget(line)
        self._nothing_taken.setVisible(not self._shown)

    def _pair(self, left: QWidget, right: QWidget, height: int, *, stretch: bool = False) -> QWidget:
        row = QWidget()
        row.setFixedHeight(height)
        line = QHBoxLayout(row)
        line.setSpacing(8)
        line.addWidget(left)
        if stretch:
            line.addWidget(right, 1)
        else:
            line.addStretch(1)
            line.addWidget(right)
        self._padded.append(line)
        return row
