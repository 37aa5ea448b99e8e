"""The till's side: a cashier at the real screens, by mouse clicks and key presses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from pos_desktop.app.program import till_window
from pos_desktop.app.scripted import wait_until
from pos_desktop.app.secrets import PairingSecrets
from pos_desktop.app.settings import Settings
from pos_desktop.app.wiring import Announcements, MpesaSetup, encode_private_key, open_till
from pos_desktop.payments import (
    DarajaConfig,
    PaymentChange,
    PaymentCore,
    PaymentView,
    PromptRequest,
    answer_for_host,
    new_key_pair,
    pair,
)
from pos_desktop.printing import Document, ScreenPrinter, plain_text
from pos_desktop.till import Role
from pos_desktop.ui.components import Keypad
from pos_desktop.ui.events import Events
from pos_desktop.ui.screens.pay import PayScreen
from tests.alignment.host import SHILLINGS, Host, Recorder, StandingClock

PIN = "1234"
MANAGER_PIN = "567890"
PATIENCE_SECONDS = 45.0
SAYS = {
    "waiting": ("Waiting for M-Pesa", "Please enter your M-Pesa PIN"),
    "confirming": ("Waiting for M-Pesa", "Confirming"),
    "paid": ("Paid", "M-Pesa code"),
    "not_paid:1": ("Not paid", "Not enough money"),
    "not_paid:1032": ("Not paid", "Cancelled"),
    "not_paid:1037": ("Not paid", "No answer from the phone"),
    "not_paid:2001": ("Not paid", "Wrong PIN"),
    "not_paid:number": ("Not paid", "Number not accepted"),
    "unknown:may_be_sent": ("We don't know yet", "May have been sent"),
    "unknown:no_answer": ("We don't know yet", "M-Pesa has not answered for"),
    "unknown:contradiction": ("We don't know yet", "Two answers that disagree"),
    "unknown:amount_differs": ("We don't know yet", "Another amount"),
}
"""The screen and the reason that a cashier reads out."""


class TillHost(Host):
    """A till with one cashier, paired at a real relay."""

    name = "till"

    def __init__(self, folder: Path, daraja: DarajaConfig, relay_url: str, pairing_code: str) -> None:
        self.clock = StandingClock()
        self.recorder = Recorder()
        self.answers: list[dict[str, Any]] = []
        self.papers: list[Document] = []
        self.events = Events()
        private, public = new_key_pair()
        made = pair(relay_url, pairing_code, public, "Till 1")
        pairing = PairingSecrets(made.terminal, made.key, encode_private_key(private), made.public_url)
        self._folder, self._setup = folder, MpesaSetup(daraja, pairing, relay_url)
        self._settings = Settings()
        self._open()

    @property
    def core(self) -> PaymentCore:
        core = self.till.core
        assert core is not None
        return core

    def pay(self, phone: str) -> None:
        self.open_prompt(phone)
        self._key(Qt.Key.Key_F8)
        self._until(lambda: bool(self.answers), "Daraja's answer is written down")

    def open_prompt(self, phone: str) -> None:
        """Everything up to the button that sends the prompt."""
        self._sign_in()
        self._sell_open_item()
        self._key(Qt.Key.Key_F8)
        self._until(lambda: bool(self.window.paying.sale_id), "the bill is open")
        self._key(Qt.Key.Key_F10)
        QTest.keyClicks(QApplication.focusWidget() or self.window, phone)

    def pay_again(self, phone: str) -> None:
        before = len(self.answers)
        self._until(lambda: self._visible("primary") is not None, "there is a primary button")
        button = self._visible("primary")
        assert button is not None
        self._until(button.isEnabled, "sending again is offered")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self._until(lambda: len(self.answers) > before, "Daraja's answer is written down")

    def restart(self) -> None:
        self._opened.__exit__(None, None, None)
        QApplication.processEvents()
        self._open()

    def told(self) -> str:
        page = self.window.stage.pages.currentWidget()
        if self.window.stage.person is None:  # after a restart nobody is signed in: the paper tells
            return "paid" if any("M-Pesa" in plain_text(paper) for paper in self.papers) else "waiting"
        screen = page.accessibleName() if page is not None else ""
        labels = page.findChildren(QLabel) if page is not None else []
        named = page.findChildren(QWidget) if page is not None else []
        words = " ".join([each.text() for each in labels if each.isVisible()])
        words += " ".join([each.accessibleName() for each in named if each.isVisible()])
        fitting = [key for key, (head, reason) in SAYS.items() if head == screen and reason in words]
        return fitting[0] if len(fitting) == 1 else f"{screen}: {words}"

    @property
    def pay_screen(self) -> QWidget:
        """The page on which a tender is chosen."""
        return self.window.findChildren(PayScreen)[0]

    def press(self, key: Qt.Key) -> None:
        """Presses a key where the focus is."""
        self._key(key)

    def type_in(self, text: str) -> None:
        """Types where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def tap(self, name: str) -> None:
        """Waits for a control and taps it."""
        self._until(lambda: self._visible(name) is not None, f"{name} is on the screen")
        self._click(name)

    def live(self) -> None:
        wait_until(lambda: False, 0.005)

    def close(self) -> None:
        self._opened.__exit__(None, None, None)
        QApplication.processEvents()

    def _open(self) -> None:
        self.till = open_till(
            self._settings,
            self._folder,
            pepper=b"a pepper for the tests only",
            mpesa=self._setup,
            printer=ScreenPrinter(self.papers.append),
            tell=Announcements(self._payment_changed, self.events.tell_receipt_printed, self.events.tell_mailbox_state),
            clock=self.clock,
        )
        if not self.till.staff.people():
            self.till.staff.add("Achieng", Role.CASHIER, PIN)
            self.till.staff.add("Mwangi", Role.MANAGER, MANAGER_PIN)
        start_prompt = self.core.start_prompt

        def noted(request: PromptRequest) -> PaymentView:
            payment = start_prompt(request)
            self.answers.append(answer_for_host(payment))
            return payment

        self.core.start_prompt = noted  # type: ignore[method-assign] # the answer is what this call comes to
        self._opened = till_window(self.till, self.events, self._settings)
        self.window = self._opened.__enter__()
        self.window.show()
        self.window.activateWindow()
        self._until(self.window.isActiveWindow, "the window is active")

    def _payment_changed(self, change: PaymentChange) -> None:
        self.recorder.note(change)
        self.events.tell_payment_changed(change)

    def _sign_in(self) -> None:
        self._click("person_Achieng")
        QTest.keyClicks(self._find("pin"), PIN)
        self._until(lambda: self._find("sign_in_button").isEnabled(), "the sign-in button wakes")
        QTest.keyClick(self._find("pin"), Qt.Key.Key_Return)
        self._until(lambda: self.window.stage.person is not None, "somebody is signed in")

    def _sell_open_item(self) -> None:
        box = self._find("scan_input")
        QTest.keyClicks(box, "FLOUR-1")
        QTest.keyClick(box, Qt.Key.Key_Return)
        self._until(lambda: self._visible("ok_button") is not None, "the price is asked for")
        pad = [each for each in self.window.findChildren(Keypad) if each.isVisible()][-1]
        for digit in str(SHILLINGS):
            key = pad.findChild(QWidget, f"key_{digit}")
            assert key is not None
            QTest.mouseClick(key, Qt.MouseButton.LeftButton)
        self._click("ok_button")
        self._until(lambda: bool(self.window.selling.cart.lines), "the line is in the cart")

    def _click(self, name: str) -> None:
        QTest.mouseClick(self._find(name), Qt.MouseButton.LeftButton)

    def _find(self, name: str) -> QWidget:
        found = self._visible(name)
        assert found is not None, f"there is no {name} on the screen"
        return found

    def _visible(self, name: str) -> QWidget | None:
        seen = [each for each in self.window.findChildren(QWidget, name) if each.isVisible()]
        return seen[-1] if seen else None

    def _key(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def _until(self, condition: Any, words: str) -> None:
        assert wait_until(condition, PATIENCE_SECONDS), f"in vain until {words}; the screen says {self.told()}"
