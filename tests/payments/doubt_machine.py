"""The machine of core_machine.py with what M-Pesa knows of receipts, and with managers who decide about doubts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pos_desktop.payments import Doubt, OverrideRefusedError, Settlement
from pos_desktop.payments.evidence import (
    CashierConfirmed,
    QueryUnanswered,
    ReleasedOnTrust,
    TransactionStatusConfirmed,
)
from pos_desktop.payments.settling import MEANINGFUL
from pos_desktop.payments.transaction_status import result_url
from tests.payments.books import Paper
from tests.payments.core_machine import OVERRIDE, CoreMachine, answers, callbacks, codes, which
from tests.payments.posts import RESULTS
from tests.payments.scripted_daraja import Conversation
from tests.payments.world import batch, mail

TAKINGS = ("taken", "taken", "taken", "no answer", "page", "busy", "no connection", "bad token", "killed")
SILENCE = ["no answer"] * 9
ONE_PERSON = (("Achieng", " achieng "), ("", "Wanjiru"), ("Achieng", ""))

ways = st.sampled_from(["post", "post", "mail", "unlisted"])


class DoubtMachine(CoreMachine):
    """One till, its people, its customers, Safaricom with its books of receipts, the relay and the clock."""

    # --- Safaricom -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self._payments())
    @rule(payment=which, code=codes, taking=st.sampled_from(TAKINGS))
    def contradict(self, payment: int, code: str, taking: str) -> None:
        """Who holds the address says paid, and M-Pesa says no."""
        paper = self._chosen(payment)
        self._post(*self.posts.callback(paper, "paid", code))
        self.world.wire.takings.append(taking)
        self._asking([code], lambda: self.world.core.query(paper.id))

    @precondition(lambda self: self._payments())
    @rule(payment=which, kind=callbacks, code=codes, seconds=st.sampled_from([0, 40, 100]))
    def call_back_while_m_pesa_is_silent(self, payment: int, kind: str, code: str, seconds: int) -> None:
        paper = self._chosen(payment)
        self._post(*self.posts.callback(paper, kind, code))
        self.world.clock.advance(seconds)
        self._asking(SILENCE, lambda: self.world.core.resolve(paper.id))

    @precondition(lambda self: self._payments())
    @rule(payment=which, seconds=st.sampled_from([1, 15, 40, 100]), word=st.sampled_from(["processing", "busy"]))
    def call_back_while_m_pesa_is_at_work(self, payment: int, seconds: int, word: str) -> None:
        paper = self._chosen(payment)
        self._post(*self.posts.callback(paper, "paid", "0"))
        self.world.clock.advance(seconds)
        known = len(self.reader.read().papers[paper.id].of(QueryUnanswered))
        self._asking([word, *SILENCE], lambda: self.world.core.resolve(paper.id))
        if self.world.wire.seconds_since_push(paper.url, self.world.clock.monotonic()) < 80:
            after = len(self.reader.read().papers[paper.id].of(QueryUnanswered))
            assert after == known, "that M-Pesa is still at work counts as silence"

    @precondition(lambda self: self.contradicted())
    @rule(payment=which, answer=answers, taking=st.sampled_from(TAKINGS))
    def ask_about_a_receipt(self, payment: int, answer: str, taking: str) -> None:
        open_ones = self.contradicted()
        chosen = open_ones[payment % len(open_ones)]
        self.world.wire.takings.append(taking)
        self._asking([answer], lambda: self.world.core.query(chosen.id))

    @precondition(lambda self: self.world.wire.conversations)
    @rule(conversation=which, kinds=st.lists(st.tuples(st.sampled_from(RESULTS), ways), min_size=1, max_size=3))
    def results_come(self, conversation: int, kinds: list[tuple[str, str]]) -> None:
        asked = self.world.wire.conversations[-1 - conversation % len(self.world.wire.conversations)]
        for kind, way in kinds:
            self._tell(asked, kind, way)
            self._look()

    @precondition(lambda self: self.world.wire.conversations and len(self._payments()) > 1)
    @rule(conversation=which, payment=which, kind=st.sampled_from(RESULTS))
    def a_result_comes_by_another_token(self, conversation: int, payment: int, kind: str) -> None:
        asked = self.world.wire.conversations[-1 - conversation % len(self.world.wire.conversations)]
        _, body = self.posts.result(asked, self._asked_about(asked).amount_cents, kind)
        other = self._chosen(payment)
        if other.token != self._asked_about(asked).token:
            self._changes_no_payment(lambda: self.world.core.receive_result(other.token, body))

    # --- the cashier and the manager -----------------------------------------------------------------------------

    @precondition(lambda self: self._payments())
    @rule(payment=which, said=st.lists(answers, max_size=2))
    def look_at_the_phone(self, payment: int, said: list[str]) -> None:
        paper, told = self._chosen(payment), self.world.wire.said.copy()
        self._asking([*said, *SILENCE], lambda: self.world.core.confirm_not_paid(paper.id, "Achieng"))
        after = self.reader.read().papers[paper.id]
        if len(after.of(CashierConfirmed)) > len(paper.of(CashierConfirmed)):
            assert paper.status == "failed", "the cashier's word counts where M-Pesa said no, and nowhere else"
            assert self.world.wire.said == told, "the cashier's word counts although M-Pesa answered"

    @precondition(lambda self: self._payments())
    @rule(payment=which, finding=st.sampled_from(Settlement))
    def settle(self, payment: int, finding: Settlement) -> None:
        self._settle(self._doubtful(payment), finding)

    @precondition(lambda self: self.contradicted())
    @rule(payment=which, finding=st.sampled_from(Settlement), answers_first=st.booleans())
    def settle_what_m_pesa_confirms(self, payment: int, finding: Settlement, answers_first: bool) -> None:
        open_ones = self.contradicted()
        paper = open_ones[payment % len(open_ones)]
        self._asking(["processing"], lambda: self.world.core.query(paper.id))
        mine = [each for each in self.world.wire.conversations if each.url == result_url(paper.url)]
        if mine and answers_first:
            self._tell(mine[-1], "completed", "post")
        self._settle(paper, finding)
        if mine and not answers_first:
            self._tell(mine[-1], "completed", "post")

    def _settle(self, paper: Paper, finding: Settlement) -> None:
        shown = self.world.core.payment(paper.id)
        self.world.core.settle(shown, by="Achieng", approved_by="Wanjiru", settlement=finding)
        after = self.reader.read().papers[paper.id]
        if not after.has(TransactionStatusConfirmed):
            assert after.status == paper.status, "a manager's word moved a payment"
            found = {each for each in paper.open_doubts if finding in MEANINGFUL[Doubt(each)]}
            assert not after.open_doubts & found, "a settled exception is still in the list"
            if finding is Settlement.NO_MONEY:
                assert paper.open_doubts - found <= after.open_doubts, "there was no money, and too much of it"

    @precondition(lambda self: self._payments())
    @rule(payment=which, names=st.sampled_from(ONE_PERSON))
    def one_person_settles(self, payment: int, names: tuple[str, str]) -> None:
        by, approved_by = names
        shown = self.world.core.payment(self._doubtful(payment).id)
        with pytest.raises(OverrideRefusedError):
            self.world.core.settle(shown, by=by, approved_by=approved_by, settlement=Settlement.MONEY_CAME)

    @precondition(lambda self: self._payments())
    @rule(payment=which)
    def release(self, payment: int) -> None:
        paper = self._chosen(payment)
        self.world.core.release(paper.id, OVERRIDE)
        after = self.reader.read().papers[paper.id]
        assert (after.status, after.detail) == (paper.status, paper.detail), "goods that went moved the payment"
        assert after.has(ReleasedOnTrust) == (paper.has(ReleasedOnTrust) or paper.status != "completed")

    # --- how it is done --------------------------------------------------------------------------------------------

    def contradicted(self) -> list[Paper]:
        """The payments whose answers contradict each other."""
        return [paper for paper in self._payments() if "contradiction" in paper.open_doubts]

    def _tell(self, asked: Conversation, kind: str, way: str) -> None:
        paper = self._asked_about(asked)
        said, body = self.posts.result(asked, paper.amount_cents, kind)
        if way != "unlisted" and said is not None:
            self.heard.results[paper.token].add(said)
        if way == "post":
            self.world.core.receive_result(paper.token, body)
            return
        self.seq += 1
        event = replace(
            mail(self.seq, paper.token, body, kind="result", listed=way == "mail"), id=f"epoch-{self.epoch}-{self.seq}"
        )
        self.kept.append(event)
        self.world.core.receive_mail(batch(event, epoch=f"epoch-{self.epoch}", position=self.seq))

    def _doubtful(self, number: int) -> Paper:
        doubtful = [paper for paper in self._payments() if paper.open_doubts]
        return doubtful[number % len(doubtful)] if doubtful else self._chosen(number)

    def _asked_about(self, asked: Conversation) -> Paper:
        return next(paper for paper in self.books.papers.values() if result_url(paper.url) == asked.url)
