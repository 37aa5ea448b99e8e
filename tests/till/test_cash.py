from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.till import NOTES_AND_COINS, hand_over, suggested_notes


def test_the_pictured_change() -> None:
    assert hand_over(50_900) == (50_000, 500, 100, 100, 100, 100)


@pytest.mark.parametrize(
    ("shillings", "pieces"), [(0, ()), (80, (40, 40)), (60, (50, 10)), (90, (50, 40)), (2_500, (1000, 1000, 500))]
)
def test_the_fewest_notes_and_coins(shillings: int, pieces: tuple[int, ...]) -> None:
    assert hand_over(shillings * 100) == tuple(piece * 100 for piece in pieces)


@given(st.integers(0, 30_000))
def test_what_is_handed_over_is_the_change_largest_first(shillings: int) -> None:
    pieces = hand_over(shillings * 100)
    assert sum(pieces) == shillings * 100
    assert list(pieces) == sorted(pieces, reverse=True)
    assert set(pieces) <= set(NOTES_AND_COINS)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_no_other_way_is_shorter(length: int) -> None:
    for pieces in product(NOTES_AND_COINS, repeat=length):
        assert len(hand_over(sum(pieces))) <= length


@pytest.mark.parametrize("cents", [-100, 50, 12_345])
def test_change_is_whole_shillings(cents: int) -> None:
    with pytest.raises(ValueError, match="whole shillings"):
        hand_over(cents)


@pytest.mark.parametrize(
    ("due", "offered"),
    [
        (491, (500, 1000)),
        (477, (500, 1000)),
        (65, (100, 200)),
        (30, (50, 100)),
        (277, (300, 500)),
        (1191, (1200, 1500)),
        (1000, (1500, 2000)),
        (500, (1000, 1500)),
    ],
)
def test_the_sums_a_customer_is_likely_to_hold_out(due: int, offered: tuple[int, int]) -> None:
    assert suggested_notes(due * 100) == (due * 100, offered[0] * 100, offered[1] * 100)


@given(st.integers(0, 1_000_000))
def test_three_different_sums_are_offered_in_order(shillings: int) -> None:
    exact, more, most = suggested_notes(shillings * 100)
    assert exact == shillings * 100 < more < most
