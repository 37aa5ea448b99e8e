"""The steps of something that takes a while: done, happening now, still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import HEAVY_LINE, Figures, Role, Size, Weight, colour, font, metrics, paint_icon

_DISC = 56
_MARGIN = 32
_PANEL_INSET = 8
_PANEL_HEIGHT = 108
_TEXT_GAP = 24
_TICKS_A_SECOND = 12
_SPINNER = 28


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "current"
    TO_COME = "to come"


@dataclass(frozen=True)
class Step:
    """One step; `time` is a clock time for a done step and the elapsed time, counted up, for the current one."""

    title: str
    words: str = ""
    time: str = ""
    state: StepState = StepState.TO_COME


class StepList(QWidget):
    """Discs of 56 on a line; the current step in a panel, with its time large. Stretches to the height it is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // _TICKS_A_SECOND)
        self._timer.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def steps(self) -> tuple[Step, ...]:
        """What is shown."""
        return self._steps

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Shows the steps; only what changed is painted again."""
        if tuple(steps) == self._steps:
            return
        self._steps = tuple(steps)
        self.setAccessibleName(". ".join(f"{step.title} {step.words} {step.time}".strip() for step in self._steps))
        self._run()
        self.update()

    def set_current_time(self, time: str) -> None:
        """Counts the current step's time up."""
        current = (replace(step, time=time) if step.state is StepState.CURRENT else step for step in self._steps)
        self.show_steps(tuple(current))

    def sizeHint(self) -> QSize:
        """Room for the panel and the discs."""
        return QSize(480, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The steps close to each other."""
        return QSize(360, 2 * _MARGIN + max(len(self._steps), 1) * _DISC + max(len(self._steps) - 1, 0) * 36)

    def showEvent(self, event: QShowEvent) -> None:
        """The spinner turns only while it is seen."""
        self._run()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden spinner costs nothing."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Panel first, then the line, then discs and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, step in enumerate(self._steps):
            if step.state is StepState.CURRENT:
                middle = self._middle(index)
                box = QRectF(_PANEL_INSET, middle - _PANEL_HEIGHT / 2, self.width() - 2 * _PANEL_INSET, _PANEL_HEIGHT)
                paint_box(painter, box, Role.SELECTED_ROW)
        for index in range(1, len(self._steps)):
            self._paint_line(painter, index)
        for index, step in enumerate(self._steps):
            self._paint_disc(painter, index, step)
            self._paint_words(painter, index, step)

    def _paint_line(self, painter: QPainter, index: int) -> None:
        before, after = self._steps[index - 1], self._steps[index]
        top, bottom = self._edge_of(index - 1, before), self._edge_of(index, after, above=True)
        tone = Role.MONEY if before.state is StepState.DONE else Role.BORDER_CONTROL
        painter.fillRect(QRectF(_MARGIN + _DISC / 2 - 1, top, 2, bottom - top), colour(tone))

    def _edge_of(self, index: int, step: Step, *, above: bool = False) -> float:
        reach = _PANEL_HEIGHT / 2 if step.state is StepState.CURRENT else _DISC / 2
        return self._middle(index) + (-reach if above else reach)

    def _paint_disc(self, painter: QPainter, index: int, step: Step) -> None:
        place = self._disc(index)
        if step.state is StepState.DONE:
            paint_box(painter, place, Role.MONEY, radius=_DISC / 2)
            paint_icon(painter, "check", place.adjusted(13, 13, -13, -13), Role.ON_PRIMARY, HEAVY_LINE)
        elif step.state is StepState.CURRENT:
            paint_box(painter, place, Role.SURFACE, Role.TEXT, radius=_DISC / 2, edge_width=3)
            self._paint_spinner(painter, place.center())
        else:
            paint_box(painter, place, None, Role.BORDER_CONTROL, radius=_DISC / 2, edge_width=2)

    def _paint_spinner(self, painter: QPainter, centre: QPointF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(centre)
        painter.rotate(self._turn * 360 / _TICKS_A_SECOND)
        half = _SPINNER / 2
        paint_icon(painter, "loader", QRectF(-half, -half, _SPINNER, _SPINNER), Role.TEXT)
        painter.restore()

    def _paint_words(self, painter: QPainter, index: int, step: Step) -> None:
        is_current = step.state is StepState.CURRENT
        size, figures = (Size.TITLE, Figures.TITLE) if is_current else (Size.LARGE, Figures.TABULAR)
        time_size, weight = (Size.TOTAL, Weight.BOLD) if is_current else (Size.BODY, Weight.REGULAR)
        left = _MARGIN + _DISC + _TEXT_GAP
        middle, right = self._middle(index), self.width() - _MARGIN
        time_width = metrics(time_size, weight).horizontalAdvance(step.time)
        width = right - left - time_width - _TEXT_GAP
        block = size.line + (Size.BODY.line if step.words else 0)
        top = middle - block / 2
        ink = Role.TEXT2 if step.state is StepState.TO_COME else Role.TEXT
        title = QRectF(left, top, width, size.line)
        paint_words(painter, title, step.title, font(size, Weight.SEMIBOLD, figures), ink)
        words = QRectF(left, top + size.line, width, Size.BODY.line)
        paint_words(painter, words, step.words, font(Size.BODY), Role.TEXT2)
        time = QRectF(right - time_width - 1, middle - time_size.line / 2, time_width + 1, time_size.line)
        ink = Role.TEXT if is_current else Role.TEXT2
        paint_words(painter, time, step.time, font(time_size, weight), ink, Qt.AlignmentFlag.AlignRight)

    def _middle(self, index: int) -> float:
        first, last = _MARGIN + _DISC / 2, self.height() - _MARGIN - _DISC / 2
        if len(self._steps) < 2:
            return first
        return round(first + (last - first) * index / (len(self._steps) - 1))

    def _disc(self, index: int) -> QRectF:
        return QRectF(_MARGIN, self._middle(index) - _DISC / 2, _DISC, _DISC)

    def _run(self) -> None:
        turning = self.isVisible() and any(step.state is StepState.CURRENT for step in self._steps)
        if turning and not self._timer.isActive():
            self._timer.start()
        elif not turning:
            self._timer.stop()

    def _tick(self) -> None:
        self._turn = (self._turn + 1) % _TICKS_A_SECOND
        for index, step in enumerate(self._steps):
            if step.state is StepState.CURRENT:
                self.update(self._disc(index).toAlignedRect())
