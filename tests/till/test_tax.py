from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.till import TaxLetter
from pos_desktop.till.tax import RATE_PERCENT, rate_text, share_tax, tax_lines, vat_inside

LINES = st.lists(st.tuples(st.integers(0, 10_000_000), st.sampled_from(TaxLetter)), max_size=30)


def test_the_rates_and_their_words() -> None:
    assert {letter.value: (RATE_PERCENT[letter], rate_text(letter)) for letter in TaxLetter} == {
        "A": (0, "Exempt"),
        "B": (16, "16%"),
        "C": (0, "0%"),
        "D": (0, "Non-VAT"),
        "E": (8, "8%"),
    }


@pytest.mark.parametrize(
    ("gross", "letter", "vat"),
    [
        (11_600, "B", 1_600),
        (60_000, "B", 8_276),
        (10_800, "E", 800),
        (100, "A", 0),
        (0, "B", 0),
        (29, "B", 4),
        (25, "B", 3),
        (27, "E", 2),
    ],
)
def test_the_tax_inside_a_price(gross: int, letter: str, vat: int) -> None:
    assert vat_inside(gross, TaxLetter(letter)) == vat


def test_tax_is_not_taken_out_of_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="paid"):
        vat_inside(-1, TaxLetter.STANDARD)


@given(LINES)
def test_the_lines_add_up_to_the_bands_and_no_line_is_off_by_a_cent(lines: list[tuple[int, TaxLetter]]) -> None:
    shares = share_tax(lines)
    for band in tax_lines(lines):
        members = [share for share, line in zip(shares, lines, strict=True) if line[1] is band.letter]
        assert sum(share.vat_cents for share in members) == band.vat_cents
        assert sum(share.taxable_cents for share in members) == band.taxable_cents
    for share, (gross, letter) in zip(shares, lines, strict=True):
        assert share.taxable_cents + share.vat_cents == gross
        exact = gross * RATE_PERCENT[letter]
        assert abs(share.vat_cents * (100 + RATE_PERCENT[letter]) - exact) <= 100 + RATE_PERCENT[letter]


def test_the_cents_left_over_go_to_the_largest_remainder() -> None:
    shares = share_tax([(10, TaxLetter.STANDARD), (13, TaxLetter.STANDARD), (6, TaxLetter.STANDARD)])
    assert [share.vat_cents for share in shares] == [1, 2, 1]
