"""A payment's story: one line for each thing that happened, joined by a thin line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.components.painting import paint_words
from pos_desktop.ui.screens.story_view import StoryStep
from pos_desktop.ui.theme import Role, Size, Weight, colour, font, metrics, paint_icon

_ROW = 56
_TOP = 6
_ICON = 20
_TEXT_LEFT = 36


class StoryLines(QWidget):
    """As high as its story. Icons carry their role's colour, and every one has words beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[StoryStep, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[StoryStep]) -> None:
        """Shows the story; what is shown already costs nothing."""
        if tuple(steps) == self._steps:
            return
        changes_height = len(steps) != len(self._steps)
        self._steps = tuple(steps)
        self.setAccessibleName(". ".join(f"{step.text} {step.time_text}" for step in self._steps))
        if changes_height:
            self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """A row for each step."""
        return QSize(320, 2 * _TOP + _ROW * len(self._steps))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icons, words, times, and the line between them."""
        painter = QPainter(self)
        for number, step in enumerate(self._steps):
            top = _TOP + number * _ROW
            middle = top + _ROW / 2
            if number:
                painter.fillRect(QRectF(_ICON / 2, top - 14, 1, 28), colour(Role.BORDER_CONTROL))
            paint_icon(painter, step.icon, QRectF(0, middle - _ICON / 2, _ICON, _ICON), Role(step.tone))
            time_width = metrics(Size.SMALL).horizontalAdvance(step.time_text)
            time = QRectF(self.width() - time_width - 1, top, time_width + 1, _ROW)
            paint_words(painter, time, step.time_text, font(Size.SMALL), Role.TEXT2, Qt.AlignmentFlag.AlignRight)
            words = QRectF(_TEXT_LEFT, top, time.left() - _TEXT_LEFT - 8, _ROW)
            weight = Weight.SEMIBOLD if step.is_next else Weight.REGULAR
            paint_words(painter, words, step.text, font(Size.BODY, weight), Role.TEXT)
