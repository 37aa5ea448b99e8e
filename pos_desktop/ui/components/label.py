"""Words on a surface: the sizes, weights and tones of the type table, with its line heights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour, font, metrics

_LEFT = Qt.AlignmentFlag.AlignLeft
_WIDEST = 16_777_215


@dataclass(frozen=True)
class Run:
    """A part of a label that looks different; what is None is as the label itself."""

    text: str
    weight: Weight | None = None
    tone: Role | None = None
    size: Size | None = None
    figures: Figures | None = None
    is_struck: bool = False


class Label(QLabel):
    """Words of one size and line height. Plain text always; `set_runs` mixes weights, tones and sizes on one baseline.

    `wrap=True` breaks lines and grows in height; otherwise the label is one line, and with `elide=True` it may be
    narrower than its words and then ends with an ellipsis.
    """

    def __init__(
        self,
        text: str = "",
        size: Size = Size.BODY,
        weight: Weight = Weight.REGULAR,
        tone: Role = Role.TEXT,
        *,
        figures: Figures = Figures.TABULAR,
        align: Qt.AlignmentFlag = _LEFT,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size, self._weight, self._tone, self._figures = size, weight, tone, figures
        self._align, self._wrap, self._elide = align, wrap, elide
        self._runs: tuple[Run, ...] = ()
        self._layout: QTextLayout | None = None
        self._laid_width = -1.0
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if wrap:
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Shows one run of words in the label's own look."""
        self.set_runs([Run(text)])

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Shows several runs on one line; nothing happens when they are what is shown already."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        super().setText("".join(run.text for run in self._runs))
        self._layout = None
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: Role) -> None:
        """Changes the role of the words' colour."""
        if tone is not self._tone:
            self._tone = tone
            self._layout = None
            self.update()

    def set_look(self, size: Size, weight: Weight) -> None:
        """Changes size and weight, for a screen that has another form in a narrow window."""
        if (size, weight) != (self._size, self._weight):
            self._size, self._weight = size, weight
            self._layout = None
            self.updateGeometry()
            self.update()

    def natural_width(self) -> float:
        """How wide the words are on one line."""
        return sum(self._run_metrics(run).horizontalAdvance(run.text) for run in self._runs)

    def sizeHint(self) -> QSize:
        """One line; a wrapping label asks for its height by its width."""
        return QSize(round(self.natural_width() + 0.5), self._size.line)

    def minimumSizeHint(self) -> QSize:
        """As small as the words allow: a word when wrapping, nothing when eliding."""
        width = 24 if self._elide or self._wrap else self.sizeHint().width()
        return QSize(width, self._size.line)

    def hasHeightForWidth(self) -> bool:
        """Only a wrapping label is higher when it is narrower."""
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        """The height of the words at a width."""
        return self._laid_out(width).lineCount() * self._size.line if self._wrap else self._size.line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the words out again."""
        self._laid_out(self.width())
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the lines, each centred in its line height."""
        layout = self._laid_out(self.width())
        painter = QPainter(self)
        painter.setPen(self._ink(self._tone))
        measured = metrics(self._size, self._weight, self._figures)
        block = layout.lineCount() * self._size.line
        top = (self.height() - block) / 2
        if self._wrap:
            top = 0
        for index in range(layout.lineCount()):
            line = layout.lineAt(index)
            middle = top + index * self._size.line + self._size.line / 2
            base = round(middle + (measured.ascent() - measured.descent()) / 2)
            line.draw(painter, QPointF(self._line_left(line.naturalTextWidth()), base - line.ascent() - line.y()))

    def changeEvent(self, event: object) -> None:
        """Colours are in the layout, so another scheme needs another layout."""
        self._layout = None
        super().changeEvent(event)  # type: ignore[arg-type]

    def _line_left(self, width: float) -> float:
        if self._align & Qt.AlignmentFlag.AlignRight:
            return self.width() - width
        return (self.width() - width) / 2 if self._align & Qt.AlignmentFlag.AlignHCenter else 0.0

    def _ink(self, tone: Role) -> QColor:
        return colour(tone if self.isEnabled() else Role.DISABLED_TEXT)

    def _run_metrics(self, run: Run) -> QFontMetricsF:
        return metrics(run.size or self._size, run.weight or self._weight, run.figures or self._figures)

    def _laid_out(self, width: float) -> QTextLayout:
        if self._layout is None or width != self._laid_width:
            self._laid_width = width
            self._layout = self._lay_out(width)
        return self._layout

    def _lay_out(self, width: float) -> QTextLayout:
        runs = self._elided(width) if self._elide and not self._wrap else self._runs
        layout = QTextLayout("".join(run.text for run in runs), font(self._size, self._weight, self._figures))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap if self._wrap else QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setFormats(self._formats(runs))
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width if self._wrap else _WIDEST)
        layout.endLayout()
        return layout

    def _formats(self, runs: Sequence[Run]) -> list[QTextLayout.FormatRange]:
        ranges, start = [], 0
        for run in runs:
            form = QTextCharFormat()
            face = font(run.size or self._size, run.weight or self._weight, run.figures or self._figures)
            form.setFont(face)
            form.setForeground(self._ink(run.tone or self._tone))
            form.setFontStrikeOut(run.is_struck)
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = start, len(run.text.encode("utf-16-le")) // 2, form
            start += piece.length
            ranges.append(piece)
        return ranges

    def _elided(self, width: float) -> tuple[Run, ...]:
        """The last run gives way."""
        if not self._runs or self.natural_width() <= width + 0.5:
            return self._runs
        *first, last = self._runs
        used = sum(self._run_metrics(run).horizontalAdvance(run.text) for run in first)
        text = self._run_metrics(last).elidedText(last.text, Qt.TextElideMode.ElideRight, max(width - used, 0))
        return (*first, Run(text, last.weight, last.tone, last.size, last.figures, last.is_struck))
