from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import astuple

import pytest

from pos_desktop import printing
from pos_desktop.errors import Money, PosError
from pos_desktop.payments import (
    FINAL_CODES,
    Closing,
    InvalidAmountError,
    InvalidPhoneError,
    Refusal,
    Unknown,
    errors,
    normalise_phone,
)
from pos_desktop.payments.evidence import Evidence
from pos_desktop.printing import PrintingError
from pos_desktop.storage import errors as storage
from pos_desktop.till import MoneyTakenError
from pos_desktop.ui.words import (
    NextStep,
    Words,
    in_a_sentence,
    known_codes,
    words_of_closing,
    words_of_code,
    words_of_error,
    words_of_evidence,
    words_of_phone_reason,
    words_of_refusal,
    words_of_unknown,
)

LISTED = (
    *("0", "1", "2", "3", "4", "8", "11", "17", "18", "20", "21", "22", "26", "1001", "1019", "1025", "1032", "1036"),
    *("1037", "1101", "2001", "2006", "2028", "4999", "8006", "9999", "500.001.1001", "SFC_IC0003", "TP40153"),
)
GATEWAY = tuple(str(code) for code in range(100_000_000, 100_000_012))


def all_words() -> Iterator[tuple[str, Words]]:
    yield from ((code, words_of_code(code)) for code in (*known_codes(), *GATEWAY, "4711", "BW-JMS-100039", ""))
    yield from ((why.value, words_of_unknown(why)) for why in Unknown)
    yield from ((why.value, words_of_refusal(why)) for why in Refusal)
    yield from ((why.value, words_of_closing(why)) for why in Closing)


@pytest.mark.parametrize(("name", "words"), list(all_words()))
def test_every_outcome_says_what_happened_whether_money_moved_and_what_to_do(name: str, words: Words) -> None:
    assert all(text.strip() for text in astuple(words))
    for sentence in (words.happened, words.money, words.next, words.money_more, words.next_more):
        assert sentence.endswith((".", "?")), sentence


@pytest.mark.parametrize(("name", "words"), list(all_words()))
def test_words_fit_the_card_and_blame_nobody(name: str, words: Words) -> None:
    assert len(words.reason) <= 31
    assert max(len(words.happened), len(words.money), len(words.next)) <= 58
    assert max(len(words.happened_more), len(words.money_more), len(words.next_more)) <= 78
    for text in astuple(words):
        assert "error" not in str(text).lower()


def test_every_code_of_the_table_has_words_of_its_own() -> None:
    assert set(LISTED) == set(known_codes())
    strange = words_of_code("4711").happened
    assert all(words_of_code(code).happened != strange for code in (*LISTED, *GATEWAY))


@pytest.mark.parametrize("code", sorted(FINAL_CODES))
def test_a_final_code_says_that_no_money_moved(code: str) -> None:
    assert words_of_code(code).money == "No money moved."


@pytest.mark.parametrize("code", sorted(set(LISTED) - FINAL_CODES - {"0"}))
def test_a_code_that_ends_nothing_never_says_that_no_money_moved(code: str) -> None:
    assert words_of_code(code).money.startswith("Maybe.")


def test_a_code_of_any_kind_is_told_as_not_understood_and_named() -> None:
    words = words_of_code("BW-JMS-100039")
    assert "BW-JMS-100039" in words.happened_more
    assert words.money.startswith("Maybe.")
    assert words.best is NextStep.SERVE_NEXT


def test_wrong_pin_is_told_as_on_the_picture() -> None:
    words = words_of_code("2001")
    assert words.reason == "Wrong PIN"
    assert words.happened == "The M-Pesa PIN was wrong."
    assert words.happened_more == "M-Pesa has closed this request."
    assert words.next == "Send the prompt again."
    assert words.best is NextStep.SEND_AGAIN


@pytest.mark.parametrize(
    ("reason", "inside"), [("Wrong PIN", "wrong PIN"), ("PIN locked", "PIN locked"), ("", ""), ("A", "A")]
)
def test_a_reason_fits_into_a_sentence(reason: str, inside: str) -> None:
    assert in_a_sentence(reason) == inside


def concrete_errors() -> list[type[PosError]]:
    found = [each for _name, each in inspect.getmembers(errors, inspect.isclass)]
    return [each for each in found if issubclass(each, errors.PaymentError)]


def made(kind: type[PosError]) -> PosError:
    if issubclass(kind, errors.InvalidPaymentError):
        return kind("strange", "words")
    if issubclass(kind, errors.DarajaError):
        return kind("push", "words")
    return kind(7, "words") if kind is errors.LivePaymentError else kind("words")


@pytest.mark.parametrize("kind", concrete_errors())
def test_every_error_of_the_payments_has_words_that_agree_with_it_about_money(kind: type[PosError]) -> None:
    error = made(kind)
    words = words_of_error(error)
    assert all(text.strip() for text in astuple(words))
    if error.money is Money.UNKNOWN:
        assert words.money != "No money moved."
    if issubclass(kind, errors.InvalidPaymentError | errors.RejectedError | errors.NotSentError):
        assert words.money == "No money moved."


MACHINE_ERRORS = (
    *(kind for _name, kind in inspect.getmembers(printing.errors, inspect.isclass) if issubclass(kind, PrintingError)),
    *(storage.DiskFullError, storage.FileBusyError, storage.FileDamagedError, storage.FileReadOnlyError),
    *(storage.FileUnreachableError, MoneyTakenError),
)


@pytest.mark.parametrize("kind", MACHINE_ERRORS)
def test_what_a_machine_refuses_has_words_that_agree_with_it_about_money(kind: type[PosError]) -> None:
    words = words_of_error(kind("words"))
    assert all(text.strip() for text in astuple(words))
    assert words.reason != "Fault in the till"
    assert words.money.startswith("Yes.") is (kind.money is Money.YES)
    if issubclass(kind, PrintingError):
        assert words.best is NextStep.PRINT_AGAIN
        assert words.money_more == "What is paid stays paid."


def test_an_error_without_words_of_its_own_is_told_by_whether_money_moved() -> None:
    class NewError(PosError):
        code = "brand_new"

    class NewDoubtError(PosError):
        code = "brand_new_doubt"
        money = Money.UNKNOWN

    assert words_of_error(NewError("x")).money == "No money moved."
    assert words_of_error(NewDoubtError("x")).money.startswith("Maybe.")


@pytest.mark.parametrize("reason", ["type", "zero", "cents", "limit"])
def test_every_refused_amount_has_its_own_words(reason: str) -> None:
    others = {words_of_error(InvalidAmountError(r, "x")).happened for r in ("type", "zero", "cents", "limit")}
    assert len(others) == 4
    assert words_of_error(InvalidAmountError(reason, "x")).happened in others


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the customer's number."),
        ("abc", "A phone number has no letters."),
        ("07123", "Too few digits."),
        ("07123456789", "Too many digits."),
        ("+255712345678", "M-Pesa reaches Kenyan numbers only."),
        ("0202222222", "A landline. M-Pesa needs a mobile."),
        ("0912345678", "Kenyan mobiles begin with 07 or 01."),
    ],
)
def test_a_refused_number_says_why_under_its_field(typed: str, words: str) -> None:
    with pytest.raises(InvalidPhoneError) as caught:
        normalise_phone(typed)
    assert words_of_phone_reason(caught.value.reason) == words
    assert words_of_error(caught.value).happened == words


SAMPLE_DATA = {
    "failure": "not_sent",
    "token_valid": True,
    "result_code": "1032",
    "receipt": "UK07XK2M9P",
    "source": "pull",
    "approved_by": "Mwangi",
    "code": "UK07XK2M9P",
    "by": "Achieng",
    "amount_cents": 119_100,
    "settlement": "nothing_to_do",
    "is_completed": True,
}


@pytest.mark.parametrize("kind", sorted(each.kind for each in Evidence.__subclasses__()))
def test_every_kind_of_evidence_has_a_line_in_the_story(kind: str) -> None:
    line = words_of_evidence(kind, SAMPLE_DATA)
    assert line
    assert not line.startswith("Noted:")
    assert len(line) <= 44


def test_a_kind_from_a_newer_program_is_named() -> None:
    assert words_of_evidence("teleported", {}) == "Noted: teleported"
