"""An integrator's own small Daraja client, written from the documentation and sharing nothing with anybody."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from pos_desktop.simulator import SimulatorOptions, SimulatorServer

TOKEN_PATH = "/oauth/v1/generate"
PUSH_PATH = "/mpesa/stkpush/v1/processrequest"
QUERY_PATH = "/mpesa/stkpushquery/v1/query"
PHONE = "254712345678"
TIMESTAMP = "20261125101112"


class Shop:
    """Asks for money, asks what became of it, and plays the customers over the phone API."""

    def __init__(self, server: SimulatorServer, callback_url: str) -> None:
        self.options: SimulatorOptions = server.options
        self.callback_url = callback_url
        self.http = httpx.Client(base_url=server.base_url, timeout=20.0, trust_env=False)
        self.token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    # --- Daraja ------------------------------------------------------------------------------------------------

    def ask_token(self, **changes: Any) -> httpx.Response:
        key, secret = self.options.consumer_key, self.options.consumer_secret
        request: dict[str, Any] = {"params": {"grant_type": "client_credentials"}, "auth": (key, secret), **changes}
        return self.http.get(TOKEN_PATH, **request)

    def mint(self) -> str:
        self.token = str(self.ask_token().json()["access_token"])
        return self.token

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token or self.mint()}"}

    def credentials(self, short_code: str = "") -> dict[str, str]:
        code = short_code or self.options.short_codes[0]
        password = base64.b64encode(f"{code}{self.options.passkey}{TIMESTAMP}".encode()).decode()
        return {"BusinessShortCode": code, "Password": password, "Timestamp": TIMESTAMP}

    def push_body(self, amount: int | str = "1191", phone: str = PHONE) -> dict[str, Any]:
        code = self.options.short_codes[0]
        return {
            **self.credentials(),
            "TransactionType": "CustomerPayBillOnline",
            "Amount": str(amount),
            "PartyA": phone,
            "PartyB": code,
            "PhoneNumber": phone,
            "CallBackURL": self.callback_url,
            "AccountReference": "1-000482",
            "TransactionDesc": "Sale",
        }

    def push(
        self, amount: int | str = "1191", phone: str = PHONE, changes: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        body = {**self.push_body(amount, phone), **(changes or {})}
        return self.http.post(PUSH_PATH, json=body, headers=self.bearer)

    def pushed(self, amount: int | str = "1191", phone: str = PHONE, changes: Mapping[str, Any] | None = None) -> str:
        """The CheckoutRequestID of a push that was accepted."""
        answer = self.push(amount, phone, changes)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["CheckoutRequestID"])

    def query(self, checkout_request_id: str, short_code: str = "") -> httpx.Response:
        body = {**self.credentials(short_code), "CheckoutRequestID": checkout_request_id}
        return self.http.post(QUERY_PATH, json=body, headers=self.bearer)

    # --- the phone ---------------------------------------------------------------------------------------------

    def prompts(self, after: int = 0, wait: float = 10) -> dict[str, Any]:
        answer = self.http.get("/phone/v1/prompts", params={"after": after, "wait": wait})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def detail(self, checkout_request_id: str) -> dict[str, Any]:
        return dict(self.http.get(f"/phone/v1/prompts/{checkout_request_id}").json())

    def when(self, checkout_request_id: str, *states: str) -> dict[str, Any]:
        """The prompt once it is in one of the states."""
        after = 0
        for _ in range(50):
            answer = self.prompts(after)
            after = answer["next"]
            for prompt in answer["prompts"]:
                if prompt["id"] == checkout_request_id and prompt["state"] in states:
                    return dict(prompt)
        raise AssertionError(f"{checkout_request_id} never was {states}")

    def answer(self, checkout_request_id: str, action: str, **more: str) -> httpx.Response:
        path = f"/phone/v1/prompts/{checkout_request_id}/answer"
        return self.http.post(path, json={"action": action, **more})

    def autopilot(self, mode: str, thinking_seconds: float | None = None) -> None:
        body = {"mode": mode, "thinking_seconds": thinking_seconds}
        assert self.http.post("/phone/v1/autopilot", json=body).status_code == 200

    def fault(self, **rule: Any) -> None:
        answer = self.http.post("/phone/v1/faults", json=rule)
        assert answer.status_code == 201, answer.text

    def purse(self, phone: str = PHONE) -> str:
        return str(self.http.get(f"/phone/v1/phones/{phone}").json()["balance"])

    def change_phone(self, phone: str = PHONE, **changes: Any) -> None:
        assert self.http.put(f"/phone/v1/phones/{phone}", json=changes).status_code == 200
