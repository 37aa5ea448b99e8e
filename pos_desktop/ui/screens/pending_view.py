"""What waits at this till, as rows: M-Pesa payments, held sales, and what was answered in the background."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from pos_desktop.money import format_kes
from pos_desktop.payments import (
    Doubt,
    OutcomeState,
    PaymentView,
    StrayPayment,
    TransactionStatus,
    format_phone,
    outcome_of,
    seconds_waited,
)
from pos_desktop.ui.screens.story_view import age_text
from pos_desktop.ui.words import DoubtWords, in_a_sentence, words_of_doubts, words_of_excess, words_of_subject

translate = QCoreApplication.translate


@dataclass(frozen=True)
class PendingPayment:
    """A prompt and the sale that it is for. `answered_at` is None while it is open.

    `excess_cents` is what came to the sale though it was not due; `is_cleared` is a sale that is no more.
    """

    payment: PaymentView
    sale_id: str
    receipt_number: str
    staff_name: str
    clock_text: str
    item_count: int
    answered_at: datetime | None = None
    is_receipt_printed: bool = False
    excess_cents: int = 0
    is_cleared: bool = False

    @property
    def is_overpaid(self) -> bool:
        """Whether somebody has to give money back."""
        return self.excess_cents > 0 and Doubt.OVERPAID in self.payment.open_doubts

    @property
    def amount_cents(self) -> int:
        """The money that this is about: what is to be given back, or else the whole payment."""
        return self.excess_cents if self.is_overpaid else self.payment.amount_cents

    @property
    def doubt_words(self) -> DoubtWords:
        """What a manager has to look into; there is something."""
        if self.is_overpaid:
            return words_of_excess(self.excess_cents, is_cleared=self.is_cleared)
        return words_of_doubts(self.payment.open_doubts)


@dataclass(frozen=True)
class HeldSale:
    """A sale that was put aside."""

    sale_id: str
    note: str
    staff_name: str
    item_count: int
    due_cents: int
    held_at: datetime


@dataclass(frozen=True)
class PendingView:
    """Everything that waits, oldest first in each group; the answered ones newest first.

    What needs a manager is in `exceptions` and in no other group.
    """

    exceptions: tuple[PendingPayment, ...] = ()
    strays: tuple[StrayPayment, ...] = ()
    open: tuple[PendingPayment, ...] = ()
    held: tuple[HeldSale, ...] = ()
    answered: tuple[PendingPayment, ...] = ()


class RowAction(StrEnum):
    """What the one button of a row does."""

    CHECK = "check"
    DECIDE = "decide"
    BRING_BACK = "bring_back"
    PRINT_AGAIN = "print_again"


class RowKind(StrEnum):
    """Whether a row heads a group or is one of it."""

    HEAD = "head"
    MEMBER = "member"


@dataclass(frozen=True)
class Tag:
    """A state as icon, word and colour together. `tone` is neutral, warn, money or stop."""

    icon: str
    tone: str
    text: str


@dataclass(frozen=True)
class PendingRow:
    """One row, ready to be painted. A head has a title and a `second` only."""

    kind: RowKind
    key: str
    title: str
    second: str
    code: str = ""
    second_more: str = ""
    tag: Tag | None = None
    time_text: str = ""
    amount_cents: int = 0
    action: RowAction | None = None
    is_last: bool = False


def rows_of(view: PendingView, now: datetime) -> tuple[PendingRow, ...]:
    """The groups with their heads; a group with nothing in it is not there."""
    rows: list[PendingRow] = []
    for head, members in _groups(view, now):
        if members:
            rows.append(head)
            rows += members
    return tuple(rows)


def first_choice(view: PendingView, now: datetime) -> str | None:
    """The row that is chosen when nobody chose: an exception, an unknown one, or else the first of all."""
    for each in view.exceptions[:1]:
        return payment_key(each)
    for each in view.open:
        if outcome_of(each.payment, now).state is OutcomeState.UNKNOWN:
            return payment_key(each)
    keys = [row.key for row in rows_of(view, now) if row.kind is RowKind.MEMBER]
    return keys[0] if keys else None


def payment_key(pending: PendingPayment) -> str:
    """The row's name: stays with a payment when it moves from group to group."""
    return f"payment:{pending.payment.id}"


def held_key(held: HeldSale) -> str:
    """The row's name."""
    return f"held:{held.sale_id}"


def find_payment(view: PendingView, key: str | None) -> PendingPayment | None:
    """The payment of a row, or None when the row is another kind or gone."""
    return next((each for each in (*view.exceptions, *view.open, *view.answered) if payment_key(each) == key), None)


def stray_key(stray: StrayPayment) -> str:
    """The row's name."""
    return f"stray:{stray.id}"


def find_stray(view: PendingView, key: str | None) -> StrayPayment | None:
    """The money of a row, or None when the row is another kind or gone."""
    return next((each for each in view.strays if stray_key(each) == key), None)


def stray_tag(stray: StrayPayment) -> Tag:
    """The state of money that no prompt of this till can be given."""
    words = translate("words", "Of which prompt?") if stray.reference else translate("words", "Of no sale here")
    return Tag("triangle-alert", "warn", words)


def find_held(view: PendingView, key: str | None) -> HeldSale | None:
    """The held sale of a row, or None when the row is another kind or gone."""
    return next((each for each in view.held if held_key(each) == key), None)


def may_check(payment: PaymentView) -> bool:
    """Whether asking M-Pesa once more can still clear something up."""
    return payment.checkout_request_id is not None and payment.status is not TransactionStatus.COMPLETED


def tag_of(pending: PendingPayment, now: datetime) -> Tag:
    """The state of a payment as its tag says it; what a manager must look into goes before it."""
    if pending.payment.open_doubts:
        return Tag("triangle-alert", "warn", pending.doubt_words.tag)
    outcome = outcome_of(pending.payment, now)
    if outcome.state is OutcomeState.PAID:
        return Tag("circle-check", "money", translate("words", "Paid"))
    if outcome.state is OutcomeState.UNKNOWN:
        return Tag("circle-question-mark", "warn", translate("words", "We don't know yet"))
    if outcome.state is OutcomeState.NOT_PAID:
        reason = in_a_sentence(words_of_subject(outcome.subject).reason)
        return Tag("triangle-alert", "warn", translate("words", "Not paid: {reason}").format(reason=reason))
    if outcome.state is OutcomeState.CONFIRMING:
        return Tag("hourglass", "neutral", translate("words", "Confirming"))
    if outcome.state is OutcomeState.SENDING:
        return Tag("hourglass", "neutral", translate("words", "Sending"))
    return Tag("hourglass", "neutral", translate("words", "Waiting for PIN"))


def items_text(count: int) -> str:
    """`1 item`, `7 items`."""
    if count == 1:
        return translate("words", "1 item")
    return translate("words", "{count} items").format(count=count)


def _groups(view: PendingView, now: datetime) -> Iterator[tuple[PendingRow, list[PendingRow]]]:
    doubtful = [_exception_row(each, now) for each in view.exceptions] + [_stray_row(each, now) for each in view.strays]
    yield _head_of_exceptions(doubtful), _marked(doubtful)
    yield _head_of_open(view.open), _marked([_open_row(each, now) for each in view.open])
    yield _head_of_held(view.held), _marked([_held_row(each, now) for each in view.held])
    yield _head_of_answered(view.answered), _marked([_answered_row(each, now) for each in view.answered])


def _marked(rows: Sequence[PendingRow]) -> list[PendingRow]:
    return [replace(row, is_last=row is rows[-1]) for row in rows]


def _head(key: str, title: str, second: str) -> PendingRow:
    return PendingRow(RowKind.HEAD, key, title, second)


def _head_of_exceptions(rows: Sequence[PendingRow]) -> PendingRow:
    amount = format_kes(sum(row.amount_cents for row in rows))
    second = translate("words", "{count} to decide, {amount}").format(count=len(rows), amount=amount)
    return _head("head:exceptions", translate("words", "Needs a manager"), second)


def _head_of_open(payments: Sequence[PendingPayment]) -> PendingRow:
    amount = format_kes(sum(each.payment.amount_cents for each in payments))
    second = translate("words", "{count} pending, {amount}").format(count=len(payments), amount=amount)
    return _head("head:open", translate("words", "M-Pesa payments"), second)


def _head_of_held(sales: Sequence[HeldSale]) -> PendingRow:
    amount = format_kes(sum(each.due_cents for each in sales))
    return _head("head:held", translate("words", "Held sales"), f"{len(sales)}, {amount}")


def _head_of_answered(payments: Sequence[PendingPayment]) -> PendingRow:
    paid = sum(each.payment.status is TransactionStatus.COMPLETED for each in payments)
    parts = []
    if paid:
        parts.append(translate("words", "{count} paid").format(count=paid))
    if paid < len(payments):
        parts.append(translate("words", "{count} not paid").format(count=len(payments) - paid))
    return _head("head:answered", translate("words", "Answered in the background"), ", ".join(parts))


def _sale_text(receipt_number: str) -> str:
    return translate("words", "Sale {number}").format(number=receipt_number)


def _exception_row(pending: PendingPayment, now: datetime) -> PendingRow:
    return PendingRow(
        RowKind.MEMBER,
        payment_key(pending),
        format_phone(pending.payment.phone),
        _sale_text(pending.receipt_number),
        code=pending.payment.receipt or "",
        tag=tag_of(pending, now),
        time_text=age_text(seconds_waited(pending.payment, now)),
        amount_cents=pending.amount_cents,
        action=RowAction.DECIDE,
    )


def _stray_row(stray: StrayPayment, now: datetime) -> PendingRow:
    return PendingRow(
        RowKind.MEMBER,
        stray_key(stray),
        stray.phone_masked,
        _sale_text(stray.reference) if stray.reference else "",
        code=stray.receipt,
        tag=stray_tag(stray),
        time_text=age_text(_seconds(stray.received_at, now)),
        amount_cents=stray.amount_cents,
        action=RowAction.DECIDE,
    )


def _open_row(pending: PendingPayment, now: datetime) -> PendingRow:
    return PendingRow(
        RowKind.MEMBER,
        payment_key(pending),
        format_phone(pending.payment.phone),
        _sale_text(pending.receipt_number),
        second_more=items_text(pending.item_count),
        tag=tag_of(pending, now),
        time_text=age_text(seconds_waited(pending.payment, now)),
        amount_cents=pending.payment.amount_cents,
        action=RowAction.CHECK,
    )


def _held_row(held: HeldSale, now: datetime) -> PendingRow:
    return PendingRow(
        RowKind.MEMBER,
        held_key(held),
        held.note or translate("words", "Held sale"),
        f"{items_text(held.item_count)} · {held.staff_name}",
        tag=Tag("pause", "neutral", translate("words", "Held")),
        time_text=age_text(_seconds(held.held_at, now)),
        amount_cents=held.due_cents,
        action=RowAction.BRING_BACK,
    )


def _answered_row(pending: PendingPayment, now: datetime) -> PendingRow:
    is_paid = pending.payment.status is TransactionStatus.COMPLETED
    code = pending.payment.receipt or "" if is_paid else ""
    return PendingRow(
        RowKind.MEMBER,
        payment_key(pending),
        format_phone(pending.payment.phone),
        _sale_text(pending.receipt_number),
        code=code,
        second_more=_what_came_of_it(pending, now),
        tag=tag_of(pending, now),
        time_text=age_text(_seconds(pending.answered_at or now, now)),
        amount_cents=pending.payment.amount_cents,
        action=RowAction.PRINT_AGAIN if is_paid else RowAction.BRING_BACK,
    )


def _what_came_of_it(pending: PendingPayment, now: datetime) -> str:
    outcome = outcome_of(pending.payment, now)
    if outcome.state is not OutcomeState.PAID:
        return in_a_sentence(words_of_subject(outcome.subject).money).rstrip(".")
    if pending.is_receipt_printed:
        return translate("words", "receipt printed")
    return translate("words", "receipt waits for the printer")


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds()))
