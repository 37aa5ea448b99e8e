from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.app.logs import RedactingFormatter, redact


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("prompt to 254712345678 sent", "345"),
        ("prompt to +254110345678 sent", "345"),
        ("customer 0712345678 paid", "345"),
        ("Authorization: Bearer c9SQxWWhmdVRlyh0zh8gZDTkubVF", "zh8gZDTkubVF"),
        ('{"Password": "MTc0Mzc5YmZiMjc5ZjlhYTliZGJj"}', "MTc0Mzc5"),
        ("POST /c/1/ab2cd3ef/tRRxKu1DJHqnHA38sP3FJVEu7CqN HTTP/1.1", "tRRxKu1DJH"),
        ("consumer_secret=abcdefghijklmnopqrst", "abcdefghij"),
    ],
)
def test_phones_keys_and_tokens_are_taken_out(said: str, hidden: str) -> None:
    assert hidden not in redact(said)


def test_ordinary_words_and_amounts_stay() -> None:
    said = "payment 12 of sale 1-000482, KES 1,191.00, receipt UKO7XK2M9P, 2026-11-24 14:05:31"

    assert redact(said) == said


@given(st.sampled_from(["7", "1"]), st.text("0123456789", min_size=8, max_size=8))
def test_no_whole_kenyan_number_passes(first: str, rest: str) -> None:
    for number in (f"254{first}{rest}", f"+254{first}{rest}", f"0{first}{rest}"):
        assert number not in redact(f"to {number}.")


def test_a_traceback_is_masked_too() -> None:
    try:
        raise ValueError("no answer for 254712345678")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it broke", None, (type(error), error, None))

    line = RedactingFormatter("%(message)s").format(record)

    assert "254712***678" in line
    assert "254712345678" not in line
