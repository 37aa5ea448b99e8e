from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.money import (
    format_amount,
    format_kes,
    format_short,
    parse_cents,
    round_to_shilling,
    share,
)

WEIGHTS = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("65", 6_500),
        ("65.5", 6_550),
        ("65.05", 6_505),
        ("0", 0),
        ("1,234.50", 123_450),
        ("1,234,567", 123_456_700),
        ("KES 80", 8_000),
        ("ksh80", 8_000),
        ("  80 ", 8_000),
    ],
)
def test_amounts_as_people_type_them(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["", "KES", "-5", "5.", "5.123", "1.2.3", "5e3", "five", ".50", "5 000", "USD 5", "∞"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_cents(text)


@pytest.mark.parametrize(
    ("cents", "amount", "short"),
    [
        (0, "0.00", "0"),
        (5, "0.05", "0.05"),
        (123_450, "1,234.50", "1,234.50"),
        (123_400, "1,234.00", "1,234"),
        (-5, "-0.05", "-0.05"),
        (-123_400, "-1,234.00", "-1,234"),
    ],
)
def test_amounts_as_people_read_them(cents: int, amount: str, short: str) -> None:
    assert (format_amount(cents), format_short(cents), format_kes(cents)) == (amount, short, f"KES {amount}")


@given(st.integers(0, 10**13))
def test_what_is_shown_can_be_typed_again(cents: int) -> None:
    assert parse_cents(format_amount(cents)) == parse_cents(format_kes(cents)) == cents


@pytest.mark.parametrize(
    ("cents", "rounded"), [(0, 0), (49, 0), (50, 100), (149, 100), (150, 200), (32_050, 32_100), (32_100, 32_100)]
)
def test_half_a_shilling_goes_up(cents: int, rounded: int) -> None:
    assert round_to_shilling(cents) == rounded


def test_no_bill_is_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        round_to_shilling(-1)


@given(st.integers(0, 10**9), WEIGHTS)
def test_shares_add_up_and_none_is_off_by_a_cent(total: int, weights: list[int]) -> None:
    shares = share(total, weights)
    assert sum(shares) == total
    for part, weight in zip(shares, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(st.integers(1, 10**6), st.integers(1, 20))
def test_equal_weights_get_equal_shares_but_for_a_cent_earlier_ones_first(total: int, number: int) -> None:
    shares = share(total, [1] * number)
    assert shares == sorted(shares, reverse=True)
    assert max(shares) - min(shares) <= 1


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_there_must_be_something_to_share_by(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        share(100, weights)
