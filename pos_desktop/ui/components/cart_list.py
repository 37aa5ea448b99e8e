"""The lines of the cart, painted; the selected one opens and carries its buttons."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.money import format_amount
from pos_desktop.ui.components.buttons import Button
from pos_desktop.ui.components.painted_view import PaintedView
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.components.stepper import Stepper
from pos_desktop.ui.models import CartLines
from pos_desktop.ui.models.cart_lines import line_name, line_sum
from pos_desktop.ui.models.products import quantity_words
from pos_desktop.ui.theme import Role, Size, Weight, colour, font
from pos_desktop.ui.theme.measures import BUTTON_HEIGHT, GAP, INK_BAR, LINE_ROW, MARGIN, SELECTED_LINE_ROW

_AMOUNT_WIDTH = 120


class LineTools(QWidget):
    """Stepper, note and remove of the selected line."""

    stepped = Signal(int)
    quantity_requested = Signal()
    note_requested = Signal()
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stepper = Stepper()
        self._note = Button(icon="message-square-text", size=Size.SMALL, padding=11)
        self._remove = Button(icon="trash-2", size=Size.SMALL, padding=11)
        for button, name in (
            (self._stepper.less, "line_less"),
            (self._stepper.number, "line_quantity"),
            (self._stepper.more, "line_more"),
            (self._note, "line_note"),
            (self._remove, "line_remove"),
        ):
            button.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._stepper)
        row.addWidget(self._note)
        row.addWidget(self._remove)
        row.addStretch(1)
        self._stepper.stepped.connect(self.stepped)
        self._stepper.number_tapped.connect(self.quantity_requested)
        self._note.clicked.connect(self.note_requested)
        self._remove.clicked.connect(self.remove_requested)

    def show_quantity(self, words: str) -> None:
        """The number between minus and plus."""
        self._stepper.number.set_words(words)

    def set_words(self, less: str, more: str, note: str, remove: str) -> None:
        """The words of the language that is on."""
        self._stepper.less.setAccessibleName(less)
        self._stepper.more.setAccessibleName(more)
        self._note.set_words(note)
        self._remove.set_words(remove)

    def set_narrow(self, *, narrow: bool) -> None:
        """Without icons at 1024."""
        self._note.set_icon("" if narrow else "message-square-text")
        self._remove.set_icon("" if narrow else "trash-2")


class CartList(PaintedView):
    """Paints a `CartLines`; `tapped` selects. The tools stand in the open row."""

    def __init__(self, lines: CartLines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.tools = LineTools(self.viewport())
        self.tools.hide()
        self.setModel(lines)
        self.verticalScrollBar().valueChanged.connect(self._place_tools)

    def refresh(self) -> None:
        """Follows a change of the cart: heights, tools, and the selected line in sight."""
        row = self._lines.selected_row()
        self.updateGeometries()
        if row >= 0:
            self.tools.show_quantity(quantity_words(self._lines.line(row).quantity_milli))
            self.scrollTo(self.model().index(row, 0))
        self._place_tools()
        self.viewport().update()

    def place(self, row: int) -> QRect:
        """A line's place; what follows the selected one is lower."""
        selected = self._lines.selected_row()
        top = row * LINE_ROW + (SELECTED_LINE_ROW - LINE_ROW if 0 <= selected < row else 0)
        height = SELECTED_LINE_ROW if row == selected else LINE_ROW
        return QRect(0, top, self.viewport().width(), height)

    def rows_between(self, top: int, bottom: int) -> range:
        """The lines that touch a stretch."""
        count = self.row_count()
        first = max(0, (top - SELECTED_LINE_ROW + LINE_ROW) // LINE_ROW)
        return range(min(first, count), min(bottom // LINE_ROW + 1, count))

    def content_height(self) -> int:
        """All lines, one of them open."""
        extra = SELECTED_LINE_ROW - LINE_ROW if self._lines.selected_row() >= 0 else 0
        return self.row_count() * LINE_ROW + extra

    def paint_item(self, painter: QPainter, place: QRect, index: QModelIndex) -> None:
        """One line: name and amount, then the sum and the note."""
        line = self._lines.line(index.row())
        box = QRectF(place)
        if index.row() == self._lines.selected_row():
            painter.fillRect(place, colour(Role.SELECTED_ROW))
            painter.fillRect(QRect(place.left(), place.top(), INK_BAR, place.height()), colour(Role.SELECT))
        elif self.is_pressed(index.row()):
            painter.fillRect(place, colour(Role.PRESSED))
        edge = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
        paint_box(painter, edge, Role.BORDER, radius=0)
        top = box.top() + (11 if place.height() > LINE_ROW else 7)
        amount = QRectF(box.right() - MARGIN - _AMOUNT_WIDTH, top, _AMOUNT_WIDTH, Size.BODY.line)
        right = Qt.AlignmentFlag.AlignRight
        strong = font(Size.BODY, Weight.SEMIBOLD)
        paint_words(painter, amount, format_amount(line.amount_cents), strong, Role.TEXT, right)
        name = QRectF(MARGIN, top, box.width() - 2 * MARGIN - _AMOUNT_WIDTH, Size.BODY.line)
        weight = Weight.SEMIBOLD if place.height() > LINE_ROW else Weight.MEDIUM
        paint_words(painter, name, line_name(line), font(Size.BODY, weight), Role.TEXT)
        second = QRectF(MARGIN, top + Size.BODY.line, box.width() - 2 * MARGIN, Size.SMALL.line)
        words = f"{line_sum(line)}  ·  {line.note}" if line.note else line_sum(line)
        paint_words(painter, second, words, font(Size.SMALL), Role.TEXT2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the tools in their row."""
        super().resizeEvent(event)
        self._place_tools()

    def _place_tools(self) -> None:
        row = self._lines.selected_row()
        self.tools.setVisible(row >= 0)
        if row >= 0:
            place = self.place(row).translated(0, -self.verticalOffset())
            top = place.bottom() - GAP - BUTTON_HEIGHT
            self.tools.setGeometry(MARGIN, top, place.width() - 2 * MARGIN, BUTTON_HEIGHT)
