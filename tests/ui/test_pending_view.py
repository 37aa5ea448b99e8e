from __future__ import annotations

from datetime import timedelta

import pytest

from pos_desktop.payments import Closing, Doubt, PaymentView, settlements_for
from pos_desktop.payments.evidence import GivenUp
from pos_desktop.ui.screens.pending_view import (
    HeldSale,
    PendingPayment,
    PendingView,
    RowAction,
    RowKind,
    find_held,
    find_payment,
    first_choice,
    held_key,
    may_check,
    payment_key,
    rows_of,
)
from pos_desktop.ui.screens.story_view import age_text, count_up_text, story_of
from pos_desktop.ui.words import words_of_closing, words_of_doubts, words_of_settlement
from pos_desktop.ui.words.story import story_texts
from tests.ui.payment_samples import (
    AMOUNT_CENTS,
    SENT,
    after,
    callback,
    lost,
    no_answer,
    not_paid,
    paid,
    payment,
    query,
)

NOW = after(370)


def pending(view: PaymentView, *, answered_seconds_ago: int | None = None) -> PendingPayment:
    answered = None if answered_seconds_ago is None else NOW - timedelta(seconds=answered_seconds_ago)
    return PendingPayment(view, "sale-1", "1-000479", "Achieng", "13:59", 7, answered, is_receipt_printed=True)


def held(note: str = "Red bag") -> HeldSale:
    return HeldSale("sale-9", note, "Achieng", 4, 61_500, NOW - timedelta(minutes=12))


def test_a_group_with_nothing_in_it_is_not_there() -> None:
    assert rows_of(PendingView(), NOW) == ()
    rows = rows_of(PendingView(held=(held(),)), NOW)
    assert [row.kind for row in rows] == [RowKind.HEAD, RowKind.MEMBER]
    assert (rows[0].title, rows[0].second) == ("Held sales", "1, KES 615.00")


def test_open_payments_count_themselves_and_their_money() -> None:
    view = PendingView(open=(pending(payment(SENT)), pending(payment(lost(), payment_id=2, amount_cents=23_000))))
    head, first, last = rows_of(view, NOW)
    assert head.second == "2 pending, KES 1,421.00"
    assert first.tag is not None
    assert first.tag.text == "We don't know yet"
    assert (first.time_text, first.action, first.is_last, last.is_last) == ("6 min", RowAction.CHECK, False, True)


def test_answered_payments_offer_what_is_left_to_do() -> None:
    view = PendingView(
        answered=(
            pending(payment(paid()), answered_seconds_ago=130),
            pending(payment(not_paid("1032"), payment_id=2), answered_seconds_ago=540),
        )
    )
    head, done, refused = rows_of(view, NOW)
    assert head.second == "1 paid, 1 not paid"
    assert (done.code, done.second_more, done.action) == ("UK07XK2M9P", "receipt printed", RowAction.PRINT_AGAIN)
    assert refused.tag is not None
    assert refused.tag.text == "Not paid: cancelled"
    assert (refused.second_more, refused.action) == ("no money moved", RowAction.BRING_BACK)


def test_an_answered_payment_never_denies_money_that_may_have_moved() -> None:
    paid_and_refused = (*SENT, (20, callback("1032")), (25, callback("0", receipt="UK07XK2M9P", amount_cents=119_100)))
    given_up = (*SENT, (200, GivenUp("Achieng", "Mwangi", "customer left")))
    view = PendingView(answered=(pending(payment(paid_and_refused)), pending(payment(given_up, payment_id=2))))
    _head, doubtful, closed = rows_of(view, NOW)
    assert doubtful.second_more == "maybe. Check the customer's M-Pesa message"
    assert closed.second_more == "not that we know"


def test_the_oldest_unknown_payment_is_chosen_when_nobody_chose() -> None:
    waiting = pending(payment(SENT, payment_id=1, sent_at=NOW))
    unknown = pending(payment(lost(), payment_id=2))
    view = PendingView(open=(waiting, unknown), held=(held(),))
    assert first_choice(view, NOW) == payment_key(unknown)
    assert first_choice(PendingView(open=(waiting,)), NOW) == payment_key(waiting)
    assert first_choice(PendingView(held=(held(),)), NOW) == held_key(held())
    assert first_choice(PendingView(), NOW) is None


def test_a_row_is_found_by_its_key_and_only_by_it() -> None:
    view = PendingView(open=(pending(payment(SENT)),), held=(held(),))
    assert find_payment(view, "payment:1") is view.open[0]
    assert find_payment(view, "payment:2") is None
    assert find_held(view, "held:sale-9") is view.held[0]
    assert find_held(view, None) is None


def test_the_story_keeps_the_last_of_several_questions_and_says_what_comes() -> None:
    asked = (*SENT, (10, no_answer(10)), (15, no_answer(15)), (248, no_answer(248)))
    view = payment(asked, next_query_at=NOW + timedelta(seconds=25))
    told = [(step.text, step.time_text) for step in story_of(view, NOW)]
    assert told == [
        ("Prompt sent", "14:05:12"),
        ("No answer. May have paid.", "14:06:42"),
        ("Asked M-Pesa, no answer yet", "14:09:20"),
        ("Next check, by itself", "in 25 s"),
    ]
    assert [step.is_next for step in story_of(view, NOW)] == [False, False, False, True]


def test_the_story_of_a_paid_prompt_ends_with_its_code_and_no_next_check() -> None:
    texts = [step.text for step in story_of(payment(paid(), next_query_at=NOW), NOW)]
    assert texts[0] == "Prompt sent"
    assert "M-Pesa code UK07XK2M9P" in texts
    assert "Next check, by itself" not in texts


def test_a_send_that_was_lost_has_no_silence_of_its_own() -> None:
    assert [step.text for step in story_of(payment(lost()), NOW)] == ["Network broke. May have been sent."]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (48, "0:48"), (119, "1:59"), (360, "6 min"), (7200, "2 h"), (172_800, "2 days")]
)
def test_an_age_is_exact_only_while_seconds_matter(seconds: int, text: str) -> None:
    assert age_text(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(17, "0:17"), (92, "1:32"), (3725, "1:02:05")])
def test_waiting_counts_up(seconds: int, text: str) -> None:
    assert count_up_text(seconds) == text


def test_what_needs_a_manager_comes_first_and_says_why() -> None:
    both = payment(
        (*SENT, (9, callback("0", receipt="UK07XK2M9P", amount_cents=AMOUNT_CENTS)), (9, query("1032", 9))),
        payment_id=5,
    )
    view = PendingView(exceptions=(pending(both),), open=(pending(payment(lost(), payment_id=2)),))
    head, row = rows_of(view, NOW)[:2]
    assert (head.title, head.second) == ("Needs a manager", "1 to decide, KES 1,191.00")
    assert row.tag is not None
    assert (row.tag.text, row.action) == ("Two answers", RowAction.DECIDE)
    assert first_choice(view, NOW) == "payment:5"
    assert find_payment(view, "payment:5") is view.exceptions[0]
    assert may_check(both)
    assert not may_check(payment(paid()))
    assert not may_check(payment(lost()))


@pytest.mark.parametrize("doubt", list(Doubt))
def test_each_exception_has_a_tag_that_fits_and_says_where_to_look(doubt: Doubt) -> None:
    words = words_of_doubts([doubt])
    assert 0 < len(words.tag) <= 24
    assert words.advice.endswith((".", "?"))
    assert all(words_of_settlement(each) for each in settlements_for([doubt]))


def test_a_story_names_the_amount_that_mpesa_names() -> None:
    another = payment((*SENT, (9, callback("0", receipt="UK07XK2M9P", amount_cents=10_000))))
    assert "M-Pesa says paid KES 100.00" in story_texts(another)
    silent = payment((*SENT, (9, callback("0", receipt="UK07XK2M9P"))))
    assert "M-Pesa says paid" in story_texts(silent)


def test_what_is_not_in_the_list_was_not_closed_by_mpesa() -> None:
    words = words_of_closing(Closing.ABSENT)
    assert (words.happened_more, words.money) == ("The list covers the time of this prompt.", "No money moved.")


def test_the_gravest_of_several_exceptions_is_named() -> None:
    assert words_of_doubts([Doubt.LATE, Doubt.OVERPAID]).tag == words_of_doubts([Doubt.OVERPAID]).tag
