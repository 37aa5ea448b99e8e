"""Tells the merchant how a prompt ended: once and truly, unless a fault script has other plans."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from pos_desktop.simulator.behaviour import Prompt
from pos_desktop.simulator.callbacks import Courier, callback_body, usual_items
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.faults import Call, Fault, FaultRule, FaultScript
from pos_desktop.simulator.numbering import Numbering
from pos_desktop.simulator.results import PAID, Result

LATE_SECONDS = 60.0
_CUT_OFF = 7
"""How many characters a broken body lacks at its end."""


class Reporter:
    """Posts results. `pay` moves the money of a payment that comes after its prompt had failed."""

    def __init__(
        self,
        courier: Courier,
        faults: FaultScript,
        numbering: Numbering,
        clock: PacedClock,
        chance: random.Random,
        pay: Callable[[Prompt], Result],
    ) -> None:
        self._courier = courier
        self._faults = faults
        self._numbering = numbering
        self._clock = clock
        self._chance = chance
        self._pay = pay

    async def report(self, prompt: Prompt, result: Result) -> None:
        """Posts the result of an ended prompt."""
        rule = self._faults.strike(Call.CALLBACK, prompt.request)
        if rule is None:
            await self._courier.post(prompt, self._true_body(prompt, result))
            return
        seconds = rule.seconds
        match rule.fault:
            case Fault.LOST:
                return
            case Fault.LATE:
                await self._clock.pause(LATE_SECONDS if seconds is None else seconds)
        body = self._body(prompt, result, rule)
        await self._courier.post(prompt, body)
        match rule.fault:
            case Fault.DOUBLED:
                for _ in range(rule.copies - 1):
                    await self._clock.pause(seconds or 0.0)
                    await self._courier.post(prompt, body)
            case Fault.FOLLOWED_BY:
                await self._clock.pause(seconds or 0.0)
                await self._follow_up(prompt, result, rule)

    def _true_body(self, prompt: Prompt, result: Result) -> str:
        return callback_body(prompt, result, order=usual_items(self._chance))

    def _body(self, prompt: Prompt, result: Result, rule: FaultRule) -> str:
        order = usual_items(self._chance)
        match rule.fault:
            case Fault.SAYS:
                return callback_body(prompt, self._untrue(rule), order=order)
            case Fault.OTHER_AMOUNT:
                return callback_body(prompt, result, order=order, amount_cents=(rule.other_amount or 0) * 100)
            case Fault.WITHOUT_ITEMS:
                return callback_body(prompt, result, order=[name for name in order if name not in rule.items])
            case Fault.MASKED_PHONE:
                return callback_body(prompt, result, order=order, is_masked=True)
            case Fault.BROKEN_JSON:
                return callback_body(prompt, result, order=order)[:-_CUT_OFF]
        return callback_body(prompt, result, order=order)

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
            body = callback_body(stray, Result(rule.code, rule.words))
        await self._courier.post(prompt, body)
