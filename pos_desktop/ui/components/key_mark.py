"""The little key on a button: what to press instead of tapping."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.components.painting import Paint, paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, metrics, paint_icon
from pos_desktop.ui.theme.measures import RADIUS_SMALL

KEY_MARK_HEIGHT = 22
_PADDING = 7
_LEAST_WIDTH = 24
_ARROW = 14
_ARROW_GAP = 4
_SHOWN = {"Return": "Enter", "Backspace": "⌫", "Escape": "Esc", "Delete": "Del"}


@dataclass(frozen=True)
class KeyColours:
    """The fill, edge and words of a mark."""

    fill: Paint | None = Role.BG
    edge: Paint | None = Role.BORDER
    ink: Paint = Role.TEXT2


def key_words(key: str) -> str:
    """`Shift Del` for the key `Shift+Del`: what a mark says, and a screen reader after the button's words."""
    return " ".join(_SHOWN.get(part, part) for part in key.split("+") if part)


def key_mark_width(key: str) -> float:
    """How wide the mark of a key is; nothing for no key."""
    if not key:
        return 0.0
    words, has_arrow = _split(key)
    arrow = _ARROW + _ARROW_GAP if has_arrow else 0
    width = metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(words) + arrow
    return max(round(width) + 2 * _PADDING + 1, _LEAST_WIDTH)


def paint_key_mark(painter: QPainter, left_middle: QPointF, key: str, colours: KeyColours) -> None:
    """Paints the mark of a key, given the middle of its left side."""
    width = key_mark_width(key)
    place = QRectF(round(left_middle.x()), round(left_middle.y() - KEY_MARK_HEIGHT / 2), width, KEY_MARK_HEIGHT)
    paint_box(painter, place, colours.fill, colours.edge, radius=RADIUS_SMALL)
    words, has_arrow = _split(key)
    inside = place.adjusted(_PADDING, 0, 0, 0)
    if has_arrow:
        arrow = QRectF(inside.left() - 1, inside.center().y() - _ARROW / 2, _ARROW, _ARROW)
        paint_icon(painter, "arrow-big-up", arrow, colours.ink)
        inside.setLeft(inside.left() + _ARROW + _ARROW_GAP - 1)
    else:
        inside = place.adjusted((width - metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(words)) / 2, 0, 0, 0)
    paint_words(painter, inside, words, font(Size.SMALL, Weight.MEDIUM), colours.ink, elide=False)


def _split(key: str) -> tuple[str, bool]:
    words = key_words(key)
    return words.removeprefix("Shift "), words.startswith("Shift ")


class KeyMark(QWidget):
    """A mark by itself, as in the scan box; on a button it is painted by the button."""

    def __init__(self, key: str, colours: KeyColours | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._colours = key, colours or KeyColours()
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Just the mark."""
        return QSize(round(key_mark_width(self._key)), KEY_MARK_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the mark."""
        paint_key_mark(QPainter(self), QPointF(0, self.height() / 2), self._key, self._colours)
