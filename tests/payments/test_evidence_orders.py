"""All orders of up to six pieces of evidence: one opinion a set, whatever came first, and nothing falls (I6 to I8)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest

from pos_desktop import payments
from pos_desktop.ids import new_public_id
from pos_desktop.payments import Environment, Intent, decision, ledger
from pos_desktop.payments.decision import Detail, Doubt, TransactionStatus
from pos_desktop.payments.evidence import (
    Absence,
    Accepted,
    CallbackReceived,
    CashierConfirmed,
    CodeClaimed,
    DoubtSettled,
    Evidence,
    GivenUp,
    Overpaid,
    PaidOtherwise,
    QueryAnswered,
    QueryPending,
    QueryUnanswered,
    ReceiptBound,
    ReceiptRefused,
    RecordDiffers,
    ReleasedOnTrust,
    SendClosed,
    SendFailure,
    Sending,
    SendUnknown,
    Settlement,
    ShownFailed,
    StatusAnswered,
    StatusAsked,
    StoredMatch,
    StoredSource,
    TransactionStatusConfirmed,
    WalkedAway,
)
from pos_desktop.payments.tables import MPesaTransaction
from pos_desktop.storage import TillFile
from tests.conftest import Figures
from tests.payments.world import NOON

PRODUCTION = Intent(119_100, Environment.PRODUCTION, 2_000_000)
SANDBOX = replace(PRODUCTION, environment=Environment.SANDBOX)
LARGE = replace(PRODUCTION, callback_only_limit_cents=100)
INTENTS = (PRODUCTION, SANDBOX, LARGE)
RECEIPT = "UKO7XK2M9P"
RANK = {status: rank for rank, status in enumerate(("initiated", "pending", "failed", "completed"))}


def called(code: str | None, cents: int | None = None, name: str = "", *, valid: bool = True) -> CallbackReceived:
    receipt = RECEIPT if code == "0" else None
    return CallbackReceived(f"{code} {cents} {name}", valid, code, f"words of {code}", name or "ws_1", cents, receipt)


ACCEPTED = Accepted("m_1", "ws_1")
PAID = called("0", 119_100)
REFUSED = called("1032")
SAYS_PAID = QueryAnswered("q1", "0", 30)
SAYS_NO = QueryAnswered("q2", "1032", 40)
SAYS_NO_AGAIN = QueryAnswered("q3", "1037", 61)
MATCH = StoredMatch(StoredSource.PULL, RECEIPT, 119_100, "reference, amount and time")
GIVEN_UP = GivenUp("Achieng", "Wanjiru", "the customer left")
CLOSED = SendClosed(SendFailure.REJECTED, "400.002.02", "Bad Request")
BOUND = ReceiptBound(RECEIPT)
UNANSWERED = QueryUnanswered(20)

POOL: tuple[Evidence, ...] = (
    PAID,
    REFUSED,
    called("1037"),
    BOUND,
    UNANSWERED,
    SAYS_PAID,
    SAYS_NO,
    SAYS_NO_AGAIN,
    GIVEN_UP,
    CLOSED,
    ShownFailed(),
    ACCEPTED,
    Sending(),
    SendUnknown("cut"),
    called("0", 100, "other amount"),
    called("0", 119_100, "forged", valid=False),
    called("1036"),
    called(None),
    ReceiptRefused("UKO7XK2M9Q"),
    QueryPending("q4", 12),
    MATCH,
    TransactionStatusConfirmed(RECEIPT, 119_100),
    Absence(StoredSource.STATEMENT, "file"),
    WalkedAway(),
    CodeClaimed(RECEIPT, "Achieng"),
    CashierConfirmed("Achieng", 70),
    Overpaid(100),
    ReleasedOnTrust("Achieng", "Wanjiru", "the customer is known"),
    DoubtSettled("contradiction", f"0 1032 {RECEIPT}", Settlement.NO_MONEY, "Achieng", "Wanjiru"),
    StatusAsked("AG_1", RECEIPT),
    StatusAnswered("sha", RECEIPT, is_completed=True, result_code="0", amount_cents=119_100),
    RecordDiffers("completed", "pending"),
    PaidOtherwise(),
)

WEIGHTIEST = 8
"""So many of the pool, from its beginning, meet in every order of every six of them; three more where there is time."""

Opinion = tuple[TransactionStatus, Detail, frozenset[Doubt], bool, bool, bool, str | None]


def opinion(intent: Intent, evidence: Sequence[Evidence]) -> Opinion:
    """Everything that is concluded from evidence."""
    return (
        decision.decide(intent, evidence),
        decision.detail(intent, evidence),
        decision.exceptions(intent, evidence),
        decision.may_ask_again(intent, evidence),
        decision.awaits_own_query(intent, evidence),
        decision.is_receipt_missing(intent, evidence),
        decision.final_code(evidence),
    )


def orders_agree(intent: Intent, evidence: tuple[Evidence, ...]) -> int:
    """Takes the evidence in every order, with a repeat at the end of each, and says how many orders there were."""
    first, tried = opinion(intent, evidence), 0
    for order in permutations(evidence):
        assert opinion(intent, (*order, order[0])) == first, f"the order counts: {order}"
        tried += 1
    return tried


def sets_of(pool: Sequence[Evidence], sizes: Iterable[int]) -> Iterator[tuple[Evidence, ...]]:
    for size in sizes:
        yield from combinations(pool, size)


def test_every_kind_of_evidence_is_in_the_pool() -> None:
    assert {type(piece) for piece in POOL} == set(Evidence.__subclasses__())


def test_every_order_of_up_to_three_of_the_whole_pool_is_one_opinion(figures: Figures, effort: int) -> None:
    intents = INTENTS if effort > 1 else (PRODUCTION,)
    tried = sum(orders_agree(intent, pieces) for intent in intents for pieces in sets_of(POOL, (1, 2, 3)))

    figures.note(f"evidence: {tried:,} orders of up to 3 of {len(POOL)} pieces, {len(intents)} intents, all there are")


@pytest.mark.parametrize("intent", INTENTS, ids=["production", "sandbox", "large"])
def test_every_order_of_up_to_six_of_the_weightiest_is_one_opinion(
    intent: Intent, figures: Figures, effort: int
) -> None:
    pool = POOL[: WEIGHTIEST if effort == 1 else WEIGHTIEST + 3]
    tried = sum(orders_agree(intent, pieces) for pieces in sets_of(pool, (4, 5, 6)))

    figures.note(f"evidence: {tried:,} orders of 4 to 6 of {len(pool)} pieces, all there are")


@pytest.mark.parametrize("size", [4, 5, 6])
def test_every_order_of_sets_drawn_from_the_whole_pool_is_one_opinion(size: int, figures: Figures, effort: int) -> None:
    chance = random.Random(figures.seed + size)
    sets = {4: 500, 5: 150, 6: 40}[size] * effort
    tried = sum(orders_agree(chance.choice(INTENTS), tuple(chance.sample(POOL, size))) for _ in range(sets))

    figures.note(f"evidence: {tried:,} orders of {sets:,} sets of {size}")


@pytest.mark.parametrize("intent", INTENTS, ids=["production", "sandbox", "large"])
def test_no_piece_added_to_any_set_lowers_the_status(intent: Intent, figures: Figures, effort: int) -> None:
    largest = 4 if effort == 1 else 6
    places = {piece.identity: place for place, piece in enumerate(POOL)}
    ranks: dict[frozenset[int], int] = {frozenset(): 0}
    for pieces in sets_of(POOL, range(1, largest + 1)):
        numbers = frozenset(places[piece.identity] for piece in pieces)
        rank = ranks[numbers] = RANK[decision.decide(intent, pieces)]
        for number in numbers:
            assert ranks[numbers - {number}] <= rank, f"{POOL[number]} lowers the status: {pieces}"

    figures.note(f"evidence: {len(ranks):,} sets of up to {largest} of {len(POOL)}, each with one piece less")


def test_whoever_may_be_asked_again_is_not_paid_and_has_not_said_so() -> None:
    for intent in INTENTS:
        for pieces in sets_of(POOL, range(1, 4)):
            if decision.may_ask_again(intent, pieces):
                assert decision.decide(intent, pieces) is TransactionStatus.FAILED
                assert not any(isinstance(piece, CallbackReceived) and piece.result_code == "0" for piece in pieces)


# --- through the ledger: what the till writes down, in the order in which it happens ---------------------------------

FACTS: tuple[Callable[[str], Evidence], ...] = (
    lambda receipt: ACCEPTED,
    lambda receipt: Sending(),
    lambda receipt: SendUnknown("cut"),
    lambda receipt: CLOSED,
    lambda receipt: replace(PAID, receipt=receipt),
    lambda receipt: replace(PAID, receipt=receipt, body_sha256="again", amount_cents=100),
    lambda receipt: REFUSED,
    lambda receipt: called("1036"),
    lambda receipt: called(None),
    lambda receipt: SAYS_PAID,
    lambda receipt: SAYS_NO,
    lambda receipt: SAYS_NO_AGAIN,
    lambda receipt: QueryPending("q4", 12),
    lambda receipt: UNANSWERED,
    lambda receipt: replace(MATCH, receipt=receipt),
    lambda receipt: TransactionStatusConfirmed(receipt, 119_100),
    lambda receipt: Absence(StoredSource.STATEMENT, "file"),
    lambda receipt: GIVEN_UP,
    lambda receipt: WalkedAway(),
    lambda receipt: CodeClaimed(receipt, "Achieng"),
    lambda receipt: CashierConfirmed("Achieng", 70),
)
"""What may happen to a payment with one receipt and one id; of two receipts the first that comes is bound."""


class Ledger:
    """Payments of a real file, each of which hears the same facts in an order of its own."""

    def __init__(self, file: TillFile) -> None:
        self._file = file
        self._made = 0

    def hear(self, intent: Intent, facts: Iterable[Callable[[str], Evidence]]) -> tuple[object, ...]:
        """What is concluded in the end; `late` and what follows from it tell of the order, and are left out."""
        self._made += 1
        with self._file.transaction() as session:
            payment = _payment(self._made, intent)
            session.add(payment)
            session.flush()
            rank = 0
            for fact in facts:
                change = ledger.append(session, payment, [fact(f"UK{self._made:08d}")], NOON)
                assert RANK[change.after] >= rank, f"the status fell: {change}"
                rank = RANK[change.after]
        with self._file.reading() as session:
            stored = ledger.payment_by_id(session, payment.id or 0)
            evidence = ledger.evidence_of(session, payment.id or 0)
        assert decision.decide(intent, evidence) is stored.status, "the log, replayed, says something else"
        assert decision.detail(intent, evidence) is stored.detail, "the log, replayed, says something else"
        told = [piece for piece in evidence if not isinstance(piece, ShownFailed)]
        return (bool(stored.mpesa_receipt_number), *opinion(intent, told))


def _payment(number: int, intent: Intent) -> MPesaTransaction:
    return MPesaTransaction(
        public_id=new_public_id(),
        terminal="ab2cd3ef",
        pos_sale=f"sale-{number}",
        phone_number="254712345678",
        amount_cents=intent.amount_cents,
        account_reference="1-000482",
        description="Sale 1-000482",
        short_code="174379",
        environment=intent.environment,
        callback_only_limit_cents=intent.callback_only_limit_cents,
        callback_token=f"token-{number}",
        callback_url=f"https://relay.example/c/1/ab2cd3ef/token-{number}",
        created_at=NOON,
        updated_at=NOON,
    )


def test_the_ledger_comes_to_one_opinion_whatever_happened_first(tmp_path: Path, figures: Figures, effort: int) -> None:
    file = TillFile.open(tmp_path / "till.db", [payments.MIGRATIONS])
    chance = random.Random(figures.seed)
    books = Ledger(file)
    orders = 0
    for _ in range(20 * effort):
        intent, facts = chance.choice(INTENTS), chance.sample(FACTS, chance.randint(2, 6))
        every = list(permutations(facts))
        drawn = chance.sample(every, min(len(every), 12))
        orders += len(drawn)
        opinions = {books.hear(intent, (*order, order[0])) for order in drawn}
        assert len(opinions) == 1, f"the order counts: {[fact(RECEIPT) for fact in facts]}: {opinions}"
    file.close()

    figures.note(f"evidence: {orders:,} orders of {20 * effort:,} sets through the ledger")
