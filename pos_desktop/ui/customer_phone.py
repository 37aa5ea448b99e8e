"""The demo's second window: the customer's phone, which asks for the PIN and can be answered in every way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.clock import Clock, SystemClock, in_nairobi
from pos_desktop.money import format_kes
from pos_desktop.payments import format_phone
from pos_desktop.ui.components import Button, Label, Panel, Tag, Tone
from pos_desktop.ui.components.handset import Handset
from pos_desktop.ui.mishap_page import ChoiceState, MishapBar, MishapChoice, MishapPage
from pos_desktop.ui.phone_pages import MessagePage, PromptPage
from pos_desktop.ui.theme import Role, Size, Weight, colour
from pos_desktop.ui.theme.measures import GAP, MARGIN
from pos_desktop.ui.words import words_of_code

DEMO_PIN = "1234"
_SIZE = QSize(420, 760)
_HEAD = 48
_RESULT_MS = 4_000


class PhoneAction(StrEnum):
    """What a person does with a prompt."""

    PIN = "pin"
    WRONG_PIN = "wrong_pin"
    CANCEL = "cancel"
    NO_MONEY = "no_money"
    IGNORE = "ignore"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True)
class PhonePrompt:
    """A request for a PIN, as it reaches a phone."""

    id: str
    msisdn: str
    business: str
    amount_cents: int
    account_reference: str


@dataclass(frozen=True)
class PhoneResult:
    """How a prompt ended: a result code of M-Pesa, and the receipt when it was paid and is known."""

    id: str
    code: str
    receipt: str = ""


class CustomerPhone(QWidget):
    """One handset for all customers: prompts are shown in the order of their arrival.

    `answer(prompt id, action)` and `arm(mishap, whether)` are called on this thread and must return at once.
    `prompt_arrived`, `prompt_ended` and `mishaps_changed` may be emitted from any thread; `show_prompt`, `show_result`
    and `show_mishaps` belong to this one. `result_ms` is how long a result stays before the next prompt or the idle
    page. Without mishaps to show there is no way to their list.
    """

    prompt_arrived = Signal(object)
    prompt_ended = Signal(object)
    mishaps_changed = Signal(object)

    def __init__(
        self,
        answer: Callable[[str, str], None],
        parent: QWidget | None = None,
        *,
        arm: Callable[[str, bool], None] = lambda _name, _is_armed: None,
        clock: Clock | None = None,
        result_ms: int = _RESULT_MS,
    ) -> None:
        super().__init__(parent)
        self._answer = answer
        self._arm = arm
        self._armed: tuple[str, ...] = ()
        self._clock = clock or SystemClock()
        self._waiting: deque[PhonePrompt] = deque()
        self._current: PhonePrompt | None = None
        self._result: PhoneResult | None = None
        self._action: PhoneAction | None = None
        self._handset = Handset()
        self._prompt = PromptPage()
        self._message = MessagePage()
        self._title = Label(weight=Weight.SEMIBOLD)
        self._demo = Tag("", "", Tone.WARN, height=24)
        self._bar = MishapBar()
        self._mishaps = MishapPage()
        self._mishaps.hide()
        self._phone_side = QWidget()
        self._others = {
            PhoneAction.WRONG_PIN: Button("", "", "F1", size=Size.SMALL),
            PhoneAction.CANCEL: Button("", "", "F2", size=Size.SMALL),
            PhoneAction.NO_MONEY: Button("", "", "F3", size=Size.SMALL),
            PhoneAction.IGNORE: Button("", "", "F4", size=Size.SMALL),
            PhoneAction.OUT_OF_REACH: Button("", "", "F5", size=Size.SMALL),
        }
        self._after_result = QTimer(self)
        self._after_result.setSingleShot(True)
        self._after_result.setInterval(result_ms)
        self._strip = QTimer(self)
        self._strip.setInterval(1000)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self.setFixedSize(_SIZE)
        head = Panel(edges="b")
        head.setFixedHeight(_HEAD)
        line = QHBoxLayout(head)
        line.setContentsMargins(MARGIN, 0, MARGIN, 1)
        line.addWidget(self._title)
        line.addStretch(1)
        line.addWidget(self._demo)
        self._handset.contents.addWidget(self._prompt)
        self._handset.contents.addWidget(self._message)
        self._handset.setFixedHeight(536)
        case = QHBoxLayout()
        case.setContentsMargins(24, MARGIN, 24, GAP)
        case.addWidget(self._handset)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        foot.setSpacing(GAP)
        foot.addWidget(self._bar)
        foot.addSpacing(-4)
        foot.addLayout(self._row(PhoneAction.WRONG_PIN, PhoneAction.CANCEL, PhoneAction.NO_MONEY))
        foot.addLayout(self._row(PhoneAction.IGNORE, PhoneAction.OUT_OF_REACH))
        side = QVBoxLayout(self._phone_side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addLayout(case)
        side.addLayout(foot)
        side.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._phone_side, 1)
        column.addWidget(self._mishaps, 1)

    def _row(self, *actions: PhoneAction) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for action in actions:
            button = self._others[action]
            button.setObjectName(f"phone_{action.value}")
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.prompt_arrived.connect(self.show_prompt)
        self.prompt_ended.connect(self.show_result)
        self.mishaps_changed.connect(self.show_mishaps)
        self._bar.opened.connect(self.open_mishaps)
        self._bar.disarmed.connect(self._disarm)
        self._mishaps.toggled.connect(self._arm)
        self._mishaps.closed.connect(self._close_mishaps)
        self._prompt.sent.connect(self._send_pin)
        self._prompt.cancelled.connect(lambda: self._act(PhoneAction.CANCEL))
        self._after_result.timeout.connect(self._next)
        self._strip.timeout.connect(self._show_strip)
        for action, button in self._others.items():
            button.clicked.connect(lambda _checked=False, chosen=action: self._act(chosen))
        self._strip.start()

    def show_prompt(self, prompt: PhonePrompt) -> None:
        """Rings, or waits its turn; the same prompt again changes nothing. The list makes room for it."""
        self._close_mishaps()
        known = [self._current, *self._waiting]
        if any(each is not None and each.id == prompt.id for each in known):
            return
        self._waiting.append(prompt)
        if self._current is None:
            self._next()
        else:
            self._show()

    def show_result(self, result: PhoneResult) -> None:
        """Shows how the prompt on the screen ended; one that waited its turn is simply gone."""
        if self._current is not None and self._current.id == result.id:
            self._result = result
            self._show()
            self._after_result.start()
            return
        self._waiting = deque(each for each in self._waiting if each.id != result.id)
        self._show()

    def show_mishaps(self, choices: Sequence[MishapChoice]) -> None:
        """Shows what can go wrong, and what of it is armed."""
        armed = [choice for choice in choices if choice.state is not ChoiceState.IDLE]
        self._armed = tuple(choice.name for choice in armed)
        self._mishaps.show_choices(choices)
        self._bar.show_armed(armed)
        self._bar.offer()

    def retranslate(self) -> None:
        """Sets every word."""
        self.setWindowTitle(self.tr("Customer's phone"))
        self._title.setText(self.tr("Customer's phone"))
        self._demo.show_state(self.tr("Demo, no real money"), "", Tone.WARN)
        self._bar.retranslate(self.tr("Or the customer does this"))
        self._others[PhoneAction.WRONG_PIN].set_words(self.tr("Wrong PIN"))
        self._others[PhoneAction.CANCEL].set_words(self.tr("Cancels"))
        self._others[PhoneAction.NO_MONEY].set_words(self.tr("No money"))
        self._others[PhoneAction.IGNORE].set_words(self.tr("Ignores it"))
        self._others[PhoneAction.OUT_OF_REACH].set_words(self.tr("Out of reach"))
        self._prompt.retranslate(self.tr("Demo PIN {pin}").format(pin=DEMO_PIN))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window's own colour."""
        QPainter(self).fillRect(event.rect(), colour(Role.BG))

    def open_mishaps(self) -> None:
        """Shows the list of what can go wrong in the place of the phone."""
        self._phone_side.hide()
        self._mishaps.show()

    def _close_mishaps(self) -> None:
        self._mishaps.hide()
        self._phone_side.show()

    def _disarm(self) -> None:
        for name in self._armed:
            self._arm(name, False)

    def _next(self) -> None:
        self._after_result.stop()
        self._result, self._action = None, None
        self._current = self._waiting.popleft() if self._waiting else None
        self._prompt.clear()
        self._show()

    def _send_pin(self, pin: str) -> None:
        self._act(PhoneAction.PIN if pin == DEMO_PIN else PhoneAction.WRONG_PIN)

    def _act(self, action: PhoneAction) -> None:
        if self._current is None or self._action is not None or self._result is not None:
            return
        self._action = action
        self._show()
        self._answer(self._current.id, action.value)

    def _show(self) -> None:
        rings = self._current is not None and self._action is None and self._result is None
        self._prompt.setVisible(rings)
        self._message.setVisible(not rings)
        for button in self._others.values():
            button.setEnabled(rings)
        self._show_strip()
        if self._current is None:
            self._show_idle()
        elif self._result is not None:
            self._show_end(self._current, self._result)
        elif self._action is not None:
            self._show_answered(self._action)
        else:
            self._show_request(self._current)

    def _show_strip(self) -> None:
        number = format_phone(self._current.msisdn) if self._current else ""
        self._handset.show_strip(in_nairobi(self._clock.now()).strftime("%H:%M"), number)

    def _show_idle(self) -> None:
        self._message.show_words(
            "smartphone", Tone.NEUTRAL, self.tr("Waiting for a prompt"), self.tr("It rings when the till sends one.")
        )

    def _show_request(self, prompt: PhonePrompt) -> None:
        self._prompt.show_request(
            self.tr("Do you want to pay {amount} to {business}, account {reference}?"),
            {
                "amount": format_kes(prompt.amount_cents),
                "business": prompt.business,
                "reference": prompt.account_reference,
            },
        )
        self._prompt.setFocus(Qt.FocusReason.OtherFocusReason)  # for when the window is the active one

    def _show_answered(self, action: PhoneAction) -> None:
        if action is PhoneAction.IGNORE:
            title, words = self.tr("Left alone"), self.tr("The prompt goes away by itself.")
        elif action is PhoneAction.OUT_OF_REACH:
            title, words = self.tr("Out of reach"), self.tr("The phone has no network.")
        else:
            title, words = self.tr("Sent"), self.tr("M-Pesa is working on it.")
        self._message.show_words("hourglass", Tone.NEUTRAL, title, words)

    def _show_end(self, prompt: PhonePrompt, result: PhoneResult) -> None:
        amount = format_kes(prompt.amount_cents)
        if result.code != "0":
            words = self.tr("{amount} to {business} was not paid.").format(amount=amount, business=prompt.business)
            self._message.show_words("triangle-alert", Tone.WARN, words_of_code(result.code).reason, words)
            return
        words = self.tr("To {business}, account {reference}").format(
            business=prompt.business, reference=prompt.account_reference
        )
        title = self.tr("You paid {amount}").format(amount=amount)
        self._message.show_words("circle-check", Tone.MONEY, title, words, result.receipt)
