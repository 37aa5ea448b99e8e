"""Callbacks a second into the relay, each verified and durable before its answer."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from pos_desktop.clock import SystemClock
from pos_desktop.payments import TokenMinter, new_key_pair, pair
from tests.benchmarks.load import LoadRequest, LoadResult, post_all
from tests.benchmarks.measure import Figure, p99
from tests.benchmarks.servers import serving

CALLBACKS = 3_000


def run() -> list[Figure]:
    """The figure for callbacks."""
    with tempfile.TemporaryDirectory() as name:
        floor, ours = _floor(Path(name)), _relay(Path(name))
    return [
        Figure(
            name="relay_callback",
            ours="signature checked, group commit (WAL, FULL), answer",
            floor="FastAPI, JSON parsed, one durable insert, answer",
            samples=CALLBACKS,
            ours_ms=1000 / ours.per_second,
            ours_p99_ms=p99(ours.times_ms),
            floor_ms=1000 / floor.per_second,
            note=f"{ours.per_second:.0f}/s against {floor.per_second:.0f}/s, 16 connections, client beside it",
        )
    ]


def _floor(folder: Path) -> LoadResult:
    requests = [LoadRequest(f"/c/1/abcdefgh/{number}", callback_body(number)) for number in range(CALLBACKS)]
    with serving("floor", folder) as said:
        return _checked(post_all(said["base_url"], requests))


def _relay(folder: Path) -> LoadResult:
    private, public = new_key_pair()
    with serving("relay", folder) as said:
        pairing = pair(said["base_url"], said["code"], public, "Bench")
        minter = TokenMinter(pairing.terminal, private)
        now = SystemClock().now()
        paths = [minter.mint(said["base_url"], now).url.removeprefix(said["base_url"]) for _ in range(CALLBACKS)]
        requests = [LoadRequest(path, callback_body(number)) for number, path in enumerate(paths)]
        return _checked(post_all(said["base_url"], requests))


def _checked(result: LoadResult) -> LoadResult:
    if result.statuses != {200}:
        raise SystemExit(f"not every callback was taken: {sorted(result.statuses)}")
    return result


def callback_body(number: int) -> bytes:
    """A callback of success as Safaricom posts it."""
    items = [
        {"Name": "Amount", "Value": 119.0},
        {"Name": "MpesaReceiptNumber", "Value": f"UKP{number:07d}"},
        {"Name": "TransactionDate", "Value": 20261125120000},
        {"Name": "PhoneNumber", "Value": 254712345678},
    ]
    callback = {
        "MerchantRequestID": f"m-{number}",
        "CheckoutRequestID": f"ws_CO_{number}",
        "ResultCode": 0,
        "ResultDesc": "The service request is processed successfully.",
        "CallbackMetadata": {"Item": items},
    }
    return json.dumps({"Body": {"stkCallback": callback}}).encode()
