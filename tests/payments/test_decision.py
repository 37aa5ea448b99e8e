"""The one decision, clause by clause (payments.md 3.2), and its two laws: order is nothing, and nothing falls."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.payments import Intent, TransactionStatus, decide, exceptions, may_ask_again
from pos_desktop.payments.decision import (
    Detail,
    awaits_own_query,
    detail,
    final_code,
    is_receipt_missing,
)
from pos_desktop.payments.evidence import (
    CashierConfirmed,
    CodeClaimed,
    Evidence,
    Overpaid,
    QueryPending,
    ReceiptRefused,
    SendClosed,
    SendFailure,
    Sending,
    SendUnknown,
    ShownFailed,
    WalkedAway,
    from_data,
)
from pos_desktop.payments.result_codes import FINAL_CODES
from tests.payments.pieces import (
    ABSENT,
    ACCEPTED,
    BOUND,
    CLOSED,
    GIVEN_UP,
    INTENT,
    LARGE,
    MATCH,
    RECEIPT,
    SANDBOX,
    SENT,
    STATUS_OK,
    UNANSWERED,
    callback,
    query,
)

RANK = [TransactionStatus.INITIATED, TransactionStatus.PENDING, TransactionStatus.FAILED, TransactionStatus.COMPLETED]


@pytest.mark.parametrize(
    ("evidence", "status", "why"),
    [
        ((), "initiated", "created"),
        ((Sending(),), "initiated", "sending"),
        ((Sending(), SendUnknown("read time-out")), "pending", "unknown"),
        (SENT, "pending", "prompted"),
        ((*SENT, WalkedAway()), "pending", "walked_away"),
        ((*SENT, CodeClaimed(RECEIPT, "Achieng")), "pending", "claimed"),
        ((*SENT, query("0", 12)), "completed", "confirmed"),
        ((*SENT, MATCH), "completed", "confirmed"),
        ((*SENT, STATUS_OK), "completed", "confirmed"),
        ((*SENT, CodeClaimed(RECEIPT, "Achieng"), STATUS_OK), "completed", "verified_code"),
        ((*SENT, callback(), BOUND), "pending", "prompted"),
        ((*SENT, callback(), BOUND, UNANSWERED), "completed", "callback_only"),
        ((*SENT, callback(), UNANSWERED), "pending", "prompted"),
        ((*SENT, callback(cents=100_000), BOUND, UNANSWERED), "pending", "prompted"),
        ((*SENT, callback(cents=None), BOUND, UNANSWERED), "pending", "prompted"),
        ((*SENT, callback(valid=False), BOUND, UNANSWERED), "pending", "prompted"),
        ((*SENT, callback(), BOUND, query("0", 12)), "completed", "confirmed"),
        ((CLOSED,), "failed", "rejected"),
        ((SendClosed(SendFailure.NOT_SENT, "not_sent", "no network"),), "failed", "not_sent"),
        ((*SENT, callback("2001")), "failed", "declined"),
        ((*SENT, callback("1037")), "failed", "expired"),
        ((*SENT, callback("1032", valid=False)), "pending", "prompted"),
        ((*SENT, callback("1036")), "pending", "prompted"),
        ((*SENT, callback(None)), "pending", "prompted"),
        ((*SENT, query("1032", 61)), "pending", "prompted"),
        ((*SENT, query("1032", 45), query("1032", 64)), "pending", "prompted"),
        ((*SENT, query("1032", 30), query("1032", 55)), "pending", "prompted"),
        ((*SENT, query("1032", 40), query("1032", 60)), "failed", "declined"),
        ((*SENT, query("1037", 40), query("1037", 75)), "failed", "expired"),
        ((*SENT, query("9999", 40), query("9999", 75)), "pending", "prompted"),
        ((*SENT, ABSENT), "failed", "absent"),
        ((*SENT, GIVEN_UP), "failed", "given_up"),
        ((*SENT, GIVEN_UP, ShownFailed(), query("0", 300)), "completed", "late"),
        ((*SENT, callback("1032"), ShownFailed(), MATCH), "completed", "late"),
        ((callback("1032"),), "failed", "declined"),
        ((callback(), BOUND), "pending", "unknown"),
        ((QueryPending("p", 12),), "pending", "unknown"),
    ],
)
def test_each_clause_of_the_decision(evidence: tuple[Evidence, ...], status: str, why: str) -> None:
    assert (decide(INTENT, evidence), detail(INTENT, evidence)) == (TransactionStatus(status), Detail(why))


def test_in_the_sandbox_a_callback_by_token_is_enough() -> None:
    assert decide(SANDBOX, (*SENT, callback(), BOUND)) is TransactionStatus.COMPLETED


def test_above_the_limit_a_callback_alone_is_never_enough() -> None:
    evidence = (*SENT, callback(cents=2_000_100), BOUND, UNANSWERED)

    assert decide(LARGE, evidence) is TransactionStatus.PENDING
    assert decide(LARGE, (*evidence, query("0", 30))) is TransactionStatus.COMPLETED


def test_up_to_the_limit_a_callback_is_enough_where_mpesa_does_not_answer() -> None:
    at_the_limit = replace(INTENT, callback_only_limit_cents=INTENT.amount_cents)

    assert decide(at_the_limit, (*SENT, callback(), BOUND, UNANSWERED)) is TransactionStatus.COMPLETED


@pytest.mark.parametrize(
    ("evidence", "may"),
    [
        ((), False),
        (SENT, False),
        ((CLOSED,), True),
        ((*SENT, ABSENT), True),
        ((*SENT, GIVEN_UP), True),
        ((*SENT, callback("1032")), False),
        ((*SENT, callback("1032"), query("1032", 5)), True),
        ((*SENT, query("1032", 40), query("1032", 70)), True),
        ((*SENT, query("1032", 40)), False),
        ((*SENT, callback("1032"), UNANSWERED), False),
        ((*SENT, callback("1032"), UNANSWERED, CashierConfirmed("Achieng", 59)), False),
        ((*SENT, callback("1032"), UNANSWERED, CashierConfirmed("Achieng", 60)), True),
        ((*SENT, callback("1032"), CashierConfirmed("Achieng", 90)), False),
        ((*SENT, callback("1032"), query("1032", 5), callback()), False),
        ((*SENT, callback("1032"), query("1032", 5), callback(valid=False)), False),
        ((*SENT, GIVEN_UP, query("0", 90)), False),
    ],
)
def test_a_second_prompt_is_offered_only_when_the_first_cannot_charge(
    evidence: tuple[Evidence, ...], may: bool
) -> None:
    assert may_ask_again(INTENT, evidence) is may


@pytest.mark.parametrize(
    ("evidence", "awaits"),
    [
        (SENT, False),
        ((*SENT, callback()), True),
        ((*SENT, callback(), UNANSWERED), False),
        ((*SENT, callback(), query("1032", 5)), False),
        ((*SENT, callback("1032")), True),
        ((*SENT, callback("1032"), query("1032", 5)), False),
        ((*SENT, callback(), query("0", 5)), False),
        ((CLOSED, callback("1032")), False),
        ((CLOSED, callback()), True),
    ],
)
def test_a_callback_waits_for_our_own_question(evidence: tuple[Evidence, ...], awaits: bool) -> None:
    assert awaits_own_query(INTENT, evidence) is awaits


def test_a_payment_without_its_code_says_so() -> None:
    assert is_receipt_missing(INTENT, (*SENT, query("0", 12)))
    assert not is_receipt_missing(INTENT, (*SENT, query("0", 12), BOUND))
    assert not is_receipt_missing(INTENT, (*SENT, MATCH))
    assert not is_receipt_missing(INTENT, SENT)
    assert not is_receipt_missing(INTENT, (*SENT, callback()))


def test_the_code_that_is_told_is_success_first() -> None:
    assert final_code((callback("1032"), query("0", 9))) == "0"
    assert final_code((callback("1032"), query("9999", 9))) == "1032"
    assert final_code(SENT) is None


codes = st.sampled_from([*sorted(FINAL_CODES), "0", "0", "0", "4999", "1036", "BW-JMS-100039"])
seconds = st.integers(0, 200)
pieces = st.one_of(
    st.sampled_from(
        [
            Sending(),
            ACCEPTED,
            SendUnknown("cut"),
            CLOSED,
            BOUND,
            ReceiptRefused(RECEIPT),
            UNANSWERED,
            MATCH,
            STATUS_OK,
            ABSENT,
            GIVEN_UP,
            WalkedAway(),
            CodeClaimed(RECEIPT, "A"),
            ShownFailed(),
            Overpaid(1),
        ]
    ),
    st.builds(
        lambda code, valid, cents, id_: callback(code, valid=valid, cents=cents, id_=id_),
        codes | st.none(),
        st.booleans(),
        st.sampled_from([119_100, 100, None]),
        st.sampled_from(["ws_1", "ws_2", ""]),
    ),
    st.builds(query, codes, seconds, st.sampled_from("abc")),
    st.builds(QueryPending, st.sampled_from("abc"), seconds),
    st.builds(CashierConfirmed, st.just("A"), seconds),
)
intents = st.sampled_from([INTENT, SANDBOX, LARGE])


@given(intents, st.lists(pieces, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_of_the_same_evidence_change_nothing(
    intent: Intent, evidence: list[Evidence], chance: random.Random
) -> None:
    shuffled = evidence + evidence[: chance.randint(0, len(evidence))]
    chance.shuffle(shuffled)

    assert decide(intent, shuffled) is decide(intent, evidence)
    assert detail(intent, shuffled) is detail(intent, evidence)
    assert exceptions(intent, shuffled) == exceptions(intent, evidence)
    assert may_ask_again(intent, shuffled) is may_ask_again(intent, evidence)
    assert final_code(shuffled) == final_code(evidence)


@given(intents, st.lists(pieces, max_size=8))
def test_a_status_never_falls_when_evidence_is_added(intent: Intent, evidence: list[Evidence]) -> None:
    ranks = [RANK.index(decide(intent, evidence[:length])) for length in range(len(evidence) + 1)]

    assert ranks == sorted(ranks)


@given(intents, st.lists(pieces, max_size=8))
def test_what_may_be_asked_again_is_never_paid(intent: Intent, evidence: list[Evidence]) -> None:
    if may_ask_again(intent, evidence):
        assert decide(intent, evidence) is TransactionStatus.FAILED


@given(pieces)
def test_evidence_comes_back_from_the_file_as_it_went_in(piece: Evidence) -> None:
    assert from_data(piece.kind, piece.data()) == piece
    assert from_data(piece.kind, piece.data() | {"of_a_newer_program": 1}).identity == piece.identity


def test_a_kind_of_a_newer_program_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="telepathy"):
        from_data("telepathy", {})
