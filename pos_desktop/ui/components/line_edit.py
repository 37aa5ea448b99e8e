"""Qt's line edit, painted by us: a steady caret of two pixels, our placeholder, our selection."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_desktop.ui.components.painting import baseline
from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour, font

CARET_WIDTH = 2
_CARET_GAP = 3


class LineEdit(QLineEdit):
    """A bare text field; `Field` and the scan box put a frame around it."""

    def __init__(
        self, size: Size, weight: Weight, figures: Figures = Figures.TABULAR, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFont(font(size, weight, figures))
        self.setFrame(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._caret_height = size.line

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Selection, words or placeholder, caret."""
        painter = QPainter(self)
        painter.setFont(self.font())
        measured = QFontMetricsF(self.font())
        text, cursor = self.displayText(), self.cursorPosition()
        caret = self._caret_left()
        left = caret - measured.horizontalAdvance(text[:cursor])
        base = baseline(QRectF(self.rect()), measured)
        if self.hasSelectedText():
            self._paint_selection(painter, left, measured)
        if text:
            painter.setPen(colour(Role.TEXT if self.isEnabled() else Role.DISABLED_TEXT))
            painter.drawText(QPointF(left, base), text)
        elif self.placeholderText():
            painter.setPen(colour(Role.TEXT2))
            painter.drawText(QPointF(CARET_WIDTH, base), self.placeholderText())
        if self.hasFocus():
            self._paint_caret(painter, caret)

    def _caret_left(self) -> float:
        """Where Qt has the cursor; its rectangle is wider than the cursor by the same on both sides.

        Qt moves right-aligned words to the right only while it paints them, which here it does not.
        """
        measured, text = QFontMetricsF(self.font()), self.displayText()
        end = self.width() - CARET_WIDTH - 1 - _CARET_GAP
        if self.alignment() & Qt.AlignmentFlag.AlignRight and measured.horizontalAdvance(text) <= end:
            return end - measured.horizontalAdvance(text[self.cursorPosition() :])
        return float(self.cursorRect().center().x()) + (0 if self.text() else -1)

    def _paint_caret(self, painter: QPainter, caret: float) -> None:
        is_right = bool(self.alignment() & Qt.AlignmentFlag.AlignRight)
        at_end = self.cursorPosition() == len(self.text())
        left = caret + (_CARET_GAP if at_end and (is_right or self.text()) else 0)
        left = min(max(left, 0.0), self.width() - CARET_WIDTH)
        top = (self.height() - self._caret_height) / 2
        painter.fillRect(QRectF(left, top, CARET_WIDTH, self._caret_height), colour(Role.TEXT))

    def _paint_selection(self, painter: QPainter, left: float, measured: QFontMetricsF) -> None:
        first = self.selectionStart()
        before = measured.horizontalAdvance(self.displayText()[:first])
        width = measured.horizontalAdvance(self.selectedText())
        top = (self.height() - self._caret_height) / 2
        painter.fillRect(QRectF(left + before, top, width, self._caret_height), colour(Role.PRESSED))
