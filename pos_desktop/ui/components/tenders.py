"""The buttons of the pay screen: how the customer pays, and the notes that a customer is likely to give."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.components.buttons import BaseButton
from pos_desktop.ui.components.key_mark import KeyColours, key_mark_width, paint_key_mark
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, metrics, paint_icon
from pos_desktop.ui.theme.measures import GAP, TALL_FIELD_HEIGHT

TENDER_HEIGHT = 80
NARROW_TENDER_HEIGHT = 64
_ICON = 24
_KEY_DISABLED = KeyColours(Role.SURFACE, Role.BORDER, Role.DISABLED_TEXT)


class TenderButton(BaseButton):
    """A way to pay: icon and key on top, the name below. The checked one is ink."""

    def __init__(self, icon: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__("", icon, key, parent)
        self.setCheckable(True)
        self.setFixedHeight(TENDER_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide enough for its name."""
        name = metrics(Size.BODY, Weight.SEMIBOLD).horizontalAdvance(self._words)
        return QSize(round(name) + 24, self.minimumHeight())

    def nextCheckState(self) -> None:
        """A tap on the open tender leaves it open; who shows the view checks the buttons."""

    def paint_button(self, painter: QPainter) -> None:
        """Icon, key, name."""
        fill, edge, ink, key = self._look()
        place = QRectF(self.rect())
        paint_box(painter, place, fill, edge)
        top = self.height() * 0.29
        paint_icon(painter, self._icon, QRectF(11, round(top) - _ICON / 2, _ICON, _ICON), ink)
        paint_key_mark(painter, QPointF(place.right() - 8 - key_mark_width(self._key), round(top)), self._key, key)
        middle = self.height() * 0.73
        words = QRectF(12, middle - 12, place.width() - 24, 24)
        paint_words(painter, words, self._words, font(Size.BODY, Weight.SEMIBOLD), ink)

    def _look(self) -> tuple[Role, Role | None, Role, KeyColours]:
        if not self.isEnabled():
            return Role.DISABLED_BG, None, Role.DISABLED_TEXT, _KEY_DISABLED
        if self.isChecked():
            return Role.SELECT, None, Role.ON_SELECT, KeyColours(None, Role.TEXT2, Role.ON_SELECT)
        if self.isDown():
            return Role.PRESSED, Role.PRESSED, Role.TEXT, KeyColours(Role.BG, Role.PRESSED, Role.TEXT2)
        return Role.SURFACE, Role.BORDER, Role.TEXT, KeyColours()


class NoteButton(BaseButton):
    """A sum that the customer may give; the chosen one has a 2 px ink edge. `remark` stands beside its key."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        self._remark = ""
        super().__init__("", "", key, parent)
        self.setCheckable(True)
        self.setFixedHeight(TALL_FIELD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Whether it is the chosen one follows from the amount that is typed."""

    def set_remark(self, remark: str) -> None:
        """Changes the small word beside the key."""
        if remark != self._remark:
            self._remark = remark
            self._name()
            self.update()

    def spoken(self) -> str:
        """The sum and its remark."""
        return f"{self._words} {self._remark}".strip()

    def sizeHint(self) -> QSize:
        """Wide enough for the sum."""
        sum_width = metrics(Size.LARGE, Weight.SEMIBOLD).horizontalAdvance(self._words)
        return QSize(round(max(sum_width + 24, self._foot_width() + 16)), self.minimumHeight())

    def paint_button(self, painter: QPainter) -> None:
        """The sum above, the remark and the key below."""
        fill, edge, width, ink = self._look()
        place = QRectF(self.rect())
        paint_box(painter, place, fill, edge, edge_width=width)
        upper = QRectF(0, 11, place.width(), 28)
        centred = Qt.AlignmentFlag.AlignHCenter
        sum_width = metrics(Size.LARGE, Weight.SEMIBOLD).horizontalAdvance(self._words)
        size = Size.LARGE if sum_width + 2 * GAP <= place.width() else Size.BODY
        paint_words(painter, upper, self._words, font(size, Weight.SEMIBOLD), ink, centred)
        left = (place.width() - self._foot_width()) / 2
        if self._remark:
            advance = metrics(Size.SMALL).horizontalAdvance(self._remark)
            tone = Role.TEXT2 if self.isEnabled() else Role.DISABLED_TEXT
            lower = QRectF(left, 40, advance + 1, 20)
            paint_words(painter, lower, self._remark, font(Size.SMALL), tone, elide=False)
            left += advance + 8
        paint_key_mark(painter, QPointF(left, 50), self._key, KeyColours() if self.isEnabled() else _KEY_DISABLED)

    def _foot_width(self) -> float:
        remark = metrics(Size.SMALL).horizontalAdvance(self._remark) + 8 if self._remark else 0
        return remark + key_mark_width(self._key)

    def _look(self) -> tuple[Role, Role | None, int, Role]:
        if not self.isEnabled():
            return Role.DISABLED_BG, None, 1, Role.DISABLED_TEXT
        fill = Role.PRESSED if self.isDown() else Role.SURFACE
        return (fill, Role.SELECT, 2, Role.TEXT) if self.isChecked() else (fill, Role.BORDER, 1, Role.TEXT)
