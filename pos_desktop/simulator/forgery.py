"""Somebody who is not Safaricom posts a result while the prompt is still on the phone (payments.md 2, rows 26 to 27).

He knows the prompt's address, as from a leaked log, or only a route that anybody can guess, and may claim in a header
to be somebody else. Nothing that he says is true, and no money moves.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pos_desktop.simulator.behaviour import Prompt
from pos_desktop.simulator.callback_draft import drafted
from pos_desktop.simulator.callbacks import Courier
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.fault_names import Call, Fault
from pos_desktop.simulator.faults import FaultRule, FaultScript
from pos_desktop.simulator.numbering import Numbering
from pos_desktop.simulator.results import CANCELLED, PAID, Result, words_for


class Forger:
    """Posts what the fault script wants forged."""

    def __init__(self, courier: Courier, faults: FaultScript, numbering: Numbering, clock: PacedClock) -> None:
        self._courier = courier
        self._faults = faults
        self._numbering = numbering
        self._clock = clock

    async def act(self, prompt: Prompt) -> None:
        """Strikes a prompt that has just been shown, if a rule says so."""
        rule = self._faults.strike(Call.FORGERY, prompt.request)
        if rule is None:
            return
        await self._clock.pause(rule.seconds or 0.0)
        own = prompt.request.callback_url
        parts = urlsplit(own)
        url = f"{parts.scheme}://{parts.netloc}{rule.path}" if rule.path else own
        headers = {"X-Forwarded-For": rule.forwarded_for} if rule.forwarded_for else {}
        body = drafted(prompt, self._lie(rule)).text()
        prompt.forgeries.append(await self._courier.send(url, body, headers))

    def _lie(self, rule: FaultRule) -> Result:
        if rule.fault is Fault.FORGED_FAILURE:
            code = rule.code or CANCELLED
            return Result(code, rule.message or words_for(code))
        now = self._clock.now()
        receipt = rule.receipt or self._numbering.receipt(now)
        return Result(PAID, words_for(PAID), receipt, now)
