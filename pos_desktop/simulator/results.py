"""What M-Pesa says at the end of a prompt (daraja.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PAID = "0"
NOT_ENOUGH = "1"
REPEATED = "17"
LOCKED = "1001"
CANCELLED = "1032"
NO_ANSWER = "1037"
WRONG_PIN = "2001"
NOT_PERMITTED = "2028"
NO_OPERATOR = "SFC_IC0003"
PROCESSING = "4999"

UNREACHABLE_WORDS = "DS timeout user cannot be reached."
"""What the query says for 1037 always, and the callback when the network did not find the phone."""

WORDS = {
    PAID: "The service request is processed successfully.",
    NOT_ENOUGH: "The balance is insufficient for the transaction.",
    "2": "Declined due to limit rule: less than the minimum transaction amount.",
    "3": "Declined due to limit rule: greater than the maximum transaction amount.",
    "4": "Declined due to limit rule: would exceed the daily transfer limit.",
    "8": "Declined due to limit rule: would exceed the maximum balance.",
    "11": "The DebitParty is in an invalid state.",
    REPEATED: "Rule limited.",
    "26": "System busy. Try again in few minutes.",
    LOCKED: "Unable to lock subscriber, a transaction is already in process for the current subscriber",
    "1019": "Transaction has expired",
    "1025": "An error occurred while sending a push request",
    CANCELLED: "Request cancelled by user",
    "1036": "SMSC ACK timeout.",
    NO_ANSWER: "No response from user.",
    "1101": "The prompt text is too long.",
    WRONG_PIN: "The initiator information is invalid.",
    "2006": "Declined due to account rule: The account status does not allow this transaction.",
    NOT_PERMITTED: "The request is not permitted according to product assignment",
    NO_OPERATOR: "The operator does not exist.",
    "8006": "The security credential is locked.",
    "9999": "Error sending push request",
}

OTHER_WORDS = {
    PROCESSING: "The transaction is still under processing",
    "21": "The initiator is not allowed to initiate this request",
    "R000002": "The OriginalTransactionID is invalid.",
}
"""What no callback says: only the query, or the calls with an initiator (daraja.md 4 and 7)."""

AMOUNT_CODES = frozenset(code for code in WORDS if code.isdigit() and code != PAID)
"""The codes that `by_amount` reads out of an amount."""


@dataclass(frozen=True)
class Result:
    """How a prompt ended; `receipt` and `paid_at` only when money moved."""

    code: str
    words: str
    receipt: str = ""
    paid_at: datetime | None = None

    @property
    def wire_code(self) -> int | str:
        """As the callback has it: a number, or text for the codes that are none."""
        return int(self.code) if self.code.isdigit() else self.code

    @property
    def query_words(self) -> str:
        """As the query has it, which words one code differently."""
        return UNREACHABLE_WORDS if self.code == NO_ANSWER else self.words


def words_for(code: str) -> str:
    """M-Pesa's words for a code, or neutral ones for a code that is not in the table."""
    return {**OTHER_WORDS, **WORDS}.get(code, "The request could not be completed.")
