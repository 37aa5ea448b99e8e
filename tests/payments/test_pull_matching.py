"""To the second: which pulled row settles which payment, and which payment a whole list does not have."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos_desktop.payments.pull_matching import PulledList, Sought, absent, matches
from pos_desktop.payments.pull_rows import PulledRow
from tests.payments.world import NOON, RECEIPT

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SOUGHT = Sought(1, "Sale-482", "254712345678", 1_191_00, NOON, is_open=True, is_paid=False)
OTHER = replace(SOUGHT, payment_id=2, reference="Sale-483")


def row(
    after: timedelta = MINUTE, receipt: str = RECEIPT, reference: str = "Sale-482", cents: int = 1_191_00
) -> PulledRow:
    return PulledRow(receipt, NOON + after, cents, reference, "254712345678")


@pytest.mark.parametrize(
    ("after", "settles"),
    [
        (-2 * MINUTE - SECOND, False),
        (-2 * MINUTE, True),
        (48 * HOUR - 2 * MINUTE, True),
        (48 * HOUR - 2 * MINUTE + SECOND, False),
    ],
)
def test_a_row_settles_from_two_minutes_before_the_sending_to_two_days_after(after: timedelta, settles: bool) -> None:
    assert matches([SOUGHT], [row(after)], ()) == ([(1, row(after))] if settles else [])


def test_a_reference_is_the_same_in_capitals() -> None:
    assert matches([SOUGHT], [row(reference="SALE-482")], ()) == [(1, row(reference="SALE-482"))]


def test_every_payment_gets_its_own_row_whatever_stands_between() -> None:
    strange, mine, its = row(receipt="U1", reference="z"), row(receipt="U2"), row(receipt="U3", reference="Sale-483")
    assert matches([SOUGHT, OTHER], [strange, mine, its], ()) == [(1, mine), (2, its)]
    assert matches([SOUGHT, OTHER], [mine, its], {"U2"}) == [(2, its)]


def test_a_payment_with_a_receipt_is_settled_by_that_row_alone() -> None:
    named = replace(SOUGHT, receipt="U2")
    assert matches([named], [row(receipt="U1")], ()) == []
    assert matches([named], [row(receipt="U1"), row(receipt="U2")], {"U2"}) == [(1, row(receipt="U2"))]
    assert matches([named], [row(receipt="U2", cents=100)], ()) == []


def test_a_row_that_fits_a_payment_that_is_settling_is_no_others() -> None:
    settling = replace(SOUGHT, payment_id=3, is_settling=True)
    assert matches([settling], [row()], ()) == []
    assert matches([settling, SOUGHT], [row()], ()) == []


KNOWN = (row(-10 * MINUTE, "UBEFORE001", "x"), row(40 * MINUTE, "UAFTER0001", "y"))
SETTLED = {"UBEFORE001", "UAFTER0001"}
WHOLE = PulledList(NOON - 2 * MINUTE, NOON + 30 * MINUTE, KNOWN)


@pytest.mark.parametrize(
    ("listing", "is_absent"),
    [
        (WHOLE, True),
        (replace(WHOLE, begin=NOON - 2 * MINUTE + SECOND), False),
        (replace(WHOLE, end=NOON + 30 * MINUTE - SECOND), False),
        (replace(WHOLE, rows=(row(-2 * MINUTE, "UBEFORE001", "x"), KNOWN[1])), False),
        (replace(WHOLE, rows=(row(-2 * MINUTE - SECOND, "UBEFORE001", "x"), KNOWN[1])), True),
        (replace(WHOLE, rows=(KNOWN[0], row(30 * MINUTE, "UAFTER0001", "y"))), False),
        (replace(WHOLE, rows=(KNOWN[0], row(30 * MINUTE + SECOND, "UAFTER0001", "y"))), True),
    ],
)
def test_a_list_says_what_is_absent_only_when_it_is_known_to_reach_over_the_whole_window(
    listing: PulledList, is_absent: bool
) -> None:
    assert absent([SOUGHT], listing, SETTLED) == ([1] if is_absent else [])


@pytest.mark.parametrize(
    ("maybe", "is_absent"),
    [
        (row(reference=""), False),
        (row(reference="SALE-482"), False),
        (row(reference="Sale-483"), True),
        (row(reference="", cents=1_190_00), True),
        (row(-24 * HOUR, reference=""), False),
        (row(-24 * HOUR - SECOND, reference=""), True),
        (row(-24 * HOUR), False),
        (row(60 * HOUR), False),
    ],
)
def test_a_row_that_could_be_the_payments_keeps_it_open(maybe: PulledRow, is_absent: bool) -> None:
    listing = replace(WHOLE, rows=(*KNOWN, replace(maybe, receipt="UMAYBE0001")))
    assert absent([SOUGHT], listing, SETTLED) == ([1] if is_absent else [])
