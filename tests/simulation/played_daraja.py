"""Safaricom as it is played: prompts on phones, money that moves once, answers and callbacks that get lost."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from pos_desktop.clock import in_nairobi
from tests.simulation.agenda import Agenda

WORDS = {
    "0": "The service request is processed successfully.",
    "1": "The balance is insufficient for the transaction.",
    "1032": "Request cancelled by user",
    "1037": "DS timeout user cannot be reached",
    "2001": "The initiator information is invalid.",
}
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass
class Prompt:
    """One prompt on a phone, and what became of it. Amounts are whole shillings."""

    number: int
    phone: str
    shillings: int
    reference: str
    callback_url: str
    at: datetime
    result: str | None = None
    receipt: str = ""
    ended_at: datetime | None = None

    @property
    def checkout_id(self) -> str:
        """The id that Daraja gives it."""
        return f"ws_CO_{self.number}"


@dataclass(frozen=True)
class Weather:
    """How often in a thousand calls or posts something goes wrong."""

    unreachable: int = 8
    request_lost: int = 5
    answer_lost: int = 8
    server_error: int = 8
    token_void: int = 4
    callback_lost: int = 25
    callback_twice: int = 20
    callback_late: int = 15
    callback_first: int = 30
    query_silent: int = 60


class PlayedDaraja:
    """Answers the core's HTTP; who owns a phone decides by `on_prompt`; posts go to `deliver(callback_url, body)`."""

    def __init__(self, agenda: Agenda, chance: random.Random, weather: Weather) -> None:
        self.prompts: list[Prompt] = []
        self.on_prompt: Callable[[Prompt], None] = lambda _prompt: None
        self.deliver: Callable[[str, bytes], None] = lambda _url, _body: None
        self._agenda, self._chance, self._weather = agenda, chance, weather

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if self._strikes(self._weather.unreachable):
            raise httpx.ConnectError("no route")
        if path.startswith("/oauth"):
            return httpx.Response(200, json={"access_token": "token", "expires_in": "3599"})
        if self._strikes(self._weather.token_void):
            return _error(404, "404.001.03", "Invalid Access Token")
        body = json.loads(request.content)
        if "stkpushquery" in path:
            return self._query(body["CheckoutRequestID"])
        if "pulltransactions" in path:
            return self._pull(body)
        return self._push(body)

    def end(self, prompt: Prompt, result: str) -> None:
        """The customer, or the network, ends a prompt; money moves when the result is 0, and a callback leaves."""
        if prompt.result is not None:
            return
        prompt.result, prompt.ended_at = result, self._agenda.now()
        if result == "0":
            prompt.receipt = "U" + "".join(self._chance.choices(_ALPHABET, k=9))
        if not self._strikes(self._weather.callback_lost):
            self._post(prompt)

    def money(self) -> dict[str, Prompt]:
        """All the money that moved, by receipt."""
        return {prompt.receipt: prompt for prompt in self.prompts if prompt.result == "0"}

    def _push(self, body: dict[str, str]) -> httpx.Response:
        if self._strikes(self._weather.request_lost):
            raise httpx.ReadTimeout("lost on the way there")
        if self._strikes(self._weather.server_error):
            if self._chance.random() < 0.5:
                return _error(500, "500.003.02", "Spike arrest violation")
            self._ring(body)
            return httpx.Response(502, text="<html>Bad Gateway</html>")
        live = [each for each in self.prompts if each.phone == body["PhoneNumber"] and each.result is None]
        if live:
            return _error(500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process")
        prompt = self._ring(body)
        if self._strikes(self._weather.answer_lost):
            raise httpx.ReadTimeout("lost on the way back")
        return httpx.Response(
            200,
            json={
                "MerchantRequestID": f"m-{prompt.number}",
                "CheckoutRequestID": prompt.checkout_id,
                "ResponseCode": "0",
                "ResponseDescription": "Success. Request accepted for processing",
                "CustomerMessage": "Success. Request accepted for processing",
            },
        )

    def _ring(self, body: dict[str, str]) -> Prompt:
        prompt = Prompt(
            len(self.prompts) + 1,
            body["PhoneNumber"],
            int(body["Amount"]),
            body["AccountReference"],
            body["CallBackURL"],
            self._agenda.now(),
        )
        self.prompts.append(prompt)
        if self._strikes(self._weather.callback_first):
            self.end(prompt, "0")  # so quick that the callback overtakes the answer
        else:
            self.on_prompt(prompt)
        return prompt

    def _query(self, checkout_id: str) -> httpx.Response:
        prompt = self.prompts[int(checkout_id.removeprefix("ws_CO_")) - 1]
        if self._strikes(self._weather.query_silent):
            raise httpx.ReadTimeout("no answer")
        if prompt.result is None:
            return _error(500, "500.001.1001", "The transaction is being processed")
        words = WORDS[prompt.result]
        return httpx.Response(200, json={"ResponseCode": "0", "ResultCode": prompt.result, "ResultDesc": words})

    def _pull(self, body: dict[str, str]) -> httpx.Response:
        begin, end, offset = body["StartDate"], body["EndDate"], int(body["OffSetValue"])
        rows = [row for row in map(_pulled, self.money().values()) if begin <= row["trxDate"] <= end][offset:]
        answer = {"ResponseRefID": "r", "ResponseCode": "1000" if rows else "1001", "ResponseMessage": "Success"}
        return httpx.Response(200, json=answer | {"Response": [rows]})

    def _post(self, prompt: Prompt) -> None:
        body, delay = callback_body(prompt), self._chance.uniform(0.3, 4.0)
        if self._strikes(self._weather.callback_late):
            delay = self._chance.uniform(60, 6 * 3600)
        copies = 2 if self._strikes(self._weather.callback_twice) else 1
        for _ in range(copies):
            self._agenda.after(delay, lambda: self.deliver(prompt.callback_url, body))
            delay += self._chance.uniform(0, 60)

    def _strikes(self, in_a_thousand: int) -> bool:
        return self._chance.randrange(1000) < in_a_thousand


def callback_body(prompt: Prompt) -> bytes:
    """Safaricom's post about a prompt that ended."""
    said: dict[str, object] = {
        "MerchantRequestID": f"m-{prompt.number}",
        "CheckoutRequestID": prompt.checkout_id,
        "ResultCode": int(prompt.result or 0),
        "ResultDesc": WORDS[prompt.result or "0"],
    }
    if prompt.result == "0" and prompt.ended_at is not None:
        stamp = int(in_nairobi(prompt.ended_at).strftime("%Y%m%d%H%M%S"))
        items = [("Amount", prompt.shillings), ("MpesaReceiptNumber", prompt.receipt), ("TransactionDate", stamp)]
        said["CallbackMetadata"] = {"Item": [{"Name": name, "Value": value} for name, value in items]}
    return json.dumps({"Body": {"stkCallback": said}}).encode()


def _pulled(prompt: Prompt) -> dict[str, str]:
    assert prompt.ended_at is not None
    return {
        "transactionId": prompt.receipt,
        "trxDate": f"{in_nairobi(prompt.ended_at):%Y-%m-%d %H:%M:%S}",
        "msisdn": prompt.phone,
        "amount": str(prompt.shillings),
        "billreference": prompt.reference,
    }


def _error(status: int, code: str, words: str) -> httpx.Response:
    return httpx.Response(status, json={"requestId": "r", "errorCode": code, "errorMessage": words})
