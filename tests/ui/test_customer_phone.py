from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.ui.customer_phone import DEMO_PIN, CustomerPhone, PhoneAction, PhonePrompt, PhoneResult
from tests.ui.payment_windows import ManualClock, button, label, opened, part, press, tap, type_text

SIZE = QSize(420, 760)
FIRST = PhonePrompt("ws_CO_1", "254712345678", "MAMA NJERI STORES", 119_100, "1-000482")
SECOND = PhonePrompt("ws_CO_2", "254722104556", "MAMA NJERI STORES", 84_500, "1-000483")
Answers = list[tuple[str, str]]


def phone(qtbot: QtBot, answers: Answers, *prompts: PhonePrompt, result_ms: int = 60_000) -> CustomerPhone:
    made = CustomerPhone(
        lambda prompt, action: answers.append((prompt, action)), clock=ManualClock(), result_ms=result_ms
    )
    opened(qtbot, made, SIZE)
    for prompt in prompts:
        made.show_prompt(prompt)
    return made


def type_pin(made: CustomerPhone, digits: str) -> None:
    for digit in digits:
        tap(made, f"key_{digit}")


def test_it_waits_for_a_prompt(qtbot: QtBot) -> None:
    answers: Answers = []
    made = phone(qtbot, answers)
    assert label(made, "phone_message") == "Waiting for a prompt"
    press(made, Qt.Key.Key_F1)
    assert answers == []


def test_it_asks_in_the_words_of_the_prompt(qtbot: QtBot) -> None:
    made = phone(qtbot, [], FIRST)
    assert label(made, "phone_question") == ("Do you want to pay KES 1,191.00 to MAMA NJERI STORES, account 1-000482?")
    assert label(made, "demo_pin_hint") == "Demo PIN 1234"


@pytest.mark.parametrize(("pin", "action"), [(DEMO_PIN, PhoneAction.PIN), ("1243", PhoneAction.WRONG_PIN)])
def test_four_digits_and_send_answer_by_whether_they_are_right(qtbot: QtBot, pin: str, action: PhoneAction) -> None:
    answers: Answers = []
    made = phone(qtbot, answers, FIRST)
    type_pin(made, pin[:3])
    assert not button(made, "phone_send").isEnabled()
    type_pin(made, pin[3])
    tap(made, "phone_send")
    assert answers == [("ws_CO_1", action.value)]
    assert label(made, "phone_message") == "Sent"


def test_a_keyboard_types_the_pin_and_enter_sends_it(qtbot: QtBot) -> None:
    answers: Answers = []
    made = phone(qtbot, answers, FIRST)
    pin = part(made, QWidget, "phone_pin")
    pin.setFocus()
    type_text("12345", pin)
    QTest.keyClick(pin, Qt.Key.Key_Backspace)
    type_text("4", pin)
    press(made, Qt.Key.Key_Return)
    assert answers == [("ws_CO_1", "pin")]


@pytest.mark.parametrize(
    ("key", "action"),
    [
        (Qt.Key.Key_F1, PhoneAction.WRONG_PIN),
        (Qt.Key.Key_F2, PhoneAction.CANCEL),
        (Qt.Key.Key_F3, PhoneAction.NO_MONEY),
        (Qt.Key.Key_F4, PhoneAction.IGNORE),
        (Qt.Key.Key_F5, PhoneAction.OUT_OF_REACH),
        (Qt.Key.Key_Escape, PhoneAction.CANCEL),
    ],
)
def test_every_other_answer_has_a_key_and_is_given_once(qtbot: QtBot, key: Qt.Key, action: PhoneAction) -> None:
    answers: Answers = []
    made = phone(qtbot, answers, FIRST)
    press(made, key)
    press(made, key)
    assert answers == [("ws_CO_1", action.value)]


@pytest.mark.parametrize("action", [each for each in PhoneAction if each is not PhoneAction.PIN])
def test_every_other_answer_has_a_button(qtbot: QtBot, action: PhoneAction) -> None:
    answers: Answers = []
    made = phone(qtbot, answers, FIRST)
    tap(made, f"phone_{action.value}")
    assert answers == [("ws_CO_1", action.value)]


def test_paid_names_the_amount_and_the_code(qtbot: QtBot) -> None:
    made = phone(qtbot, [], FIRST)
    made.show_result(PhoneResult("ws_CO_1", "0", "UK07XK2M9P"))
    assert label(made, "phone_message") == "You paid KES 1,191.00"
    assert label(made, "phone_code") == "UK07XK2M9P"


def test_a_refusal_is_told_in_its_words(qtbot: QtBot) -> None:
    made = phone(qtbot, [], FIRST)
    made.show_result(PhoneResult("ws_CO_1", "1032"))
    assert label(made, "phone_message") == "Cancelled"


def test_prompts_are_shown_in_the_order_of_their_arrival(qtbot: QtBot) -> None:
    answers: Answers = []
    made = phone(qtbot, answers, FIRST, SECOND, FIRST, result_ms=10)
    assert "1-000482" in label(made, "phone_question")
    made.show_result(PhoneResult("ws_CO_1", "0"))
    qtbot.waitUntil(lambda: "1-000483" in label(made, "phone_question"))
    tap(made, "phone_cancel")
    assert answers == [("ws_CO_2", "cancel")]
    made.show_result(PhoneResult("ws_CO_2", "1032"))
    qtbot.waitUntil(lambda: label(made, "phone_message") == "Waiting for a prompt")


def test_a_prompt_that_ended_while_it_waited_its_turn_is_gone(qtbot: QtBot) -> None:
    made = phone(qtbot, [], FIRST, SECOND, result_ms=10)
    made.show_result(PhoneResult("ws_CO_2", "1037"))
    made.show_result(PhoneResult("ws_CO_1", "0"))
    qtbot.waitUntil(lambda: label(made, "phone_message") == "Waiting for a prompt")


def test_a_result_of_a_prompt_that_it_never_saw_changes_nothing(qtbot: QtBot) -> None:
    made = phone(qtbot, [], FIRST)
    made.show_result(PhoneResult("ws_CO_9", "0"))
    assert "1-000482" in label(made, "phone_question")


def test_a_listening_thread_may_ring_it(qtbot: QtBot) -> None:
    made = phone(qtbot, [])
    thread = threading.Thread(target=lambda: made.prompt_arrived.emit(FIRST))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "1-000482" in label(made, "phone_question"))


def test_its_size_is_fixed(qtbot: QtBot) -> None:
    assert phone(qtbot, []).size() == SIZE
