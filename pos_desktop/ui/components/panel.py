"""Surfaces: a painted box with an edge where it is wanted, cards, dividers, and icons on their own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.theme import Role, colour, paint_icon
from pos_desktop.ui.theme.fonts import Size, Weight, font
from pos_desktop.ui.theme.measures import RADIUS


class Panel(QWidget):
    """A filled area. `edges` names the sides with a 1 px line: any of `l`, `t`, `r`, `b`."""

    def __init__(
        self,
        fill: Role = Role.SURFACE,
        *,
        edges: str = "",
        edge: Role = Role.BORDER,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill, self._edges, self._edge = fill, edges, edge

    def set_fill(self, fill: Role) -> None:
        """Changes the role of the area's colour."""
        if fill is not self._fill:
            self._fill = fill
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fills, then draws the sides that have a line."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self._fill))
        width, height = self.width(), self.height()
        lines = {
            "l": (0, 0, 1, height),
            "t": (0, 0, width, 1),
            "r": (width - 1, 0, 1, height),
            "b": (0, height - 1, width, 1),
        }
        for side in self._edges:
            painter.fillRect(*lines[side], colour(self._edge))


class Card(QWidget):
    """A rounded box with a 1 px edge. Give the layout inside the padding: 16 or 24."""

    def __init__(
        self,
        fill: Role = Role.SURFACE,
        edge: Role | None = Role.BORDER,
        *,
        radius: int = RADIUS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill, self._edge, self._radius = fill, edge, radius

    def set_colours(self, fill: Role, edge: Role | None) -> None:
        """Changes the roles of fill and edge."""
        self._fill, self._edge = fill, edge
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the box."""
        paint_box(QPainter(self), QRectF(self.rect()), self._fill, self._edge, radius=self._radius)


class Divider(QWidget):
    """A 1 px line between rows, or between columns when upright."""

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        tone: Role = Role.BORDER,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        if orientation is Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One flat line."""
        QPainter(self).fillRect(self.rect(), colour(self._tone))


class IconLabel(QWidget):
    """An icon by itself, in a tone. It has no name for screen readers: words stand beside it."""

    def __init__(self, name: str, size: int = 24, tone: Role = Role.TEXT, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._icon_size, self._tone = name, size, tone
        self.setFixedSize(size, size)

    def set_icon(self, name: str, tone: Role) -> None:
        """Shows another icon, or the same in another tone."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the icon, if there is one."""
        if self._name:
            paint_icon(QPainter(self), self._name, QRectF(self.rect()), self._tone)


class Disc(QWidget):
    """A round mark with an icon or a letter in it: the empty cart, the head of a dialog, a person's initial."""

    def __init__(
        self,
        size: int,
        icon: str = "",
        *,
        letter: str = "",
        fill: Role = Role.SUNKEN,
        ink: Role = Role.TEXT,
        icon_size: int = 24,
        letter_size: Size = Size.SMALL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._letter, self._fill, self._ink = icon, letter, fill, ink
        self._icon_size, self._letter_size = icon_size, letter_size
        self.setFixedSize(size, size)

    def set_letter(self, letter: str) -> None:
        """Shows another letter."""
        self._letter = letter
        self.update()

    def set_icon(self, icon: str, fill: Role, ink: Role) -> None:
        """Shows another icon in other colours."""
        self._icon, self._fill, self._ink = icon, fill, ink
        self.update()

    def sizeHint(self) -> QSize:
        """As large as it was made."""
        return self.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The disc, then what is in it."""
        painter = QPainter(self)
        place = QRectF(self.rect())
        paint_box(painter, place, self._fill, radius=place.height() / 2)
        if self._icon:
            half = self._icon_size / 2
            centre = place.center()
            box = QRectF(centre.x() - half, centre.y() - half, self._icon_size, self._icon_size)
            paint_icon(painter, self._icon, box, self._ink)
        elif self._letter:
            painter.setFont(font(self._letter_size, Weight.SEMIBOLD))
            painter.setPen(colour(self._ink))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._letter)
