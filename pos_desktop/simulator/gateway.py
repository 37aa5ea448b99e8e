"""Daraja's gateway: checks who asks for what, lets the exchange do it, and spoils an answer when a script says so."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from pos_desktop.simulator.accounts import Accounts
from pos_desktop.simulator.arming import Arming, mishap_named
from pos_desktop.simulator.behaviour import Autopilot, Prompt
from pos_desktop.simulator.chance import Chance
from pos_desktop.simulator.clock import PacedClock
from pos_desktop.simulator.errors import RefusedError
from pos_desktop.simulator.exchange import Exchange
from pos_desktop.simulator.fault_names import Call, Fault
from pos_desktop.simulator.faults import FaultRule, FaultScript
from pos_desktop.simulator.initiator import Initiator
from pos_desktop.simulator.options import SimulatorOptions
from pos_desktop.simulator.pull import Pull
from pos_desktop.simulator.requests import Merchants, PushRequest, read_body, read_push, read_query, read_status
from pos_desktop.simulator.results import PAID, PROCESSING, Result, words_for
from pos_desktop.simulator.script_file import Script
from pos_desktop.simulator.spoilt_answers import Act, Spoiler
from pos_desktop.simulator.tokens import TokenOffice
from pos_desktop.simulator.transaction_status import StatusDesk

ACCEPTED_WORDS = "Success. Request accepted for processing"
QUERY_WORDS = "The service request has been accepted successsfully"
"""Safaricom's spelling."""
PROCESSING_RESULT = Result(PROCESSING, words_for(PROCESSING))
NO_ANSWER_CODE = "500.001.1001"
IN_FLIGHT_WORDS = "The transaction is being processed"


class Gateway:
    """Daraja's calls, one method each."""

    def __init__(self, options: SimulatorOptions, script: Script) -> None:
        chance = Chance(options.seed)
        clock = self._clock = PacedClock(options.clock, options.time_scale)
        thinking = script.thinking_seconds
        autopilot = Autopilot(
            script.autopilot or options.autopilot,
            options.timings.thinking_seconds if thinking is None else thinking,
            chance.stream("people"),
        )
        accounts = Accounts(line.phone() for line in script.phone)
        wanted = [mishap_named(name) for name in (*script.mishaps, *options.mishaps)]
        self.faults = FaultScript((*script.fault, *(rule for mishap in wanted for rule in mishap.rules)))
        self.arming = Arming(self.faults)
        self.tokens = TokenOffice(options.apps, options.token_seconds, clock, chance.stream("tokens"))
        self.exchange = Exchange(options, clock, accounts, autopilot, self.faults, chance)
        ledger, numbering = self.exchange.ledger, self.exchange.numbering
        self._pull = Pull(options.short_codes, ledger, numbering, options.business_name, clock, self.faults)
        self.initiator = Initiator(options.initiator_name, options.initiator_password, options.clock)
        self._status = StatusDesk(
            options,
            self.initiator,
            ledger,
            accounts,
            numbering,
            clock,
            self.exchange.courier,
            self.faults,
            self.exchange.start,
        )
        self._merchants = Merchants(options.short_codes, options.passkey)
        self._spoiler = Spoiler(clock, self.tokens, self.exchange.closing)
        self._faces = chance.stream("faces of what is in flight")

    async def token(self, request: Request) -> Response:
        """Hands out an access token (daraja.md 1)."""

        async def act() -> Response:
            grant_type = request.query_params.get("grant_type", "")
            return JSONResponse(self.tokens.issue(_authorization(request), grant_type))

        return await self._carry_out(request, self.faults.strike(Call.TOKEN, None), act)

    async def push(self, request: Request) -> Response:
        """Takes a request for money (daraja.md 2)."""
        self.tokens.check(_authorization(request))
        push = read_push(await _body(request), self._merchants)
        self.arming.begin(push)
        rule = self.faults.strike(Call.PUSH, push)

        async def act() -> Response:
            return await self._accept(push, rule)

        return await self._carry_out(request, rule, act)

    async def query(self, request: Request) -> Response:
        """Says what became of a request (daraja.md 4)."""
        self.tokens.check(_authorization(request))
        prompt = self.exchange.asked_about(read_query(await _body(request), self._merchants))
        rule = self.faults.strike(Call.QUERY, prompt.request)

        async def act() -> Response:
            return self._state_of(prompt, rule)

        return await self._carry_out(request, rule, act)

    async def register_c2b_v1(self, request: Request) -> Response:
        """Registers addresses that hear of payers as hashes (daraja.md 6)."""
        return await self._register_c2b(request, hashes_payer=True)

    async def register_c2b_v2(self, request: Request) -> Response:
        """Registers addresses that hear of payers with a masked number (daraja.md 6)."""
        return await self._register_c2b(request, hashes_payer=False)

    async def register_pull(self, request: Request) -> Response:
        """Registers a merchant for pull transactions (daraja.md 7)."""
        self.tokens.check(_authorization(request))
        return JSONResponse(self._pull.register(await _body(request)))

    async def pull(self, request: Request) -> Response:
        """What a merchant received (daraja.md 7)."""
        self.tokens.check(_authorization(request))
        body = await _body(request)
        rule = self.faults.strike(Call.PULL, None)

        async def act() -> Response:
            return JSONResponse(self._pull.query(body, turns_pages=rule is None or rule.fault is not Fault.SAME_PAGE))

        return await self._carry_out(request, rule, act)

    async def status(self, request: Request) -> Response:
        """Takes a question about a transaction; the result is posted (daraja.md 7)."""
        self.tokens.check(_authorization(request))
        asked = read_status(await _body(request))
        payment = self._status.about(asked)
        rule = self.faults.strike(Call.STATUS, None if payment is None else payment.transfer)

        async def act() -> Response:
            return JSONResponse(self._status.accept(asked))

        return await self._carry_out(request, rule, act)

    def refuse(self, error: RefusedError) -> Response:
        """Daraja's envelope for an error, or an empty body where it sends one."""
        if not error.error_code:
            return Response(status_code=error.http_status)
        request_id = self.exchange.numbering.request_id()
        body = {"requestId": request_id, "errorCode": error.error_code, "errorMessage": error.message}
        return JSONResponse(body, error.http_status)

    async def _register_c2b(self, request: Request, *, hashes_payer: bool) -> Response:
        self.tokens.check(_authorization(request))
        self.exchange.confirmations.register(await _body(request), hashes_payer=hashes_payer)
        conversation = self.exchange.numbering.request_id()
        # "Coversation" is how Safaricom spells it.
        return JSONResponse(
            {"OriginatorCoversationID": conversation, "ResponseCode": "0", "ResponseDescription": "Success"}
        )

    async def _carry_out(self, request: Request, rule: FaultRule | None, act: Act) -> Response:
        return await act() if rule is None else await self._spoiler.spoil(request, rule, act)

    async def _accept(self, push: PushRequest, rule: FaultRule | None) -> Response:
        prompt = self.exchange.accept(push, rule)
        if rule is not None and rule.fault is Fault.BEFORE_ANSWER:
            await prompt.called_back.wait()
            await self._clock.pause(rule.seconds or 0.0)
        return JSONResponse(
            {
                "MerchantRequestID": prompt.merchant_request_id,
                "CheckoutRequestID": prompt.checkout_request_id,
                "ResponseCode": "0",
                "ResponseDescription": ACCEPTED_WORDS,
                "CustomerMessage": ACCEPTED_WORDS,
            }
        )

    def _state_of(self, prompt: Prompt, rule: FaultRule | None) -> Response:
        if rule is not None and rule.fault is Fault.SAYS:
            return _query_answer(prompt, Result(rule.code, rule.words))
        if rule is not None and rule.fault is Fault.NO_ANSWER:
            return self._no_answer()
        if prompt.result is not None:
            return _query_answer(prompt, prompt.result)
        # In flight has several faces, and one prompt shows them all (daraja.md 0.5 and 4).
        return _query_answer(prompt, PROCESSING_RESULT) if self._faces.random() < 0.6 else self._no_answer()

    def _no_answer(self) -> Response:
        """Either HTTP 500 with words, or HTTP 200 without any; both mean nothing at all (daraja.md 0.6)."""
        status, words = self._faces.choice(((500, IN_FLIGHT_WORDS), (200, "")))
        return self.refuse(RefusedError(status, NO_ANSWER_CODE, words))


def _query_answer(prompt: Prompt, result: Result) -> Response:
    return JSONResponse(
        {
            "ResponseCode": PAID,
            "ResponseDescription": QUERY_WORDS,
            "MerchantRequestID": prompt.merchant_request_id,
            "CheckoutRequestID": prompt.checkout_request_id,
            "ResultCode": result.code,
            "ResultDesc": result.query_words,
        }
    )


def _authorization(request: Request) -> str:
    return request.headers.get("authorization", "")


async def _body(request: Request) -> dict[str, object]:
    return read_body(request.headers.get("content-type", ""), await request.body())
