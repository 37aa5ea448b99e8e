"""Tells the merchant how a prompt ended: once and truly, unless a fault script has other plans."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace

from pos_desktop.simulator.behaviour import Prompt
from pos_desktop.simulator.callback_draft import drafted, redraw
from pos_desktop.simulator.callbacks import Courier, usual_items
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.fault_names import REDRAWN, Call, Fault
from pos_desktop.simulator.faults import FaultRule, FaultScript
from pos_desktop.simulator.ledger import Ledger
from pos_desktop.simulator.numbering import Numbering
from pos_desktop.simulator.results import PAID, Result

LATE_SECONDS = 60.0
Held = tuple[Prompt, str]


class Reporter:
    """Posts results. `pay` moves the money of a payment that comes after its prompt had failed."""

    def __init__(
        self,
        courier: Courier,
        faults: FaultScript,
        numbering: Numbering,
        clock: PacedClock,
        chance: random.Random,
        ledger: Ledger,
        pay: Callable[[Prompt], Result],
    ) -> None:
        self._courier = courier
        self._faults = faults
        self._numbering = numbering
        self._clock = clock
        self._chance = chance
        self._ledger = ledger
        self._pay = pay
        self._to_swap: Held | None = None
        self._to_overtake: list[Held] = []

    async def report(self, prompt: Prompt, result: Result) -> None:
        """Posts the result of an ended prompt."""
        rule = self._faults.strike(Call.CALLBACK, prompt.request)
        if rule is None:
            await self._courier.post(prompt, self._true_body(prompt, result))
        else:
            await self._report_wrongly(prompt, result, rule)
        if rule is None or rule.fault not in (Fault.LOST, Fault.OVERTAKEN):
            await self._let_overtaken_go()

    async def _report_wrongly(self, prompt: Prompt, result: Result, rule: FaultRule) -> None:
        seconds = rule.seconds or 0.0
        body = self._body(prompt, result, rule)
        match rule.fault:
            case Fault.LOST:
                return
            case Fault.CUT:
                await self._courier.post_part(prompt, body, rule.bytes)
                return
            case Fault.SWAPPED:
                await self._swap(prompt, body)
                return
            case Fault.OVERTAKEN:
                self._to_overtake.append((prompt, body))
                return
            case Fault.LATE:
                await self._clock.pause(LATE_SECONDS if rule.seconds is None else seconds)
            case Fault.DOUBLED if rule.at_once:
                await asyncio.gather(*(self._courier.post(prompt, body) for _ in range(rule.copies)))
                return
        await self._courier.post(prompt, body)
        match rule.fault:
            case Fault.DOUBLED:
                for _ in range(rule.copies - 1):
                    await self._clock.pause(seconds)
                    await self._courier.post(prompt, body)
            case Fault.FOLLOWED_BY:
                await self._clock.pause(seconds)
                await self._follow_up(prompt, result, rule)

    async def _swap(self, prompt: Prompt, body: str) -> None:
        """Keeps the first body until there is a second; then each goes to the other's address."""
        if self._to_swap is None:
            self._to_swap = prompt, body
            return
        (other, others_body), self._to_swap = self._to_swap, None
        await self._courier.post(other, body)
        await self._courier.post(prompt, others_body)

    async def _let_overtaken_go(self) -> None:
        while self._to_overtake:
            await self._courier.post(*self._to_overtake.pop(0))

    def _true_body(self, prompt: Prompt, result: Result) -> str:
        return drafted(prompt, result, usual_items(self._chance)).text()

    def _body(self, prompt: Prompt, result: Result, rule: FaultRule) -> str:
        said = self._untrue(rule) if rule.fault is Fault.SAYS else result
        draft = drafted(prompt, said, usual_items(self._chance))
        if rule.fault in REDRAWN:
            redraw(draft, prompt, said, rule, self._receipt_for(result, rule))
        return draft.text()

    def _receipt_for(self, result: Result, rule: FaultRule) -> str:
        """The receipt that stands in another's place: the rule's, that of an earlier payment, or one of nobody's."""
        if rule.fault is Fault.USED_RECEIPT:
            return self._ledger.newest_receipt(besides=result.receipt) or result.receipt
        if rule.fault is Fault.OTHER_RECEIPT:
            return rule.receipt or self._numbering.receipt(self._clock.now())
        return result.receipt

    def _untrue(self, rule: FaultRule) -> Result:
        """What the rule wants said; when it says paid, with a receipt for which no money moved."""
        if rule.code != PAID:
            return Result(rule.code, rule.words)
        now = self._clock.now()
        return Result(PAID, rule.words, self._numbering.receipt(now), now)

    async def _follow_up(self, prompt: Prompt, result: Result, rule: FaultRule) -> None:
        """A second callback that says something else; a late payment, if it says paid, and that one is real."""
        if rule.code == PAID and result.code != PAID:
            body = self._true_body(prompt, self._pay(prompt))
        else:
            stray = replace(prompt, merchant_request_id=self._numbering.merchant_request_id())
            body = drafted(stray, Result(rule.code, rule.words)).text()
        await self._courier.post(prompt, body)
