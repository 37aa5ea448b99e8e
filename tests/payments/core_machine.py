"""The payment core under a Hypothesis state machine: anything may happen next, and the laws hold after each step."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_desktop.payments import Environment, InvalidPaymentError, LivePaymentError, Override, PaymentChange
from pos_desktop.payments.errors import DarajaError
from pos_desktop.payments.mailbox import MailEvent
from pos_desktop.payments.result_codes import FINAL_CODES
from pos_desktop.till.errors import OutOfRangeError, PaymentLiveError, SaleMoveError
from pos_desktop.till.sale_state import SaleStatus
from tests.payments import core_laws, doubt_laws
from tests.payments.books import BooksReader, Paper
from tests.payments.core_laws import Heard, Success
from tests.payments.posts import CALLBACKS, LISTS, OPEN_CODES, Posts, receipt_of
from tests.payments.scripted_daraja import PUSHES, QUERIES
from tests.payments.till_world import PHONES, LogReader, TillWorld, prepared_till
from tests.payments.world import batch, mail
from tests.till.shop import Killed

OVERRIDE = Override("Achieng", "Wanjiru", "the customer's phone shows nothing")

which = st.integers(0, 15)
codes = st.sampled_from(sorted(FINAL_CODES))
answers = st.sampled_from([*QUERIES, "0", "0", "0", "1032", "1032", "1037", "2001", "1036", "SFC_IC0003"])
callbacks = st.sampled_from(CALLBACKS)


class Tally:
    """How many steps ran, and in how many lives of a till."""

    def __init__(self) -> None:
        self.steps = self.lives = 0


class CoreMachine(RuleBasedStateMachine):
    """One till, its people, its customers, Safaricom, the relay and the clock."""

    tally = Tally()

    def __init__(self) -> None:
        super().__init__()
        prepared_till()  # before the first step, or the first life would not be like the others
        self.heard = Heard()
        self.epoch, self.seq, self.kept = 1, 0, list[MailEvent]()
        self.chance = random.Random(0)
        self.posts = Posts(self.chance)
        self.log = LogReader().__enter__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.tally.lives += 1

    @initialize(environment=st.sampled_from([Environment.PRODUCTION, Environment.PRODUCTION, Environment.SANDBOX]))
    def open(self, environment: Environment) -> None:
        self.world = TillWorld(self.folder, environment)
        self.world.announce = self._is_booked_in_the_same_commit
        self.world.wire.before_push = self._is_allowed
        self.reader = BooksReader(self.world.path)
        self.books = self.reader.read()
        self.first = max(self.books.papers) + 1
        self.tally.steps -= 1  # the look before the first step is none

    def teardown(self) -> None:
        self.log.__exit__()
        if hasattr(self, "reader"):
            self.reader.close()
            self.world.file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- the cashier ---------------------------------------------------------------------------------------------

    @rule(
        sale=st.integers(0, 3),
        phone=st.sampled_from(PHONES),
        script=st.sampled_from([*PUSHES, "accepted", "accepted", "accepted", "accepted"]),
        a_part=st.booleans(),
        has_override=st.booleans(),
    )
    def prompt(self, sale: int, phone: str, script: str, a_part: bool, has_override: bool) -> None:
        request = replace(self.world.sales[sale], phone=phone, override=OVERRIDE if has_override else None)
        self._send(replace(request, amount_cents=100_00) if a_part else request, script)

    @rule(sale=st.integers(0, 3), kind=callbacks, code=codes, recovers=st.booleans())
    def prompt_that_is_overtaken(self, sale: int, kind: str, code: str, recovers: bool) -> None:
        request = self.world.sales[sale]

        def meanwhile() -> None:
            self._look()
            self._post(*self.posts.callback(self._payments()[-1], kind, code))
            if recovers:
                self.world.core.recover()

        self._send(request, "accepted", meanwhile)

    @rule(sale=st.integers(0, 3), how=st.sampled_from(["killed", "no token", "wrong key"]))
    def prompt_without_a_token(self, sale: int, how: str) -> None:
        self.world.restart(reopen=False)
        self.world.wire.tokens.append(QUERIES["killed"] if how == "killed" else QUERIES["garbage"])
        if how == "wrong key":
            self.world.wire.tokens[0] = QUERIES["busy"]
        pushed = len(self.world.wire.pushed)
        self._send(self.world.sales[sale], "accepted")
        assert len(self.world.wire.pushed) == pushed, "a prompt went out without a token"

    @rule(
        sale=st.integers(0, 3), phone=st.sampled_from(["0712", "", "0202345678"]), cents=st.sampled_from([100, 0, 150])
    )
    def prompt_that_cannot_be_meant(self, sale: int, phone: str, cents: int) -> None:
        try:
            self.world.core.start_prompt(replace(self.world.sales[sale], phone=phone, amount_cents=cents))
        except InvalidPaymentError:
            return
        raise AssertionError("a phone or an amount that M-Pesa does not take was sent")

    @rule(sale=st.integers(0, 3), shillings=st.sampled_from([50, 1_000, 30_000]), is_approved=st.booleans())
    def cash(self, sale: int, shillings: int, is_approved: bool) -> None:
        world, sale_id = self.world, self.world.sales[sale].pos_sale or ""
        is_live = any(core_laws.may_be_paid_twice(paper) for paper in self.books.of_sale(sale_id))
        approved_by = world.manager if is_approved else None
        try:
            world.counter.take_cash(sale_id, shillings * 100, world.cashier, approved_by=approved_by)
        except SaleMoveError:
            return
        except PaymentLiveError:
            assert is_live, "cash was refused although nothing can be paid twice"
            assert not is_approved, "a manager's word was not enough"
            return
        assert is_approved or not is_live, "cash was taken beside a live prompt, and no manager knew"

    @precondition(lambda self: self._payments())
    @rule(payment=which)
    def walk_away(self, payment: int) -> None:
        self.world.core.walk_away(self._chosen(payment).id)

    # --- Safaricom -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self._payments())
    @rule(payment=which, kind=callbacks, code=codes)
    def call_back(self, payment: int, kind: str, code: str) -> None:
        self._post(*self.posts.callback(self._chosen(payment), kind, code))

    @precondition(lambda self: self._payments())
    @rule(payment=which, code=st.sampled_from(OPEN_CODES))
    def call_back_with_a_strange_code(self, payment: int, code: Any) -> None:
        self._post(self._chosen(payment).token, self.posts.body(self._chosen(payment), code))

    @precondition(lambda self: self._payments())
    @rule(payment=which, kind=callbacks, code=codes, is_paid=st.booleans())
    def forge(self, payment: int, kind: str, code: str, is_paid: bool) -> None:
        _, body = self.posts.callback(self._chosen(payment), "paid" if is_paid else kind, code)
        self._changes_no_payment(lambda: self._post("forged" * 5, body))

    @precondition(lambda self: self._payments())
    @rule(payment=which, by_id=st.booleans())
    def hint(self, payment: int, by_id: bool) -> None:
        paper = self._chosen(payment)
        core = self.world.core
        act = (
            (lambda: core.receive_hint(paper.checkout_id or "?"))
            if by_id
            else lambda: core.receive_unproved(paper.token)
        )
        self._changes_no_payment(act)

    # --- the till asks -------------------------------------------------------------------------------------------

    @precondition(lambda self: self._payments())
    @rule(payment=which, answer=answers)
    def ask(self, payment: int, answer: str) -> None:
        self._asking([answer], lambda: self.world.core.query(self._chosen(payment).id))

    @rule(said=st.lists(answers, max_size=4))
    def ask_what_is_due(self, said: list[str]) -> None:
        def act() -> None:
            self.world.core.recover()
            for payment_id in self.world.core.due()[0]:
                self.world.core.resolve(payment_id)
                assert payment_id not in self.world.core.due()[0], "asked just now, and due again at once"

        self._asking(said, act)

    @precondition(lambda self: self._payments())
    @rule(payment=which, kind=st.sampled_from(LISTS))
    def pull(self, payment: int, kind: str) -> None:
        world, paper = self.world, self._chosen(payment)
        world.wire.rows = self.posts.rows(paper, kind, world.clock.now(), world.sales)
        if kind in ("page", "cut"):
            world.wire.pull_fault = QUERIES["page" if kind == "page" else "no answer"]
        try:
            world.core.pull()
        except DarajaError:
            assert kind in ("page", "cut"), "a list that could be read was refused"
        finally:
            world.wire.forget()

    # --- the relay -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self._payments())
    @rule(
        events=st.lists(
            st.tuples(st.sampled_from(["listed", "unlisted", "hint", "stray"]), which, callbacks, codes), max_size=3
        ),
        gap=st.integers(0, 2),
        repeats=st.integers(0, 3),
        is_new_memory=st.booleans(),
    )
    def mail(self, events: list[tuple[str, int, str, str]], gap: int, repeats: int, is_new_memory: bool) -> None:
        if is_new_memory:
            self.epoch, self.seq, self.kept = self.epoch + 1, 0, []
        again = self.kept[-repeats:] if repeats else []
        fresh = [self._event(*each) for each in events]
        self.seq += gap
        self.kept += fresh
        fetched = batch(*again, *fresh, epoch=f"epoch-{self.epoch}", position=self.seq)
        self.world.core.receive_mail(fetched)
        if self.world.core.mailbox_position() == 0:  # a new memory: what was fetched behind the old position is left
            self.world.core.receive_mail(fetched)
        assert self.world.core.mailbox_position() == self.seq, "the cursor is not where the mail is"

    # --- the machine and its clock ---------------------------------------------------------------------------------

    @rule(reopen=st.booleans(), clock_is_off_by=st.sampled_from([0, 0, 3_600, -3_600]))
    def restart(self, reopen: bool, clock_is_off_by: int) -> None:
        self.world.clock.jump(clock_is_off_by)
        self._restart(reopen=reopen)

    @rule(seconds=st.sampled_from([1, 6, 15, 25, 65, 130, 400, 1_900, 4_000, 200_000]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.advance(seconds)

    @rule(seconds=st.sampled_from([-90_000, -3_600, -70, -5, 5, 70, 3_600, 90_000]))
    def clock_is_set(self, seconds: int) -> None:
        self.world.clock.jump(seconds)

    # --- the laws ------------------------------------------------------------------------------------------------

    @invariant()
    def laws_hold(self) -> None:
        self.tally.steps += 1
        self._look()
        assert not self.log.leaks, f"I18: {self.log.leaks}"

    def _look(self) -> None:
        before, self.books = self.books, self.reader.read()
        for paper in self.books.papers.values():
            earlier = before.papers.get(paper.id)
            if paper != earlier:
                core_laws.check_one(paper, earlier, self.world.wire, self.heard, self.chance)
                doubt_laws.check_one(paper, self.world.wire, self.heard)
        core_laws.check_all(self.books, self.heard)
        doubt_laws.check_words(self.books)

    def _is_allowed(self, body: dict[str, str]) -> None:
        self.world.wire.pushed_at[body["CallBackURL"]] = self.world.clock.monotonic()
        core_laws.check_push(self.reader.read(), body, self.world.wire.fates[body["CallBackURL"]])

    def _is_booked_in_the_same_commit(self, change: PaymentChange) -> None:
        if change.is_first_completion:
            assert change.payment_id in self.reader.read().tenders, (
                "a completed payment was committed without its tender"
            )

    # --- how it is done --------------------------------------------------------------------------------------------

    def _payments(self) -> list[Paper]:
        return [paper for paper in self.books.papers.values() if paper.id >= self.first]

    def _chosen(self, number: int) -> Paper:
        payments = self._payments()
        return payments[-1 - number % len(payments)]

    def _send(self, request: Any, script: str, meanwhile: Callable[[], None] | None = None) -> None:
        pushed = len(self.world.wire.pushed)
        try:
            self.world.push(request, script, meanwhile)
        except LivePaymentError as refusal:
            core_laws.check_refusal(self.books.papers[refusal.payment_id], len(self.world.wire.pushed) - pushed)
        except (SaleMoveError, OutOfRangeError):
            sale = self.world.counter.sale(request.pos_sale)
            owes = sale.left_cents if sale.status is SaleStatus.PAYING else 0
            assert request.amount_cents > owes, "a prompt that was owed was refused"
            assert len(self.world.wire.pushed) == pushed, "a prompt went out that nobody owed"
        except Killed:
            self.world.clock.jump(self.chance.choice((0, 0, 0, -600, 600)))
            self._restart(reopen=self.chance.random() < 0.5)

    def _restart(self, *, reopen: bool) -> None:
        self.world.restart(reopen=reopen)
        unfinished = [paper.id for paper in self.reader.read().papers.values() if paper.status == "initiated"]
        assert not unfinished, f"nothing is being sent after a restart, but {unfinished} are said to be"

    def _asking(self, said: list[str], act: Callable[[], object]) -> None:
        self.world.wire.answers.extend(said)
        try:
            act()
        except Killed:
            self._restart(reopen=False)
        finally:
            self.world.wire.forget()

    def _changes_no_payment(self, act: Callable[[], object]) -> None:
        act()
        after = self.reader.read()
        assert (after.papers, after.tenders) == (self.books.papers, self.books.tenders), "a word without proof did more"

    def _post(self, token: str, body: bytes) -> None:
        self._hear(token, body, hashlib.sha256(token.encode() + body).hexdigest())
        change = self.world.core.receive_callback(token, body)
        assert (change is None) == (self.books.of_token(token) is None)

    def _hear(self, token: str, body: bytes, stray_id: str) -> None:
        """Remembers what is about to be delivered."""
        digest = hashlib.sha256(body).hexdigest()
        if self.books.of_token(token) is None:
            self.heard.strays.add(stray_id)
            return
        self.posts.posted.append((token, body))
        self.heard.by_token[token].add(digest)
        if b'"ResultCode": 0,' in body:
            self.heard.successes.add(Success(token, digest, receipt_of(body)))

    def _event(self, kind: str, payment: int, what: str, code: str) -> MailEvent:
        self.seq += 1
        paper = self._chosen(payment)
        token, body = self.posts.callback(paper, what, code)
        if kind == "hint":
            body = json.dumps({"checkout_request_id": paper.checkout_id}).encode()
            event = mail(self.seq, "", body, kind="hint")
        else:
            token = "of another till" if kind == "stray" else token
            event = mail(self.seq, token, body, listed=kind != "unlisted")
        event = replace(event, id=f"epoch-{self.epoch}-{self.seq}")
        if kind in ("listed", "stray"):
            self._hear(token, body, event.id)
        return event
