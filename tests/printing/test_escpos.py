from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode import QRCode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]

from pos_desktop.printing import PrinterModel, encode, receipt
from pos_desktop.printing.document import Line, QrCode
from tests.printing.escpos_decoder import NotEscPosError, Raster, decode
from tests.printing.sales import PICTURED, QR_CONTENT, SIGNATURE

MODEL = PrinterModel()
MILLIMETRES_PER_INCH = 25.4


def test_the_paper_says_what_the_receipt_says() -> None:
    texts = [text.rstrip() for text in decode(encode(receipt(PICTURED), MODEL)).texts]
    assert texts[:5] == [
        "  MAMA NJERI STORES",
        "            Moi Avenue, Thika",
        "             Tel 0720 555 014",
        "             PIN P051234567X",
        "-" * 42,
    ]
    assert "  2 x 210.00                      420.00 C" in texts
    assert "TOTAL KES    1,191.00" in texts
    assert "M-Pesa 0712 *** 678             1,191.00" in texts
    assert texts[-1] == "           Asante! Karibu tena."


def test_no_letter_falls_over_the_edge_of_the_paper() -> None:
    for line in decode(encode(receipt(PICTURED), MODEL)).lines:
        assert isinstance(line, tuple)
        assert sum(letter.width for letter in line) <= MODEL.columns


def test_only_the_code_is_bold_on_its_line() -> None:
    letters = decode(encode(receipt(PICTURED), MODEL)).line_with("UKO7XK2M9P")
    bold = "".join(letter.text for letter in letters if letter.is_bold)
    plain = "".join(letter.text for letter in letters if not letter.is_bold)
    assert (bold.strip(), plain.strip()) == ("UKO7XK2M9P", "Code")


def test_name_and_total_are_twice_as_large_and_the_copy_mark_three_times() -> None:
    paper = decode(encode(receipt(replace(PICTURED, copy_number=1)), MODEL))
    for words, size in (("MAMA NJERI", 2), ("TOTAL KES", 2), ("COPY 1", 3), ("Change", 1), ("Tel", 1)):
        letters = paper.line_with(words)
        assert {(letter.width, letter.height) for letter in letters} == {(size, size)}, words


def test_it_begins_with_a_clean_printer_and_ends_with_a_cut() -> None:
    events = decode(encode(receipt(PICTURED), MODEL)).events
    assert events[0] == "initialise"
    assert events[-2:] == ["feed 6", "cut 1"]
    assert not [event for event in events if event.startswith("drawer")]


def test_the_drawer_opens_before_anything_is_printed() -> None:
    events = decode(encode(receipt(PICTURED, opens_drawer=True), MODEL)).events
    assert events[:2] == ["initialise", "drawer 0"]


def black_square(raster: Raster) -> list[tuple[bool, ...]]:
    """The dots from the first black one to the last, both ways."""
    rows = [index for index, row in enumerate(raster.dots) if any(row)]
    columns = [index for row in raster.dots for index, is_black in enumerate(row) if is_black]
    left, right = min(columns), max(columns)
    return [row[left : right + 1] for row in raster.dots[rows[0] : rows[-1] + 1]]


@pytest.mark.parametrize(
    ("profile", "dots_per_inch"), [("TM-T88V", 180), ("TM-T20II", 203), ("POS-5890", 203), ("default", 203)]
)
def test_the_qr_code_is_at_least_25_mm_and_says_what_was_signed(profile: str, dots_per_inch: int) -> None:
    paper = decode(encode(receipt(PICTURED, signed=SIGNATURE), PrinterModel(profile)))
    (raster,) = (line for line in paper.lines if isinstance(line, Raster))
    square = black_square(raster)
    assert len(square) / dots_per_inch * MILLIMETRES_PER_INCH >= 25
    assert len(square) == len(square[0])
    expected = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    expected.add_data(QR_CONTENT)
    modules = expected.get_matrix()
    scale = len(square) // len(modules)
    assert [list(row[::scale]) for row in square[::scale]] == modules
    assert all(row[x] == row[x - x % scale] for row in square for x in range(len(row)))


def test_the_qr_code_stands_in_the_middle_with_a_quiet_edge() -> None:
    paper = decode(encode((QrCode(QR_CONTENT),), MODEL))
    (raster,) = (line for line in paper.lines if isinstance(line, Raster))
    columns = [index for row in raster.dots for index, is_black in enumerate(row) if is_black]
    left, right = min(columns), len(raster.dots[0]) - 1 - max(columns)
    assert abs(left - right) <= 1
    assert min(left, right) >= 20


def test_an_unsigned_receipt_is_letters_alone() -> None:
    assert not [line for line in decode(encode(receipt(PICTURED), MODEL)).lines if isinstance(line, Raster)]


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_any_words_reach_the_paper_as_letters(words: str) -> None:
    paper = decode(encode((Line(words),), MODEL))
    assert all(text.isascii() and text.isprintable() for text in paper.texts)


def test_another_width_is_kept_to() -> None:
    paper = decode(encode(receipt(PICTURED), PrinterModel("POS-5890", 32)))
    assert max(len(text) for text in paper.texts) == 32


def test_a_profile_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        encode(receipt(PICTURED), PrinterModel("No such printer"))


@pytest.mark.parametrize("garbage", [b"\xe9\n", b"\x1bq", b"\x1d", b"words without an end"])
def test_the_decoder_itself_refuses_what_a_printer_would_garble(garbage: bytes) -> None:
    with pytest.raises(NotEscPosError):
        decode(garbage)


PROGRAM = """
import logging, os, sys, tempfile
from pathlib import Path
from pos_desktop.printing import PrinterModel, encode
heavy = [name for name in ("escpos", "qrcode", "PIL", "PySide6") if name in sys.modules]
encode((), PrinterModel())
print(heavy, logging.getLogger().handlers, os.listdir(tempfile.gettempdir()))
"""


def test_the_library_is_loaded_with_the_first_document_and_leaves_nothing_behind(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout.split() == ["[]", "[]", "[]"]
    assert result.stderr == ""
