"""A prompt that is closed while it waits for its turn to leave stays here, and none leaves that nobody owes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from pos_desktop.payments import (
    DarajaClient,
    Detail,
    Environment,
    PaymentCore,
    PromptRequest,
    TransactionStatus,
)
from pos_desktop.till.errors import OutOfRangeError, SaleMoveError
from pos_desktop.till.mpesa import SaleSettler
from pos_desktop.till.sale_state import SaleStatus
from tests.payments.core_machine import OVERRIDE
from tests.payments.till_world import PHONES, TillWorld
from tests.payments.world import accepted
from tests.till.shop import TERMINAL

VOID = httpx.Response(404, json={"requestId": "r", "errorCode": "404.001.03", "errorMessage": "Invalid Access Token"})
NEVER_LEFT = httpx.ConnectTimeout("5 s")


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TillWorld]:
    world = TillWorld(tmp_path, Environment.PRODUCTION)
    yield world
    world.file.close()


class Wire:
    """The first push meets what keeps it here, while something else happens; all others are taken."""

    def __init__(self, till: TillWorld, first: httpx.Response | httpx.HTTPError, meanwhile: Callable[[], object]):
        self._till, self._first, self._meanwhile = till, first, meanwhile
        self.pushed: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("processrequest"):
            return self._till.wire(request)
        self.pushed.append(json.loads(request.content)["PhoneNumber"])
        if len(self.pushed) > 1:
            return accepted(len(self.pushed))
        self._meanwhile()
        if isinstance(self._first, httpx.HTTPError):
            raise self._first
        return self._first

    def core(self) -> PaymentCore:
        till = self._till
        client = DarajaClient(
            till.config(), transport=httpx.MockTransport(self), clock=till.clock, pause=till.clock.advance
        )
        return PaymentCore(
            till.file.transaction,
            client,
            SaleSettler(till.clock, TERMINAL),
            new_address=till.new_address,
            terminal=TERMINAL,
            reading=till.file.reading,
            clock=till.clock,
            pause=till.clock.advance,
        )


@pytest.mark.parametrize("first", [VOID, NEVER_LEFT], ids=["the token was refused", "nothing left"])
def test_a_prompt_that_was_given_up_before_its_repeat_never_leaves(
    till: TillWorld, first: httpx.Response | httpx.HTTPError
) -> None:
    bill = till.sales[0]
    other = replace(bill, phone=PHONES[1], override=OVERRIDE)
    wire = Wire(till, first, lambda: core.start_prompt(other))
    core = wire.core()
    seen = core.start_prompt(bill)
    assert wire.pushed == ["254712345678", "254799888777"]
    assert (seen.status, seen.detail) == (TransactionStatus.FAILED, Detail.NOT_SENT)


def test_a_prompt_whose_sale_was_paid_in_cash_before_its_repeat_never_leaves(till: TillWorld) -> None:
    bill = till.sales[0]

    def pay_cash() -> None:
        till.counter.take_cash(bill.pos_sale or "", bill.amount_cents, till.cashier, approved_by=till.manager)

    wire = Wire(till, VOID, pay_cash)
    seen = wire.core().start_prompt(bill)
    assert wire.pushed == ["254712345678"]
    assert seen.status is TransactionStatus.FAILED
    assert till.counter.sale(bill.pos_sale or "").status is SaleStatus.COMPLETED


@pytest.mark.parametrize("end", ["paid", "cleared", "held"])
def test_no_prompt_leaves_for_a_sale_that_is_not_being_paid_any_more(till: TillWorld, end: str) -> None:
    bill = till.sales[0]
    sale_id = bill.pos_sale or ""
    if end == "paid":
        till.counter.take_cash(sale_id, bill.amount_cents, till.cashier)
    else:
        cart = till.counter.back_to_sale(sale_id, till.cashier)
        if end == "cleared":
            till.counter.clear(sale_id, till.cashier)
        else:
            till.counter.hold(cart, "Mama Njeri", till.cashier)
    _refused(till, bill, SaleMoveError)


def test_no_prompt_asks_for_more_than_is_left_at_that_moment(till: TillWorld) -> None:
    bill = till.sales[0]
    till.counter.take_cash(bill.pos_sale or "", 100_00, till.cashier)
    _refused(till, bill, OutOfRangeError)


def _refused(till: TillWorld, bill: PromptRequest, error: type[Exception]) -> None:
    with pytest.raises(error):
        till.core.start_prompt(bill)
    assert till.wire.pushed == []
