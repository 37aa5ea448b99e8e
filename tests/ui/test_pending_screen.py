from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.money import format_amount
from pos_desktop.payments import PaymentView, StrayPayment
from pos_desktop.ui.components.painting import paint_words
from pos_desktop.ui.screens import pending_list
from pos_desktop.ui.screens.pending import PendingScreen
from pos_desktop.ui.screens.pending_list import PendingList
from pos_desktop.ui.screens.pending_view import HeldSale, PendingPayment, PendingView, rows_of
from tests.ui.payment_samples import SENT, after, lost, not_paid, paid, payment
from tests.ui.payment_windows import SIZES, ManualClock, button, corner, label, opened, part, press, scan, tap

NOW_SECONDS = 370
NOW = after(NOW_SECONDS)


def pending(view: PaymentView, sale_id: str, *, answered: bool = False) -> PendingPayment:
    return PendingPayment(view, sale_id, "1-000479", "Achieng", "13:59", 7, NOW if answered else None)


VIEW = PendingView(
    open=(
        pending(payment(SENT, payment_id=1, sent_at=NOW), "sale-1"),
        pending(payment(lost(), payment_id=2), "sale-2"),
    ),
    held=(HeldSale("sale-3", "Red bag", "Achieng", 4, 61_500, NOW - timedelta(minutes=12)),),
    answered=(
        pending(payment(paid(), payment_id=4), "sale-4", answered=True),
        pending(payment(not_paid("1032"), payment_id=5), "sale-5", answered=True),
    ),
)


def shown(
    qtbot: QtBot, view: PendingView = VIEW, size: QSize = SIZES[2], clock: ManualClock | None = None
) -> PendingScreen:
    screen = PendingScreen(clock or ManualClock(NOW_SECONDS))
    screen.show_view(view)
    return opened(qtbot, screen, size)


@pytest.mark.parametrize(
    ("reference", "second", "tag", "words"),
    [
        ("", "", "Of no sale here", "This money came for no sale of this till, as after a backup."),
        ("1-000482", "Sale 1-000482", "Of which prompt?", "M-Pesa has this money for sale 1-000482. It is not certain"),
    ],
)
def test_money_that_no_prompt_can_be_given_says_what_is_known_of_it(
    qtbot: QtBot, reference: str, second: str, tag: str, words: str
) -> None:
    stray = StrayPayment(7, "UK07XN4T1C", 46_000, "0733 *** 204", NOW - timedelta(hours=3), reference)
    view = PendingView(strays=(stray,))
    screen = shown(qtbot, view)
    (row,) = [each for each in rows_of(view, NOW) if each.key == "stray:7"]
    assert row.tag is not None
    assert (row.tag.text, row.second, row.code) == (tag, second, "UK07XN4T1C")
    said = " ".join(each.text() for each in screen.findChildren(QLabel))
    assert words in said


def rows(screen: PendingScreen) -> PendingList:
    return part(screen, PendingList, "pending_list")


def tap_button_of(screen: PendingScreen, key: str) -> None:
    waiting = rows(screen)
    place = waiting.button_place(waiting.rows().number_of(key))
    QTest.mouseClick(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place.center())


def test_a_list_that_changes_under_the_finger_acts_on_no_other_row(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    waiting = rows(screen)
    place = waiting.button_place(waiting.rows().number_of("payment:1")).center()
    QTest.mousePress(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place)
    screen.show_view(replace(VIEW, open=VIEW.open[1:]))
    with qtbot.assertNotEmitted(screen.check_requested, wait=0), qtbot.assertNotEmitted(screen.selected, wait=0):
        QTest.mouseRelease(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_primary_that_comes_to_be_for_another_row_does_nothing(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    primary = button(screen, "primary")
    QTest.mousePress(primary, Qt.MouseButton.LeftButton)
    screen.show_view(replace(VIEW, open=VIEW.open[:1]))
    with qtbot.assertNotEmitted(screen.check_requested, wait=0):
        QTest.mouseRelease(primary, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(screen.check_requested) as heard:
        tap(screen, "primary")
    assert heard.args == [1]


def test_the_oldest_unknown_payment_is_chosen_and_f8_checks_it(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    assert part(screen, QWidget, "chosen_state").accessibleName().startswith("We don't know yet, 0712 345 678")
    with qtbot.waitSignal(screen.check_requested) as heard:
        press(screen, Qt.Key.Key_F8)
    assert heard.args == [2]


def test_arrow_keys_move_past_the_heads_and_space_is_the_rows_button(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    with qtbot.waitSignal(screen.selected) as chosen:
        press(screen, Qt.Key.Key_Down)
    assert chosen.args == ["held:sale-3"]
    with qtbot.waitSignal(screen.bring_back_requested) as heard:
        press(screen, Qt.Key.Key_Space)
    assert heard.args == ["sale-3"]
    press(screen, Qt.Key.Key_Up)
    press(screen, Qt.Key.Key_Up)
    with qtbot.waitSignal(screen.check_requested) as checked:
        press(screen, Qt.Key.Key_Space)
    assert checked.args == [1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("key", "signal", "carried"),
    [
        ("payment:1", "check_requested", 1),
        ("held:sale-3", "bring_back_requested", "sale-3"),
        ("payment:4", "print_again_requested", "sale-4"),
        ("payment:5", "bring_back_requested", "sale-5"),
    ],
)
def test_a_rows_button_does_what_the_row_needs(
    qtbot: QtBot, size: QSize, key: str, signal: str, carried: object
) -> None:
    screen = shown(qtbot, size=size)
    with qtbot.waitSignal(getattr(screen, signal)) as heard:
        tap_button_of(screen, key)
    assert heard.args == [carried]


def test_a_tap_beside_the_button_only_chooses(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    waiting = rows(screen)
    number = waiting.rows().number_of("payment:4")
    with qtbot.assertNotEmitted(screen.print_again_requested, wait=0), qtbot.waitSignal(screen.selected) as heard:
        place = waiting.visualRect(waiting.rows().index(number, 0))
        QTest.mouseClick(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert heard.args == ["payment:4"]
    assert button(screen, "primary").words() == "Print again"
    assert not button(screen, "pay_another_way").isVisible()


def test_a_finger_that_slides_off_the_button_does_nothing(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    waiting = rows(screen)
    place = waiting.button_place(waiting.rows().number_of("payment:1"))
    with qtbot.assertNotEmitted(screen.check_requested, wait=0):
        QTest.mousePress(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
        QTest.mouseRelease(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place.center() - place.topRight())


def test_the_other_intents_have_a_key_and_a_button(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    with qtbot.waitSignal(screen.back_requested):
        press(screen, Qt.Key.Key_Escape)
    with qtbot.waitSignal(screen.check_all_requested):
        QTest.keyClick(rows(screen), Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(screen.check_all_requested):
        tap(screen, "check_all")
    with qtbot.waitSignal(screen.pay_another_way_requested) as heard:
        press(screen, Qt.Key.Key_F9)
    assert heard.args == [2]


def test_the_choice_stays_when_times_and_states_change(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    press(screen, Qt.Key.Key_Down)
    screen.show_view(VIEW)
    assert part(screen, QWidget, "chosen_state").accessibleName().startswith("Red bag")
    moved = PendingView(open=VIEW.open[:1], answered=VIEW.answered)
    screen.show_view(moved)
    assert button(screen, "primary").words() == "Check with M-Pesa"


def test_ages_go_on_by_themselves(qtbot: QtBot) -> None:
    clock = ManualClock(NOW_SECONDS)
    screen = shown(qtbot, clock=clock)
    model = rows(screen).rows()
    assert model.row(model.number_of("payment:1")).time_text == "0:00"
    clock.advance(7)
    qtbot.waitUntil(lambda: model.row(model.number_of("payment:1")).time_text == "0:07")


def test_nothing_pending_says_so(qtbot: QtBot) -> None:
    screen = shown(qtbot, PendingView())
    assert label(screen, "nothing_pending") == "Nothing is pending."
    assert not button(screen, "primary").isVisible()
    with qtbot.assertNotEmitted(screen.check_all_requested, wait=0):
        tap(screen, "check_all")


def test_a_scan_is_kept(qtbot: QtBot) -> None:
    screen = shown(qtbot)
    with qtbot.waitSignal(screen.scan_kept) as heard:
        scan(screen, "6001234567890")
    assert heard.args == ["6001234567890"]


def test_every_row_is_named_for_a_screen_reader(qtbot: QtBot) -> None:
    model = rows(shown(qtbot)).rows()
    role = Qt.ItemDataRole.AccessibleTextRole
    names = [model.data(model.index(number, 0), role) for number in range(model.rowCount())]
    assert "0712 345 678, Sale 1-000479, 7 items, We don't know yet, 6 min, 1,191.00" in names
    assert "Held sales, 1, KES 615.00" in names


@pytest.mark.parametrize("size", SIZES)
def test_the_primary_is_bottom_right_in_every_window(qtbot: QtBot, size: QSize) -> None:
    screen = shown(qtbot, size=size)
    primary = button(screen, "primary")
    qtbot.waitUntil(lambda: corner(screen, primary).x() == size.width() - 16)
    assert corner(screen, primary).y() == size.height() - 16


def test_two_hundred_payments_open_within_a_few_frames(qtbot: QtBot) -> None:
    many = tuple(pending(payment(SENT, payment_id=number, sent_at=NOW), f"s{number}") for number in range(1, 201))
    screen = shown(qtbot, PendingView(open=many))
    assert rows(screen).rows().rowCount() == 201
    press(screen, Qt.Key.Key_Down)
    assert rows(screen).currentIndex().row() == 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("amount_cents", [61_500, 24_999_900, 123_456_700, 999_999_900])
def test_an_amount_never_runs_into_the_time_nor_the_time_into_the_words(
    qtbot: QtBot, size: QSize, amount_cents: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = "Red bag with the long handle, back in five minutes"
    held = HeldSale("sale-3", note, "Wanjiku Nyambura Kamau", 112, amount_cents, NOW - timedelta(minutes=112))
    places: dict[str, tuple[float, float]] = {}

    def spy(painter: QPainter, room: QRectF, words: str, face: QFont, *more: Any, **named: Any) -> None:
        advance = min(QFontMetricsF(face).horizontalAdvance(words), room.width() if named.get("elide", True) else 999)
        is_right = Qt.AlignmentFlag.AlignRight in more
        places[words] = (room.right() - advance, room.right()) if is_right else (room.left(), room.left() + advance)
        paint_words(painter, room, words, face, *more, **named)

    monkeypatch.setattr(pending_list, "paint_words", spy)
    shown(qtbot, replace(VIEW, held=(held,)), size).grab()
    time, amount = places["112 min"], places[format_amount(amount_cents)]
    assert max(places[note][1], places["112 items · Wanjiku Nyambura Kamau"][1]) + 8 <= time[0] + 0.5
    assert time[1] + 8 <= amount[0]
    assert amount[1] + 8 <= places["Bring back"][0]
