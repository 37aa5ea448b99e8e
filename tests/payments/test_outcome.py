from __future__ import annotations

import pytest

from pos_desktop.payments import (
    FINAL_CODES,
    PATIENCE_SECONDS,
    Closing,
    Outcome,
    OutcomeState,
    Refusal,
    SendAgain,
    Unknown,
    outcome_of,
    seconds_waited,
)
from pos_desktop.payments.evidence import (
    Absence,
    CashierConfirmed,
    CodeClaimed,
    GivenUp,
    QueryUnanswered,
    ReceiptRefused,
    SendFailure,
    ShownFailed,
    StoredSource,
    WalkedAway,
)
from tests.ui.payment_samples import (
    AMOUNT_CENTS,
    SENT,
    Timed,
    after,
    callback,
    lost,
    no_answer,
    not_paid,
    paid,
    payment,
    query,
    refused,
)


def told(story: tuple[Timed, ...], seconds: float = 30) -> Outcome:
    return outcome_of(payment(story), after(seconds))


def test_before_the_prompt_left_it_is_being_sent() -> None:
    assert told(()).state is OutcomeState.SENDING
    assert told(SENT[:1]).state is OutcomeState.SENDING


def test_a_prompt_on_the_phone_is_waited_for_and_then_not_known() -> None:
    assert told(SENT, 0).state is OutcomeState.WAITING
    assert told(SENT, PATIENCE_SECONDS - 1).state is OutcomeState.WAITING
    late = told(SENT, PATIENCE_SECONDS)
    assert (late.state, late.subject) == (OutcomeState.UNKNOWN, Unknown.NO_ANSWER)


def test_a_prompt_that_was_set_aside_is_waited_for_as_before() -> None:
    assert told((*SENT, (5, WalkedAway()))).state is OutcomeState.WAITING


def test_a_lost_send_is_not_known_at_once() -> None:
    outcome = told(lost(), 31)
    assert (outcome.state, outcome.subject) == (OutcomeState.UNKNOWN, Unknown.MAY_BE_SENT)


def test_paid_is_paid_and_never_sent_again() -> None:
    outcome = told(paid())
    assert (outcome.state, outcome.send_again) == (OutcomeState.PAID, SendAgain.NEVER)


def test_a_paid_callback_that_waits_for_our_question_is_confirming_for_as_long_as_it_takes() -> None:
    said = (*SENT, (19, callback("0", receipt="UK07XK2M9P", amount_cents=AMOUNT_CENTS)))
    assert told(said).state is OutcomeState.CONFIRMING
    assert told(said, 600).state is OutcomeState.CONFIRMING


def test_a_failure_callback_is_not_paid_but_sending_again_waits_for_our_own_question() -> None:
    heard = (*SENT, (20, callback("1032")))
    assert told(heard).state is OutcomeState.NOT_PAID
    assert told(heard).send_again is SendAgain.CHECKING
    assert not told(heard).may_send_again(after(30))
    asked = (*heard, (22, query("1032", 22)))
    assert told(asked).send_again is SendAgain.OFFERED
    assert told(asked).may_send_again(after(30))


@pytest.mark.parametrize("code", sorted(FINAL_CODES))
def test_every_final_code_is_not_paid_under_its_own_words(code: str) -> None:
    outcome = told(not_paid(code))
    assert (outcome.state, outcome.subject) == (OutcomeState.NOT_PAID, code)


@pytest.mark.parametrize("code", ["26", "1001", "1036", "9999", "4711", "BW-JMS-100039", "100000003"])
def test_a_code_that_is_not_final_is_never_told_as_not_paid(code: str) -> None:
    outcome = told((*SENT, (20, callback(code))))
    assert (outcome.state, outcome.subject) == (OutcomeState.UNKNOWN, code)
    assert outcome.send_again is SendAgain.NEVER


def test_a_strange_answer_to_a_question_is_forgotten_when_the_next_one_says_wait() -> None:
    assert told((*SENT, (10, query("100000003", 10)))).state is OutcomeState.UNKNOWN
    assert told((*SENT, (10, query("100000003", 10)), (15, no_answer(15)))).state is OutcomeState.WAITING


def test_a_single_negative_answer_to_our_question_ends_nothing() -> None:
    assert told((*SENT, (14, query("1037", 14)))).state is OutcomeState.WAITING


def test_a_failed_payment_with_a_contradiction_is_not_known() -> None:
    both = (*SENT, (20, callback("1032")), (25, callback("0", receipt="UK07XK2M9P", amount_cents=AMOUNT_CENTS)))
    outcome = told(both)
    assert (outcome.state, outcome.subject) == (OutcomeState.UNKNOWN, Unknown.CONTRADICTION)
    assert outcome.send_again is SendAgain.NEVER


def test_another_amount_calls_the_manager() -> None:
    outcome = told((*SENT, (20, callback("0", receipt="UK07XK2M9P", amount_cents=100))))
    assert (outcome.state, outcome.subject) == (OutcomeState.UNKNOWN, Unknown.AMOUNT_DIFFERS)


def test_late_money_is_paid_whatever_was_shown_before() -> None:
    late = (*SENT, (20, callback("1032")), (20, ShownFailed()), (400, query("0", 400)))
    assert told(late, 401).state is OutcomeState.PAID


def test_a_claimed_code_waits_to_be_verified() -> None:
    outcome = told((*SENT, (100, CodeClaimed("UK07XK2M9P", "Achieng"))), 120)
    assert (outcome.state, outcome.subject) == (OutcomeState.UNKNOWN, Unknown.CODE_CLAIMED)


def test_what_a_manager_closed_is_told_so_and_may_be_sent_again() -> None:
    outcome = told((*SENT, (100, GivenUp("Achieng", "Mwangi", "customer left"))), 120)
    assert (outcome.state, outcome.subject) == (OutcomeState.NOT_PAID, Closing.GIVEN_UP)
    assert outcome.send_again is SendAgain.OFFERED


@pytest.mark.parametrize(
    ("code", "words", "failure", "refusal"),
    [
        ("not_sent", "ConnectError: name not known", SendFailure.NOT_SENT, Refusal.NOT_SENT),
        ("not_sent", "ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED]", SendFailure.NOT_SENT, Refusal.NOT_SECURE),
        ("stopped", "the program stopped", SendFailure.NOT_SENT, Refusal.STOPPED),
        ("500.001.1001", "500.001.1001 Unable to lock subscriber, a", SendFailure.REJECTED, Refusal.PHONE_BUSY),
        ("500.001.1001", "500.001.1001 Wrong credentials", SendFailure.REJECTED, Refusal.SET_UP),
        ("credentials", "Daraja does not accept the key", SendFailure.REJECTED, Refusal.SET_UP),
        ("401.002.01", "401 no apiproduct match", SendFailure.REJECTED, Refusal.SET_UP),
        ("500.003.02", "500.003.02 Spike arrest violation", SendFailure.REJECTED, Refusal.BUSY),
        ("busy", "too many requests", SendFailure.REJECTED, Refusal.BUSY),
        ("400.008.01", "Daraja does not accept the key", SendFailure.REJECTED, Refusal.SET_UP),
        ("400.002.02", "400.002.02 Bad Request - Invalid PhoneNumber", SendFailure.REJECTED, Refusal.NUMBER),
        ("404.001.03", "404.001.03 Invalid Access Token", SendFailure.REJECTED, Refusal.TOKEN),
        ("token_refused", "the token was refused", SendFailure.REJECTED, Refusal.TOKEN),
        ("400.002.02", "400.002.02 Bad Request - Invalid Amount", SendFailure.REJECTED, Refusal.REJECTED),
    ],
)
def test_a_refused_prompt_is_told_by_its_cause(code: str, words: str, failure: SendFailure, refusal: Refusal) -> None:
    outcome = told(refused(code, words, failure), 200)
    assert (outcome.state, outcome.subject) == (OutcomeState.NOT_PAID, refusal)
    assert outcome.may_send_again(after(200))


def test_code_17_counts_two_minutes_down_before_the_prompt_may_go_again() -> None:
    outcome = told(not_paid("17", at=2), 10)
    assert outcome.seconds_to_wait(after(10)) == 110
    assert outcome.seconds_to_wait(after(119.5)) == 1
    assert not outcome.may_send_again(after(119.5))
    assert outcome.may_send_again(after(120))


def test_a_busy_phone_is_given_a_minute() -> None:
    outcome = told(refused("500.001.1001", "Unable to lock subscriber"), 1)
    assert outcome.seconds_to_wait(after(1)) == 59
    assert outcome.may_send_again(after(60))


def test_a_busy_m_pesa_is_given_a_quarter_of_a_minute() -> None:
    outcome = told(refused("busy", "too many requests"), 1)
    assert outcome.seconds_to_wait(after(1)) == 14
    assert not outcome.may_send_again(after(14))
    assert outcome.may_send_again(after(15))


def test_a_clock_that_was_set_back_never_shows_less_than_nothing() -> None:
    assert seconds_waited(payment(SENT), after(-30)) == 0


def test_what_a_complete_list_does_not_have_was_not_paid_and_may_be_sent_again() -> None:
    outcome = told((*SENT, (2000, Absence(StoredSource.PULL, "list-1"))), 2001)
    assert (outcome.state, outcome.subject) == (OutcomeState.NOT_PAID, Closing.ABSENT)
    assert outcome.send_again is SendAgain.OFFERED


def test_a_code_that_was_used_before_calls_the_manager() -> None:
    outcome = told((*SENT, (20, ReceiptRefused("UK07XK2M9P"))))
    assert (outcome.state, outcome.subject) == (OutcomeState.UNKNOWN, Unknown.NEEDS_A_MANAGER)


def test_after_a_minute_of_silence_the_customers_phone_is_looked_at() -> None:
    refused = payment((*SENT, (20, callback("1032"))))
    assert outcome_of(refused, after(59)).send_again is SendAgain.CHECKING
    assert outcome_of(refused, after(60)).send_again is SendAgain.ASK_THE_CUSTOMER
    looked = payment((*SENT, (20, callback("1032")), (61, QueryUnanswered(61)), (62, CashierConfirmed("Achieng", 62))))
    assert outcome_of(looked, after(62)).send_again is SendAgain.OFFERED
