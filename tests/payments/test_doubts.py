"""What a person has to look at, and when it is settled (payments.md 3.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_desktop.payments import exceptions
from pos_desktop.payments.decision import Doubt, grounds_of_doubts, unsettled_exceptions
from pos_desktop.payments.evidence import (
    DoubtSettled,
    Evidence,
    Overpaid,
    ReceiptRefused,
    RecordDiffers,
    ReleasedOnTrust,
    Settlement,
    ShownFailed,
    StatusAnswered,
)
from tests.payments.pieces import (
    ABSENT,
    ACCEPTED,
    BOUND,
    CLOSED,
    GIVEN_UP,
    INTENT,
    MATCH,
    RECEIPT,
    SENT,
    STATUS_OK,
    UNANSWERED,
    callback,
    query,
)

ANSWERED = StatusAnswered("a", RECEIPT, is_completed=True, result_code="0", amount_cents=INTENT.amount_cents)
RELEASED = ReleasedOnTrust("Achieng", "Wanjiru", "the customer is known")


@pytest.mark.parametrize(
    ("evidence", "doubt"),
    [
        ((callback(), callback("1032")), Doubt.CONTRADICTION),
        ((callback(), query("1032", 12)), Doubt.CONTRADICTION),
        ((query("0", 12), query("2001", 40)), Doubt.CONTRADICTION),
        ((CLOSED, callback()), Doubt.CONTRADICTION),
        ((*SENT, GIVEN_UP, callback()), Doubt.CONTRADICTION),
        ((*SENT, ABSENT, callback()), Doubt.CONTRADICTION),
        ((callback(cents=100),), Doubt.AMOUNT_MISMATCH),
        ((replace(MATCH, amount_cents=5),), Doubt.AMOUNT_MISMATCH),
        ((replace(STATUS_OK, amount_cents=5),), Doubt.AMOUNT_MISMATCH),
        ((ACCEPTED, callback(id_="ws_2")), Doubt.ID_CONFLICT),
        ((ReceiptRefused(RECEIPT),), Doubt.RECEIPT_REUSE),
        ((ShownFailed(), query("0", 12)), Doubt.LATE),
        ((Overpaid(100),), Doubt.OVERPAID),
    ],
)
def test_each_doubt_is_kept_for_a_person(evidence: tuple[Evidence, ...], doubt: Doubt) -> None:
    assert doubt in exceptions(INTENT, evidence)


BOTH = f"0 1032 {RECEIPT}"


def test_a_plain_payment_leaves_no_doubt() -> None:
    assert exceptions(INTENT, (*SENT, callback(), BOUND, query("0", 12))) == frozenset()


@pytest.mark.parametrize(
    "evidence",
    [
        (*SENT, GIVEN_UP, ShownFailed(), callback(), BOUND, query("0", 90)),
        (*SENT, callback(), BOUND, GIVEN_UP, query("0", 90)),
        (*SENT, RELEASED, GIVEN_UP, callback(), BOUND, UNANSWERED),
    ],
    ids=["told as not paid", "closed, and told as not known", "goods on trust"],
)
def test_money_that_came_late_contradicts_nobody_and_is_for_a_person(evidence: tuple[Evidence, ...]) -> None:
    assert exceptions(INTENT, evidence) == {Doubt.LATE}


@pytest.mark.parametrize(
    "evidence",
    [
        (*SENT, callback("1032", cents=0)),
        (*SENT, callback(id_="")),
        (*SENT, RELEASED),
        (*SENT, GIVEN_UP),
    ],
    ids=["a refusal moves no money", "no id is no other id", "still open", "given up"],
)
def test_what_only_looks_doubtful_is_no_doubt(evidence: tuple[Evidence, ...]) -> None:
    assert exceptions(INTENT, evidence) == frozenset()


@pytest.mark.parametrize(
    ("evidence", "doubt", "grounds"),
    [
        ((callback(), query("2001", 12), query("1032", 30)), Doubt.CONTRADICTION, f"0 1032 2001 {RECEIPT}"),
        (
            (callback(), query("1032", 30), BOUND, ANSWERED, replace(ANSWERED, body_sha256="b", receipt="UKNOTBOUND")),
            *(Doubt.CONTRADICTION, f"0 1032 {RECEIPT} {RECEIPT}+"),
        ),
        ((callback(), query("1032", 30), BOUND, replace(ANSWERED, amount_cents=5)), Doubt.CONTRADICTION, BOTH),
        (
            (callback(), query("1032", 30), BOUND, replace(ANSWERED, is_completed=False)),
            Doubt.CONTRADICTION,
            BOTH,
        ),
        ((CLOSED, callback()), Doubt.CONTRADICTION, f"0 {RECEIPT} closed"),
        ((callback(cents=100), replace(MATCH, amount_cents=5)), Doubt.AMOUNT_MISMATCH, "100 5"),
        ((ACCEPTED, callback(id_="ws_2")), Doubt.ID_CONFLICT, "ws_1 ws_2"),
        ((ReceiptRefused(RECEIPT),), Doubt.RECEIPT_REUSE, RECEIPT),
        ((ShownFailed(), query("0", 12)), Doubt.LATE, "paid"),
        ((RELEASED, GIVEN_UP), Doubt.RELEASED_UNPAID, "not paid"),
        ((Overpaid(100),), Doubt.OVERPAID, "100"),
        ((RecordDiffers("completed", "pending"),), Doubt.RECORD_DIFFERS, "completed/pending"),
    ],
)
def test_a_settled_doubt_stays_settled_as_long_as_it_rests_on_the_same(
    evidence: tuple[Evidence, ...], doubt: Doubt, grounds: str
) -> None:
    """The words are in the file: other words in a newer program would open every settled doubt again."""
    assert grounds_of_doubts(INTENT, evidence) == {doubt: grounds}

    settled = DoubtSettled(doubt.value, grounds, Settlement.NO_MONEY, "Achieng", "Wanjiru")
    assert unsettled_exceptions(INTENT, evidence) == {doubt}
    assert unsettled_exceptions(INTENT, (*evidence, settled)) == frozenset()
    assert unsettled_exceptions(INTENT, (*evidence, replace(settled, grounds=f"{grounds} more"))) == frozenset()
    assert unsettled_exceptions(INTENT, (*evidence, replace(settled, grounds="less"))) == {doubt}
