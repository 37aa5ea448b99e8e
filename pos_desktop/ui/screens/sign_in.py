"""Sign-in: your name, then your PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.clock import Clock, in_nairobi
from pos_desktop.till import LockedOut, Person, PinAnswer, PinRefused
from pos_desktop.till import Role as StaffRole
from pos_desktop.ui.components import (
    BACKSPACE_KEY,
    CLEAR,
    BaseButton,
    Disc,
    FunctionKey,
    Keypad,
    Label,
    Panel,
    PrimaryButton,
    Screen,
    paint_box,
    paint_words,
)
from pos_desktop.ui.components.pin_pad import PinDots
from pos_desktop.ui.theme import Figures, Role, Size, Weight, font, paint_icon, tint
from pos_desktop.ui.theme.measures import MARGIN, right_column

CASHIER_PIN = 4
MANAGER_PIN = 6
_TINTS = ("dairy", "tea", "soap", "sugar", "flour", "drinks")
_MORNING, _EVENING = 12, 17
_CARD_HEIGHT = 112


@dataclass(frozen=True)
class SignInView:
    """Who may sign in, and what the last PIN came to. While `is_checking` nothing can be typed."""

    people: tuple[Person, ...]
    answer: PinAnswer | None = None
    is_checking: bool = False


class PersonCard(BaseButton):
    """One person's card; the chosen one has an ink edge and a tick."""

    def __init__(self, name: str, role: str, tint_key: str, parent: QWidget | None = None) -> None:
        self._role, self._tint = role, tint_key
        super().__init__(name, parent=parent)
        self.setCheckable(True)
        self.setFixedHeight(_CARD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def spoken(self) -> str:
        """Name and role."""
        return f"{self._words}, {self._role}"

    def sizeHint(self) -> QSize:
        """Room for a name."""
        return QSize(240, _CARD_HEIGHT)

    def nextCheckState(self) -> None:
        """Who is chosen is the screen's business."""

    def paint_button(self, painter: QPainter) -> None:
        """Disc with the letter, name, role, tick."""
        place = QRectF(self.rect())
        fill = Role.PRESSED if self.isDown() else Role.SURFACE
        edge, width = (Role.SELECT, 2) if self.isChecked() else (Role.BORDER, 1)
        paint_box(painter, place, fill, edge, edge_width=width)
        disc = QRectF(21, (place.height() - 56) / 2, 56, 56)
        colours = tint(self._tint)
        paint_box(painter, disc, colours.band, radius=28)
        letter = self._words[:1].upper()
        centre = Qt.AlignmentFlag.AlignHCenter
        paint_words(
            painter, disc.adjusted(0, 14, 0, -14), letter, font(Size.LARGE, Weight.SEMIBOLD), colours.ink, centre
        )
        room = place.width() - 93 - 56
        top = place.center().y()
        paint_words(painter, QRectF(93, top - 26, room, 28), self._words, font(Size.LARGE, Weight.SEMIBOLD), Role.TEXT)
        paint_words(painter, QRectF(93, top + 2, room, 24), self._role, font(Size.BODY), Role.TEXT2)
        if self.isChecked():
            paint_icon(painter, "circle-check", QRectF(place.right() - 44, top - 12, 24, 24), Role.TEXT)


class SignInScreen(Screen):
    """Shows the people and takes a PIN; Enter signs in, as no scan is expected here."""

    sign_in_requested = Signal(int, str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._view: SignInView | None = None
        self._chosen: Person | None = None
        self._greeting = Label(size=Size.TOTAL, weight=Weight.BOLD, figures=Figures.TITLE)
        self._hint = Label(size=Size.LARGE, tone=Role.TEXT2)
        self._cards = QGridLayout()
        self._buttons: dict[int, PersonCard] = {}
        self._column = Panel(edges="l")
        self._disc = Disc(48, letter=" ")
        self._name = Label(size=Size.LARGE, weight=Weight.SEMIBOLD, elide=True)
        self._ask = Label(tone=Role.TEXT2, elide=True)
        self._dots = QVBoxLayout()
        self._length = CASHIER_PIN
        self._pin = self._new_dots(CASHIER_PIN)
        self._keypad = Keypad(FunctionKey(CLEAR), BACKSPACE_KEY)
        self._enter = PrimaryButton(key="Enter")
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self._enter.setObjectName("sign_in_button")
        self._cards.setSpacing(MARGIN)
        left = QVBoxLayout()
        left.setContentsMargins(56, 56, 56, MARGIN)
        left.setSpacing(0)
        left.addWidget(self._greeting)
        left.addSpacing(4)
        left.addWidget(self._hint)
        left.addSpacing(40)
        left.addLayout(self._cards)
        left.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._ask)
        head = QHBoxLayout()
        head.setSpacing(MARGIN)
        head.addWidget(self._disc)
        head.addLayout(words, 1)
        right = QVBoxLayout(self._column)
        right.setContentsMargins(MARGIN + 1, 30, MARGIN, MARGIN)
        right.setSpacing(0)
        right.addLayout(head)
        right.addSpacing(30)
        right.addLayout(self._dots)
        right.addSpacing(40)
        right.addWidget(self._keypad, 1)
        right.addSpacing(24)
        right.addWidget(self._enter)
        self._dots.addWidget(self._pin)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(left, 1)
        columns.addWidget(self._column)
        self._keypad.pressed.connect(lambda key: self._pin.press(key))
        self._enter.clicked.connect(self._sign_in)

    def show_view(self, view: SignInView) -> None:
        """The people; after a wrong PIN the dots are cleared and the words say so."""
        before, self._view = self._view, view
        if before is None or before.people != view.people:
            self._make_cards(view.people)
        if isinstance(view.answer, PinRefused | LockedOut) and (before is None or before.answer is not view.answer):
            self._pin.refuse()
        self._show_ask()
        self._wake(self._pin.text())

    def retranslate(self) -> None:
        """Sets every word."""
        hour = in_nairobi(self._clock.now()).hour
        morning, afternoon, evening = self.tr("Good morning"), self.tr("Good afternoon"), self.tr("Good evening")
        self._greeting.setText(morning if hour < _MORNING else afternoon if hour < _EVENING else evening)
        self._hint.setText(self.tr("Tap your name, then enter your PIN."))
        self._keypad.set_key_words(CLEAR, self.tr("Clear"))
        self._keypad.set_key_words("backspace", self.tr("Delete the last digit"))
        self._enter.set_words(self.tr("Sign in"))
        if self._view is not None:
            self._make_cards(self._view.people)
            self._show_ask()

    def adapt(self, *, narrow: bool, window_width: int) -> None:  # noqa: ARG002 - one form fits all widths
        """Takes the form of the window's width."""
        self._column.setFixedWidth(right_column(window_width))

    def first_focus(self) -> None:
        """The dots."""
        self._pin.setFocus()

    def _make_cards(self, people: Sequence[Person]) -> None:
        for card in self._buttons.values():
            self._cards.removeWidget(card)
            card.deleteLater()
        self._buttons = {}
        for place, person in enumerate(people):
            card = PersonCard(person.name, self._role_words(person.role), _TINTS[place % len(_TINTS)])
            card.setObjectName(f"person_{person.name}")
            card.clicked.connect(lambda _checked, person=person: self._choose(person))
            self._buttons[person.staff_id] = card
            self._cards.addWidget(card, place // 2, place % 2)
        if people:
            known = self._chosen and next((p for p in people if p.staff_id == self._chosen.staff_id), None)
            self._choose(known or people[0])

    def _choose(self, person: Person) -> None:
        self._chosen = person
        for staff_id, card in self._buttons.items():
            card.setChecked(staff_id == person.staff_id)
        self._disc.set_letter(person.name[:1].upper())
        self._name.setText(person.name)
        self._pin.clear()
        self._take_pin_of(MANAGER_PIN if person.role.may_approve else CASHIER_PIN)
        self._show_ask()
        self._wake("")
        if self.isVisible():
            self._pin.setFocus()

    def _take_pin_of(self, length: int) -> None:
        if length == self._length:
            return
        self._length = length
        old, self._pin = self._pin, self._new_dots(length)
        self._dots.replaceWidget(old, self._pin)
        old.hide()
        old.setObjectName("")
        old.deleteLater()

    def _new_dots(self, length: int) -> PinDots:
        dots = PinDots(length)
        dots.setObjectName("pin")
        dots.edited.connect(self._wake)
        return dots

    def _show_ask(self) -> None:
        answer = self._view.answer if self._view is not None else None
        self._ask.set_tone(Role.TEXT2)
        if isinstance(answer, PinRefused):
            self._ask.set_tone(Role.STOP)
            self._ask.setText(self.tr("Wrong PIN. {0} tries left.").format(answer.tries_left))
        elif isinstance(answer, LockedOut):
            self._ask.set_tone(Role.STOP)
            self._ask.setText(self.tr("Too many wrong PINs. Wait {0} s.").format(answer.seconds_left))
        else:
            self._ask.setText(self.tr("Enter your PIN"))

    def _role_words(self, role: StaffRole) -> str:
        words = {
            StaffRole.CASHIER: self.tr("Cashier"),
            StaffRole.MANAGER: self.tr("Manager"),
            StaffRole.OWNER: self.tr("Owner"),
        }
        return words[role]

    def _wake(self, digits: str) -> None:
        checking = self._view is not None and self._view.is_checking
        self._enter.setEnabled(len(digits) >= CASHIER_PIN and not checking)

    def _sign_in(self) -> None:
        digits = self._pin.text()
        self._pin.clear()
        self._wake("")
        if self._chosen is not None:
            self.sign_in_requested.emit(self._chosen.staff_id, digits)
