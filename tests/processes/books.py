"""What a till's file, M-Pesa's own ledger and the printed paper say of each other, read without the program.

Nothing here imports the product: a fault of its readers cannot hide a fault of its writers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CUT = b"\x1dV"
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Prompt:
    """A prompt that reached M-Pesa: whose phone, and how it ended; `result_code` is None while it lives."""

    msisdn: str
    cents: int
    result_code: str | None
    receipt: str | None

    @property
    def is_paid(self) -> bool:
        """Whether money moved."""
        return self.result_code == "0"


class Books:
    """One till's file in one moment."""

    def __init__(self, database: Path) -> None:
        address = f"{database.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")
            self.payments = _rows(connection, "mpesa_transaction")
            self.sales = _rows(connection, "sale")
            self.tenders = [row for row in _rows(connection, "tender") if row["status"] == "taken"]
            self.jobs = _rows(connection, "print_job")
            self.lines = _rows(connection, "sale_line")
            self.stock = [row for row in _rows(connection, "stock_movement") if row["sale_id"] is not None]
            self.fiscal = _rows(connection, "fiscal_document")
            self.evidence = _rows(connection, "payment_event")
            self.uploads = _rows(connection, "ledger_progress")
            self.is_sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"

    def is_settled(self, prompts: Sequence[Prompt]) -> bool:
        """Whether every payment has the status that M-Pesa's ledger gives it, and nothing waits to be done."""
        return (
            len(prompts) <= len(self.payments)
            and all(self._is_right(payment, prompts) for payment in self.payments)
            and all(job["status"] == "printed" for job in self.jobs)
            and all(row["uploaded"] == row["revision"] for row in self.uploads)
        )

    def faults(self, prompts: Sequence[Prompt], paper: bytes) -> list[str]:
        """Everything that is lost, doubled or wrong once the sales are ended; nothing when all is well."""
        return [*self._faults_of_payments(prompts), *self._faults_of_sales(prompts), *self._faults_of_paper(paper)]

    def _is_right(self, payment: dict[str, Any], prompts: Sequence[Prompt]) -> bool:
        status = payment["status"]
        asked = [prompt for prompt in prompts if prompt.msisdn == payment["phone_number"]]
        if not asked:
            return bool(status == "failed" or (status == "pending" and payment["detail"] == "unknown"))
        if any(prompt.is_paid for prompt in asked):
            return bool(status == "completed")
        return all(prompt.result_code is not None for prompt in asked) and status == "failed"

    def _faults_of_payments(self, prompts: Sequence[Prompt]) -> Iterator[str]:
        if not self.is_sound:
            yield "the file is damaged"
        for prompt in prompts:
            known = [row for row in self.payments if row["phone_number"] == prompt.msisdn]
            if len(known) != 1:
                yield f"a prompt with {len(known)} intents: {prompt}"
        for payment in self.payments:
            asked = [prompt for prompt in prompts if prompt.msisdn == payment["phone_number"]]
            tenders = [row for row in self.tenders if row["payment_id"] == payment["id"]]
            if len(asked) > 1:
                yield f"{len(asked)} prompts for one transaction: {asked}"
            kinds = {row["kind"] for row in self.evidence if row["transaction_id"] == payment["id"]}
            if asked and ("send_closed" in kinds or "sending" not in kinds):
                yield f"a prompt went out, and the file says that it did not: {asked}, {sorted(kinds)}"
            if not self._is_right(payment, prompts):
                yield f"status {payment['status']}/{payment['detail']} is wrong for {asked}"
            if [row["amount_cents"] for row in tenders] != [prompt.cents for prompt in asked if prompt.is_paid]:
                yield f"{asked} is booked as {[row['amount_cents'] for row in tenders]}"
            receipts = {prompt.receipt for prompt in asked if prompt.is_paid}
            if not {row["mpesa_receipt"] for row in tenders} <= receipts | {None}:
                yield f"receipts {[row['mpesa_receipt'] for row in tenders]} are not {receipts}"

    def _faults_of_sales(self, prompts: Sequence[Prompt]) -> Iterator[str]:
        for sale in self.sales:
            tenders = [row for row in self.tenders if row["sale_id"] == sale["id"]]
            kept = sum(row["amount_cents"] - row["excess_cents"] for row in tenders)
            if sale["status"] != "completed" or kept != sale["due_cents"]:
                yield f"sale {sale['receipt_number']} is {sale['status']} with {kept} of {sale['due_cents']}"
            lines, stock, fiscal, jobs = (
                sum(row["sale_id"] == sale["id"] for row in rows)
                for rows in (self.lines, self.stock, self.fiscal, self.jobs)
            )
            if stock != lines or (fiscal, jobs) != (1, 1):
                yield f"sale {sale['receipt_number']}: {lines} lines, {stock=}, {fiscal=}, {jobs=}"
        paid = sum(prompt.cents for prompt in prompts if prompt.is_paid)
        booked = sum(row["amount_cents"] for row in self.tenders if row["kind"] == "mpesa")
        due = sum(sale["due_cents"] for sale in self.sales)
        cash = sum(row["amount_cents"] for row in self.tenders if row["kind"] == "cash")
        excess = sum(row["excess_cents"] for row in self.tenders)
        if paid != booked or booked + cash != due + excess:
            yield f"books: M-Pesa has {paid}, booked {booked} and cash {cash}, for {due} due and {excess} over"

    def _faults_of_paper(self, paper: bytes) -> Iterator[str]:
        documents = paper.split(CUT)[:-1]
        for sale in self.sales:
            printed = [each for each in documents if f"Receipt {sale['receipt_number']}".encode() in each]
            originals = [each for each in printed if b"COPY" not in each]
            if not printed or len(originals) > 1:
                yield f"receipt {sale['receipt_number']}: {len(printed)} printed, {len(originals)} not marked as copies"


def _rows(connection: sqlite3.Connection, table: str) -> Rows:
    return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
