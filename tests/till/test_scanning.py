from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.till import MAX_QUANTITY_MILLI, Scan, ScanKind, interpret

EAN = "6001234567890"


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("", Scan(ScanKind.NOTHING)),
        ("   ", Scan(ScanKind.NOTHING)),
        (EAN, Scan(ScanKind.CODE, EAN)),
        (f" {EAN}\r\n", Scan(ScanKind.CODE, EAN)),
        ("\x02" + EAN + "\x03", Scan(ScanKind.CODE, EAN)),
        ("AIR-10", Scan(ScanKind.CODE, "AIR-10")),
        ("3*", Scan(ScanKind.MULTIPLIER, "", 3_000)),
        ("3 × ", Scan(ScanKind.MULTIPLIER, "", 3_000)),
        (f"3*{EAN}", Scan(ScanKind.CODE, EAN, 3_000)),
        ("12 * milk", Scan(ScanKind.WORDS, "milk", 12_000)),
        ("0.5*", Scan(ScanKind.MULTIPLIER, "", 500)),
        ("1,25*sugar", Scan(ScanKind.WORDS, "sugar", 1_250)),
        ("0*", Scan(ScanKind.WORDS, "0*")),
        ("99999*", Scan(ScanKind.WORDS, "99999*")),
        (f"{EAN}*", Scan(ScanKind.WORDS, f"{EAN}*")),
        ("milk", Scan(ScanKind.WORDS, "milk")),
        ("500 ml", Scan(ScanKind.WORDS, "500 ml")),
        ("*", Scan(ScanKind.WORDS, "*")),
        ("12", Scan(ScanKind.WORDS, "12")),
    ],
)
def test_what_the_scan_box_means(text: str, scan: Scan) -> None:
    assert interpret(text) == scan


@given(st.text(max_size=60))
def test_any_text_has_a_meaning_and_a_quantity_that_can_be_sold(text: str) -> None:
    scan = interpret(text)
    assert 0 < scan.quantity_milli <= MAX_QUANTITY_MILLI
    assert (scan.text == "") == (scan.kind in (ScanKind.NOTHING, ScanKind.MULTIPLIER))
    assert scan.text in text or not scan.text.isprintable() or set(scan.text) <= set(text)


@given(st.integers(1, 9_999), st.from_regex(r"[0-9]{8,13}", fullmatch=True))
def test_a_multiplier_before_a_code_is_so_many_of_it(number: int, code: str) -> None:
    assert interpret(f"{number}*{code}") == Scan(ScanKind.CODE, code, number * 1_000)
