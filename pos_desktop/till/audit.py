"""The audit log: each entry's SHA-256 seal covers the entry and the seal before it.

Tamper-evident, not tamper-proof: who rewrites the whole chain after a point is found out by the seal that an
earlier report printed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from pos_desktop.till.errors import NotFoundError
from pos_desktop.till.tables import AuditEntryRow, StaffRow

AuditData = Mapping[str, str | int | None]
FIRST_SEAL = "0" * 64
"""What the first entry is chained to."""


class AuditKind(StrEnum):
    """What is written down."""

    SIGNED_IN = "signed_in"
    PIN_REFUSED = "pin_refused"
    LOCKED_OUT = "locked_out"
    APPROVED = "approved"
    STAFF_ADDED = "staff_added"
    PIN_CHANGED = "pin_changed"
    STAFF_LEFT = "staff_left"
    SALE_COMPLETED = "sale_completed"
    SALE_CLEARED = "sale_cleared"
    SALE_HELD = "sale_held"
    SALE_REOPENED = "sale_reopened"
    LINE_REMOVED = "line_removed"
    PAYMENT_GIVEN_UP = "payment_given_up"
    RELEASED_ON_TRUST = "released_on_trust"
    STRAY_SETTLED = "stray_settled"
    EXCEPTION_SETTLED = "exception_settled"
    CASH_GIVEN_BACK = "cash_given_back"
    OVERPAID = "overpaid"
    COPY_PRINTED = "copy_printed"


@dataclass(frozen=True)
class Actor:
    """Who acted, at which terminal: a person, or the till itself when there is no `staff_id`."""

    terminal: str
    name: str
    staff_id: int | None = None


def staff_name(session: Session, staff_id: int) -> str:
    """The name of a person, also of one who left.

    Raises:
        NotFoundError: there is no such person.
    """
    found = session.exec(select(StaffRow.name).where(StaffRow.id == staff_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"nobody has the id {staff_id}")
    return found


def person(session: Session, terminal: str, staff_id: int) -> Actor:
    """A person at a terminal, as the log names them.

    Raises:
        NotFoundError: there is no such person.
    """
    return Actor(terminal, staff_name(session, staff_id), staff_id)


def append(session: Session, kind: AuditKind, who: Actor, data: AuditData, now: datetime) -> None:
    """Adds one entry to the chain, in the caller's transaction."""
    entry = AuditEntryRow(
        terminal=who.terminal,
        made_at=now.isoformat(timespec="microseconds"),
        kind=kind,
        staff_id=who.staff_id,
        who=who.name,
        data=json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        previous_seal=head(session),
        seal="",
    )
    entry.seal = _seal(entry)
    session.add(entry)
    session.flush()


def head(session: Session) -> str:
    """The newest seal, for a report to print."""
    last = select(AuditEntryRow.seal).order_by(col(AuditEntryRow.id).desc()).limit(1)
    return session.exec(last).one_or_none() or FIRST_SEAL


def first_broken_entry(session: Session) -> int | None:
    """The id of the first entry whose seal or place in the chain is wrong, or None when the chain is whole."""
    previous, expected_id = FIRST_SEAL, 1
    for entry in session.exec(select(AuditEntryRow).order_by(col(AuditEntryRow.id))).yield_per(1_000):
        if entry.id != expected_id or entry.previous_seal != previous or entry.seal != _seal(entry):
            return entry.id
        previous, expected_id = entry.seal, expected_id + 1
    return None


def _seal(entry: AuditEntryRow) -> str:
    parts = (
        entry.previous_seal,
        entry.terminal,
        entry.made_at,
        str(entry.kind),
        entry.staff_id,
        entry.who,
        entry.data,
    )
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
