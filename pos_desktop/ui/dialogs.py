"""The questions that a payment may put over the page. The safe answer is always the primary, under Esc."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from pos_desktop.money import format_kes
from pos_desktop.payments import PaymentView, format_phone
from pos_desktop.till import LockedOut, PinAccepted, PinAnswer, PinRefused, Role, shortest_pin
from pos_desktop.ui.components import CLEAR, Button, Dialog, FunctionKey, Keypad, Label, PrimaryButton, Tone
from pos_desktop.ui.components.pin_pad import PinDots
from pos_desktop.ui.theme import Role as Colour
from pos_desktop.ui.theme import Size
from pos_desktop.ui.theme.measures import DIALOG_PRIMARY_HEIGHT, LEAST_KEY_HEIGHT

_PIN_WIDTH = 456


class Question(Dialog):
    """A dialog that speaks the language that is on; `retranslate` sets all of its words."""

    def retranslate(self) -> None:
        """Sets every word."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class CancelWaitingDialog(Question):
    """Cancel while the prompt is on the phone: it cannot be called back, so the sale is set aside or waited for."""

    set_aside_requested = Signal()
    pay_another_way_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, icon="triangle-alert", tone=Tone.WARN)
        self._payment: PaymentView | None = None
        self._other = Button("", "lock", "F9", height=DIALOG_PRIMARY_HEIGHT, padding=8)
        self._other.setObjectName("pay_another_way")
        self._aside = Button("", "", "F2", height=DIALOG_PRIMARY_HEIGHT, padding=8)
        self._aside.setObjectName("set_aside")
        self._keep = PrimaryButton(key="Esc", height=DIALOG_PRIMARY_HEIGHT, padding=16)
        self._keep.setObjectName("keep_waiting")
        for answer in (self._other, self._aside, self._keep):
            self.add_answer(answer, 0 if answer is not self._keep else 1)
        self._other.clicked.connect(self._ask_other_way)
        self._aside.clicked.connect(self._set_aside)
        self._keep.clicked.connect(self.dismiss)
        self.retranslate()

    def show_payment(self, payment: PaymentView) -> None:
        """Names the prompt that is asked about."""
        self._payment = payment
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.set_title(self.tr("The prompt cannot be called back"))
        if self._payment is not None:
            words = self.tr("{phone} can still pay the {amount}. Set the sale aside, and it finishes by itself.")
            self.set_words(_filled(words, self._payment))
        self._other.set_words(self.tr("Other way"))
        self._aside.set_words(self.tr("Set it aside"))
        self._keep.set_words(self.tr("Keep waiting"))

    def _set_aside(self) -> None:
        self.finish()
        self.set_aside_requested.emit()

    def _ask_other_way(self) -> None:
        self.finish()
        self.pay_another_way_requested.emit()


class ChargedTwiceDialog(Question):
    """Before another way is used while the first prompt has no final answer: one sentence, and a manager's yes.

    The other thing that a manager can say yes to is that the goods go on trust, while the prompt stays open.
    """

    manager_requested = Signal()
    release_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, icon="triangle-alert", tone=Tone.WARN)
        self._payment: PaymentView | None = None
        self._release = Button("", "lock", "F6", height=LEAST_KEY_HEIGHT)
        self._release.setObjectName("release_on_trust")
        self._manager = Button("", "", "F9", height=DIALOG_PRIMARY_HEIGHT)
        self._manager.setObjectName("manager_pin")
        self._keep = PrimaryButton(key="Esc", height=DIALOG_PRIMARY_HEIGHT)
        self._keep.setObjectName("keep_waiting")
        self.body.addWidget(self._release)
        self.add_answer(self._manager, 4)
        self.add_answer(self._keep, 5)
        self._release.clicked.connect(self._ask_release)
        self._manager.clicked.connect(self._ask_manager)
        self._keep.clicked.connect(self.dismiss)
        self.retranslate()

    def show_payment(self, payment: PaymentView) -> None:
        """Names the prompt that may still be paid."""
        self._payment = payment
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.set_title(self.tr("The customer may be charged twice"))
        if self._payment is not None:
            words = self.tr(
                "The first prompt of {amount} to {phone} has no final answer. "
                "A manager must say yes before another way is used."
            )
            self.set_words(_filled(words, self._payment))
        self._release.set_words(self.tr("Let the goods go on trust..."))
        self._manager.set_words(self.tr("Manager PIN..."))
        self._keep.set_words(self.tr("Keep waiting"))

    def _ask_release(self) -> None:
        self.finish()
        self.release_requested.emit()

    def _ask_manager(self) -> None:
        self.finish()
        self.manager_requested.emit()


class PhoneShowsNothingDialog(Question):
    """Before a second prompt while M-Pesa does not answer: the cashier reads one sentence, and looks."""

    confirmed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, icon="smartphone", tone=Tone.WARN)
        self._payment: PaymentView | None = None
        self._yes = Button("", "check", "F9", height=DIALOG_PRIMARY_HEIGHT)
        self._yes.setObjectName("shows_nothing")
        self._wait = PrimaryButton(key="Esc", height=DIALOG_PRIMARY_HEIGHT)
        self._wait.setObjectName("keep_waiting")
        self.add_answer(self._yes, 5)
        self.add_answer(self._wait, 4)
        self._yes.clicked.connect(self._confirm)
        self._wait.clicked.connect(self.dismiss)
        self.retranslate()

    def show_payment(self, payment: PaymentView) -> None:
        """Names the prompt that is asked about."""
        self._payment = payment
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.set_title(self.tr("Look at the customer's phone"))
        if self._payment is not None:
            words = self.tr(
                "M-Pesa does not answer. Is there no prompt and no M-Pesa message about {amount} on {phone}?"
            )
            self.set_words(_filled(words, self._payment))
        self._yes.set_words(self.tr("No payment on it"))
        self._wait.set_words(self.tr("Wait"))

    def _confirm(self) -> None:
        self.finish()
        self.confirmed.emit()


class ManagerPinDialog(Question):
    """A manager's yes. `pin_entered` carries the PIN once; `show_answer` says what came of it.

    Enter does nothing here: a scanner ends with it.
    """

    pin_entered = Signal(str)

    def __init__(self, window: QWidget) -> None:
        self._length = shortest_pin(Role.MANAGER)
        self._dots = PinDots(self._length)
        super().__init__(window, icon="lock", width=_PIN_WIDTH, typed=self._dots)
        self._reason = ""
        self._dots.setObjectName("pin")
        self._answer = Label(size=Size.SMALL, tone=Colour.STOP, elide=True)
        self._answer.setObjectName("pin_answer")
        self._answer.setFixedHeight(20)
        self._keypad = Keypad(FunctionKey(CLEAR), key_height=LEAST_KEY_HEIGHT)
        self._cancel = Button("", "", "Esc", height=DIALOG_PRIMARY_HEIGHT)
        self._cancel.setObjectName("cancel")
        self._approve = PrimaryButton(height=DIALOG_PRIMARY_HEIGHT)
        self._approve.setObjectName("approve")
        self.body.addWidget(self._dots)
        self.body.addWidget(self._answer)
        self.body.addWidget(self._keypad)
        self.add_answer(self._cancel, 2)
        self.add_answer(self._approve, 3)
        self._keypad.pressed.connect(self._dots.press)
        self._dots.edited.connect(self._typed)
        self._cancel.clicked.connect(self.dismiss)
        self._approve.clicked.connect(self._enter)
        self.retranslate()

    def ask(self, reason: str) -> None:
        """Opens the pad anew, with what the manager says yes to."""
        self._reason = reason
        self._dots.clear()
        self._answer.setText("")
        self._approve.setEnabled(False)
        self.retranslate()
        self.open_over()

    def show_answer(self, answer: PinAnswer) -> None:
        """Closes after the right PIN; else says how many tries are left, or how long to wait."""
        if isinstance(answer, PinAccepted):
            self.finish()
            return
        self._dots.refuse()
        self._approve.setEnabled(False)
        self._answer.setText(self._refusal(answer))

    def first_focus(self) -> None:
        """The dots take what a keyboard types."""
        self._dots.setFocus()

    def retranslate(self) -> None:
        """Sets every word."""
        self.set_title(self.tr("Manager's PIN"))
        self.set_words(self._reason)
        self._dots.setAccessibleName(self.tr("Manager's PIN"))
        self._keypad.set_key_words(CLEAR, self.tr("Clear"))
        self._keypad.set_key_words("backspace", self.tr("Delete a digit"))
        self._cancel.set_words(self.tr("Cancel"))
        self._approve.set_words(self.tr("Say yes"))

    def _refusal(self, answer: PinRefused | LockedOut) -> str:
        if isinstance(answer, LockedOut):
            minutes, seconds = divmod(answer.seconds_left, 60)
            return self.tr("Too many tries. Wait {time}.").format(time=f"{minutes}:{seconds:02d}")
        return self.tr("Not a manager's PIN. Tries left: {count}.").format(count=answer.tries_left)

    def _typed(self, digits: str) -> None:
        self._answer.setText("")
        self._approve.setEnabled(len(digits) == self._length)

    def _enter(self) -> None:
        pin = self._dots.text()
        self._approve.setEnabled(False)
        self.pin_entered.emit(pin)


def _filled(words: str, payment: PaymentView) -> str:
    return words.format(amount=format_kes(payment.amount_cents), phone=format_phone(payment.phone))
