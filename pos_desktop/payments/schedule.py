"""When to ask M-Pesa next: a pure function of a payment's age and of what it has heard (daraja.md 4)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos_desktop.payments.decision import TransactionStatus

FIRST_MINUTES_SECONDS = (10, 15, 20, 30, 40, 55, 75, 105, 135)
EVERY_FIVE_MINUTES = 300
HOUR = 3600
WATCH_SECONDS = 48 * HOUR
JITTER_SHARE = 0.1
AGAIN_SECONDS = 25
SECOND_NO_SECONDS = 62
"""A second no counts when it comes so late after sending, and twenty seconds after the first."""
DENIED_SECONDS = 10 * 60
"""So long a no is followed by another question soon; after that the ordinary ones will do."""


@dataclass(frozen=True)
class QueryFacts:
    """What the schedule needs to know of one payment.

    `last_asked_after_seconds` counts from sending and is None before the first question. `is_urgent` says that a
    callback waits for our own question; `is_final` that the question has had its last negative answer; `is_denied`
    that it has had one, which a second one some time later makes final (payments.md 3.2).
    """

    status: TransactionStatus
    sent_at: datetime | None
    has_checkout_id: bool
    last_asked_after_seconds: int | None
    is_urgent: bool
    is_final: bool
    is_denied: bool = False


def next_query_at(facts: QueryFacts, now: datetime) -> datetime | None:
    """The moment of the next question, or None when there is nothing to ask or no reason to.

    A completed payment is not asked about; a failed one is watched for 48 hours, hour by hour once M-Pesa itself has
    said no. Where the wall clock was moved, or the machine slept, the questions keep their distance all the same.
    """
    if not facts.has_checkout_id or facts.sent_at is None or facts.status is TransactionStatus.COMPLETED:
        return None
    if facts.is_urgent:
        return now
    last = facts.last_asked_after_seconds
    slot = next_slot(last, hourly=facts.is_final)
    if slot is None:
        return None
    if facts.is_denied and last is not None and last <= DENIED_SECONDS:
        slot = min(slot, max(last + AGAIN_SECONDS, SECOND_NO_SECONDS))
    spread = jitter(slot)
    planned = facts.sent_at + timedelta(seconds=slot + spread)
    latest = now + timedelta(seconds=slot - (last or 0) + spread)
    has_passed = last is not None and planned <= now
    return latest if has_passed else min(planned, latest)


def next_slot(last_asked_after_seconds: int | None, *, hourly: bool = False) -> int | None:
    """Seconds after sending of the first question later than the last one, or None after 48 hours."""
    last = -1 if last_asked_after_seconds is None else last_asked_after_seconds
    if not hourly:
        for slot in FIRST_MINUTES_SECONDS:
            if slot > last:
                return slot
    step = HOUR if hourly or last >= HOUR else EVERY_FIVE_MINUTES
    slot = (max(last, 0) // step + 1) * step
    return slot if slot <= WATCH_SECONDS else None


def jitter(slot: int) -> float:
    """A few seconds, so that many tills do not ask in the same instant; never so many that the order changes."""
    return random.uniform(0, min(JITTER_SHARE * slot, 30.0)) if slot > FIRST_MINUTES_SECONDS[0] else 0.0  # noqa: S311
