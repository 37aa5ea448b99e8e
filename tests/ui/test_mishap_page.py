from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.simulator import MISHAPS
from pos_desktop.ui.customer_phone import CustomerPhone, PhonePrompt, PhoneResult
from pos_desktop.ui.mishap_page import ChoiceState, MishapChoice
from pos_desktop.ui.theme import Size, Weight, metrics
from tests.ui.payment_windows import ManualClock, button, label, opened, part, press, tap

SIZE = QSize(420, 760)
PROMPT = PhonePrompt("ws_CO_1", "254712345678", "MAMA NJERI STORES", 119_100, "1-000482")
Armed = list[tuple[str, bool]]


def choices(**states: ChoiceState) -> list[MishapChoice]:
    return [
        MishapChoice(each.name, each.part, each.title, each.words, states.get(each.name, ChoiceState.IDLE))
        for each in MISHAPS.values()
    ]


def phone(qtbot: QtBot, armed: Armed, shown: Sequence[MishapChoice] | None) -> CustomerPhone:
    made = CustomerPhone(
        lambda _prompt, _action: None,
        arm=lambda name, on: armed.append((name, on)),
        clock=ManualClock(),
        result_ms=1,
    )
    opened(qtbot, made, SIZE)
    if shown is not None:
        made.show_mishaps(shown)
    return made


def is_seen(made: CustomerPhone, name: str) -> bool:
    return part(made, QWidget, name).isVisible()


def test_without_a_list_there_is_no_way_to_it(qtbot: QtBot) -> None:
    made = phone(qtbot, [], None)
    assert not is_seen(made, "mishap_open")
    assert not is_seen(made, "mishap_armed")


def test_the_list_is_opened_from_under_the_phone_and_closed_by_esc(qtbot: QtBot) -> None:
    made = phone(qtbot, [], choices())
    tap(made, "mishap_open")
    assert label(made, "mishap_title") == "Make something go wrong"
    assert not is_seen(made, "phone_cancel")
    press(made, Qt.Key.Key_Escape)
    assert is_seen(made, "phone_cancel")


def test_a_prompt_that_rings_while_the_till_is_used_has_the_keys_as_soon_as_the_phone_is(qtbot: QtBot) -> None:
    made, till = phone(qtbot, [], choices()), QWidget()
    made.show_prompt(replace(PROMPT, id="ws_CO_0"))
    tap(made, "phone_cancel")
    made.show_result(PhoneResult("ws_CO_0", "1032"))
    tap(made, "mishap_open")
    tap(made, f"mishap_{next(iter(MISHAPS))}")
    opened(qtbot, till, SIZE)
    made.show_prompt(PROMPT)
    qtbot.waitUntil(lambda: is_seen(made, "phone_send"))
    assert till.window().isActiveWindow()

    made.window().activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    QTest.keyClicks(QApplication.focusWidget() or made, "1234")
    assert button(made, "phone_send").isEnabled()


def test_esc_on_the_list_cancels_no_prompt(qtbot: QtBot) -> None:
    answers: list[str] = []
    made = CustomerPhone(lambda _prompt, action: answers.append(action), clock=ManualClock())
    opened(qtbot, made, SIZE)
    made.show_mishaps(choices())
    made.show_prompt(PROMPT)
    tap(made, "mishap_open")
    press(made, Qt.Key.Key_Escape)
    assert answers == []


def test_a_tap_arms_and_another_one_disarms(qtbot: QtBot) -> None:
    armed: Armed = []
    made = phone(qtbot, armed, choices())
    tap(made, "mishap_open")
    tap(made, "mishap_callback_lost")
    made.show_mishaps(choices(callback_lost=ChoiceState.ARMED))
    tap(made, "mishap_callback_lost")
    assert armed == [("callback_lost", True), ("callback_lost", False)]


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ({"callback_lost": ChoiceState.ARMED}, "Next: The callback never comes"),
        ({"callback_lost": ChoiceState.STRIKING}, "Now: The callback never comes"),
        ({"callback_lost": ChoiceState.ARMED, "quota": ChoiceState.ARMED}, "2 things go wrong"),
    ],
)
def test_a_chip_says_what_is_armed_and_a_button_disarms_all_of_it(
    qtbot: QtBot, states: dict[str, ChoiceState], words: str
) -> None:
    armed: Armed = []
    made = phone(qtbot, armed, choices(**states))
    assert button(made, "mishap_armed").words() == words
    assert not is_seen(made, "mishap_open")
    press(made, Qt.Key.Key_F7)
    assert sorted(armed) == sorted((name, False) for name in states)
    made.show_mishaps(choices())
    assert is_seen(made, "mishap_open")
    assert not is_seen(made, "mishap_armed")


def test_the_chip_opens_the_list(qtbot: QtBot) -> None:
    made = phone(qtbot, [], choices(quota=ChoiceState.ARMED))
    tap(made, "mishap_armed")
    assert is_seen(made, "mishap_back")


def test_a_prompt_closes_the_list(qtbot: QtBot) -> None:
    made = phone(qtbot, [], choices())
    tap(made, "mishap_open")
    made.show_prompt(PROMPT)
    assert is_seen(made, "phone_question")


def test_a_row_that_gets_the_focus_comes_into_sight_and_says_all_that_is_on_it(qtbot: QtBot) -> None:
    made = phone(qtbot, [], choices(status_unknown=ChoiceState.ARMED))
    tap(made, "mishap_armed")
    row = button(made, "mishap_status_unknown")
    row.setFocus(Qt.FocusReason.TabFocusReason)
    area = part(made, QScrollArea, "")
    assert area.viewport().rect().contains(row.mapTo(area.viewport(), row.rect().center()))
    assert row.accessibleName() == "The code is not known. Although the payment was made. Next prompt"
    QTest.keyClick(row, Qt.Key.Key_Space)


def test_every_title_and_explanation_fits_its_line(qtbot: QtBot) -> None:
    phone(qtbot, [], choices())
    titles, words = metrics(Size.BODY, Weight.MEDIUM), metrics(Size.SMALL, Weight.REGULAR)
    assert [each.title for each in choices() if titles.horizontalAdvance(each.title) > 276] == []
    assert [each.words for each in choices() if words.horizontalAdvance(each.words) > 376] == []
    chip = metrics(Size.SMALL, Weight.MEDIUM)
    assert [each.title for each in choices() if chip.horizontalAdvance(f"Next: {each.title}") > 276] == []
