"""The ledger as tills and managers use it over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from pos_desktop.ids import new_public_id
from pos_desktop.relay import issue_ledger_key
from tests.relay.tills import NET, MovedClock, Till

SHORT_CODE = "174379"
ENTRY: dict[str, Any] = {
    "short_code": SHORT_CODE,
    "host_kind": "pos_sale",
    "host": "0195f2a0-0000-7000-8000-000000000001",
    "account_reference": "1-000482",
    "attempt": 1,
    "amount_cents": 1_191_00,
    "status": "pending",
    "detail": "prompted",
    "result_code": None,
    "mpesa_receipt_number": None,
    "phone_masked": "0712 ••• 678",
    "created_at": "2026-11-24T09:00:00Z",
    "paid_at": None,
    "updated_at": "2026-11-24T09:00:01.250+00:00",
    "revision": 2,
}
PAID_ENTRY = ENTRY | {
    "status": "completed",
    "detail": "confirmed",
    "result_code": "0",
    "mpesa_receipt_number": "UKO7XK2M9P",
    "paid_at": "2026-11-24T09:00:16Z",
    "revision": 3,
}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def upload(till: Till, public_id: str, entry: dict[str, Any]) -> httpx.Response:
    """A till says something of a payment."""
    return NET.put(f"{till.base_url}/v1/ledger/{public_id}", json=entry, headers=bearer(till.key))


def uploaded(till: Till, **changes: Any) -> str:
    """A new payment that the ledger took; its public id."""
    public_id = new_public_id()
    answer = upload(till, public_id, ENTRY | changes)
    assert answer.status_code == 200, answer.text
    return public_id


@dataclass(frozen=True)
class Manager:
    """Somebody with a key to the ledger."""

    base_url: str
    id: str
    key: str

    def ask(self, **query: Any) -> httpx.Response:
        """Asks for a part of the ledger."""
        return NET.get(f"{self.base_url}/v1/ledger", params=query, headers=bearer(self.key))

    def rows(self, **query: Any) -> list[dict[str, Any]]:
        """All rows of a period, part by part."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.ask(**query)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["rows"]
            if page["next"] is None:
                return found
            query["after"] = page["next"]


def manager_of(base_url: str, database: Path, clock: MovedClock, short_code: str = SHORT_CODE) -> Manager:
    """A manager with a new key."""
    issued = issue_ledger_key(database, "Njeri", short_code, clock=clock)
    return Manager(base_url, issued.id, issued.key)
