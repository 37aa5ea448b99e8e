"""Sales whose receipts the tests print."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pos_desktop.printing import FiscalSignature
from pos_desktop.till import CartLine, ReceiptFacts, TaxLetter, TaxLine, Tender, TenderKind, TenderStatus

AT = datetime(2026, 11, 24, 11, 5, tzinfo=UTC)
"""14:05 in Nairobi."""


def line(position: int, name: str, size: str, milli: int, cents: int, letter: str, note: str = "") -> CartLine:
    return CartLine(f"line-{position}", position, position, name, size, milli, cents, TaxLetter(letter), note)


def mpesa(amount_cents: int, receipt: str | None = "UKO7XK2M9P", phone: str | None = "0712 ••• 678") -> Tender:
    return Tender(
        "tender-m", TenderKind.MPESA, TenderStatus.TAKEN, amount_cents, 0, amount_cents, 0, 7, receipt, phone, AT
    )


def cash(given_cents: int, change_cents: int) -> Tender:
    kept = given_cents - change_cents
    return Tender(
        "tender-c", TenderKind.CASH, TenderStatus.TAKEN, kept, 0, given_cents, change_cents, None, None, None, AT
    )


PICTURED = ReceiptFacts(
    shop_name="MAMA NJERI STORES",
    address="Moi Avenue, Thika",
    phone="0720 555 014",
    tax_pin="P051234567X",
    footer="Asante! Karibu tena.",
    till_name="Till 1",
    sale_id="0193-sale",
    receipt_number="1-000482",
    completed_at=AT,
    cashier="Achieng",
    lines=(
        line(1, "Jogoo maize flour", "2 kg", 2_000, 210_00, "C"),
        line(2, "Brookside milk", "500 ml", 3_000, 57_00, "A"),
        line(3, "Kabras sugar", "1 kg", 1_000, 160_00, "B"),
        line(4, "Ketepa tea", "250 g", 1_000, 145_00, "B"),
        line(5, "Menengai soap", "800 g", 1_000, 185_00, "B"),
        line(6, "Royco Mchuzi Mix", "75 g", 2_000, 55_00, "B"),
    ),
    item_count=10,
    goods_cents=1_191_00,
    rounding_cents=0,
    due_cents=1_191_00,
    tenders=(mpesa(1_191_00),),
    change_cents=0,
    excess_cents=0,
    vat_cents=82_76,
    by_letter=(
        TaxLine(TaxLetter.EXEMPT, "Exempt", 171_00, 0),
        TaxLine(TaxLetter.STANDARD, "16%", 517_24, 82_76),
        TaxLine(TaxLetter.ZERO, "0%", 420_00, 0),
    ),
)
"""The sale of the pictured receipt, with the milk at the price after its discount."""

PAID_IN_CASH = replace(PICTURED, tenders=(cash(1_500_00, 309_00),), change_cents=309_00)

SIGNATURE = FiscalSignature(
    tax_pin="P051234567X",
    branch="00",
    control_unit="KRACU0100000123",
    receipt_counter=481,
    total_counter=490,
    label="NS",
    internal_data="ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    signature="0123456789ABCDEF",
    signed_at=AT,
)
QR_CONTENT = (
    "https://etims.kra.go.ke/common/link/etims/receipt/indexEtimsReceiptData?Data=P051234567X000123456789ABCDEF"
)
