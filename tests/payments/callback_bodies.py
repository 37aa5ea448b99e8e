"""Safaricom's post about a paid prompt, and the same with one thing different."""

from __future__ import annotations

import json
from typing import Any

PAID: list[dict[str, Any]] = [
    {"Name": "Amount", "Value": 1191.00},
    {"Name": "MpesaReceiptNumber", "Value": "UKO7XK2M9P"},
    {"Name": "Balance"},
    {"Name": "TransactionDate", "Value": 20261124140531},
    {"Name": "PhoneNumber", "Value": 254712345678},
]


def body(code: Any = 0, items: Any = PAID, **changes: Any) -> bytes:
    """A callback of daraja.md 3, with what a test wants different; `...` takes a key away."""
    callback: dict[str, Any] = {
        "MerchantRequestID": "29115-34620561-1",
        "CheckoutRequestID": "ws_CO_191220191020363925",
        "ResultCode": code,
        "ResultDesc": "The service request is processed successfully.",
    }
    if items is not ...:
        callback["CallbackMetadata"] = {"Item": items}
    callback = {key: value for key, value in (callback | changes).items() if value is not ...}
    return json.dumps({"Body": {"stkCallback": callback}}).encode()


def replaced(name: str, value: Any) -> list[dict[str, Any]]:
    return [{"Name": name, "Value": value} if item["Name"] == name else item for item in PAID]
