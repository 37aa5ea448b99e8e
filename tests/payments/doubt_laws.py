"""The invariants of payments.md 3.6 about doubts: what M-Pesa said of a receipt, and what managers said.

They are told what was really posted and answered, so that no status can rest on a word that nobody gave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pos_desktop.payments import Environment, decision
from pos_desktop.payments.evidence import (
    CallbackReceived,
    DoubtSettled,
    Evidence,
    GivenUp,
    PaidOtherwise,
    QueryAnswered,
    QueryUnanswered,
    RecordDiffers,
    ReleasedOnTrust,
    Settlement,
    StatusAnswered,
    StatusAsked,
    StoredMatch,
    TransactionStatusConfirmed,
)
from pos_desktop.payments.result_codes import FINAL_CODES
from tests.payments.books import Books, Paper, Word
from tests.payments.core_laws import Heard
from tests.payments.scripted_daraja import ScriptedDaraja


def check_one(paper: Paper, daraja: ScriptedDaraja, heard: Heard) -> None:
    """The laws of a single payment, for one whose row or evidence is new."""
    assert not paper.has(RecordDiffers), "the file is said to differ from its evidence, and nobody touched it"
    unsettled = {doubt.value for doubt in decision.unsettled_exceptions(paper.intent, paper.evidence)}
    assert paper.open_doubts == unsettled, f"the list shows {paper.open_doubts}, open are {unsettled}"
    check_results(paper, daraja, heard)
    for number, piece in enumerate(paper.evidence):
        if isinstance(piece, TransactionStatusConfirmed):
            check_confirmation(paper, piece, paper.evidence[:number], heard)
    if paper.status == "completed":
        assert is_paid_for(paper, daraja), f"payment {paper.id} is said to be paid without grounds"
    is_exception = decision.Doubt.RELEASED_UNPAID in decision.exceptions(paper.intent, paper.evidence)
    is_unpaid = paper.has(ReleasedOnTrust) and paper.status == "failed" and not paper.has(PaidOtherwise)
    assert is_exception == is_unpaid, "unpaid goods that went out"


def is_paid_for(paper: Paper, daraja: ScriptedDaraja) -> bool:
    """What payments.md 3.2 asks for before money counts as having come, said a second time."""
    ids = {paper.checkout_id or ""} | {callback.checkout_request_id for callback in paper.of(CallbackReceived)}
    if any(daraja.said[checkout_id]["0"] for checkout_id in ids):
        return True
    if paper.has(StoredMatch, TransactionStatusConfirmed):
        return True
    is_called = any(
        callback.result_code == "0"
        and (callback.amount_cents, callback.receipt) == (paper.amount_cents, paper.receipt)
        and paper.receipt is not None
        for callback in paper.of(CallbackReceived)
    )
    if paper.intent.environment is Environment.SANDBOX:
        return is_called
    is_small = paper.amount_cents <= paper.intent.callback_only_limit_cents
    return is_called and is_small and paper.has(QueryUnanswered)


def check_results(paper: Paper, daraja: ScriptedDaraja, heard: Heard) -> None:
    """Results are evidence where they answer a question that M-Pesa took, and only there."""
    taken = {(f"AG_{asked.number}", asked.receipt) for asked in daraja.conversations}
    asked = {(piece.conversation_id, piece.receipt) for piece in paper.of(StatusAsked)}
    assert asked <= taken, "a question that M-Pesa did not take is in the story"
    numbers = {conversation for conversation, _ in asked}
    posted = {result.body_sha256 for result in heard.results[paper.token] if f"AG_{result.conversation}" in numbers}
    answered = {piece.body_sha256 for piece in paper.of(StatusAnswered)}
    assert answered == posted, f"results came: {posted}, results are evidence: {answered}"


def check_confirmation(
    paper: Paper, piece: TransactionStatusConfirmed, before: tuple[Evidence, ...], heard: Heard
) -> None:
    """A receipt counts when M-Pesa posted that it is paid; without silence of its query, a manager says so too."""
    said = (piece.receipt, paper.amount_cents, True)
    posted = {(result.receipt, result.amount_cents, result.is_completed) for result in heard.results[paper.token]}
    assert said in posted, f"M-Pesa never said that {piece.receipt} is a payment of this amount"
    assert piece.receipt == paper.receipt, "a receipt that settles another payment counts as proof here"
    if paper.intent.environment is Environment.SANDBOX:
        return
    said_no = any(isinstance(each, QueryAnswered) and each.result_code in FINAL_CODES for each in before)
    is_silent = any(isinstance(each, QueryUnanswered) for each in before)
    if said_no or not is_silent or paper.amount_cents > paper.intent.callback_only_limit_cents:
        found = {each.settlement for each in before if isinstance(each, DoubtSettled)}
        assert Settlement.MONEY_CAME in found, (
            "what came by the relay counts though M-Pesa was heard, and no manager knew"
        )


def check_words(books: Books) -> None:
    """I16: what a manager said has two names and a reason, and stands in the audit log once."""
    said = [word for paper in books.papers.values() for word in words_of(paper)]
    for word in said:
        names = {word.by.strip().casefold(), word.approved_by.strip().casefold()}
        assert len(names - {""}) == 2, "I16: a manager's word without two names"
        assert word.said.strip(), "I16: a manager's word without a reason"
    assert books.words == Counter(said), f"I16: the audit log has {books.words}, said was {Counter(said)}"
    trusted = {paper.sale for paper in books.papers.values() if paper.has(ReleasedOnTrust)}
    assert books.released.keys() <= trusted, "goods are said to be out, and no manager let them go"


def words_of(paper: Paper) -> Iterator[Word]:
    """What managers said of a payment."""
    went_on: list[GivenUp | ReleasedOnTrust] = [*paper.of(GivenUp), *paper.of(ReleasedOnTrust)]
    for given in went_on:
        yield Word(paper.id, given.by, given.approved_by, given.reason)
    for found in paper.of(DoubtSettled):
        yield Word(paper.id, found.by, found.approved_by, f"{found.doubt} {found.grounds}: {found.settlement.value}")
