"""A payment's story as the Pending and the Details show it: what happened, when, and what comes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from pos_desktop.clock import in_nairobi
from pos_desktop.payments import FINAL_CODES, PATIENCE_SECONDS, PaymentView, StoryLine, Unknown, outcome_of
from pos_desktop.ui.words import words_of_evidence

translate = QCoreApplication.translate

_SILENT = frozenset({"sending", "shown_failed", "query_unanswered"})
"""Kept as proof, but they tell a cashier nothing that the line before did not."""


@dataclass(frozen=True)
class StoryStep:
    """One line of the story. `tone` is a role of the theme; `is_next` marks what is still to come."""

    icon: str
    tone: str
    text: str
    time_text: str
    is_next: bool = False


def story_of(payment: PaymentView, now: datetime) -> tuple[StoryStep, ...]:
    """The story, oldest first, with the moment the till gave up waiting and the next question it will ask."""
    steps = [(line.at, _step(line)) for line in _worth_telling(payment.story)]
    silence = _silence(payment, now)
    if silence is not None:
        steps.append(silence)
    told = [step for _at, step in sorted(steps, key=lambda pair: pair[0])]
    following = _next_check(payment, now)
    return (*told, following) if following else tuple(told)


def clock_text(moment: datetime) -> str:
    """`14:05:12`, as a wall clock in Nairobi shows it."""
    return in_nairobi(moment).strftime("%H:%M:%S")


def age_text(seconds: int) -> str:
    """`0:48` below two minutes, then `6 min`, then `3 h`: as long as seconds matter they are shown."""
    if seconds < 2 * 60:
        return f"{seconds // 60}:{seconds % 60:02d}"
    if seconds < 2 * 60 * 60:
        return translate("words", "{count} min").format(count=seconds // 60)
    if seconds < 48 * 60 * 60:
        return translate("words", "{count} h").format(count=seconds // 3600)
    return translate("words", "{count} days").format(count=seconds // 86400)


def count_up_text(seconds: int) -> str:
    """`0:17`, `12:05`, `1:02:05`."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def _worth_telling(story: Iterable[StoryLine]) -> list[StoryLine]:
    """Without what is silent, and with only the last of several questions in a row that brought no answer."""
    told: list[StoryLine] = []
    for line in story:
        if line.evidence.kind in _SILENT:
            continue
        repeats = told and told[-1].evidence.kind == line.evidence.kind == "query_pending"
        if repeats:
            told[-1] = line
        else:
            told.append(line)
    return told


def _step(line: StoryLine) -> StoryStep:
    icon, tone = _mark(line)
    text = words_of_evidence(line.evidence.kind, line.evidence.data())
    return StoryStep(icon, tone, text, clock_text(line.at))


def _mark(line: StoryLine) -> tuple[str, str]:
    data = line.evidence.data()
    if line.evidence.kind in ("callback", "query"):
        return _mark_of_code(data.get("result_code"))
    return _MARKS.get(line.evidence.kind, ("info", "text2"))


def _mark_of_code(code: str | None) -> tuple[str, str]:
    if code == "0":
        return "check", "money"
    return ("triangle-alert", "warn") if code in FINAL_CODES else ("circle-question-mark", "warn")


def _silence(payment: PaymentView, now: datetime) -> tuple[datetime, StoryStep] | None:
    if payment.sent_at is None or outcome_of(payment, now).subject is not Unknown.NO_ANSWER:
        return None
    if not any(line.evidence.kind == "accepted" for line in payment.story):
        return None
    at = payment.sent_at + timedelta(seconds=PATIENCE_SECONDS)
    if at > now:
        return None
    text = translate("words", "No answer. May have paid.")
    return at, StoryStep("circle-question-mark", "warn", text, clock_text(at))


def _next_check(payment: PaymentView, now: datetime) -> StoryStep | None:
    if not payment.is_open or payment.next_query_at is None:
        return None
    text = translate("words", "Next check, by itself")
    return StoryStep("clock", "text2", text, until_text(payment.next_query_at, now), is_next=True)


def until_text(moment: datetime, now: datetime) -> str:
    """`in 25 s`, `in 4 min`, or `now`."""
    seconds = int((moment - now).total_seconds())
    if seconds <= 0:
        return translate("words", "now")
    if seconds < 2 * 60:
        return translate("words", "in {count} s").format(count=seconds)
    return translate("words", "in {count} min").format(count=seconds // 60)


_MARKS: dict[str, tuple[str, str]] = {
    "accepted": ("check", "money"),
    "send_unknown": ("circle-question-mark", "warn"),
    "send_closed": ("triangle-alert", "warn"),
    "query_pending": ("refresh-cw", "text2"),
    "receipt_bound": ("hash", "text2"),
    "receipt_refused": ("triangle-alert", "warn"),
    "stored_match": ("check", "money"),
    "status_asked": ("refresh-cw", "text2"),
    "status_answered": ("info", "text2"),
    "transaction_status": ("check", "money"),
    "absence": ("triangle-alert", "warn"),
    "given_up": ("lock", "text2"),
    "walked_away": ("arrow-right", "text2"),
    "code_claimed": ("hash", "text2"),
    "cashier_confirmed": ("user", "text2"),
    "overpaid": ("undo-2", "warn"),
    "released": ("lock", "warn"),
    "record_differs": ("triangle-alert", "warn"),
    "doubt_settled": ("user", "text2"),
}
