from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from pos_desktop.payments import MailboxError, TokenMinter, new_key_pair, pair
from pos_desktop.relay import (
    Limits,
    NoSuchTerminalError,
    RelayServer,
    issue_pairing_code,
    issue_rotation_code,
    list_terminals,
    revoke_terminal,
)
from tests.relay.conftest import StartRelay
from tests.relay.tills import NET, PAID, MovedClock, StandingClock, Till, enrol, pair_request


def test_a_till_pairs_with_its_own_client_and_can_then_be_called(
    relay: RelayServer, database: Path, clock: MovedClock
) -> None:
    private, public = new_key_pair()
    pairing = pair(relay.base_url, issue_pairing_code(database, "Till 7"), public, "Counter")
    address = TokenMinter(pairing.terminal, private).mint(pairing.public_url, clock.now())
    assert NET.post(address.url, content=PAID).status_code == 200
    (line,) = list_terminals(database)
    assert (line.terminal, line.name, line.keys, line.waiting) == (pairing.terminal, "Till 7", 1, 1)


def test_the_public_url_is_the_configured_one(start_relay: StartRelay, database: Path, clock: MovedClock) -> None:
    relay = start_relay(public_url="https://relay.example.co.ke/")
    assert enrol(relay.base_url, database, clock).public_url == "https://relay.example.co.ke"


def test_a_code_enrols_once(relay: RelayServer, database: Path) -> None:
    code = issue_pairing_code(database, "Till 1")
    public = new_key_pair()[1]
    pair(relay.base_url, code, public, "Till")
    with pytest.raises(MailboxError, match="403"):
        pair(relay.base_url, code, public, "Till")
    assert len(list_terminals(database)) == 1


def test_a_code_used_by_twenty_at_once_enrols_one(relay: RelayServer, database: Path) -> None:
    asked = pair_request(issue_pairing_code(database, "Till 1"), new_key_pair()[1])
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: NET.post(f"{relay.base_url}/v1/pair", json=asked), range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] + [403] * 19
    assert len(list_terminals(database)) == 1


def test_a_code_is_good_for_ten_minutes(relay: RelayServer, database: Path, clock: MovedClock) -> None:
    early, late = (pair_request(issue_pairing_code(database, name), new_key_pair()[1]) for name in ("1", "2"))
    clock.offset = timedelta(minutes=9, seconds=50)
    assert NET.post(f"{relay.base_url}/v1/pair", json=early).status_code == 201
    clock.offset = timedelta(minutes=10, seconds=1)
    assert NET.post(f"{relay.base_url}/v1/pair", json=late).status_code == 403


def test_a_code_is_taken_as_people_type_it(relay: RelayServer, database: Path) -> None:
    code = issue_pairing_code(database, "Till 1")
    typed = f"  {code.replace('-', ' ').lower()} "
    assert pair(relay.base_url, typed, new_key_pair()[1], "Till").terminal


@pytest.mark.parametrize("code", ["", "ABDF-GHJK", "ABDF-GHJ", "OOOO-1111", "' OR 1=1 --", "é" * 8, "x" * 5_000])
def test_a_wrong_code_is_refused(relay: RelayServer, database: Path, code: str) -> None:
    issue_pairing_code(database, "Till 1")
    answer = NET.post(f"{relay.base_url}/v1/pair", json=pair_request(code, new_key_pair()[1]))
    assert answer.status_code == 403
    assert answer.json()["code"] == "relay_pairing_refused"
    assert list_terminals(database) == []


@pytest.mark.parametrize(
    "change",
    [
        {"public_key": "short"},
        {"public_key": "*" * 43},
        {"public_key": "é" * 43},
        {"public_key": None},
        {"public_key": 7},
        {"name": None},
        {"name": "x" * 65},
        {"name": "two\nlines"},
        {"name": "\ud800"},
        {"code": None},
        {"code": ["ABDF-GHJK"]},
    ],
    ids=str,
)
def test_a_request_with_a_wrong_field_is_refused_and_leaves_the_code_good(
    relay: RelayServer, database: Path, change: dict[str, object]
) -> None:
    good = pair_request(issue_pairing_code(database, "Till 1"), new_key_pair()[1])
    refused = NET.post(f"{relay.base_url}/v1/pair", content=json.dumps(good | change))
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")
    assert next(iter(change)) in refused.json()["detail"]
    assert NET.post(f"{relay.base_url}/v1/pair", json=good).status_code == 201


def test_the_till_names_itself_when_the_code_has_no_name(relay: RelayServer, database: Path) -> None:
    pair(relay.base_url, issue_pairing_code(database, ""), new_key_pair()[1], "Counter by the door")
    assert [line.name for line in list_terminals(database)] == ["Counter by the door"]


def test_guessing_codes_is_slowed_down(start_relay: StartRelay, database: Path) -> None:
    relay = start_relay(limits=Limits(), clock=StandingClock())
    asked = pair_request("ABDF-GHJK", new_key_pair()[1])
    statuses = [NET.post(f"{relay.base_url}/v1/pair", json=asked).status_code for _ in range(30)]
    assert statuses == [403] * 10 + [429] * 20


def test_a_rotation_code_of_a_terminal_that_was_revoked_meanwhile_opens_nothing(
    till: Till, database: Path, clock: MovedClock
) -> None:
    code = issue_rotation_code(database, till.terminal, clock=clock)
    revoke_terminal(database, till.terminal, clock=clock)
    answer = NET.post(f"{till.base_url}/v1/pair", json=pair_request(code, new_key_pair()[1]))
    assert answer.status_code == 403


def test_a_terminal_that_does_not_live_can_be_neither_revoked_nor_rotated(till: Till, database: Path) -> None:
    revoke_terminal(database, till.terminal)
    for terminal in (till.terminal, "abdfghjk"):
        with pytest.raises(NoSuchTerminalError):
            revoke_terminal(database, terminal)
        with pytest.raises(NoSuchTerminalError):
            issue_rotation_code(database, terminal)


def test_neither_key_nor_code_is_in_the_file(till: Till, relay: RelayServer, database: Path) -> None:
    code = issue_pairing_code(database, "Till 2")
    assert till.ask().status_code == 200
    relay.stop()
    kept = b"".join(path.read_bytes() for path in database.parent.iterdir())
    for secret in (till.key, code, code.replace("-", ""), code.replace("-", "").lower()):
        assert secret.encode() not in kept
