from __future__ import annotations

from dataclasses import replace

import pytest

from pos_desktop.printing import plain_text, receipt
from tests.printing.sales import PAID_IN_CASH, PICTURED, QR_CONTENT, SIGNATURE, cash, line, mpesa

GOLDEN = """\
            MAMA NJERI STORES
            Moi Avenue, Thika
             Tel 0720 555 014
             PIN P051234567X
------------------------------------------
Receipt 1-000482                    Till 1
24 Nov 2026 14:05                  Achieng
------------------------------------------
Jogoo maize flour 2 kg
  2 x 210.00                      420.00 C
Brookside milk 500 ml
  3 x 57.00                       171.00 A
Kabras sugar 1 kg
  1 x 160.00                      160.00 B
Ketepa tea 250 g
  1 x 145.00                      145.00 B
Menengai soap 800 g
  1 x 185.00                      185.00 B
Royco Mchuzi Mix 75 g
  2 x 55.00                       110.00 B
------------------------------------------
Items 10
TOTAL KES                         1,191.00
------------------------------------------
M-Pesa 0712 *** 678             1,191.00
  Code                        UKO7XK2M9P
Change                              0.00
------------------------------------------
    Rate               Taxable         VAT
A   Exempt              171.00        0.00
B   16%                 517.24       82.76
C   0%                  420.00        0.00
------------------------------------------
           Asante! Karibu tena.
"""


def lines_of(text: str) -> list[str]:
    return text.splitlines()


def test_the_receipt_of_the_picture() -> None:
    assert plain_text(receipt(PICTURED)) == GOLDEN


def test_cash_shows_what_was_given_and_the_change() -> None:
    text = plain_text(receipt(PAID_IN_CASH))
    assert "Cash given                      1,500.00\nChange                            309.00\n" in text


def test_a_bill_in_two_parts_shows_both() -> None:
    facts = replace(PICTURED, tenders=(mpesa(700_00), cash(500_00, 9_00)), change_cents=9_00)
    paid = lines_of(plain_text(receipt(facts)))
    start = paid.index("M-Pesa 0712 *** 678               700.00")
    assert paid[start + 1 : start + 4] == [
        "  Code                        UKO7XK2M9P",
        "Cash given                        500.00",
        "Change                              9.00",
    ]


def test_mpesa_without_a_phone_or_a_code_invents_neither() -> None:
    text = plain_text(receipt(replace(PICTURED, tenders=(mpesa(1_191_00, None, None),))))
    assert "M-Pesa                          1,191.00\nChange" in text


def test_rounding_has_its_line_only_when_there_is_any() -> None:
    facts = replace(PICTURED, goods_cents=1_190_60, rounding_cents=40)
    text = plain_text(receipt(facts))
    assert "Goods                           1,190.60\nRounding                            0.40\nTOTAL KES" in text
    assert "Rounding" not in GOLDEN


def test_rounding_down_has_a_minus() -> None:
    text = plain_text(receipt(replace(PICTURED, goods_cents=1_191_30, rounding_cents=-30)))
    assert "Rounding                           -0.30" in text


def test_money_beyond_the_bill_is_on_the_receipt() -> None:
    text = plain_text(receipt(replace(PICTURED, excess_cents=300_00)))
    assert "Overpaid                          300.00" in text


def test_a_copy_says_so_before_anything_else() -> None:
    assert lines_of(plain_text(receipt(replace(PICTURED, copy_number=2))))[0].strip() == "COPY 2"
    assert "COPY" not in GOLDEN


def test_weighed_goods_show_their_weight_and_a_note_stands_below() -> None:
    facts = replace(PICTURED, lines=(line(1, "Nyama", "", 455, 650_00, "A", "no bones"),))
    text = lines_of(plain_text(receipt(facts)))
    start = text.index("Nyama")
    assert text[start + 1 : start + 3] == ["  0.455 x 650.00                  295.75 A", "  no bones"]


def test_nothing_stands_for_what_the_shop_did_not_fill_in() -> None:
    text = plain_text(receipt(replace(PICTURED, address="", phone="", tax_pin="", footer="")))
    assert lines_of(text)[:2] == ["            MAMA NJERI STORES", "-" * 42]
    assert lines_of(text)[-1] == "-" * 42


def test_an_unsigned_receipt_has_no_qr_code_and_a_signed_one_has_the_control_units_words() -> None:
    assert "http" not in GOLDEN
    signed = plain_text(receipt(PICTURED, signed=SIGNATURE))
    assert f"[{QR_CONTENT}]" in signed
    for words in ("KRACU0100000123/481", "481/490 NS", "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ", "0123-4567-89AB-CDEF"):
        assert words in signed


@pytest.mark.parametrize(
    "broken",
    [{"signature": "0123"}, {"branch": ""}, {"tax_pin": "P05"}],
    ids=["short signature", "no branch", "short PIN"],
)
def test_a_signature_with_a_part_of_wrong_length_gives_no_qr_code(broken: dict[str, str]) -> None:
    assert "http" not in plain_text(receipt(PICTURED, signed=replace(SIGNATURE, **broken)))  # type: ignore[arg-type]


def test_narrow_paper_keeps_every_amount() -> None:
    text = plain_text(receipt(PICTURED), 32)
    assert max(map(len, lines_of(text))) <= 32
    for amount in ("420.00 C", "171.00 A", "1,191.00", "517.24", "82.76", "UKO7XK2M9P"):
        assert amount in text
