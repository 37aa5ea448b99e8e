"""A number that stands alone: KES small beside it, and the largest size that fits one line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.money import format_amount
from pos_desktop.ui.components.painting import baseline
from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour, font, metrics

_CURRENCY = "KES"
_CURRENCY_SIZE = {
    Size.LARGE: Size.SMALL,
    Size.TITLE: Size.BODY,
    Size.TOTAL: Size.LARGE,
    Size.PAID: Size.TITLE,
    Size.CHANGE: Size.TITLE,
}
_CURRENCY_GAP = {Size.PAID: 12, Size.CHANGE: 12}
_DROPS_CURRENCY_FROM_CENTS = 100_000_00


class AmountLabel(QWidget):
    """`KES 1,191.00` with the number large. Never abbreviated: KES goes first, then the size steps down.

    `sizes` are the sizes to try, largest first, for instance `(Size.CHANGE, Size.PAID, Size.TOTAL)`.
    """

    def __init__(
        self,
        sizes: Sequence[Size] = (Size.TOTAL,),
        *,
        tone: Role = Role.TEXT,
        currency_tone: Role = Role.TEXT2,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignRight,
        currency: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sizes, self._tone, self._currency_tone = tuple(sizes), tone, currency_tone
        self._align, self._has_currency = align, currency
        self._text = format_amount(0)
        self._cents = 0
        self.setFixedHeight(self._sizes[0].line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def cents(self) -> int:
        """The amount that is shown."""
        return self._cents

    def text(self) -> str:
        """The number as it is shown."""
        return self._text

    def set_cents(self, cents: int) -> None:
        """Shows an amount."""
        if cents != self._cents:
            self._cents, self._text = cents, format_amount(cents)
            self._name()
            self.updateGeometry()
            self.update()

    def set_currency(self, *, shown: bool) -> None:
        """Shows or hides KES."""
        self._has_currency = shown
        self.update()

    def set_tone(self, tone: Role) -> None:
        """Changes the role of the number's colour."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def sizeHint(self) -> QSize:
        """The number at its largest, with KES."""
        return QSize(round(self._width(self._sizes[0], with_currency=self._has_currency)) + 1, self._sizes[0].line)

    def minimumSizeHint(self) -> QSize:
        """The number at its smallest."""
        return QSize(round(self._width(self._sizes[-1], with_currency=False)) + 1, self._sizes[0].line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """KES and the number on one baseline."""
        size, with_currency = self._fitting()
        painter = QPainter(self)
        figures = _figures(size)
        measured = metrics(size, Weight.BOLD, figures)
        place = QRectF(self.rect())
        left = (
            place.left()
            if self._align & Qt.AlignmentFlag.AlignLeft
            else place.right() - self._width(size, with_currency=with_currency)
        )
        base = baseline(place, measured)
        if with_currency:
            small = _CURRENCY_SIZE.get(size, Size.TOTAL)
            painter.setFont(font(small, Weight.SEMIBOLD))
            painter.setPen(colour(self._currency_tone))
            painter.drawText(QPointF(left, base), _CURRENCY)
            left += metrics(small, Weight.SEMIBOLD).horizontalAdvance(_CURRENCY) + _CURRENCY_GAP.get(size, 8)
        painter.setFont(font(size, Weight.BOLD, figures))
        painter.setPen(colour(self._tone))
        painter.drawText(QPointF(left, base), self._text)

    def _fitting(self) -> tuple[Size, bool]:
        wants_currency = self._has_currency and abs(self._cents) < _DROPS_CURRENCY_FROM_CENTS
        for size in self._sizes:
            for with_currency in (True, False) if wants_currency else (False,):
                if self._width(size, with_currency=with_currency) <= self.width():
                    return size, with_currency
        return self._sizes[-1], False

    def _width(self, size: Size, *, with_currency: bool) -> float:
        number = metrics(size, Weight.BOLD, _figures(size)).horizontalAdvance(self._text)
        if not with_currency:
            return number
        small = _CURRENCY_SIZE.get(size, Size.TOTAL)
        currency = metrics(small, Weight.SEMIBOLD).horizontalAdvance(_CURRENCY)
        return number + currency + _CURRENCY_GAP.get(size, 8)

    def _name(self) -> None:
        self.setAccessibleName(f"{_CURRENCY} {self._text}")


def _figures(size: Size) -> Figures:
    if size >= Size.PAID:
        return Figures.TITLE
    return Figures.ALONE if size >= Size.TOTAL else Figures.TABULAR
