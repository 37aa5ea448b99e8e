"""M-Pesa itself: takes pushes, prompts phones, moves money, answers questions, reports results."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from itertools import takewhile
from typing import Any

from pos_desktop.simulator.accounts import TRANSACTION_LIMIT_CENTS, Accounts
from pos_desktop.simulator.behaviour import (
    Action,
    Autopilot,
    Decision,
    Prompt,
    PromptState,
    decision_for,
)
from pos_desktop.simulator.c2b import Confirmations
from pos_desktop.simulator.callbacks import Courier
from pos_desktop.simulator.chance import Chance
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.errors import NoSuchPromptError, PromptEndedError, RefusedError
from pos_desktop.simulator.fault_names import Fault
from pos_desktop.simulator.faults import FaultRule, FaultScript
from pos_desktop.simulator.forgery import Forger
from pos_desktop.simulator.ledger import Ledger, Payment, Transfer
from pos_desktop.simulator.numbering import Numbering
from pos_desktop.simulator.options import SimulatorOptions
from pos_desktop.simulator.reporting import Reporter
from pos_desktop.simulator.requests import PushRequest, QueryRequest
from pos_desktop.simulator.results import (
    LOCKED,
    NO_ANSWER,
    NO_OPERATOR,
    NOT_PERMITTED,
    PAID,
    REPEATED,
    UNREACHABLE_WORDS,
    WRONG_PIN,
    Result,
    words_for,
)


class Exchange:
    """All prompts and what becomes of them.

    Everything here is changed on the server's event loop alone and no change spans an `await`: that is its lock.
    """

    def __init__(
        self,
        options: SimulatorOptions,
        clock: PacedClock,
        accounts: Accounts,
        autopilot: Autopilot,
        faults: FaultScript,
        chance: Chance,
    ) -> None:
        self.accounts = accounts
        self.autopilot = autopilot
        self.faults = faults
        self.numbering = Numbering(chance)
        self._options = options
        self._clock = clock
        self.courier = Courier(options.callback_timeout_seconds, clock)
        self.confirmations = Confirmations(options.short_codes, accounts, self.courier)
        self.ledger = Ledger(accounts, self.numbering, clock, self._confirm)
        self._reporter = Reporter(
            self.courier, faults, self.numbering, clock, chance.stream("callbacks"), self.ledger, self._pay_late
        )
        self._forger = Forger(self.courier, faults, self.numbering, clock)
        self._prompts: dict[str, Prompt] = {}  # the one that changed last comes last
        self._busy: dict[str, Prompt] = {}
        self._paid: dict[tuple[str, str, int], float] = {}
        self._serial = 0
        self._news = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.closing = asyncio.Event()

    def accept(self, request: PushRequest, rule: FaultRule | None = None) -> Prompt:
        """Sends a prompt to the payer's phone and returns at once. A rule may decide how it ends.

        Raises:
            RefusedError: the phone has another prompt open.
        """
        if request.msisdn in self._busy:
            raise RefusedError(500, "500.001.1001", words_for(LOCKED))
        now = self._clock.now()
        prompt = Prompt(
            request=request,
            merchant_request_id=self.numbering.merchant_request_id(),
            checkout_request_id=self.numbering.checkout_request_id(now, request.msisdn),
            business=self._options.business_name,
            sent_at=now,
        )
        self._busy[request.msisdn] = prompt
        decided = self._decided_beforehand(request, rule)
        if decided is not None:
            prompt.decide(decided)
        self._tell(prompt)
        hurries = rule is not None and rule.fault is Fault.BEFORE_ANSWER
        self.start(self._live(prompt, hurries=hurries))
        return prompt

    def prompt(self, checkout_request_id: str) -> Prompt:
        """The prompt with this id.

        Raises:
            NoSuchPromptError: there is none.
        """
        try:
            return self._prompts[checkout_request_id]
        except KeyError as error:
            raise NoSuchPromptError(f"no prompt has the id {checkout_request_id}") from error

    def asked_about(self, query: QueryRequest) -> Prompt:
        """The prompt that a merchant asks about; another merchant's does not exist for it.

        Raises:
            RefusedError: there is none (daraja.md 4).
        """
        prompt = self._prompts.get(query.checkout_request_id)
        if prompt is None or prompt.request.short_code != query.short_code:
            raise RefusedError(500, "500.001.1001", "The transaction does not Exist")
        return prompt

    def answer(self, checkout_request_id: str, action: Action, pin: str | None = None) -> Prompt:
        """What a person does with the prompt on the phone.

        Raises:
            NoSuchPromptError: nobody was asked.
            PromptEndedError: it was answered before, or its time is over.
        """
        prompt = self.prompt(checkout_request_id)
        if not prompt.is_open or prompt.decision is not None:
            raise PromptEndedError(f"{checkout_request_id} cannot be answered any more")
        prompt.left_alone = True
        decision = decision_for(action)
        if action is Action.PIN and pin is not None and pin != self.accounts.phone(prompt.request.msisdn).pin:
            decision = Decision(WRONG_PIN)
        if decision is not None:
            prompt.decide(decision)
            prompt.state = PromptState.ANSWERED if action is not Action.OUT_OF_REACH else prompt.state
        self._tell(prompt)
        return prompt

    def pay_directly(self, msisdn: str, to: str, amount_cents: int, account_reference: str) -> Payment | str:
        """Somebody pays the merchant's number by hand; the payment, or the result code of what forbids it."""
        is_till = to in self._options.till_numbers
        if not is_till and to not in self._options.short_codes:
            return NO_OPERATOR
        short_code = self._options.short_codes[0] if is_till else to
        return self.ledger.move(Transfer(msisdn, short_code, to, amount_cents, is_till, account_reference))

    async def changed_after(self, serial: int, wait_seconds: float) -> tuple[int, list[Prompt]]:
        """Every prompt that changed after a serial, oldest change first; waits (machine time) until there is one.

        A serial that is still to come is one from before a restart, and gets everything.
        """
        serial = serial if serial <= self._serial else 0
        try:
            async with asyncio.timeout(wait_seconds):
                while self._serial <= serial and not self.closing.is_set():
                    await self._news.wait()
        except TimeoutError:
            pass
        newest_first = takewhile(lambda prompt: prompt.serial > serial, reversed(self._prompts.values()))
        return self._serial, list(newest_first)[::-1]

    async def close(self) -> None:
        """Ends every wait and forgets what was still to come; callbacks not yet posted are lost."""
        self.closing.set()
        self._announce()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.courier.close()

    def _decided_beforehand(self, request: PushRequest, rule: FaultRule | None) -> Decision | None:
        """What M-Pesa refuses before a phone is asked, and what a script has settled."""
        if rule is not None and rule.fault is Fault.ENDS_WITH:
            return Decision(rule.code, rule.words)
        if rule is not None and rule.fault is Fault.BEFORE_ANSWER:
            return Decision(rule.code or PAID)
        known = {*self._options.short_codes, *self._options.till_numbers}
        if request.party_b not in known:
            return Decision(NO_OPERATOR)
        if not request.is_buy_goods and request.party_b != request.short_code:
            return Decision(NOT_PERMITTED)
        if request.amount_cents > TRANSACTION_LIMIT_CENTS:
            return Decision("3")
        return Decision(REPEATED) if self._is_repeated(request) else None

    def _is_repeated(self, request: PushRequest) -> bool:
        paid_at = self._paid.get((request.msisdn, request.party_b, request.amount_cents))
        return paid_at is not None and self._clock.elapsed() - paid_at < self._options.timings.repeat_rule_seconds

    async def _live(self, prompt: Prompt, *, hurries: bool) -> None:
        """A prompt's whole life, from the merchant's request to the callback."""
        timings = self._options.timings
        try:
            if not hurries:
                sent_at = self._clock.elapsed()
                await self._clock.pause(timings.delivery_seconds)
                await self._ask(prompt)
                await self._clock.pause(self._working_seconds(prompt, self._clock.elapsed() - sent_at))
            result = self._end(prompt)
            if not hurries:
                await self._clock.pause(timings.callback_seconds)
            await self._reporter.report(prompt, result)
        finally:
            prompt.called_back.set()

    async def _ask(self, prompt: Prompt) -> None:
        """Shows the prompt and waits for an answer: a person's, the autopilot's, or none in time."""
        if prompt.decision is not None:
            return
        if not self.accounts.phone(prompt.request.msisdn).in_reach:
            prompt.decide(Decision(NO_ANSWER, UNREACHABLE_WORDS))
            return
        prompt.state = PromptState.OPEN
        self._tell(prompt)
        self.start(self._forger.act(prompt))
        planned = None if prompt.left_alone else self.autopilot.decide(prompt.request)
        if planned is not None:
            self.start(self._answer_later(prompt, *planned))
        if not await self._clock.wait_for(prompt.answered, self._options.timings.unanswered_seconds):
            prompt.decide(Decision(NO_ANSWER))

    def _working_seconds(self, prompt: Prompt, seconds_gone: float) -> float:
        """How long M-Pesa still takes once it is settled what becomes of a prompt."""
        decision, timings = prompt.decision, self._options.timings
        if decision is not None and decision.words == UNREACHABLE_WORDS:
            return timings.unreachable_seconds - seconds_gone
        return 0.0 if decision == Decision(NO_ANSWER) else timings.processing_seconds

    async def _answer_later(self, prompt: Prompt, seconds: float, decision: Decision) -> None:
        await self._clock.pause(seconds)
        if prompt.is_open and not prompt.left_alone:
            prompt.decide(decision)
            prompt.state = PromptState.ANSWERED
            self._tell(prompt)

    def _end(self, prompt: Prompt) -> Result:
        """Settles the prompt and frees the phone."""
        decision = prompt.decision or Decision(NO_ANSWER)
        result = self._pay(prompt) if decision.code == PAID else decision.result()
        prompt.result = result
        prompt.state = PromptState.ENDED
        if self._busy.get(prompt.request.msisdn) is prompt:
            del self._busy[prompt.request.msisdn]
        self._tell(prompt)
        return result

    def _pay(self, prompt: Prompt) -> Result:
        """Moves the money, if the purse and the limits allow."""
        request = prompt.request
        payment = self.ledger.move(
            Transfer(
                msisdn=request.msisdn,
                short_code=request.short_code,
                to=request.party_b,
                amount_cents=request.amount_cents,
                is_buy_goods=request.is_buy_goods,
                account_reference=request.account_reference,
                origin_id=prompt.merchant_request_id,
            )
        )
        if isinstance(payment, str):
            return Decision(payment).result()
        self._paid[request.msisdn, request.party_b, request.amount_cents] = self._clock.elapsed()
        return Result(PAID, words_for(PAID), payment.receipt, payment.paid_at)

    def _pay_late(self, prompt: Prompt) -> Result:
        prompt.result = self._pay(prompt)
        self._tell(prompt)
        return prompt.result

    def _confirm(self, payment: Payment) -> None:
        """A payment by prompt reaches a registered C2B address too (daraja.md 0.8)."""
        self.start(self._confirm_later(payment))

    async def _confirm_later(self, payment: Payment) -> None:
        await self._clock.pause(self._options.timings.callback_seconds)
        await self.confirmations.confirm(payment)

    def _tell(self, prompt: Prompt) -> None:
        self._serial += 1
        prompt.serial = self._serial
        self._prompts.pop(prompt.checkout_request_id, None)
        self._prompts[prompt.checkout_request_id] = prompt
        self._announce()

    def _announce(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs something behind, which `close` ends."""
        task = asyncio.get_running_loop().create_task(work)
        self._clock.watch(task)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
