"""The phone API: whoever plays the customers sees prompts here, answers them, and makes things go wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.accounts import MSISDN, Phone
from pos_desktop.simulator.arming import Arming
from pos_desktop.simulator.behaviour import Action, Prompt, PromptState
from pos_desktop.simulator.exchange import Exchange
from pos_desktop.simulator.faults import FaultRule, FaultScript
from pos_desktop.simulator.options import AutopilotMode
from pos_desktop.simulator.results import PAID, words_for

LONGEST_WAIT_SECONDS = 60


class Body(BaseModel):
    """A request's body: what is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class AnswerBody(Body):
    """What a person does; a PIN that is given with `pin` is checked against the phone's."""

    action: Action
    pin: str | None = None


class AutopilotBody(Body):
    """Who answers when nobody does, and after how many simulated seconds."""

    mode: AutopilotMode
    thinking_seconds: Annotated[float, Field(ge=0, le=86_400)] | None = None


class PhoneBody(Body):
    """What is to change about a phone; the balance is in whole shillings."""

    balance: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    pin: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = None
    in_reach: bool | None = None


class PayBody(Body):
    """A payment by hand, to a paybill or a till, in whole shillings."""

    to: Annotated[str, Field(pattern=r"^[0-9]{5,7}$")]
    amount: Annotated[int, Field(ge=1, le=1_000_000)]
    account_reference: Annotated[str, Field(max_length=20)] = ""


class PromptView(BaseModel):
    """A prompt as the phone shows it; `amount` is whole shillings, `result_code` null while it lives."""

    id: str
    msisdn: str
    amount: str
    business: str
    account_reference: str
    description: str
    state: PromptState
    result_code: str | None
    result_text: str | None
    receipt: str | None
    sent_at: datetime


class DeliveryView(BaseModel):
    """One post of the callback and what came back."""

    at: datetime
    body: str
    http_status: int | None
    error: str


class PromptDetail(PromptView):
    """A prompt with its callbacks."""

    deliveries: list[DeliveryView]


class PromptList(BaseModel):
    """What changed; ask again with `after` set to `next`."""

    next: int
    prompts: list[PromptView]


class AutopilotView(BaseModel):
    """Who answers."""

    mode: AutopilotMode
    thinking_seconds: float


class PaidView(BaseModel):
    """How a payment by hand ended: code 0 and a receipt, or another code and none."""

    result_code: str
    result_text: str
    receipt: str | None


class PhoneView(BaseModel):
    """A phone and its purse."""

    msisdn: str
    balance: str
    pin: str
    in_reach: bool


def phone_routes(exchange: Exchange, faults: FaultScript, arming: Arming) -> APIRouter:
    """The routes below `/phone/v1`."""
    router = APIRouter(prefix="/phone/v1", tags=["phone"])
    _add_prompt_routes(router, exchange)
    _add_people_routes(router, exchange)
    _add_fault_routes(router, faults, arming)
    return router


def _add_prompt_routes(router: APIRouter, exchange: Exchange) -> None:
    @router.get("/prompts")
    async def list_prompts(
        after: Annotated[int, Query(ge=0)] = 0,
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_SECONDS)] = 0,
    ) -> PromptList:
        """Every prompt that changed after a number; waits up to so many seconds until there is one."""
        serial, prompts = await exchange.changed_after(after, wait)
        return PromptList(next=serial, prompts=[_view(prompt) for prompt in prompts])

    @router.get("/prompts/{checkout_request_id}")
    async def show_prompt(checkout_request_id: str) -> PromptDetail:
        """One prompt, and what became of its callbacks."""
        prompt = exchange.prompt(checkout_request_id)
        deliveries = [
            DeliveryView(at=each.at, body=each.body, http_status=each.http_status, error=each.error)
            for each in prompt.deliveries
        ]
        return PromptDetail(**_view(prompt).model_dump(), deliveries=deliveries)

    @router.post("/prompts/{checkout_request_id}/answer")
    async def answer_prompt(checkout_request_id: str, body: AnswerBody) -> PromptView:
        """Does with a prompt what a person would."""
        return _view(exchange.answer(checkout_request_id, body.action, body.pin))


def _add_people_routes(router: APIRouter, exchange: Exchange) -> None:
    @router.get("/autopilot")
    async def show_autopilot() -> AutopilotView:
        """Who answers when nobody does."""
        autopilot = exchange.autopilot
        return AutopilotView(mode=autopilot.mode, thinking_seconds=autopilot.thinking_seconds)

    @router.post("/autopilot")
    async def set_autopilot(body: AutopilotBody) -> AutopilotView:
        """Chooses who answers the prompts that are shown from now on."""
        exchange.autopilot.mode = body.mode
        if body.thinking_seconds is not None:
            exchange.autopilot.thinking_seconds = body.thinking_seconds
        return await show_autopilot()

    @router.get("/phones/{msisdn}")
    async def show_phone(msisdn: str) -> PhoneView:
        """A phone and its purse."""
        return _phone_view(_phone(exchange, msisdn))

    @router.put("/phones/{msisdn}")
    async def change_phone(msisdn: str, body: PhoneBody) -> PhoneView:
        """Changes what is given and leaves the rest."""
        phone = _phone(exchange, msisdn)
        if body.balance is not None:
            phone.balance_cents = body.balance * CENTS_PER_SHILLING
        if body.pin is not None:
            phone.pin = body.pin
        if body.in_reach is not None:
            phone.in_reach = body.in_reach
        return _phone_view(phone)

    @router.post("/phones/{msisdn}/pay")
    async def pay(msisdn: str, body: PayBody) -> PaidView:
        """Pays a merchant's number without being asked."""
        amount_cents = body.amount * CENTS_PER_SHILLING
        phone = _phone(exchange, msisdn)
        paid = exchange.pay_directly(phone.msisdn, body.to, amount_cents, body.account_reference)
        if isinstance(paid, str):
            return PaidView(result_code=paid, result_text=words_for(paid), receipt=None)
        return PaidView(result_code=PAID, result_text=words_for(PAID), receipt=paid.receipt)


def _add_fault_routes(router: APIRouter, faults: FaultScript, arming: Arming) -> None:
    @router.get("/faults")
    async def list_faults() -> list[FaultRule]:
        """The rules in force."""
        return list(faults.rules)

    @router.post("/faults", status_code=201)
    async def add_fault(rule: FaultRule) -> FaultRule:
        """Puts a rule after the others."""
        faults.add(rule)
        return rule

    @router.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        """Lets everything go well again."""
        faults.clear()
        arming.disarm_all()


def _phone(exchange: Exchange, msisdn: str) -> Phone:
    if MSISDN.fullmatch(msisdn) is None:
        raise HTTPException(404, "a number looks like 254712345678")
    return exchange.accounts.phone(msisdn)


def _phone_view(phone: Phone) -> PhoneView:
    shillings, cents = divmod(phone.balance_cents, CENTS_PER_SHILLING)
    return PhoneView(msisdn=phone.msisdn, balance=f"{shillings}.{cents:02d}", pin=phone.pin, in_reach=phone.in_reach)


def _view(prompt: Prompt) -> PromptView:
    request, result = prompt.request, prompt.result
    return PromptView(
        id=prompt.checkout_request_id,
        msisdn=request.msisdn,
        amount=str(request.amount_cents // CENTS_PER_SHILLING),
        business=prompt.business,
        account_reference=request.account_reference,
        description=request.description,
        state=prompt.state,
        result_code=None if result is None else result.code,
        result_text=None if result is None else result.words,
        receipt=result.receipt or None if result is not None else None,
        sent_at=prompt.sent_at,
    )
