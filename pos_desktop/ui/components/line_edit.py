"""Qt's line edit with the program's caret: two pixels, steady, as high as the words."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour, font

CARET_WIDTH = 2


class LineEdit(QLineEdit):
    """A bare text field; `Field` and the scan box put a frame around it."""

    def __init__(
        self, size: Size, weight: Weight, figures: Figures = Figures.TABULAR, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFont(font(size, weight, figures))
        self.setFrame(False)
        self._caret_height = size.line

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the words, then the caret over Qt's thin one."""
        super().paintEvent(event)
        if self.hasFocus():
            caret = self.cursorRect()
            left = min(max(caret.center().x() - 1, 0), self.width() - CARET_WIDTH)
            top = (self.height() - self._caret_height) / 2
            QPainter(self).fillRect(QRectF(left, top, CARET_WIDTH, self._caret_height), colour(Role.TEXT))
