"""The demo's list of what can go wrong between till and M-Pesa: one tap, and it happens to the next prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_desktop.ui.components import BaseButton, Button, Divider, Label, Panel, paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, colour, font, metrics
from pos_desktop.ui.theme.measures import GAP, INK_BAR, MARGIN, RADIUS_SMALL

ROW_HEIGHT = 64
LINK_HEIGHT = 28
_CHIP_PADDING = 8


class ChoiceState(StrEnum):
    """Whether a mishap does nothing, waits for the next prompt, or is at work on the last one."""

    IDLE = "idle"
    ARMED = "armed"
    STRIKING = "striking"


@dataclass(frozen=True)
class MishapChoice:
    """One thing that can go wrong, in the words of whoever makes it happen."""

    name: str
    part: str
    title: str
    words: str
    state: ChoiceState = ChoiceState.IDLE


class MishapRow(BaseButton):
    """A title, a line that explains it, and a chip while it is armed."""

    def __init__(self, choice: MishapChoice, parent: QWidget | None = None) -> None:
        self._choice = choice
        self._chip = ""
        super().__init__(choice.title, parent=parent)
        self.setObjectName(f"mishap_{choice.name}")
        self.setFixedHeight(ROW_HEIGHT)

    def show_state(self, state: ChoiceState, chip: str) -> None:
        """Shows whether it is armed; the chip says for what."""
        if (state, chip) != (self._choice.state, self._chip):
            self._choice = MishapChoice(
                self._choice.name, self._choice.part, self._choice.title, self._choice.words, state
            )
            self._chip = chip
            self._name()
            self.update()

    @property
    def is_armed(self) -> bool:
        """Whether a tap disarms it."""
        return self._choice.state is not ChoiceState.IDLE

    def spoken(self) -> str:
        """Title, explanation, and for what it is armed."""
        return " ".join(part for part in (f"{self._choice.title}.", self._choice.words, self._chip) if part)

    def sizeHint(self) -> QSize:
        """As wide as the window."""
        return QSize(388, ROW_HEIGHT)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Comes into sight."""
        super().focusInEvent(event)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(self)

    def paint_button(self, painter: QPainter) -> None:
        """Selected as everywhere: its own fill and an ink bar at the left."""
        place = QRectF(self.rect())
        fill = Role.PRESSED if self.isDown() else Role.SELECTED_ROW if self.is_armed else Role.SURFACE
        painter.fillRect(place, colour(fill))
        if self.is_armed:
            painter.fillRect(QRectF(0, 0, INK_BAR, place.height()), colour(Role.SELECT))
        inside = place.adjusted(MARGIN, 8, -MARGIN, -8)
        title = QRectF(inside.left(), inside.top(), inside.width(), Size.BODY.line)
        if self._chip:
            width = metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(self._chip) + 2 * _CHIP_PADDING
            chip = QRectF(inside.right() - width, inside.top(), width, Size.BODY.line)
            paint_box(painter, chip, Role.WARN_CHIP, radius=RADIUS_SMALL)
            paint_words(
                painter, chip.adjusted(_CHIP_PADDING, 0, 0, 0), self._chip, font(Size.SMALL, Weight.MEDIUM), Role.WARN
            )
            title.setRight(chip.left() - GAP)
        paint_words(painter, title, self._choice.title, font(Size.BODY, Weight.MEDIUM), Role.TEXT)
        words = QRectF(inside.left(), title.bottom(), inside.width(), Size.SMALL.line)
        paint_words(painter, words, self._choice.words, font(Size.SMALL), Role.TEXT2)


class MishapPage(QWidget):
    """All of them in their groups, scrolling. `toggled` carries a name and whether it is to be armed."""

    toggled = Signal(str, bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[MishapChoice, ...] = ()
        self._rows: dict[str, MishapRow] = {}
        self._title = Label(size=Size.LARGE, weight=Weight.SEMIBOLD)
        self._title.setObjectName("mishap_title")
        self._words = Label(size=Size.SMALL, tone=Role.TEXT2, wrap=True)
        self._back = Button("", "arrow-left", "Esc")
        self._back.setObjectName("mishap_back")
        self._area = QScrollArea()
        self._build()
        self._back.clicked.connect(self.closed)
        self.retranslate()

    def _build(self) -> None:
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, MARGIN, MARGIN, 12)
        head.setSpacing(4)
        head.addWidget(self._title)
        head.addWidget(self._words)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        foot.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Divider())
        column.addWidget(self._area, 1)
        column.addWidget(Divider())
        column.addLayout(foot)

    def show_choices(self, choices: Sequence[MishapChoice]) -> None:
        """Shows the list, or how the states of its rows have changed."""
        if [each.name for each in choices] != list(self._rows):
            self._fill(choices)
        self._choices = tuple(choices)
        self._show_states()

    def retranslate(self) -> None:
        """Sets every word of the page's own."""
        self._title.setText(self.tr("Make something go wrong"))
        self._words.setText(self.tr("It happens to the next prompt, and to that one only. No money is real here."))
        self._back.set_words(self.tr("Back to the phone"))
        self._show_states()

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill(self, choices: Sequence[MishapChoice]) -> None:
        inside = Panel(Role.SURFACE)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = {}
        for part, members in groupby(choices, key=lambda choice: choice.part):
            column.addWidget(_heading(part))
            for choice in members:
                row = MishapRow(choice)
                row.clicked.connect(lambda _checked=False, chosen=row, name=choice.name: self._toggle(name, chosen))
                self._rows[choice.name] = row
                column.addWidget(row)
        column.addStretch(1)
        self._area.setWidget(inside)

    def _toggle(self, name: str, row: MishapRow) -> None:
        self.toggled.emit(name, not row.is_armed)

    def _show_states(self) -> None:
        chips = {
            ChoiceState.IDLE: "",
            ChoiceState.ARMED: self.tr("Next prompt"),
            ChoiceState.STRIKING: self.tr("Last prompt"),
        }
        for choice in self._choices:
            self._rows[choice.name].show_state(choice.state, chips[choice.state])


def _heading(part: str) -> QWidget:
    panel = Panel(Role.SUNKEN)
    panel.setFixedHeight(36)
    line = QHBoxLayout(panel)
    line.setContentsMargins(MARGIN, 0, MARGIN, 0)
    line.addWidget(Label(part, size=Size.SMALL, weight=Weight.SEMIBOLD, tone=Role.TEXT2))
    return panel


class MishapBar(QWidget):
    """One line under the phone: what is armed with a way to disarm it, or the way to the list."""

    opened = Signal()
    disarmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._armed: tuple[MishapChoice, ...] = ()
        self._is_offered = False
        self._caption = Label(size=Size.SMALL, weight=Weight.MEDIUM, tone=Role.TEXT2, elide=True)
        self._open = _link("")
        self._open.setObjectName("mishap_open")
        self._chip = _ArmedChip()
        self._chip.setObjectName("mishap_armed")
        self._disarm = _link("F7")
        self._disarm.setObjectName("mishap_disarm")
        self.setFixedHeight(LINK_HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._caption)
        line.addWidget(self._chip, 1)
        line.addWidget(self._disarm)
        line.addStretch(0)
        line.addWidget(self._open)
        self._open.clicked.connect(self.opened)
        self._chip.clicked.connect(self.opened)
        self._disarm.clicked.connect(self.disarmed)
        self._show()

    def offer(self) -> None:
        """There is a list to choose from."""
        self._is_offered = True
        self._show()

    def show_armed(self, choices: Sequence[MishapChoice]) -> None:
        """Says what is armed."""
        self._armed = tuple(choices)
        self._show()

    def retranslate(self, caption: str) -> None:
        """Sets every word; the caption stands there while nothing is armed."""
        self._caption.setText(caption)
        self._open.set_words(self.tr("Make something go wrong..."))
        self._disarm.set_words(self.tr("Disarm"))
        self._show()

    def _show(self) -> None:
        is_armed = bool(self._armed)
        self._caption.setVisible(not is_armed)
        self._chip.setVisible(is_armed)
        self._disarm.setVisible(is_armed)
        self._open.setVisible(self._is_offered and not is_armed)
        if is_armed:
            self._chip.set_words(self._words())

    def _words(self) -> str:
        if len(self._armed) > 1:
            return self.tr("{number} things go wrong").format(number=len(self._armed))
        (choice,) = self._armed
        if choice.state is ChoiceState.ARMED:
            return self.tr("Next: {title}").format(title=choice.title)
        return self.tr("Now: {title}").format(title=choice.title)


class _ArmedChip(BaseButton):
    """An amber chip that opens the list."""

    ring_radius = RADIUS_SMALL + 2

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(LINK_HEIGHT)

    def sizeHint(self) -> QSize:
        """Its words and its padding."""
        width = metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(self.words())
        return QSize(round(width + 2 * _CHIP_PADDING), LINK_HEIGHT)

    def paint_button(self, painter: QPainter) -> None:
        """A box and one line of words."""
        place = QRectF(self.rect())
        paint_box(painter, place, Role.PRESSED if self.isDown() else Role.WARN_CHIP, radius=RADIUS_SMALL)
        words = place.adjusted(_CHIP_PADDING, 0, -_CHIP_PADDING, 0)
        paint_words(painter, words, self.words(), font(Size.SMALL, Weight.MEDIUM), Role.WARN)


def _link(key: str) -> Button:
    """A flat button as high as the line that it stands in."""
    return Button("", "", key, size=Size.SMALL, height=LINK_HEIGHT, padding=0, flat=True)
