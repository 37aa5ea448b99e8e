"""The invariants of payments.md 3.6 that hold of the payments' file, each as one function over its books.

Where it can be helped they do not ask the product whether the product is right: `decide()` is called for I7 and I8
alone.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from pos_desktop.payments import decision
from pos_desktop.payments.evidence import (
    Absence,
    CallbackReceived,
    CashierConfirmed,
    DoubtSettled,
    Evidence,
    GivenUp,
    Overpaid,
    QueryAnswered,
    QueryUnanswered,
    ReceiptBound,
    SendClosed,
    Sending,
    StoredMatch,
)
from pos_desktop.payments.result_codes import FINAL_CODES
from tests.payments.books import Books, Paper
from tests.payments.scripted_daraja import PROVABLY_NOT_SENT, Fate, ScriptedDaraja

RANK = {"initiated": 0, "pending": 1, "failed": 2, "completed": 3}
LIVE = ("initiated", "pending")


@dataclass(frozen=True)
class Success:
    """A callback of code 0 that was taken in, and that a person could have read."""

    token: str
    body_sha256: str
    receipt: str | None


@dataclass(frozen=True)
class Result:
    """What was posted about a receipt; the amount is cents."""

    conversation: int
    body_sha256: str
    receipt: str
    amount_cents: int
    is_completed: bool


@dataclass
class Heard:
    """What was really delivered, as the tests know it. Callbacks and results stand by the token they came by."""

    by_token: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    successes: set[Success] = field(default_factory=set)
    strays: set[str] = field(default_factory=set)
    results: defaultdict[str, set[Result]] = field(default_factory=lambda: defaultdict(set))


def check_push(books: Books, body: dict[str, str], met: Collection[Fate]) -> None:
    """I1, I2 and I12, in the moment in which a prompt is on the wire."""
    paper = next((each for each in books.papers.values() if each.url == body["CallBackURL"]), None)
    assert paper is not None, "I1: a prompt left without a committed intent"
    assert paper.status == "initiated", "I1: a prompt left for a payment that was not being sent"
    assert paper.has(Sending), "I1: a prompt left before its mark"
    said = (body["PhoneNumber"], body["Amount"])
    assert said == (paper.phone, str(paper.amount_cents // 100)), "I1: the prompt is not the intent"
    assert all(fate in PROVABLY_NOT_SENT for fate in met), f"I12: sent again after {met}"
    for earlier in books.of_sale(paper.sale):
        if earlier.id < paper.id and earlier.status != "completed":
            assert cannot_charge(earlier), f"I2: payment {earlier.id} of this sale may still be paid"


def check_refusal(live: Paper, pushes: int) -> None:
    """A prompt is refused only beside one that may still be paid, and then nothing leaves."""
    assert pushes == 0, "a refused prompt went out"
    assert not cannot_charge(live), f"a prompt was refused, although payment {live.id} cannot be paid any more"


def cannot_charge(paper: Paper) -> bool:
    """What payments.md 3.2 asks for before a second prompt, said a second time."""
    if any(callback.result_code == "0" for callback in paper.of(CallbackReceived)):
        return False
    if paper.has(SendClosed, GivenUp, Absence):
        return True
    answered = any(answer.result_code in FINAL_CODES for answer in paper.of(QueryAnswered))
    shows_nothing = any(
        word.asked_after_seconds >= 60 and (word.after_silence or paper.has(QueryUnanswered))
        for word in paper.of(CashierConfirmed)
    )
    return paper.status == "failed" and (answered or shows_nothing)


def may_be_paid_twice(paper: Paper) -> bool:
    """Whether cash beside this prompt needs a manager: it is open, or M-Pesa or a manager say that it was paid."""
    if paper.status != "failed":
        return paper.status in LIVE
    is_found = any(word.settlement == "money_came" for word in paper.of(DoubtSettled))
    return "contradiction" in paper.open_doubts or is_found


def check_one(paper: Paper, before: Paper | None, daraja: ScriptedDaraja, heard: Heard, chance: random.Random) -> None:
    """The laws of a single payment, for one whose row or evidence is new."""
    if before is not None:
        check_course(before, paper)
    check_decision(paper, chance)
    check_amount(paper)
    check_provenance(paper, daraja, heard)
    if paper.status == "failed":
        check_grounds(paper, daraja)


def check_course(before: Paper, after: Paper) -> None:
    """I5 and I6."""
    assert RANK[after.status] >= RANK[before.status], f"I6: payment {after.id} fell to {after.status}"
    intent = (before.amount_cents, before.sale, before.phone, before.token)
    assert (after.amount_cents, after.sale, after.phone, after.token) == intent, "I5: the intent changed"
    assert before.receipt in (None, after.receipt), f"I5: receipt {before.receipt} became {after.receipt}"
    assert after.evidence[: len(before.evidence)] == before.evidence, "I7: evidence is not only added"


def check_decision(paper: Paper, chance: random.Random) -> None:
    """I7 and I8."""
    status, detail = decision.decide(paper.intent, paper.evidence), decision.detail(paper.intent, paper.evidence)
    assert (status, detail) == (paper.status, paper.detail), f"I7: payment {paper.id} is stored as {paper.status}"
    shuffled = [*paper.evidence, *chance.choices(paper.evidence, k=2)] if paper.evidence else []
    chance.shuffle(shuffled)
    assert opinions(paper, shuffled) == opinions(paper, paper.evidence), "I8: the order of the evidence counts"


def opinions(paper: Paper, evidence: Collection[Evidence]) -> tuple[object, ...]:
    """Everything that is concluded from the evidence of a payment."""
    intent = paper.intent
    return (
        decision.decide(intent, evidence),
        decision.detail(intent, evidence),
        decision.exceptions(intent, evidence),
        decision.may_ask_again(intent, evidence),
        decision.awaits_own_query(intent, evidence),
        decision.is_receipt_missing(intent, evidence),
        decision.final_code(evidence),
    )


def check_amount(paper: Paper) -> None:
    """I4: a success that names another amount waits for a person."""
    named = {c.amount_cents for c in paper.of(CallbackReceived) if c.result_code == "0"} - {None}
    named |= {match.amount_cents for match in paper.of(StoredMatch)}
    if named - {paper.amount_cents}:
        assert decision.Doubt.AMOUNT_MISMATCH in doubts(paper), "I4: another amount was paid and nobody is told"


def check_provenance(paper: Paper, daraja: ScriptedDaraja, heard: Heard) -> None:
    """No evidence of a callback or an answer that nobody gave."""
    called = {callback.body_sha256 for callback in paper.of(CallbackReceived)}
    assert called <= heard.by_token[paper.token], "a callback of another payment is evidence"
    said: Counter[str] = Counter()
    for checkout_id in {paper.checkout_id or ""} | {c.checkout_request_id for c in paper.of(CallbackReceived)}:
        said += daraja.said[checkout_id]
    answers = Counter(answer.result_code for answer in paper.of(QueryAnswered))
    assert answers <= said, f"an answer that M-Pesa did not give: {answers - said}"


def check_grounds(paper: Paper, daraja: ScriptedDaraja) -> None:
    """I9."""
    if paper.has(SendClosed):
        met = daraja.fates.get(paper.url, [])
        assert Fate.MAY_HAVE_ARRIVED not in met, f"I9: closed as not sent, although it met {met}"
        return
    refused = any(callback.result_code in FINAL_CODES for callback in paper.of(CallbackReceived))
    asked = [answer.asked_after_seconds for answer in paper.of(QueryAnswered) if answer.result_code in FINAL_CODES]
    twice = bool(asked) and max(asked) >= 60 and max(asked) - min(asked) >= 20
    grounds = refused or twice or paper.has(Absence, GivenUp)
    assert grounds, f"I9: payment {paper.id} failed without grounds"


def check_all(books: Books, heard: Heard) -> None:
    """The laws that hold between payments, and between the payments and the rest of the till."""
    live = Counter(paper.sale for paper in books.papers.values() if paper.status in LIVE)
    assert max(live.values(), default=0) <= 1, "I2: two live attempts of one sale"
    check_receipts(books)
    for success in heard.successes:
        check_success(books, success)
    assert books.strays == heard.strays, "I10: a stray callback is lost or made up"
    check_tenders(books)


def check_receipts(books: Books) -> None:
    """I3."""
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for paper in books.papers.values():
        bound = {piece.receipt for piece in paper.of(ReceiptBound)}
        assert bound == ({paper.receipt} - {None}), f"I3: payment {paper.id} says {paper.receipt} and bound {bound}"
        for receipt in bound | {match.receipt for match in paper.of(StoredMatch)}:
            owners[receipt].add(paper.id)
    shared = {receipt: ids for receipt, ids in owners.items() if len(ids) > 1}
    assert not shared, f"I3: one receipt settles two payments: {shared}"


def check_success(books: Books, success: Success) -> None:
    """I10."""
    paper = books.of_token(success.token)
    if paper is None:
        return  # then it is a stray, and `check_all` counts those
    kept = any(callback.body_sha256 == success.body_sha256 for callback in paper.of(CallbackReceived))
    assert kept, "I10: a success that was acknowledged is not evidence"
    if paper.status in LIVE or doubts(paper):
        return
    assert paper.status == "completed", f"I10: payment {paper.id} failed, was paid, and nobody is told"
    assert success.receipt in (None, paper.receipt), f"I10: {success.receipt} is booked nowhere"


def check_tenders(books: Books) -> None:
    """I4 and I15 at the till: what is proved is booked, with the amount that was asked, and nothing else is."""
    paid = {paper.id: (paper.amount_cents, paper.receipt) for paper in books.papers.values() if is_paid(paper)}
    booked = {number: (tender.amount_cents, tender.receipt) for number, tender in books.tenders.items()}
    assert booked == paid, f"I4: paid are {paid}, booked are {booked}"
    for number, tender in books.tenders.items():
        noted = books.papers[number].has(Overpaid)
        assert noted == (tender.excess_cents > 0), "money that was not due is not noted"


def is_paid(paper: Paper) -> bool:
    """Whether the file says so."""
    return paper.status == "completed"


def doubts(paper: Paper) -> Collection[decision.Doubt]:
    """The open exceptions."""
    return decision.exceptions(paper.intent, paper.evidence)
