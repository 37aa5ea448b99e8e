from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import httpx

from pos_desktop.ids import new_public_id
from pos_desktop.relay import RelayServer, issue_rotation_code, revoke_ledger_key, revoke_terminal
from tests.relay.ledgers import ENTRY, SHORT_CODE, bearer, manager_of, uploaded
from tests.relay.tills import NET, PAID, MovedClock, Till, bodies, enrol

KEPT_BY_KEY = {("GET", "/v1/events"), ("PUT", "/v1/ledger/{public_id}")}
"""Routes to what belongs to one terminal: its bearer key says which."""
KEPT_BY_MANAGERS_KEY = {("GET", "/v1/ledger")}
"""Routes to what belongs to one short code: a manager's key says which."""
KEPT_BY_TOKEN = {
    ("POST", "/c/1/{terminal}/{token}"),
    ("POST", "/r/1/{terminal}/{token}"),
    ("POST", "/pos/api/mpesa/callback/{address}"),
    ("POST", "/shop/mpesa/callback/{address}"),
}
"""Routes that put something into one terminal's mail: the token's signature says which."""
KEPT_BY_CODE = {("POST", "/v1/pair")}
OPEN = {
    ("POST", "/pos/api/mpesa/callback/"),
    ("POST", "/shop/mpesa/callback/"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
}
"""Routes that anybody may call: they show nothing of anybody."""


def test_every_route_is_of_a_kind_that_these_tests_try(http: httpx.Client) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert found == KEPT_BY_KEY | KEPT_BY_MANAGERS_KEY | KEPT_BY_TOKEN | KEPT_BY_CODE | OPEN


def wrong_headers(key: str, other_key: str) -> dict[str, dict[str, str]]:
    return {
        "none": {},
        "empty": {"Authorization": ""},
        "no key": {"Authorization": "Bearer"},
        "basic": {"Authorization": f"Basic {key}"},
        "bare": {"Authorization": key},
        "beginning": {"Authorization": f"Bearer {key[:-1]}"},
        "longer": {"Authorization": f"Bearer {key}A"},
        "other case": {"Authorization": f"Bearer {key.swapcase()}"},
        "two keys": {"Authorization": f"Bearer {other_key} {key}"},
        "digest": {"Authorization": f"Bearer {hashlib.sha256(key.encode()).hexdigest()}"},
        "wildcard": {"Authorization": "Bearer %"},
        "statement": {"Authorization": "Bearer ' OR 1=1 --"},
        "cookie": {"Cookie": f"key={key}"},
        "other header": {"X-Api-Key": key},
    }


def test_no_wrong_key_opens_any_mail(relay: RelayServer, database: Path, clock: MovedClock) -> None:
    till, other, revoked, expired = (enrol(relay.base_url, database, clock) for _ in range(4))
    for each in (till, other, revoked, expired):
        each.post(each.terminal.encode())
    revoke_terminal(database, revoked.terminal, clock=clock)
    enrol(relay.base_url, database, clock, code=issue_rotation_code(database, expired.terminal, clock=clock))
    clock.offset = timedelta(days=2)
    uploaded(till)
    wrong = wrong_headers(till.key, other.key) | {
        "terminal": bearer(till.terminal),
        "token": bearer(till.mint().token),
        "revoked": bearer(revoked.key),
        "expired": bearer(expired.key),
    }
    for name, headers in wrong.items():
        for method, path in KEPT_BY_KEY | KEPT_BY_MANAGERS_KEY:
            query = {"key": till.key, "access_token": till.key, "terminal": till.terminal}
            written = path.format(public_id=new_public_id())
            answer = NET.request(method, f"{relay.base_url}{written}", params=query, headers=headers, json=ENTRY)
            assert answer.status_code == 401, name
            assert answer.headers["www-authenticate"] == "Bearer", name
            assert till.terminal not in answer.text, name
            assert till.key not in answer.text, name


def test_no_wrong_key_opens_any_ledger(till: Till, relay: RelayServer, database: Path, clock: MovedClock) -> None:
    manager, other, revoked = (
        manager_of(relay.base_url, database, clock, code) for code in (SHORT_CODE, "600000", SHORT_CODE)
    )
    public_id = uploaded(till)
    revoke_ledger_key(database, revoked.id, clock=clock)
    wrong = wrong_headers(manager.key, other.key) | {
        "id": bearer(manager.id),
        "short code": bearer(SHORT_CODE),
        "revoked": bearer(revoked.key),
    }
    for name, headers in wrong.items():
        for method, path in KEPT_BY_MANAGERS_KEY:
            query = {"key": manager.key, "access_token": manager.key, "short_code": SHORT_CODE}
            answer = NET.request(method, f"{relay.base_url}{path}", params=query, headers=headers)
            assert answer.status_code == 401, name
            assert public_id not in answer.text, name
    for key, status in ((till.key, 403), (other.key, 200)):
        answer = NET.get(f"{relay.base_url}/v1/ledger", params={"short_code": SHORT_CODE}, headers=bearer(key))
        assert answer.status_code == status
        assert public_id not in answer.text


def test_a_managers_key_opens_nothing_of_a_terminals(till: Till, database: Path, clock: MovedClock) -> None:
    manager = manager_of(till.base_url, database, clock)
    till.post(b"mine")
    public_id = uploaded(till)
    for method, path in KEPT_BY_KEY:
        url = f"{till.base_url}{path.format(public_id=public_id)}"
        answer = NET.request(method, url, headers=bearer(manager.key), json=ENTRY | {"revision": 9})
        assert answer.status_code in (401, 403)
        assert till.terminal not in answer.text
    assert manager.rows()[0]["revision"] == ENTRY["revision"]


def test_a_key_opens_its_own_mail_whatever_else_the_request_names(till: Till, other_till: Till) -> None:
    till.post(b"mine")
    other_till.post(b"the other's")
    answer = NET.get(
        f"{till.base_url}/v1/events",
        params={"terminal": other_till.terminal, "token": other_till.mint().token},
        headers={"Authorization": f"Bearer {till.key}", "X-Terminal": other_till.terminal},
    )
    assert bodies(answer.json()) == [b"mine"]


def test_acknowledging_reaches_no_further_than_the_tills_own_mail(till: Till, other_till: Till) -> None:
    other_till.post(b"the other's")
    till.post(b"mine")
    till.events(till.events()["next"])
    assert bodies(other_till.events()) == [b"the other's"]


def test_a_token_puts_mail_nowhere_but_into_its_own_terminals_box(till: Till, other_till: Till) -> None:
    token = till.mint().token
    for _, path in KEPT_BY_TOKEN:
        terminal = other_till.terminal
        written = path.format(terminal=terminal, token=token, address=f"{terminal}.{token}")
        assert NET.post(f"{till.base_url}{written}", content=PAID).status_code == 404
    assert till.events()["events"] == other_till.events()["events"] == []


def test_open_routes_show_nothing_of_anybody(till: Till, database: Path) -> None:
    address = till.mint()
    till.post(address=address)
    shown = "".join(NET.request(method, f"{till.base_url}{path}").text for method, path in OPEN)
    for private in (till.terminal, till.key, address.token, "254708374149", "UKP7RT61SV", "Till 1", str(database)):
        assert private not in shown


def test_other_methods_are_refused_and_nothing_is_redirected(till: Till, http: httpx.Client) -> None:
    for method, path in KEPT_BY_KEY | KEPT_BY_MANAGERS_KEY | KEPT_BY_TOKEN | KEPT_BY_CODE | OPEN:
        written = path.format(terminal=till.terminal, token="x", address="x", public_id="x")
        for wrong in {"GET", "POST", "PUT", "DELETE", "PATCH"} - {method}:
            answer = http.request(wrong, written)
            assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
            assert answer.headers["allow"] == method
        assert not http.request(method, written.rstrip("/") + "//").is_redirect
