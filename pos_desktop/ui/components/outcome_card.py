"""The card that says what became of a payment: big words, then the same three questions in the same order."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.components.buttons import BaseButton
from pos_desktop.ui.components.label import Label
from pos_desktop.ui.components.painting import paint_box, rounded_path
from pos_desktop.ui.components.panel import Disc, IconLabel
from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour
from pos_desktop.ui.theme.measures import RADIUS

HEAD_HEIGHT = 136
_SIDE = 33
_ICON_COLUMN = 80
_GAP = 24
_NARROW_SIDE = 17
_NARROW_GAP = 16
_QUESTION_WIDTH = 144


@dataclass(frozen=True)
class Answer:
    """One of the three rows: a question, its answer, and one plain line more."""

    icon: str
    question: str
    answer: str
    more: str


class HeadedCard(QWidget):
    """A rounded box with a coloured head; the rest is a surface. `head` and `body` are its two layouts."""

    def __init__(self, height: int, fill: Role, edge: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill, self._edge, self._head_height = fill, edge, height
        self.head = QHBoxLayout()
        self.head.setContentsMargins(_SIDE, 0, _SIDE, 0)
        self.head.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 1)
        self.body.setSpacing(0)
        head = QWidget(self)
        head.setFixedHeight(height)
        head.setLayout(self.head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(self.body, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The surface, the head inside its corners, the edge over both."""
        painter = QPainter(self)
        place = QRectF(self.rect())
        paint_box(painter, place, Role.SURFACE, radius=RADIUS)
        painter.save()
        painter.setClipPath(rounded_path(place, RADIUS))
        painter.fillRect(QRectF(0, 0, place.width(), self._head_height + 1), colour(self._fill))
        painter.restore()
        paint_box(painter, place, None, self._edge, radius=RADIUS)


class _AnswerRow(QWidget):
    """Icon, question, answer. In a narrow window the question stands above its answer."""

    def __init__(self, *, is_first: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_first = is_first
        self._icon = IconLabel("", 28, Role.TEXT2)
        self._question = Label(tone=Role.TEXT2, wrap=True)
        self._answer = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, wrap=True)
        self._more = Label(tone=Role.TEXT2, wrap=True)
        icon = QHBoxLayout()
        icon.setContentsMargins((_ICON_COLUMN - 28) // 2, 0, (_ICON_COLUMN - 28) // 2, 0)
        icon.addWidget(self._icon)
        answers = QVBoxLayout()
        answers.setSpacing(4)
        answers.addWidget(self._answer)
        answers.addWidget(self._more)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.addWidget(self._question, 0, Qt.AlignmentFlag.AlignVCenter)
        self._words.addLayout(answers, 1)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addStretch(1)
        middle.addLayout(self._words)
        middle.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(icon)
        self._row.addLayout(middle, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Takes the 1024 form or the wide one."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        side, gap = _sides(narrow=narrow)
        self._row.setContentsMargins(side, 0, side, 0)
        self._row.setSpacing(gap)
        self._words.setDirection(down if narrow else across)
        self._words.setSpacing(2 if narrow else gap)
        self._question.setFixedWidth(_QUESTION_WIDTH + 200 if narrow else _QUESTION_WIDTH)
        self._question.set_look(Size.SMALL if narrow else Size.BODY, Weight.REGULAR)

    def show_answer(self, answer: Answer) -> None:
        """Shows it."""
        self._icon.set_icon(answer.icon, Role.TEXT2)
        self._question.setText(answer.question)
        self._answer.setText(answer.answer)
        self._more.setText(answer.more)
        self.setAccessibleName(f"{answer.question} {answer.answer} {answer.more}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line above it."""
        if not self._is_first:
            QPainter(self).fillRect(1, 0, self.width() - 2, 1, colour(Role.BORDER))


class OutcomeCard(HeadedCard):
    """Amber: not paid, or not known yet. `details` is the button in the head."""

    def __init__(self, icon: str, details: BaseButton, parent: QWidget | None = None) -> None:
        super().__init__(HEAD_HEIGHT, Role.WARN_BG, Role.WARN_LINE, parent)
        self._title = Label(size=Size.TOTAL, weight=Weight.BOLD, tone=Role.WARN, figures=Figures.TITLE, elide=True)
        self._title.setObjectName("outcome_title")
        self._reason = Label(size=Size.LARGE, weight=Weight.MEDIUM, tone=Role.WARN, elide=True)
        self._reason.setObjectName("outcome_reason")
        self._rows = tuple(_AnswerRow(is_first=index == 0, parent=self) for index in range(3))
        for index, row in enumerate(self._rows):
            row.setObjectName(f"answer_{index}")
        self._details = details
        self._build(icon, details)

    def _build(self, icon: str, details: BaseButton) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._reason)
        words.addStretch(1)
        corner = QVBoxLayout()
        corner.setContentsMargins(0, 24, 0, 0)
        corner.addWidget(details)
        corner.addStretch(1)
        self.head.addWidget(Disc(_ICON_COLUMN, icon, fill=Role.WARN_CHIP, ink=Role.WARN, icon_size=44))
        self.head.addLayout(words, 1)
        self.head.addLayout(corner)
        for row in self._rows:
            self.body.addWidget(row, 1)
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Takes the 1024 form or the wide one."""
        side, gap = _sides(narrow=narrow)
        self.head.setContentsMargins(side, 0, side, 0)
        self.head.setSpacing(gap)
        self._details.set_icon("" if narrow else "file-text")
        for row in self._rows:
            row.set_narrow(narrow=narrow)

    def show_words(self, title: str, reason: str, answers: tuple[Answer, Answer, Answer]) -> None:
        """Shows the big words and the three answers."""
        self._title.setText(title)
        self._reason.setText(reason)
        for row, answer in zip(self._rows, answers, strict=True):
            row.show_answer(answer)
        self.setAccessibleName(f"{title}. {reason}")


def _sides(*, narrow: bool) -> tuple[int, int]:
    """The margin at both sides, and the gap between columns."""
    return (_NARROW_SIDE, _NARROW_GAP) if narrow else (_SIDE, _GAP)
