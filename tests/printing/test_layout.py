from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.money import format_amount
from pos_desktop.printing.document import Align, AmountRow, Block, Line, Row, Rule, Size, TaxRow, Total
from pos_desktop.printing.layout import NARROWEST, TextLine, typeset

words = st.text(max_size=80)
amounts = st.integers(-(10**9), 10**9).map(format_amount)
columns = st.sampled_from((NARROWEST, 32, 42, 48))
blocks = st.one_of(
    st.builds(Line, words, st.sampled_from(Align), st.sampled_from(Size), st.sampled_from((0, 2))),
    st.builds(Row, words, st.text(max_size=20)),
    st.builds(AmountRow, words, amounts, st.sampled_from(("", "A", "B")), st.sampled_from((0, 2)), st.booleans()),
    st.builds(Total, words, amounts),
    st.builds(TaxRow, st.sampled_from(("", "A")), st.sampled_from(("Rate", "Exempt", "16%")), amounts, amounts),
)


def texts(block: Block, width: int) -> list[str]:
    return [line.text(width) for line in typeset((block,), width) if isinstance(line, TextLine)]


@given(blocks, columns)
def test_no_line_is_wider_than_the_paper(block: Block, width: int) -> None:
    for line in typeset((block,), width):
        assert isinstance(line, TextLine)
        assert len(line.text(width)) <= width // line.size.value


def test_the_room_of_a_letter_that_is_not_there_counts_too() -> None:
    assert texts(AmountRow("0" * 19, "0.00", ""), 24) == ["0" * 19, " " * 18 + "0.00  "]
    assert texts(AmountRow("0" * 17, "0.00", ""), 24) == ["0" * 17 + " 0.00  "]


def test_words_that_fill_the_line_alone_stand_alone() -> None:
    assert texts(Row("0" * 24, ""), 24) == ["0" * 24]


@given(words, amounts, columns)
def test_an_amount_is_never_cut_and_stands_before_its_letter(left: str, amount: str, width: int) -> None:
    last = texts(AmountRow(left, amount, "B"), width)[-1]
    assert last.endswith(f"{amount} B")
    assert len(last) == width


@given(st.sampled_from(("Rate", "Exempt")), amounts, amounts, columns)
def test_the_tax_table_keeps_both_amounts(rate: str, taxable: str, vat: str, width: int) -> None:
    cells = " ".join(texts(TaxRow("A", rate, taxable, vat), width)).split()
    assert cells == ["A", rate, taxable, vat]


def test_words_that_do_not_fit_are_carried_over_between_words() -> None:
    assert texts(Line("Tropical Heat pilau masala 100 g"), 24) == ["Tropical Heat pilau", "masala 100 g"]


def test_a_long_left_side_pushes_the_amount_to_the_next_line() -> None:
    assert texts(AmountRow("  a very long description", "1,234.00", "B"), 24) == [
        "  a very long",
        "  description 1,234.00 B",
    ]


def test_a_name_too_long_for_large_letters_is_printed_in_small_ones() -> None:
    (line,) = typeset((Line("The longest shop name in Thika", Align.CENTRE, Size.LARGE),))
    assert isinstance(line, TextLine)
    assert (line.size, line.left.is_bold) == (Size.NORMAL, True)


def test_a_total_too_long_for_large_letters_is_printed_whole() -> None:
    (line,) = typeset((Total("TOTAL KES", "123,456,789.00"),))
    assert isinstance(line, TextLine)
    assert line.text(42) == "TOTAL KES                   123,456,789.00"


def test_what_is_not_letters_passes_through() -> None:
    assert typeset((Rule(),)) == (Rule(),)


def test_paper_too_narrow_for_a_receipt_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        typeset((), NARROWEST - 1)
