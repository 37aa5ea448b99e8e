"""What Safaricom may say of a payment: callbacks of every kind, and lists of what a short code received."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pos_desktop.payments import PromptRequest
from pos_desktop.payments.evidence import CallbackReceived
from pos_desktop.payments.pull_rows import PulledRow
from tests.payments.books import Paper
from tests.payments.core_laws import Result
from tests.payments.scripted_daraja import Conversation
from tests.payments.till_world import KNOWN_RECEIPTS
from tests.payments.world import callback, status_result

MINUTE = timedelta(minutes=1)
CALLBACKS = (
    "paid",
    "paid",
    "paid other amount",
    "paid without metadata",
    "paid without amount",
    "paid without receipt",
    "paid under another id",
    "paid with another's receipt",
    "refused",
    "refused",
    "open",
    "unreadable",
    "again",
)
LISTS = ("match", "two match", "nameless", "other amount", "none", "page", "cut")
RESULTS = (
    "completed",
    "completed",
    "other amount",
    "another receipt",
    "not completed",
    "no such receipt",
    "wrong credential",
    "of no conversation",
    "unreadable",
    "again",
)
OPEN_CODES: tuple[Any, ...] = (
    *(1036, 9999, -1, 1.5, 10**30, True, None, [], {"code": 0}),
    *("4999", "BW-JMS-100039", "  ", "00", "x" * 80),
)
UNREADABLE = (b"", b"<html>", b"[]", b'{"Body": {}}', b'{"Body"', b"\xff\xfe", b"[" * 9_000, b"{}" * 9_000)


class Posts:
    """Makes them, each payment with a receipt of its own, and remembers what was posted and listed."""

    def __init__(self, chance: random.Random) -> None:
        self.posted: list[tuple[str, bytes]] = []
        self._chance = chance
        self._told: list[tuple[Result, bytes]] = []
        self._receipts = list(KNOWN_RECEIPTS)
        self._listed: dict[str, PulledRow] = {}

    def callback(self, paper: Paper, kind: str, code: str) -> tuple[str, bytes]:
        """A post about the payment: the token it comes by, and its body."""
        if kind == "again" and self.posted:
            return self._chance.choice(self.posted)
        if kind == "unreadable":
            return paper.token, self._chance.choice(UNREADABLE)
        if kind == "open":
            return paper.token, self.body(paper, "1036")
        if kind == "refused":
            return paper.token, self.body(paper, int(code) if code.isdigit() else code)
        return paper.token, self.body(paper, 0, kind)

    def body(self, paper: Paper, code: Any, kind: str = "paid") -> bytes:
        """The body of a post with any code."""
        number = (paper.checkout_id or "ws_CO_900").rpartition("_")[2]
        cents, changes = paper.amount_cents, dict[str, Any]()
        receipt = self._chance.choice(self._receipts) if kind == "paid with another's receipt" else self._new_receipt()
        if kind == "paid other amount":
            cents += 100_00
        elif kind == "paid without metadata":
            changes = {"CallbackMetadata": {}}
        elif kind == "paid without amount":
            changes = {"CallbackMetadata": {"Item": [{"Name": "MpesaReceiptNumber", "Value": receipt}]}}
        elif kind == "paid without receipt":
            changes = {"CallbackMetadata": {"Item": [{"Name": "Amount", "Value": cents // 100}]}}
        elif kind == "paid under another id":
            changes = {"CheckoutRequestID": "ws_CO_901"}
        return callback(code, number=int(number), cents=cents, receipt=receipt, **changes)

    def _new_receipt(self) -> str:
        self._receipts.append(f"UK{len(self._receipts):08d}")
        return self._receipts[-1]

    def result(self, asked: Conversation, cents: int, kind: str) -> tuple[Result | None, bytes]:
        """A post about the receipt that was asked about, and what it says; None when it says nothing readable."""
        if kind == "unreadable":
            return None, self._chance.choice(UNREADABLE)
        again = [told for told in self._told if told[0].conversation == asked.number]
        if kind == "again" and again:
            return self._chance.choice(again)
        number = 9_000 if kind == "of no conversation" else asked.number
        receipt = self._chance.choice(self._receipts) if kind == "another receipt" else asked.receipt
        cents += 100_00 if kind == "other amount" else 0
        codes: dict[str, int | str] = {"no such receipt": "R000002", "wrong credential": 2001}
        code = codes.get(kind, 0)
        status = "Declined" if kind == "not completed" else "Completed"
        body = status_result(number=number, code=code, cents=cents, receipt=receipt, status=status)
        is_completed = code == 0 and status == "Completed"
        said = Result(number, hashlib.sha256(body).hexdigest(), receipt, cents, is_completed)
        self._told.append((said, body))
        return said, body

    def rows(self, paper: Paper, kind: str, now: datetime, sales: Sequence[PromptRequest]) -> list[PulledRow]:
        """A whole list, with a known receipt on either side of everything, and what `kind` says of this payment."""
        known = [
            PulledRow(KNOWN_RECEIPTS[0], now - timedelta(hours=50), 210_00, "x", ""),
            PulledRow(KNOWN_RECEIPTS[1], now, 210_00, "y", ""),
        ]
        if kind == "none":
            return known
        reference = next(sale.account_reference for sale in sales if sale.pos_sale == paper.sale)
        named = [each.receipt for each in paper.of(CallbackReceived) if each.receipt not in (None, *KNOWN_RECEIPTS)]
        receipt = paper.receipt or (named[-1] if named else self._new_receipt())
        if receipt in self._listed:
            return [*known, self._listed[receipt]]  # M-Pesa does not change its books
        row = PulledRow(receipt, now - MINUTE, paper.amount_cents, reference, "254712345678")
        if kind == "nameless":
            row = replace(row, bill_reference="")
        elif kind == "other amount":
            row = replace(row, amount_cents=paper.amount_cents + 100)
        rows = [row, replace(row, receipt=self._new_receipt())] if kind == "two match" else [row]
        self._listed |= {each.receipt: each for each in rows}
        return [*known, *rows]


def receipt_of(body: bytes) -> str | None:
    """The receipt that a callback names."""
    metadata = json.loads(body)["Body"]["stkCallback"].get("CallbackMetadata", {})
    return next((each["Value"] for each in metadata.get("Item", []) if each["Name"] == "MpesaReceiptNumber"), None)
