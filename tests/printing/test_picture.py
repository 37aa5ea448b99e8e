from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from pos_desktop.printing import receipt
from pos_desktop.printing.picture import paint
from tests.printing.sales import PICTURED, SIGNATURE

pytestmark = pytest.mark.usefixtures("qapp")


def dark_rows(image: QImage) -> list[int]:
    """How many dark pixels each row has."""
    return [sum(is_dark(image, x, y) for x in range(image.width())) for y in range(image.height())]


def is_dark(image: QImage, x: int, y: int) -> bool:
    return QColor(image.pixel(x, y)).lightness() < 128


def test_paper_of_42_columns_has_the_width_of_the_picture() -> None:
    image = paint(receipt(PICTURED))
    assert image.width() == 420
    assert QColor(image.pixel(0, 0)) == QColor("white")


def test_twice_the_pixels_for_a_fine_screen() -> None:
    once, twice = paint(receipt(PICTURED)), paint(receipt(PICTURED), pixel_ratio=2.0)
    assert (twice.width(), twice.height()) == (840, 2 * once.height())
    assert twice.devicePixelRatio() == 2.0


def test_letters_keep_within_the_margins() -> None:
    image = paint(receipt(PICTURED))
    columns = [x for x in range(image.width()) if any(is_dark(image, x, y) for y in range(image.height()))]
    assert 30 <= min(columns) <= 36
    assert 383 <= max(columns) <= 388


def test_a_longer_receipt_makes_a_longer_paper() -> None:
    short = paint(receipt(PICTURED))
    assert paint(receipt(PICTURED, signed=SIGNATURE)).height() > short.height() + 174


def test_an_unsigned_receipt_has_no_black_square_and_a_signed_one_has() -> None:
    assert max(dark_rows(paint(receipt(PICTURED)))) < 300
    signed = paint(receipt(PICTURED, signed=SIGNATURE))
    left_edges = [y for y in range(signed.height()) if sum(is_dark(signed, x, y) for x in range(125, 160)) >= 28]
    assert len(left_edges) >= 8


def test_narrow_paper_makes_a_narrow_picture() -> None:
    assert paint(receipt(PICTURED), 32).width() == 336
