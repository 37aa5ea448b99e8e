"""Recovery runs while prompts are being sent: it must never close one that is on its way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pos_desktop import payments
from pos_desktop.clock import SystemClock
from pos_desktop.payments import (
    DarajaClient,
    DarajaConfig,
    Detail,
    PaymentChange,
    PaymentCore,
    PaymentView,
    PromptRequest,
    TokenMinter,
    TransactionStatus,
    new_key_pair,
)
from pos_desktop.storage import TillFile

ACCEPTED = {
    "MerchantRequestID": "29115-34620561-1",
    "CheckoutRequestID": "ws_CO_191220191020363925",
    "ResponseCode": "0",
    "ResponseDescription": "Success. Request accepted for processing",
    "CustomerMessage": "Success. Request accepted for processing",
}
REQUEST = PromptRequest("0712 345 678", 100_00, "1-000001", "Sale 1-000001", pos_sale="sale-1")


class Daraja:
    """Answers tokens and pushes, and keeps what was pushed."""

    def __init__(self) -> None:
        self.pushed: list[dict[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/oauth"):
            return httpx.Response(200, json={"access_token": "token", "expires_in": "3599"})
        self.pushed.append(json.loads(request.content))
        return httpx.Response(200, json=ACCEPTED)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[TillFile]:
    file = TillFile.open(tmp_path / "till.db", [payments.MIGRATIONS])
    yield file
    file.close()


def core_over(file: TillFile, daraja: Daraja, announce: list[PaymentCore]) -> PaymentCore:
    config = DarajaConfig("http://127.0.0.1:9", "key", "secret", "passkey", "174379")
    private, _public = new_key_pair()
    minter, clock = TokenMinter("ab2cd3ef", private), SystemClock()

    def recover(_change: PaymentChange) -> None:
        for core in announce:
            core.recover()

    return PaymentCore(
        file.transaction,
        DarajaClient(config, transport=httpx.MockTransport(daraja)),
        lambda _session, _payment, _change: None,
        new_address=lambda: minter.mint("http://127.0.0.1:9", clock.now()),
        terminal="ab2cd3ef",
        reading=file.reading,
        announce=recover,
    )


def test_recovery_never_closes_a_prompt_that_is_being_sent(file: TillFile) -> None:
    daraja, listeners = Daraja(), list[PaymentCore]()
    core = core_over(file, daraja, listeners)
    listeners.append(core)

    payment = core.start_prompt(REQUEST)

    assert (payment.status, payment.detail) == (TransactionStatus.PENDING, Detail.PROMPTED)
    assert len(daraja.pushed) == 1


def test_what_another_program_closed_before_the_first_byte_is_not_sent(file: TillFile) -> None:
    daraja, listeners = Daraja(), list[PaymentCore]()
    core = core_over(file, daraja, listeners)
    listeners.append(core_over(file, Daraja(), []))

    payment: PaymentView = core.start_prompt(REQUEST)

    assert (payment.status, payment.detail) == (TransactionStatus.FAILED, Detail.NOT_SENT)
    assert daraja.pushed == []
    assert payment.may_ask_again
