"""Sales by script: a cashier who scans, taps and types on the real screens, faster than any person."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.app.errors import SettingsError
from pos_desktop.app.wiring import Till
from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.payments import PaymentView, TransactionStatus, view_attempts
from pos_desktop.printing import plain_text, receipt
from pos_desktop.till import SaleStatus
from pos_desktop.ui.components import Keypad
from pos_desktop.ui.main_window import MainWindow
from pos_desktop.ui.screens.outcome import NotPaidScreen

PATIENCE_SECONDS = 150.0
STEP_SECONDS = 20.0
MOST_SCANS = 4
OPEN_ITEM_CODE = "DUKA-1"
FINAL = (TransactionStatus.COMPLETED, TransactionStatus.FAILED)
Found = TypeVar("Found", bound=QWidget)


class ScriptError(SettingsError):
    """The scripted cashier did not find what a person would have found."""

    code = "script"


@dataclass(frozen=True)
class ScriptedSale:
    """What became of one sale. `amount` is whole shillings, `status` the payment's, `seconds` from prompt to answer."""

    amount: int
    status: str
    result_code: int | str | None
    mpesa_receipt_number: str | None
    receipt_number: str
    seconds: float
    receipt_text: str

    @property
    def is_final(self) -> bool:
        """Whether the payment has an outcome."""
        return self.status in FINAL

    def as_json(self) -> dict[str, object]:
        """The row as the command prints it."""
        return {
            "amount": self.amount,
            "status": self.status,
            "result_code": self.result_code,
            "mpesa_receipt_number": self.mpesa_receipt_number,
            "receipt_number": self.receipt_number,
            "seconds": round(self.seconds, 3),
            "receipt_text": self.receipt_text,
        }


@dataclass(frozen=True)
class _Begun:
    sale_id: str
    started: float
    ended: float | None


class ScriptedCashier:
    """Works one window. Everything is done by key presses and mouse clicks on widgets that are seen."""

    def __init__(self, window: MainWindow, till: Till, seed: int = 1) -> None:
        self._window, self._till = window, till
        self._chance = random.Random(seed)  # noqa: S311 - chooses goods, guards nothing
        self._codes = self._find_codes()

    def sign_in(self, name: str, pin: str) -> None:
        """Taps a name and types the PIN."""
        self._click(f"person_{name}")
        QTest.keyClicks(self._find("pin"), pin)
        self._until(lambda: self._find("sign_in_button").isEnabled(), "the sign-in button wakes")
        QTest.keyClick(self._find("pin"), Qt.Key.Key_Return)
        self._until(lambda: self._window.stage.person is not None, "somebody is signed in")

    def sell(self, number: int, amount: int | None) -> _Begun:
        """Sells goods, or one open item of an exact amount, and asks a phone for the money."""
        if amount is None:
            for code in self._chance.choices(self._codes, k=self._chance.randint(1, MOST_SCANS)):
                self._scan(code)
        else:
            self._sell_open_item(amount)
        self._until(lambda: bool(self._window.selling.cart.lines), "the line is in the cart")
        started = self._till.clock.monotonic()
        sale_id = self.send_prompt(number)
        ended = self._wait_for_answer(sale_id)
        self._leave()
        return _Begun(sale_id, started, ended)

    def send_prompt(self, number: int) -> str:
        """Opens the bill of what is in the cart and prompts a phone; the sale's public id."""
        self._key(Qt.Key.Key_F8)
        self._until(self._is_paying, "the bill is open")
        sale_id = self._window.paying.sale_id
        self._key(Qt.Key.Key_F10)
        QTest.keyClicks(QApplication.focusWidget() or self._window, f"07{12_345_600 + number % 1000:08d}")
        self._key(Qt.Key.Key_F8)
        self._until(lambda: bool(self.payments(sale_id)), "the prompt is written down")
        return sale_id

    def row(self, begun: _Begun) -> ScriptedSale:
        """What the file says of a sale that was begun."""
        payment = self.payments(begun.sale_id)[-1]
        sale = self._till.counter.sale(begun.sale_id)
        paid = sale.status is SaleStatus.COMPLETED
        return ScriptedSale(
            amount=payment.amount_cents // CENTS_PER_SHILLING,
            status=payment.status.value,
            result_code=_code(payment),
            mpesa_receipt_number=payment.receipt,
            receipt_number=sale.receipt_number or "",
            seconds=(begun.ended or self._till.clock.monotonic()) - begun.started,
            receipt_text=plain_text(receipt(self._till.counter.receipt(begun.sale_id))) if paid else "",
        )

    def payments(self, sale_id: str) -> list[PaymentView]:
        """The prompts of a sale."""
        with self._till.file.reading() as session:
            return view_attempts(session, pos_sale=sale_id)

    def wait_until_all_are_final(self, begun: list[_Begun]) -> None:
        """Waits for what was set aside."""
        wait_until(lambda: all(self._is_final(each.sale_id) for each in begun), PATIENCE_SECONDS)

    def begin_next_sale(self) -> None:
        """Leaves a payment that has ended, or that nobody knows the end of."""
        self._leave()

    def _wait_for_answer(self, sale_id: str) -> float | None:
        wait_until(lambda: self._is_final(sale_id), PATIENCE_SECONDS)
        return self._till.clock.monotonic() if self._is_final(sale_id) else None

    def _is_final(self, sale_id: str) -> bool:
        return self.payments(sale_id)[-1].status in FINAL

    def _leave(self) -> None:
        """New sale when it is paid, Back and Clear when it is not, Serve the next customer when nobody knows."""
        sale_id = self._window.paying.sale_id
        if sale_id:
            status = self.payments(sale_id)[-1].status
            if status is TransactionStatus.FAILED:
                self._until(self._is_told_not_paid, "the screen says Not paid")
                self._key(Qt.Key.Key_Escape)
                self._until(lambda: not self._window.paying.sale_id, "the sale is open again")
                self._key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
                self._click("choice_clear")
            else:
                self._until(self._next_is_offered, "the next sale is offered")
                self._key(Qt.Key.Key_F8)
        self._until(lambda: not self._window.selling.cart.lines, "the counter is empty")
        self._until(lambda: not self._window.paying.sale_id, "the next customer can be served")

    def _is_told_not_paid(self) -> bool:
        return isinstance(self._window.stage.pages.currentWidget(), NotPaidScreen)

    def _next_is_offered(self) -> bool:
        return not self._window.paying.sale_id or any(
            each.isVisible() and each.isEnabled() for each in self._window.findChildren(QWidget, "primary")
        )

    def _sell_open_item(self, amount: int) -> None:
        self._scan(OPEN_ITEM_CODE)
        self._until(lambda: self._visible("ok_button") is not None, "the price is asked for")
        for digit in str(amount):
            self._press_key_of_pad(digit)
        self._click("ok_button")

    def _press_key_of_pad(self, digit: str) -> None:
        pads = [pad for pad in self._window.findChildren(Keypad) if pad.isVisible()]
        key = pads[-1].findChild(QWidget, f"key_{digit}") if pads else None
        if key is None:
            raise ScriptError(f"there is no key {digit} to press")
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)

    def _scan(self, code: str) -> None:
        box = self._find("scan_input")
        QTest.keyClicks(box, code)
        QTest.keyClick(box, Qt.Key.Key_Return)

    def _is_paying(self) -> bool:
        return bool(self._window.paying.sale_id)

    def _find_codes(self) -> list[str]:
        with self._till.file.reading() as session:
            query = (
                "SELECT k.code FROM product_code k JOIN product p ON p.id = k.product_id"
                " WHERE p.price_cents BETWEEN 3000 AND 60000 ORDER BY k.code LIMIT 200"
            )
            return [row[0] for row in session.connection().exec_driver_sql(query)]

    def _click(self, name: str) -> None:
        QTest.mouseClick(self._find(name), Qt.MouseButton.LeftButton)

    def _find(self, name: str) -> QWidget:
        found = self._visible(name)
        if found is None:
            raise ScriptError(f"there is no {name} on the screen")
        return found

    def _visible(self, name: str) -> QWidget | None:
        seen = [each for each in self._window.findChildren(QWidget, name) if each.isVisible()]
        return seen[-1] if seen else None

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self._window, key, modifiers)

    def _until(self, condition: Callable[[], bool], words: str) -> None:
        if not wait_until(condition, STEP_SECONDS):
            raise ScriptError(f"the scripted cashier waited in vain until {words}")


def run_script(window: MainWindow, till: Till, amounts: list[int | None], *, name: str, pin: str) -> list[ScriptedSale]:
    """Signs in and makes one sale for each amount; None means goods off the shelf.

    Raises:
        ScriptError: the screens did not lead where they should.
    """
    wait_until(window.isVisible, STEP_SECONDS)
    window.activateWindow()
    wait_until(window.isActiveWindow, STEP_SECONDS)
    cashier = ScriptedCashier(window, till)
    cashier.sign_in(name, pin)
    begun = [cashier.sell(number, amount) for number, amount in enumerate(amounts)]
    cashier.wait_until_all_are_final(begun)
    return [cashier.row(each) for each in begun]


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Lets the screens live until the condition holds; false when it did not within so many seconds."""
    timer = QElapsedTimer()
    timer.start()
    while not condition():
        if timer.elapsed() > seconds * 1000:
            return False
        QTest.qWait(5)
    return True


def _code(payment: PaymentView) -> int | str | None:
    code = payment.result_code
    if code is None:
        return None
    return int(code) if code.isascii() and code.isdigit() else code
