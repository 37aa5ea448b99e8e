"""The push as any program sends it to the local Daraja: what the floors of the web shop share, and no more."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import httpx

from pos_desktop.simulator import SimulatorOptions

TOKEN_PATH = "/oauth/v1/generate"
PUSH_PATH = "/mpesa/stkpush/v1/processrequest"
CALLBACK_URL = "http://127.0.0.1:9/c/1/abcdefgh/0123456789"
MERCHANT = SimulatorOptions()


def fetch_token(client: httpx.Client) -> str:
    """A new access token; it voids the one before."""
    answer = client.get(
        TOKEN_PATH,
        params={"grant_type": "client_credentials"},
        auth=(MERCHANT.consumer_key, MERCHANT.consumer_secret),
    )
    token: str = answer.raise_for_status().json()["access_token"]
    return token


def push_body(phone: str, shillings: int) -> dict[str, str]:
    """A prompt of so many shillings to `2547XXXXXXXX`."""
    short_code, timestamp = MERCHANT.short_codes[0], f"{datetime.now(UTC):%Y%m%d%H%M%S}"
    password = base64.b64encode(f"{short_code}{MERCHANT.passkey}{timestamp}".encode()).decode()
    return {
        "BusinessShortCode": short_code,
        "Password": password,
        "Timestamp": timestamp,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": str(shillings),
        "PartyA": phone,
        "PartyB": short_code,
        "PhoneNumber": phone,
        "CallBackURL": CALLBACK_URL,
        "AccountReference": "W-000001",
        "TransactionDesc": "W-000001",
    }
