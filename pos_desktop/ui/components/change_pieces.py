"""The notes and coins to hand over, drawn so that nobody counts in the head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.money import CENTS_PER_SHILLING, format_short
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, metrics

_HEIGHT = 48
_NOTE_WIDTH = 96
_LEAST_NOTE_CENTS = 50 * CENTS_PER_SHILLING
_GAP = 8
_BETWEEN = 24


@dataclass(frozen=True)
class _Piece:
    text: str
    is_note: bool
    width: float


class ChangePieces(QWidget):
    """Notes as boxes, coins as discs, largest first. When they do not fit, equal ones are drawn once: `3 × 1,000`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cents: tuple[int, ...] = ()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_pieces(self, cents: Sequence[int]) -> None:
        """Shows these notes and coins; each is its value in cents."""
        if tuple(cents) != self._cents:
            self._cents = tuple(cents)
            counted = [(len(list(same)), value) for value, same in groupby(self._cents)]
            self.setAccessibleName(", ".join(f"{count} × {format_short(value)}" for count, value in counted))
            self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(_NOTE_WIDTH, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pieces from the left."""
        painter = QPainter(self)
        left, last_was_note = 0.0, False
        for piece in self._fitting():
            if left:
                left += _BETWEEN if last_was_note and not piece.is_note else _GAP
            place = QRectF(round(left), 0, round(piece.width), _HEIGHT)
            radius = 4 if piece.is_note else _HEIGHT / 2
            paint_box(painter, place, Role.SURFACE, Role.BORDER_CONTROL, radius=radius)
            centred = Qt.AlignmentFlag.AlignHCenter
            paint_words(painter, place, piece.text, font(Size.BODY, Weight.SEMIBOLD), Role.TEXT, centred, elide=False)
            left, last_was_note = left + piece.width, piece.is_note

    def _fitting(self) -> list[_Piece]:
        each = [_piece(1, value, _NOTE_WIDTH) for value in self._cents]
        if _row_width(each) <= self.width():
            return each
        grouped = [(len(list(same)), value) for value, same in groupby(self._cents)]
        return [_piece(count, value, 0) for count, value in grouped]


def _piece(count: int, cents: int, note_width: float) -> _Piece:
    is_note = cents >= _LEAST_NOTE_CENTS
    text = format_short(cents) if count == 1 else f"{count} × {format_short(cents)}"
    words = metrics(Size.BODY, Weight.SEMIBOLD).horizontalAdvance(text) + 20
    return _Piece(text, is_note, max(words, note_width if is_note else _HEIGHT))


def _row_width(pieces: Sequence[_Piece]) -> float:
    return sum(_gaps(pieces)) + sum(piece.width for piece in pieces)


def _gaps(pieces: Sequence[_Piece]) -> Iterator[float]:
    for left, right in pairwise(pieces):
        yield _BETWEEN if left.is_note and not right.is_note else _GAP
