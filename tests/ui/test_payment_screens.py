from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.payments import FINAL_CODES, PATIENCE_SECONDS
from pos_desktop.payments.evidence import SendFailure
from pos_desktop.printing import PaperOutError
from pos_desktop.ui.components import AmountLabel, StepList, StepState
from pos_desktop.ui.screens.bill_view import TenderRow, TenderRowKind
from pos_desktop.ui.screens.outcome import NotPaidScreen, OutcomeView, UnknownScreen
from pos_desktop.ui.screens.paid import CashPaidScreen, CashPaidView, PaidScreen, PaidView, ReceiptState
from pos_desktop.ui.screens.payment_page import PaymentPage
from pos_desktop.ui.screens.waiting import WaitingScreen, WaitingView
from pos_desktop.ui.words import words_of_code
from tests.ui.payment_samples import AMOUNT_CENTS, SENT, Timed, after, callback, lost, not_paid, paid, payment, refused
from tests.ui.payment_windows import SIZES, ManualClock, bill, button, corner, label, opened, part, press, scan, tap

F1, F2, F5, F8, F9 = Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F8, Qt.Key.Key_F9
PAID = PaidView(bill(left_cents=0), AMOUNT_CENTS, "254712345678", "UK07XK2M9P", after(19), 0, ReceiptState.PRINTED)
IN_CASH = CashPaidView(bill(left_cents=0), 200_000, 80_900, ReceiptState.PRINTED)


def waiting(qtbot: QtBot, clock: ManualClock, story: tuple[Timed, ...] = SENT, size: QSize = SIZES[2]) -> WaitingScreen:
    screen = WaitingScreen(clock)
    screen.show_view(WaitingView(bill(), payment(story)))
    return opened(qtbot, screen, size)


def failed(qtbot: QtBot, clock: ManualClock, story: tuple[Timed, ...], size: QSize = SIZES[2]) -> NotPaidScreen:
    screen = NotPaidScreen(clock)
    screen.show_view(OutcomeView(bill(), payment(story)))
    return opened(qtbot, screen, size)


def unknown(qtbot: QtBot, clock: ManualClock, story: tuple[Timed, ...] = SENT, size: QSize = SIZES[2]) -> UnknownScreen:
    screen = UnknownScreen(clock)
    screen.show_view(OutcomeView(bill(), payment(story, next_query_at=after(100))))
    return opened(qtbot, screen, size)


def answer(screen: QWidget, index: int) -> str:
    return part(screen, QWidget, f"answer_{index}").accessibleName()


# --- waiting


def test_waiting_counts_up_and_never_down(qtbot: QtBot) -> None:
    clock = ManualClock(17)
    screen = waiting(qtbot, clock)
    steps = part(screen, StepList, "steps")
    assert [step.state for step in steps.steps()] == [StepState.DONE, StepState.CURRENT, StepState.TO_COME]
    assert steps.steps()[0].time == "14:05:12"
    assert steps.steps()[1].time == "0:17"
    clock.advance(2)
    qtbot.waitUntil(lambda: steps.steps()[1].time == "0:19")


def test_before_it_left_the_prompt_is_being_sent(qtbot: QtBot) -> None:
    steps = part(waiting(qtbot, ManualClock(1), SENT[:1]), StepList, "steps").steps()
    assert steps[0].title == "Sending the prompt"
    assert steps[0].state is StepState.CURRENT


def test_a_paid_callback_is_shown_as_confirming(qtbot: QtBot) -> None:
    said = (*SENT, (19, callback("0", receipt="UK07XK2M9P", amount_cents=AMOUNT_CENTS)))
    steps = part(waiting(qtbot, ManualClock(20), said), StepList, "steps").steps()
    assert steps[1].title == "Confirming with M-Pesa"


def test_paid_ticks_every_step(qtbot: QtBot) -> None:
    steps = part(waiting(qtbot, ManualClock(20), paid()), StepList, "steps").steps()
    assert all(step.state is StepState.DONE for step in steps)


@pytest.mark.parametrize(
    ("key", "name", "signal"),
    [
        (F8, "primary", "serve_next_requested"),
        (F5, "check_now", "check_requested"),
        (Qt.Key.Key_Escape, "cancel", "cancel_requested"),
    ],
)
def test_each_intent_of_waiting_has_a_key_and_a_button(qtbot: QtBot, key: Qt.Key, name: str, signal: str) -> None:
    screen = waiting(qtbot, ManualClock(5))
    with qtbot.waitSignal(getattr(screen, signal)):
        press(screen, key)
    with qtbot.waitSignal(getattr(screen, signal)):
        tap(screen, name)


def test_a_page_that_nobody_sees_has_no_patience_to_lose(qtbot: QtBot) -> None:
    clock = ManualClock(PATIENCE_SECONDS - 1)
    screen = waiting(qtbot, clock)
    screen.window().hide()
    clock.advance(2)
    with qtbot.assertNotEmitted(screen.patience_ended, wait=0):
        screen.retranslate()  # as after another window's language was switched


def test_the_end_of_patience_is_told_once(qtbot: QtBot) -> None:
    clock = ManualClock(PATIENCE_SECONDS - 1)
    screen = waiting(qtbot, clock)
    with qtbot.waitSignal(screen.patience_ended):
        clock.advance(2)
    with qtbot.assertNotEmitted(screen.patience_ended, wait=0):
        screen.tick()
    screen.show_view(WaitingView(bill(), payment(SENT, payment_id=2, sent_at=clock.now())))
    with qtbot.waitSignal(screen.patience_ended):
        clock.advance(PATIENCE_SECONDS)


def test_a_prompt_without_an_id_cannot_be_checked(qtbot: QtBot) -> None:
    screen = waiting(qtbot, ManualClock(1), SENT[:1])
    with qtbot.assertNotEmitted(screen.check_requested, wait=0):
        press(screen, F5)


# --- not paid


def test_wrong_pin_offers_to_send_again(qtbot: QtBot) -> None:
    screen = failed(qtbot, ManualClock(30), not_paid("2001"))
    assert (label(screen, "outcome_title"), label(screen, "outcome_reason")) == ("Not paid", "Wrong PIN")
    assert answer(screen, 0).startswith("What happened The M-Pesa PIN was wrong.")
    assert answer(screen, 1).startswith("Did money move? No money moved.")
    assert answer(screen, 2).startswith("What to do next Send the prompt again.")
    assert button(screen, "primary").accessibleName() == "Send again KES 1,191 F8"
    with qtbot.waitSignal(screen.send_again_requested) as heard:
        press(screen, F8)
    assert heard.args == [1]


def test_send_again_sleeps_until_our_own_question_has_an_answer(qtbot: QtBot) -> None:
    screen = failed(qtbot, ManualClock(21), (*SENT, (20, callback("1032"))))
    assert button(screen, "primary").words() == "Checking with M-Pesa"
    with qtbot.assertNotEmitted(screen.send_again_requested, wait=0):
        press(screen, F8)
        tap(screen, "primary")
    screen.show_view(OutcomeView(bill(), payment(not_paid("1032"))))
    with qtbot.waitSignal(screen.send_again_requested):
        press(screen, F8)


def test_after_a_minute_of_silence_the_primary_asks_for_a_look_at_the_phone(qtbot: QtBot) -> None:
    clock = ManualClock(21)
    screen = failed(qtbot, clock, (*SENT, (20, callback("1032"))))
    clock.advance(40)
    qtbot.waitUntil(lambda: button(screen, "primary").words() == "Ask the customer...")
    with qtbot.waitSignal(screen.ask_customer_requested), qtbot.assertNotEmitted(screen.send_again_requested, wait=0):
        press(screen, F8)


@pytest.mark.parametrize("story", [not_paid("17", at=2), refused("500.001.1001", "Unable to lock subscriber")])
def test_what_mpesa_would_refuse_anyway_is_counted_down(qtbot: QtBot, story: tuple[Timed, ...]) -> None:
    clock = ManualClock(5)
    screen = failed(qtbot, clock, story)
    assert button(screen, "primary").words().startswith("Send again in ")
    assert not button(screen, "primary").isEnabled()
    clock.advance(120)
    qtbot.waitUntil(lambda: button(screen, "primary").words() == "Send again")
    with qtbot.waitSignal(screen.send_again_requested):
        press(screen, F8)


def test_without_money_another_way_is_the_primary_and_sending_again_the_second(qtbot: QtBot) -> None:
    screen = failed(qtbot, ManualClock(30), not_paid("1"))
    assert button(screen, "primary").words() == "Pay another way"
    with qtbot.waitSignal(screen.pay_another_way_requested):
        press(screen, F8)
    with qtbot.waitSignal(screen.send_again_requested):
        press(screen, F5)


def test_the_second_way_to_send_again_sleeps_as_well_while_it_is_checked(qtbot: QtBot) -> None:
    screen = failed(qtbot, ManualClock(21), (*SENT, (20, callback("1"))))
    with qtbot.assertNotEmitted(screen.send_again_requested, wait=0):
        press(screen, F5)


@pytest.mark.parametrize(
    ("key", "name", "signal"),
    [(F9, "second", "pay_another_way_requested"), (F1, "details", "details_requested")],
)
def test_each_other_intent_of_not_paid_has_a_key_and_a_button(
    qtbot: QtBot, key: Qt.Key, name: str, signal: str
) -> None:
    screen = failed(qtbot, ManualClock(30), not_paid("2001"))
    with qtbot.waitSignal(getattr(screen, signal)):
        press(screen, key)
    with qtbot.waitSignal(getattr(screen, signal)):
        tap(screen, name)


def test_change_number_names_the_payment_and_esc_goes_back(qtbot: QtBot) -> None:
    screen = failed(qtbot, ManualClock(30), not_paid("1037"))
    with qtbot.waitSignal(screen.change_number_requested) as heard:
        press(screen, F2)
    assert heard.args == [1]
    with qtbot.waitSignal(screen.back_requested):
        press(screen, Qt.Key.Key_Escape)


def test_a_number_that_m_pesa_does_not_take_is_changed_by_the_primary(qtbot: QtBot) -> None:
    screen = failed(qtbot, ManualClock(5), refused("400.002.02", "400.002.02 Bad Request - Invalid PhoneNumber"))
    assert button(screen, "primary").words() == "Change number"
    assert not button(screen, "change_number").isVisible()
    with qtbot.waitSignal(screen.change_number_requested) as heard:
        press(screen, F8)
    assert heard.args == [1]
    screen.show_view(OutcomeView(bill(), payment(not_paid("2001"))))
    assert button(screen, "change_number").isVisible()


@pytest.mark.parametrize("code", sorted(FINAL_CODES))
def test_every_final_code_is_shown_in_its_own_words(qtbot: QtBot, code: str) -> None:
    screen = failed(qtbot, ManualClock(300), not_paid(code), SIZES[0])
    assert label(screen, "outcome_reason") == words_of_code(code).reason
    assert button(screen, "primary").isEnabled()


def test_a_prompt_that_never_left_says_so(qtbot: QtBot) -> None:
    screen = failed(qtbot, ManualClock(5), refused("not_sent", "ConnectError", SendFailure.NOT_SENT))
    assert label(screen, "outcome_reason") == "Prompt not sent"
    assert "Nothing left this till." in answer(screen, 0)


# --- not known


def test_not_known_counts_the_silence_and_offers_no_second_prompt(qtbot: QtBot) -> None:
    clock = ManualClock(92)
    screen = unknown(qtbot, clock)
    assert label(screen, "outcome_title") == "We don't know yet"
    assert label(screen, "outcome_reason") == "M-Pesa has not answered for 1:32"
    assert "Next check in 8 s." in answer(screen, 0)
    assert answer(screen, 1).startswith("Did money move? Maybe.")
    words = [each.accessibleName() for each in screen.findChildren(QAbstractButton)]
    assert not [each for each in words if "end again" in each]
    clock.advance(3)
    qtbot.waitUntil(lambda: label(screen, "outcome_reason").endswith("1:35"))
    assert "Next check in 5 s." in answer(screen, 0)


@pytest.mark.parametrize(
    ("key", "name", "signal"),
    [
        (F8, "primary", "serve_next_requested"),
        (F5, "check_now", "check_requested"),
        (F9, "pay_another_way", "pay_another_way_requested"),
        (F1, "details", "details_requested"),
    ],
)
def test_each_intent_of_not_known_has_a_key_and_a_button(qtbot: QtBot, key: Qt.Key, name: str, signal: str) -> None:
    screen = unknown(qtbot, ManualClock(92))
    with qtbot.waitSignal(getattr(screen, signal)):
        press(screen, key)
    with qtbot.waitSignal(getattr(screen, signal)):
        tap(screen, name)


def test_a_contradiction_calls_for_the_manager(qtbot: QtBot) -> None:
    both = (*SENT, (20, callback("1032")), (25, callback("0", receipt="UK07XK2M9P", amount_cents=AMOUNT_CENTS)))
    screen = unknown(qtbot, ManualClock(30), both)
    assert label(screen, "outcome_title") == "We don't know yet"
    assert "Call the manager." in answer(screen, 2)


def test_a_lost_send_sends_the_cashier_to_the_customers_phone(qtbot: QtBot) -> None:
    screen = unknown(qtbot, ManualClock(31), lost())
    assert "Ask the customer to look." in answer(screen, 0)


# --- paid


def test_paid_shows_code_change_and_receipt(qtbot: QtBot) -> None:
    screen = PaidScreen(ManualClock(20))
    screen.show_view(PAID)
    opened(qtbot, screen)
    assert part(screen, AmountLabel, "paid_amount").cents() == AMOUNT_CENTS
    facts = [part(screen, QWidget, f"fact_{index}").accessibleName() for index in range(3)]
    assert facts == [
        "M-Pesa code: UK07XK2M9P 0712 345 678 · 14:05:31",
        "Change: None",
        "Receipt: Printed No. 1-000482",
    ]


def test_a_code_that_is_not_known_yet_is_to_follow(qtbot: QtBot) -> None:
    screen = PaidScreen(ManualClock(20))
    screen.show_view(replace(PAID, code=None))
    opened(qtbot, screen)
    assert part(screen, QWidget, "fact_0").accessibleName().startswith("M-Pesa code: To follow")


def test_the_next_sale_opens_by_itself(qtbot: QtBot) -> None:
    screen = PaidScreen(ManualClock(20), opens_after_seconds=1)
    screen.show_view(PAID)
    with qtbot.waitSignal(screen.new_sale_requested, timeout=3000):
        opened(qtbot, screen)
        assert label(screen, "opens_by_itself") == "Opens by itself in 1 s,"


NOT_PRINTED = replace(PAID, receipt=ReceiptState.FAILED, problem=PaperOutError("no paper"))


def test_a_printer_without_paper_is_told_in_its_row(qtbot: QtBot) -> None:
    screen = PaidScreen(ManualClock(20))
    screen.show_view(NOT_PRINTED)
    opened(qtbot, screen)
    assert part(screen, QWidget, "fact_2").accessibleName() == "Receipt: Not printed Printer has no paper"


@pytest.mark.parametrize("view", [NOT_PRINTED, IN_CASH])
def test_what_is_left_to_do_keeps_the_screen_open(qtbot: QtBot, view: PaidView | CashPaidView) -> None:
    screen: PaidScreen | CashPaidScreen
    if isinstance(view, PaidView):
        screen = PaidScreen(ManualClock(20), opens_after_seconds=0)
        screen.show_view(view)
    else:
        screen = CashPaidScreen(ManualClock(20), opens_after_seconds=0)
        screen.show_view(view)
    opened(qtbot, screen)
    assert label(screen, "opens_by_itself") == "Opens on"
    with qtbot.assertNotEmitted(screen.new_sale_requested, wait=1100):
        pass


def test_a_scan_opens_the_next_sale_and_is_not_lost(qtbot: QtBot) -> None:
    screen = PaidScreen(ManualClock(20))
    screen.show_view(PAID)
    opened(qtbot, screen)
    with qtbot.waitSignals([screen.scan_kept, screen.new_sale_requested], order="strict"):
        scan(screen, "6001234567890")


def test_paid_has_a_key_and_a_button_for_each_intent(qtbot: QtBot) -> None:
    screen = PaidScreen(ManualClock(20))
    screen.show_view(PAID)
    opened(qtbot, screen)
    with qtbot.waitSignal(screen.new_sale_requested):
        press(screen, F8)
    with qtbot.waitSignal(screen.print_again_requested):
        press(screen, F5)
    with qtbot.waitSignal(screen.print_again_requested):
        tap(screen, "print_again")


def test_a_receipt_that_comes_out_does_not_start_the_count_anew(qtbot: QtBot) -> None:
    screen = PaidScreen(ManualClock(20), opens_after_seconds=2)
    screen.show_view(replace(PAID, receipt=ReceiptState.PRINTING))
    opened(qtbot, screen)
    qtbot.waitUntil(lambda: label(screen, "opens_by_itself") == "Opens by itself in 1 s,")
    screen.show_view(PAID)
    assert label(screen, "opens_by_itself") == "Opens by itself in 1 s,"
    assert part(screen, QWidget, "fact_2").accessibleName().startswith("Receipt: Printed")


def test_cash_shows_the_change_and_what_to_hand_over(qtbot: QtBot) -> None:
    screen = CashPaidScreen(ManualClock(20))
    screen.show_view(IN_CASH)
    opened(qtbot, screen)
    assert label(screen, "paid_title") == "Change"
    assert part(screen, AmountLabel, "paid_amount").cents() == 80_900
    assert part(screen, QWidget, "hand_over").accessibleName() == "1 × 500, 1 × 200, 1 × 100, 1 × 5, 4 × 1"


def test_exact_cash_has_nothing_to_hand_over(qtbot: QtBot) -> None:
    screen = CashPaidScreen(ManualClock(20))
    screen.show_view(replace(IN_CASH, given_cents=119_100, change_cents=0))
    opened(qtbot, screen)
    assert label(screen, "paid_title") == "Paid"
    assert part(screen, QWidget, "fact_0").accessibleName() == "Hand over: Nothing"


# --- all of them


def every_screen() -> list[PaymentPage]:
    clock = ManualClock(92)
    row = TenderRow(TenderRowKind.MPESA_NOT_PAID, 0, why="2001")
    wait, fail, know = WaitingScreen(clock), NotPaidScreen(clock), UnknownScreen(clock)
    done, cash = PaidScreen(clock), CashPaidScreen(clock)
    wait.show_view(WaitingView(bill(row), payment(SENT)))
    fail.show_view(OutcomeView(bill(row), payment(not_paid("2001"))))
    know.show_view(OutcomeView(bill(row), payment(SENT)))
    done.show_view(PAID)
    cash.show_view(IN_CASH)
    return [wait, fail, know, done, cash]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("index", range(5))
def test_the_primary_is_bottom_right_and_no_button_is_cut(qtbot: QtBot, size: QSize, index: int) -> None:
    screen = opened(qtbot, every_screen()[index], size)
    primary = button(screen, "primary")
    qtbot.waitUntil(lambda: corner(screen, primary).x() == size.width() - 16)
    assert corner(screen, primary).y() == size.height() - 16
    for each in screen.findChildren(QAbstractButton):
        if each.isVisible():
            assert each.width() >= each.minimumSizeHint().width(), each.objectName()
            assert each.height() >= 48, each.objectName()
            assert corner(screen, each).x() <= size.width() - 16, each.objectName()
            assert each.accessibleName()
            assert each.objectName()


@pytest.mark.parametrize("index", range(5))
def test_enter_fires_nothing_and_a_scan_is_kept(qtbot: QtBot, index: int) -> None:
    screen = opened(qtbot, every_screen()[index])
    primary = button(screen, "primary")
    with qtbot.assertNotEmitted(primary.clicked, wait=0):
        press(screen, Qt.Key.Key_Return)
        press(screen, Qt.Key.Key_Enter)
    with qtbot.waitSignal(screen.scan_kept) as heard:
        scan(screen, "4006381333931")
    assert heard.args == ["4006381333931"]
