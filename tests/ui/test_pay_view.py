from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.payments import InvalidPhoneError, normalise_phone
from pos_desktop.ui.screens.pay_view import (
    AmountFault,
    PhoneState,
    amount_fault,
    cash_shown,
    phone_shown,
)

LEFT_CENTS = 49_100


def test_too_little_cash_says_what_is_still_to_pay() -> None:
    shown = cash_shown("200", LEFT_CENTS)
    assert (shown.still_cents, shown.change_cents, shown.is_enough) == (29_100, 0, False)


def test_enough_cash_says_the_change_and_the_pieces_to_hand_over() -> None:
    shown = cash_shown("1000", LEFT_CENTS)
    assert (shown.change_cents, shown.is_enough) == (50_900, True)
    assert shown.pieces == (50_000, 500, 100, 100, 100, 100)


def test_nothing_typed_is_nothing_given() -> None:
    assert cash_shown("", LEFT_CENTS).still_cents == LEFT_CENTS


@pytest.mark.parametrize(
    ("cents", "fault"),
    [(0, AmountFault.NOTHING), (100, None), (LEFT_CENTS, None), (LEFT_CENTS + 100, AmountFault.MORE_THAN_LEFT)],
)
def test_a_part_is_more_than_nothing_and_at_most_what_is_left(cents: int, fault: AmountFault | None) -> None:
    assert amount_fault(cents, LEFT_CENTS, 25_000_000) is fault


def test_more_than_the_limit_of_one_payment_is_refused_before_it_is_sent() -> None:
    assert amount_fault(25_000_100, 30_000_000, 25_000_000) is AmountFault.OVER_LIMIT


@pytest.mark.parametrize("number", ["0712345678", "0112345678", "712345678", "254712345678", "+254112345678"])
def test_a_number_is_never_refused_on_the_way_to_a_good_one(number: str) -> None:
    for length in range(1, len(number)):
        assert phone_shown(number[:length]).state is not PhoneState.REFUSED, number[:length]
    assert phone_shown(number).state is PhoneState.GOOD


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("07123456789", "long"),
        ("0202222222", "landline"),
        ("+255712345678", "foreign"),
        ("0912345678", "not_a_phone"),
        ("0000000000", "not_a_phone"),
    ],
)
def test_a_number_that_can_become_nothing_is_refused_with_its_reason(typed: str, reason: str) -> None:
    shown = phone_shown(typed)
    assert shown.state is PhoneState.REFUSED
    assert shown.reason == reason


@given(st.text("+0123456789", max_size=14))
def test_a_tick_stands_exactly_at_numbers_that_m_pesa_takes(typed: str) -> None:
    try:
        normalise_phone(typed)
        good = True
    except InvalidPhoneError:
        good = False
    assert (phone_shown(typed).state is PhoneState.GOOD) == good
