"""What the till's file says, read past the product by a connection of its own that sees committed rows only."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pos_desktop.payments import Environment, Intent
from pos_desktop.payments.evidence import Evidence, from_data

Kind = TypeVar("Kind", bound=Evidence)

_PAYMENTS = """
    SELECT id, pos_sale, phone_number, amount_cents, environment, callback_only_limit_cents, callback_token,
           callback_url, status, detail, checkout_request_id, mpesa_receipt_number, open_doubts
    FROM mpesa_transaction ORDER BY id
"""
_EVENTS = "SELECT id, transaction_id, identity, kind, data FROM payment_event ORDER BY id"
_TENDERS = "SELECT payment_id, amount_cents, excess_cents, mpesa_receipt FROM tender WHERE kind = 'mpesa'"
_RELEASED = "SELECT public_id, released_by, release_reason FROM sale WHERE released_at IS NOT NULL"
_STRAYS = "SELECT event_id FROM stray_callback WHERE token <> ''"  # what was pulled came by no token
_WORDS = """
    SELECT data, who FROM audit_entry
    WHERE kind IN ('payment_given_up', 'released_on_trust', 'exception_settled')
"""


@dataclass(frozen=True)
class Paper:
    """One payment as the file has it, with its evidence in the order of writing."""

    id: int
    sale: str
    phone: str
    amount_cents: int
    intent: Intent
    token: str
    url: str
    status: str
    detail: str
    checkout_id: str | None
    receipt: str | None
    open_doubts: frozenset[str]
    evidence: tuple[Evidence, ...]

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The evidence of one kind."""
        return [piece for piece in self.evidence if isinstance(piece, kind)]

    def has(self, *kinds: type[Evidence]) -> bool:
        """Whether there is evidence of one of these kinds."""
        return any(isinstance(piece, kinds) for piece in self.evidence)


@dataclass(frozen=True)
class Tender:
    """Money that the till booked for a payment."""

    amount_cents: int
    excess_cents: int
    receipt: str | None


@dataclass(frozen=True)
class Word:
    """What a manager said of a payment: both names, and the reason, or what was found of which exception."""

    payment: int
    by: str
    approved_by: str
    said: str


@dataclass(frozen=True)
class Books:
    """Everything at one moment. `words` are those of the audit log; `released` has who let a sale's goods go, and why.

    A payment and a sale appear by their ids in the file.
    """

    papers: dict[int, Paper]
    tenders: dict[int, Tender]
    words: Counter[Word]
    released: dict[str, tuple[str, str]]
    strays: frozenset[str]

    def of_sale(self, sale: str) -> Iterator[Paper]:
        """The attempts of a sale, oldest first."""
        return (paper for paper in self.papers.values() if paper.sale == sale)

    def of_token(self, token: str) -> Paper | None:
        """The payment that a callback's token names."""
        return next((paper for paper in self.papers.values() if paper.token == token), None)


class BooksReader:
    """Reads the books again and again, and sees to it that evidence is only ever added."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = self._open()
        self._events: dict[int, tuple[tuple[Any, ...], Evidence]] = {}

    def read(self) -> Books:
        """The books as they are committed now."""
        self._connection.execute("BEGIN")
        try:
            return self._books()
        finally:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)

    def _books(self) -> Books:
        evidence = self._evidence()
        rows = self._connection.execute(_PAYMENTS)
        papers = {row[0]: _paper(row, tuple(evidence.get(row[0], ()))) for row in rows}
        tenders = {row[0]: Tender(*row[1:]) for row in self._connection.execute(_TENDERS)}
        words = Counter(_word(json.loads(text), who) for text, who in self._connection.execute(_WORDS))
        released = {row[0]: (row[1], row[2]) for row in self._connection.execute(_RELEASED)}
        strays = frozenset(row[0] for row in self._connection.execute(_STRAYS))
        return Books(papers, tenders, words, released, strays)

    def _evidence(self) -> dict[int, list[Evidence]]:
        found: dict[int, list[Evidence]] = {}
        rows = self._connection.execute(_EVENTS).fetchall()
        assert len(rows) >= len(self._events), "evidence is gone"
        for row in rows:
            known = self._events.get(row[0])
            if known is None:
                known = self._events[row[0]] = (row, from_data(row[3], json.loads(row[4])))
            assert known[0] == row, f"evidence was changed: {known[0]} is {row} now"
            found.setdefault(row[1], []).append(known[1])
        return found


def _paper(row: tuple[Any, ...], evidence: tuple[Evidence, ...]) -> Paper:
    number, sale, phone, amount, environment, limit, token, url, status, detail, checkout_id, receipt, open_doubts = row
    intent = Intent(amount, Environment(environment), limit)
    doubts = frozenset(open_doubts.split())
    return Paper(
        *(number, sale, phone, amount, intent, token, url, status, detail, checkout_id, receipt), doubts, evidence
    )


def _word(data: dict[str, Any], who: str) -> Word:
    said = data["reason"] if "reason" in data else f"{data['exception']} {data['grounds']}: {data['finding']}"
    return Word(data["payment"], who, data["approved_by"], said)
