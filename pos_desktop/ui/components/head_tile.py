"""The square mark at the head of a page."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.theme import Role, paint_icon
from pos_desktop.ui.theme.measures import RADIUS

_SIZE = 48
_ICON = 24


class HeadTile(QWidget):
    """An icon on a sunken square. It has no name for screen readers: words stand beside it."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(_SIZE, _SIZE)

    def set_icon(self, icon: str) -> None:
        """Shows another icon."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Square and icon."""
        painter = QPainter(self)
        place = QRectF(self.rect())
        paint_box(painter, place, Role.SUNKEN, radius=RADIUS)
        inset = (_SIZE - _ICON) / 2
        paint_icon(painter, self._icon, place.adjusted(inset, inset, -inset, -inset), Role.TEXT)
