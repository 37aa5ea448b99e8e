"""Transaction status: takes a question about a receipt, and posts what it finds some seconds later (daraja.md 7)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.accounts import Accounts
from pos_desktop.simulator.callbacks import Courier
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.fault_names import Call, Fault
from pos_desktop.simulator.faults import FaultRule, FaultScript
from pos_desktop.simulator.initiator import Initiator
from pos_desktop.simulator.ledger import Ledger, Payment
from pos_desktop.simulator.numbering import Numbering
from pos_desktop.simulator.options import SimulatorOptions
from pos_desktop.simulator.requests import StatusRequest
from pos_desktop.simulator.results import WRONG_PIN
from pos_desktop.simulator.status_results import (
    NO_SUCH_TRANSACTION,
    NOT_ALLOWED,
    found_body,
    refused_body,
    timed_out_body,
)

LATE_SECONDS = 60.0
ACCEPTED_WORDS = "Accept the service request successfully."


class StatusDesk:
    """Answers at once that it will look, and looks behind. `start` runs what is to happen behind."""

    def __init__(
        self,
        options: SimulatorOptions,
        initiator: Initiator,
        ledger: Ledger,
        accounts: Accounts,
        numbering: Numbering,
        clock: PacedClock,
        courier: Courier,
        faults: FaultScript,
        start: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._options = options
        self._initiator = initiator
        self._ledger = ledger
        self._accounts = accounts
        self._numbering = numbering
        self._clock = clock
        self._courier = courier
        self._faults = faults
        self._start = start

    def about(self, request: StatusRequest) -> Payment | None:
        """The payment that is meant, if the merchant that is named ever received it."""
        return self._ledger.find(request.party, request.transaction_id, request.original_conversation_id)

    def accept(self, request: StatusRequest) -> dict[str, str]:
        """Says that the result will come, whatever it will be: a wrong credential is found out only then."""
        ids = self._numbering.request_id(), self._numbering.conversation_id(self._clock.now())
        self._start(self._report(request, ids))
        return {
            "OriginatorConversationID": ids[0],
            "ConversationID": ids[1],
            "ResponseCode": "0",
            "ResponseDescription": ACCEPTED_WORDS,
        }

    async def _report(self, request: StatusRequest, ids: tuple[str, str]) -> None:
        await self._clock.pause(self._options.timings.status_seconds)
        payment = self.about(request)
        rule = self._faults.strike(Call.STATUS_RESULT, None if payment is None else payment.transfer)
        if payment is not None and rule is not None and rule.fault is Fault.OTHER_AMOUNT:
            other = replace(payment.transfer, amount_cents=(rule.other_amount or 0) * CENTS_PER_SHILLING)
            payment = replace(payment, transfer=other)
        body = self._body(request, ids, payment)
        if rule is None:
            await self._courier.send(request.result_url, body, {})
        else:
            await self._report_wrongly(request, ids, body, rule)

    async def _report_wrongly(self, request: StatusRequest, ids: tuple[str, str], body: str, rule: FaultRule) -> None:
        match rule.fault:
            case Fault.LOST:
                return
            case Fault.QUEUE_TIMEOUT:
                await self._courier.send(request.timeout_url, timed_out_body(ids, request), {})
                return
            case Fault.LATE:
                await self._clock.pause(LATE_SECONDS if rule.seconds is None else rule.seconds)
            case Fault.SAYS:
                body = refused_body(ids, request, rule.code, rule.words)
        for _ in range(rule.copies if rule.fault is Fault.DOUBLED else 1):
            await self._courier.send(request.result_url, body, {})

    def _body(self, request: StatusRequest, ids: tuple[str, str], payment: Payment | None) -> str:
        if not self._initiator.recognises(request.initiator, request.security_credential):
            return refused_body(ids, request, WRONG_PIN)
        if request.party not in (*self._options.short_codes, *self._options.till_numbers):
            return refused_body(ids, request, NOT_ALLOWED)
        if payment is None:
            return refused_body(ids, request, NO_SUCH_TRANSACTION)
        payer = self._accounts.phone(payment.transfer.msisdn).first_name
        return found_body(ids, request, payment, self._options.business_name, payer)
