"""What the customer's phone will show, so that the cashier can say it before it comes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.ui.components.label import Label, Run
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, metrics
from pos_desktop.ui.theme.measures import RADIUS

_FIELD_HEIGHT = 48
_PLACE = re.compile(r"(\{\w+\})")


def runs_of(template: str, strong: Mapping[str, str]) -> list[Run]:
    """The words of a template with its places filled in a heavier weight."""
    parts = (part for part in _PLACE.split(template) if part)
    return [Run(strong[part[1:-1]], weight=Weight.SEMIBOLD) if _PLACE.fullmatch(part) else Run(part) for part in parts]


def _fitting(runs: list[Run], width: float) -> list[Run]:
    """The runs of one line, the heavy one cut when the line is too long."""
    widths = [metrics(Size.LARGE, run.weight or Weight.REGULAR).horizontalAdvance(run.text) for run in runs]
    over = sum(widths) - width
    if over <= 0:
        return runs
    return [_cut(run, run_width - over) if run.weight else run for run, run_width in zip(runs, widths, strict=True)]


def _cut(run: Run, width: float) -> Run:
    measured = metrics(Size.LARGE, Weight.SEMIBOLD)
    text = measured.elidedText(run.text, Qt.TextElideMode.ElideRight, max(width, 0))
    return Run(text, weight=run.weight)


class _PinField(QWidget):
    """A drawing of the phone's PIN field; nothing can be typed here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = ""
        self.setFixedHeight(_FIELD_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, QRectF(self.rect()), Role.SURFACE, radius=RADIUS)
        place = QRectF(self.rect()).adjusted(16, 0, -16, 0)
        paint_words(painter, place, self.words, font(Size.BODY), Role.TEXT2)


class PromptPreview(QWidget):
    """Four lines and a PIN field on a sunken panel, in the middle of whatever height it is given."""

    def __init__(self, lines: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = tuple(Label(size=Size.LARGE, elide=True) for _ in range(lines))
        self._pin = _PinField(self)
        self._template, self._strong = "", dict[str, str]()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(24, 0, 24, 0)
        column.setSpacing(4)
        column.addStretch(1)
        for line in self._lines:
            column.addWidget(line)
        column.addSpacing(12)
        column.addWidget(self._pin)
        column.addStretch(1)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_words(self, template: str, strong: Mapping[str, str], pin_words: str) -> None:
        """Shows a template of several lines with its places filled in."""
        self._template, self._strong = template, dict(strong)
        self._fill()
        self._pin.words = pin_words
        self._pin.update()
        self.setAccessibleName(" ".join(line.text() for line in self._lines))

    def set_narrow(self, *, narrow: bool) -> None:
        """Takes the 1024 form or the wide one."""
        side = 16 if narrow else 24
        self._column.setContentsMargins(side, 0, side, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long name is cut where there is no room for it."""
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        margins = self._column.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        for line, text in zip(self._lines, self._template.split("\n"), strict=False):
            line.set_runs(_fitting(runs_of(text, self._strong), width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sunken panel."""
        paint_box(QPainter(self), QRectF(self.rect()), Role.SUNKEN, radius=RADIUS)
