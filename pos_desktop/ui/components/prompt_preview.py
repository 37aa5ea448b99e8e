"""What the customer's phone will show, so that the cashier can say it before it comes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.ui.components.label import Label, Run
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font
from pos_desktop.ui.theme.measures import RADIUS

_FIELD_HEIGHT = 48
_PLACE = re.compile(r"(\{\w+\})")


def runs_of(template: str, strong: Mapping[str, str]) -> list[Run]:
    """The words of a template with its places filled in a heavier weight."""
    parts = (part for part in _PLACE.split(template) if part)
    return [Run(strong[part[1:-1]], weight=Weight.SEMIBOLD) if _PLACE.fullmatch(part) else Run(part) for part in parts]


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
        column = QVBoxLayout(self)
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
        for line, text in zip(self._lines, template.split("\n"), strict=False):
            line.set_runs(runs_of(text, strong))
        self._pin.words = pin_words
        self._pin.update()
        self.setAccessibleName(" ".join(line.text() for line in self._lines))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sunken panel."""
        paint_box(QPainter(self), QRectF(self.rect()), Role.SUNKEN, radius=RADIUS)
