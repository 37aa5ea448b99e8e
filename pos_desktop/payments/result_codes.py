"""Every result code that we know, and what it proves (daraja.md 3.1, payments.md 3.2)."""

from __future__ import annotations

from enum import StrEnum

PAID = "0"

FINAL_CODES = frozenset(
    {"1", "2", "3", "4", "8", "17", "1019", "1025", "1032", "1037", "2001", "2028", "8006", "SFC_IC0003"}
)
"""With one of these M-Pesa says that this attempt will not be paid. Any other code, of any type, is not final."""

EXPIRED_CODES = frozenset({"1019", "1037"})
"""Final codes that mean nobody answered, rather than that somebody said no."""

STILL_PROCESSING = "4999"


class CodeClass(StrEnum):
    """What a result code says about the money."""

    PAID = "paid"
    FINAL = "final"
    OPEN = "open"


def classify(code: str) -> CodeClass:
    """What the code proves; whatever is not on the closed list leaves the payment open."""
    if code == PAID:
        return CodeClass.PAID
    return CodeClass.FINAL if code in FINAL_CODES else CodeClass.OPEN
