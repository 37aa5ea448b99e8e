"""What a receipt shows once the tax authority has signed it (etims.md 10); an unsigned one shows none of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos_desktop.clock import in_nairobi
from pos_desktop.printing.document import Align, Block, Line, QrCode, Row, Rule
from pos_desktop.printing.formats import date_and_time

LIVE_QR_ADDRESS = "https://etims.kra.go.ke/common/link/etims/receipt/indexEtimsReceiptData?Data="
_PIN_LENGTH, _BRANCH_LENGTH, _SIGNATURE_LENGTH = 11, 2, 16


@dataclass(frozen=True)
class FiscalSignature:
    """The stored answer of the tax authority to one sale. `label` is NS for a sale and CS for its copy."""

    tax_pin: str
    branch: str
    control_unit: str
    receipt_counter: int
    total_counter: int
    label: str
    internal_data: str
    signature: str
    signed_at: datetime
    qr_address: str = LIVE_QR_ADDRESS


def fiscal_blocks(signed: FiscalSignature) -> list[Block]:
    """The control unit's data and, when every part of it has its right length, the QR code."""
    counters = f"{signed.receipt_counter}/{signed.total_counter} {signed.label}"
    return [
        Line("SCU INFORMATION", Align.CENTRE),
        Row("Date", date_and_time(in_nairobi(signed.signed_at))),
        Row("CU ID", signed.control_unit),
        Row("CU invoice", f"{signed.control_unit}/{signed.receipt_counter}"),
        Row("Counter", counters),
        Line("Internal data"),
        Line(_in_fours(signed.internal_data), indent=2),
        Line("Signature"),
        Line(_in_fours(signed.signature), indent=2),
        Rule(),
        *_qr(signed),
    ]


def _qr(signed: FiscalSignature) -> list[Block]:
    parts = (signed.tax_pin, signed.branch, signed.signature)
    if tuple(map(len, parts)) != (_PIN_LENGTH, _BRANCH_LENGTH, _SIGNATURE_LENGTH):
        return []
    return [QrCode(signed.qr_address + "".join(parts))]


def _in_fours(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
