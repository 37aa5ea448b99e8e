"""From a callback's arrival at the relay to "Paid" on the till's screen, our own query to M-Pesa included."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx

from pos_desktop.app.scripted import wait_until
from pos_desktop.payments import MPesaTransaction
from pos_desktop.till import TaxLetter
from pos_desktop.ui.screens.paid import PaidScreen
from tests.benchmarks.measure import Figure, median, p99, timed_ms
from tests.benchmarks.till_run import TillRun, running_till

SALES = 30
PATIENCE_SECONDS = 20.0


def run() -> list[Figure]:
    """The figure for a paid prompt."""
    with (
        running_till(time_scale=8.0) as here,
        httpx.Client(base_url=here.world.daraja_url) as daraja,
        httpx.Client() as safaricom,
    ):
        daraja.post("/phone/v1/faults", json={"on": "callback", "fault": "lost"}).raise_for_status()
        floor, ours = [], []
        for number in range(SALES):
            callback_url, body = _paid_but_silent(here, daraja, number)
            floor.append(timed_ms(lambda: _two_round_trips(here, safaricom)))
            ours.append(_until_paid(here, safaricom, callback_url, body))
    return [
        Figure(
            name="callback_to_paid",
            ours="callback into the relay, long poll, evidence, own query, one commit, Paid on the screen",
            floor="two bare HTTP round trips to the relay",
            samples=SALES,
            ours_ms=median(ours),
            ours_p99_ms=p99(ours),
            floor_ms=median(floor),
        )
    ]


def _paid_but_silent(here: TillRun, daraja: httpx.Client, number: int) -> tuple[str, bytes]:
    """Sells, prompts, pays on the phone; Safaricom's callback is lost, and its body is given back instead."""
    cart = here.window.selling.cart.add_open_item("Bench", (number + 10) * 100_00, TaxLetter.STANDARD)
    here.window.selling.open(cart)
    sale_id = here.cashier.send_prompt(number)
    wait_until(lambda: here.cashier.payments(sale_id)[-1].checkout_request_id is not None, PATIENCE_SECONDS)
    payment = here.cashier.payments(sale_id)[-1]
    prompt = f"/phone/v1/prompts/{payment.checkout_request_id}"
    daraja.post(f"{prompt}/answer", json={"action": "pin"}).raise_for_status()
    wait_until(lambda: daraja.get(prompt).json()["result_code"] is not None, PATIENCE_SECONDS)
    with here.till.file.reading() as session:
        row = session.get(MPesaTransaction, payment.id)
        callback_url = row.callback_url if row is not None else ""
    return callback_url, _body(daraja.get(prompt).json(), payment.merchant_request_id or "")


def _until_paid(here: TillRun, safaricom: httpx.Client, callback_url: str, body: bytes) -> float:
    started = time.perf_counter_ns()
    safaricom.post(callback_url, content=body).raise_for_status()
    if not wait_until(lambda: isinstance(here.window.stage.pages.currentWidget(), PaidScreen), PATIENCE_SECONDS):
        raise SystemExit(f"the screen never said Paid, but {type(here.window.stage.pages.currentWidget()).__name__}")
    took = (time.perf_counter_ns() - started) / 1e6
    here.cashier.begin_next_sale()
    return took


def _two_round_trips(here: TillRun, safaricom: httpx.Client) -> None:
    for _ in range(2):
        safaricom.get(f"{here.world.relay_url}/healthz").raise_for_status()


def _body(prompt: dict[str, Any], merchant_request_id: str) -> bytes:
    items = [
        {"Name": "Amount", "Value": float(prompt["amount"])},
        {"Name": "MpesaReceiptNumber", "Value": prompt["receipt"]},
        {"Name": "TransactionDate", "Value": 20261125120000},
        {"Name": "PhoneNumber", "Value": int(prompt["msisdn"])},
    ]
    callback = {
        "MerchantRequestID": merchant_request_id,
        "CheckoutRequestID": prompt["id"],
        "ResultCode": 0,
        "ResultDesc": "The service request is processed successfully.",
        "CallbackMetadata": {"Item": items},
    }
    return json.dumps({"Body": {"stkCallback": callback}}).encode()
