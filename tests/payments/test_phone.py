from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.payments import InvalidPhoneError, format_phone, mask_phone, normalise_phone

GOOD = "254712345678"


@pytest.mark.parametrize(
    "typed",
    [
        "0712345678",
        "0712 345 678",
        "0712-345-678",
        "0712.345.678",
        " 0712 345678 ",
        "712345678",
        "712 345 678",
        "254712345678",
        "254 712 345 678",
        "+254712345678",
        "+254 712 345 678",
        "+254 (0) 712 345 678",
        "+2540712345678",
        "00254712345678",
        "(0712) 345 678",
        "0712/345/678",
        "0712–345–678",
        "0712\u00a0345\u00a0678",
    ],
)
def test_every_form_a_kenyan_types_is_one_number(typed: str) -> None:
    assert normalise_phone(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0110345678", "254110345678"),
        ("0100345678", "254100345678"),
        ("110345678", "254110345678"),
        ("0143000000", "254143000000"),
        ("0182000000", "254182000000"),
        ("0733345678", "254733345678"),
        ("0772345678", "254772345678"),
        ("0747345678", "254747345678"),
    ],
)
def test_the_prefix_of_an_operator_refuses_nobody(typed: str, number: str) -> None:
    assert normalise_phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("-", "empty"),
        ("0712 34A 678", "letters"),
        ("call me", "letters"),
        ("07", "short"),
        ("0", "short"),
        ("7", "short"),
        ("07123", "short"),
        ("0712 345 67", "short"),
        ("0712 345 6789", "long"),
        ("712345678901234567890", "long"),
        ("0202123456", "landline"),
        ("020 212 3456", "landline"),
        ("0412345678", "landline"),
        ("+255712345678", "foreign"),
        ("+44 7911 123456", "foreign"),
        ("0812345678", "not_a_phone"),
        ("0912345678", "not_a_phone"),
        ("999", "short"),
        ("#", "not_a_phone"),
    ],
)
def test_what_cannot_be_reached_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(InvalidPhoneError) as caught:
        normalise_phone(typed)

    assert caught.value.reason == reason
    assert caught.value.field == "phone"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "There is no phone number yet."),
        ("0712 34A 678", "A phone number has no letters in it."),
        ("07", "This number has too few digits."),
        ("0", "This number has too few digits."),
        ("999", "This number has too few digits."),
        ("0712 345 6789", "This number has too many digits."),
        ("712345678901234567890", "This number has too many digits."),
        ("#", "This is not a phone number."),
        ("+255712345678", "M-Pesa reaches Kenyan numbers only."),
        ("0202123456", "This is a landline. M-Pesa needs a mobile number."),
        ("0812345678", "Kenyan mobile numbers begin with 07 or 01."),
    ],
)
def test_a_refusal_is_told_in_words_for_the_counter(typed: str, words: str) -> None:
    with pytest.raises(InvalidPhoneError) as caught:
        normalise_phone(typed)

    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("020 212 34", "landline"),
        ("020 212 3", "short"),
        ("041 234 56", "landline"),
        ("051 234 567", "landline"),
        ("061 234 567", "landline"),
        ("031 234 567", "short"),
        ("081 234 56", "short"),
        ("254 712 345 67", "short"),
    ],
)
def test_a_number_of_too_few_digits_is_a_landline_only_where_landlines_begin(typed: str, reason: str) -> None:
    with pytest.raises(InvalidPhoneError) as caught:
        normalise_phone(typed)

    assert caught.value.reason == reason


@given(st.sampled_from(["7", "1"]), st.text("0123456789", min_size=8, max_size=8))
def test_whatever_its_form_a_mobile_number_is_itself(first: str, rest: str) -> None:
    for form in (f"0{first}{rest}", f"{first}{rest}", f"254{first}{rest}", f"+254{first}{rest}", f"00254{first}{rest}"):
        assert normalise_phone(form) == f"254{first}{rest}"


REASONS = {"empty", "letters", "short", "long", "landline", "foreign", "not_a_phone"}


def number_or_reason(typed: str) -> str:
    """The number, or why there is none; nothing else may leave."""
    try:
        return normalise_phone(typed)
    except InvalidPhoneError as error:
        return error.reason


@given(st.text(max_size=30))
def test_anything_typed_is_a_number_or_a_reason(typed: str) -> None:
    answer = number_or_reason(typed)

    assert answer in REASONS or (answer.startswith(("2547", "2541")) and len(answer) == 12)


def test_numbers_are_shown_as_they_are_read_aloud_and_masked_for_customers() -> None:
    assert format_phone(GOOD) == "0712 345 678"
    assert mask_phone(GOOD) == "0712 ••• 678"
    assert mask_phone(GOOD, "***") == "0712 *** 678"
    assert format_phone("2547*****126") == "2547*****126"
    assert mask_phone("2547*****126") == "•••"
