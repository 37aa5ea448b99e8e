from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_desktop.ids import new_public_id
from pos_desktop.relay import (
    Limits,
    RelayOptionError,
    RelayServer,
    issue_ledger_key,
    revoke_ledger_key,
    revoke_terminal,
    tables,
)
from pos_desktop.relay.store import begin_epoch
from tests.conftest import Noise
from tests.relay.conftest import GENEROUS, StartRelay
from tests.relay.ledgers import ENTRY, PAID_ENTRY, SHORT_CODE, Manager, bearer, manager_of, upload, uploaded
from tests.relay.test_retention import restarted
from tests.relay.tills import NET, MovedClock, StandingClock, Till, bodies, enrol

RISING = ["initiated", "pending", "failed", "completed"]


@pytest.fixture
def manager(relay: RelayServer, database: Path, clock: MovedClock) -> Manager:
    return manager_of(relay.base_url, database, clock)


def test_what_a_till_uploads_a_manager_reads_with_the_till_named(till: Till, manager: Manager) -> None:
    public_id = new_public_id()
    answer = upload(till, public_id, PAID_ENTRY)
    assert answer.json() == {"public_id": public_id, "revision": 3, "is_current": True, "epoch": till.epoch}
    assert answer.headers["cache-control"] == "no-store"
    page = manager.ask().json()
    assert (page["short_code"], page["next"]) == (SHORT_CODE, None)
    assert page["rows"] == [
        PAID_ENTRY
        | {
            "public_id": public_id,
            "terminal": till.terminal,
            "terminal_name": "Till 1",
            "created_at": "2026-11-24T09:00:00.000Z",
            "paid_at": "2026-11-24T09:00:16.000Z",
            "updated_at": "2026-11-24T09:00:01.250Z",
        }
    ]


def test_a_newer_revision_takes_the_place_of_the_kept_one(till: Till, manager: Manager) -> None:
    public_id = uploaded(till)
    assert upload(till, public_id, PAID_ENTRY).json()["revision"] == 3
    (row,) = manager.rows()
    assert (row["status"], row["mpesa_receipt_number"], row["revision"]) == ("completed", "UKO7XK2M9P", 3)


def test_a_repeat_and_an_older_revision_change_nothing_and_say_what_is_kept(till: Till, manager: Manager) -> None:
    public_id = new_public_id()
    upload(till, public_id, PAID_ENTRY)
    before = manager.rows()
    repeat = PAID_ENTRY | {"updated_at": "2026-11-24T10:00:00Z"}
    for entry, is_current in (
        (PAID_ENTRY, True),
        (repeat, True),
        (ENTRY, False),
        (PAID_ENTRY | {"detail": "late"}, False),
        (PAID_ENTRY | {"revision": 1}, True),
        (ENTRY | {"amount_cents": 1_00, "revision": 1}, False),
    ):
        answer = upload(till, public_id, entry)
        assert (answer.status_code, answer.json()["revision"], answer.json()["is_current"]) == (200, 3, is_current)
    assert manager.rows() == before


def test_a_status_rises_and_never_falls(till: Till, manager: Manager) -> None:
    for first, second in product(RISING, RISING):
        public_id = uploaded(till, status=first)
        answer = upload(till, public_id, ENTRY | {"status": second, "revision": 9})
        kept = next(row for row in manager.rows() if row["public_id"] == public_id)
        if RISING.index(second) >= RISING.index(first):
            assert (answer.status_code, kept["status"], kept["revision"]) == (200, second, 9)
        else:
            assert (answer.status_code, answer.json()["code"]) == (409, "relay_ledger_conflict")
            assert answer.headers["content-type"] == "application/problem+json"
            assert (kept["status"], kept["revision"]) == (first, 2)


NEVER_CHANGING: list[dict[str, Any]] = [
    {"amount_cents": 1_00},
    {"short_code": "600000"},
    {"host": "another"},
    {"host_kind": "order"},
    {"account_reference": "1-000483"},
    {"attempt": 2},
    {"created_at": "2026-11-24T09:00:01Z"},
    {"mpesa_receipt_number": "OTHER"},
    {"mpesa_receipt_number": None},
]


def test_what_was_asked_and_the_receipt_never_change(till: Till, manager: Manager) -> None:
    public_id = new_public_id()
    upload(till, public_id, PAID_ENTRY)
    before = manager.rows()
    for change in NEVER_CHANGING:
        assert upload(till, public_id, PAID_ENTRY | {"revision": 4} | change).status_code == 409, change
    assert manager.rows() == before


def test_a_phone_may_be_masked_further(till: Till, manager: Manager) -> None:
    public_id = uploaded(till)
    assert upload(till, public_id, ENTRY | {"phone_masked": "•••", "revision": 3}).status_code == 200
    assert manager.rows()[0]["phone_masked"] == "•••"


def test_another_tills_payment_is_an_address_that_never_was(till: Till, other_till: Till, manager: Manager) -> None:
    public_id = uploaded(till)
    before = manager.rows()
    refused = upload(other_till, public_id, PAID_ENTRY)
    nowhere = NET.get(f"{till.base_url}/no/such/place")
    malformed = upload(till, "482", PAID_ENTRY)
    assert [answer.status_code for answer in (refused, nowhere, malformed)] == [404] * 3
    assert refused.content == nowhere.content == malformed.content
    assert manager.rows() == before


def test_a_till_that_was_paired_again_goes_on_with_its_payments(
    relay: RelayServer, till: Till, database: Path, clock: MovedClock, manager: Manager
) -> None:
    public_id = uploaded(till)
    revoke_terminal(database, till.terminal, clock=clock)
    again = enrol(relay.base_url, database, clock)
    elsewhere = upload(again, public_id, PAID_ENTRY | {"short_code": "600000"})
    assert elsewhere.status_code == 404
    assert upload(again, public_id, ENTRY).json()["is_current"] is True
    assert upload(again, public_id, PAID_ENTRY).status_code == 200
    (row,) = manager.rows()
    assert (row["terminal"], row["status"]) == (again.terminal, "completed")
    assert upload(again, public_id, ENTRY | {"revision": 4}).status_code == 409


FULL_NUMBERS = ["254712345678", "0712345678", "0712 345 678", "07-12.345•678", "٠٧١٢٣٤٥٦٧٨", "0712 ••• 6789"]


def test_a_phone_number_that_is_not_masked_is_refused(till: Till, manager: Manager) -> None:
    for phone in FULL_NUMBERS:
        answer = upload(till, new_public_id(), ENTRY | {"phone_masked": phone})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request"), phone
        assert "masked" in answer.json()["detail"]
        assert phone not in answer.text
    assert manager.rows() == []


WRONG_FIELDS: list[dict[str, Any]] = [
    {"short_code": ""},
    {"short_code": 174379},
    {"short_code": "17 43"},
    {"short_code": "١٧٤٣٧٩"},
    {"host_kind": "refund"},
    {"host_kind": None},
    {"host": ""},
    {"host": "x" * 65},
    {"host": "a\nb"},
    {"account_reference": None},
    {"attempt": 0},
    {"attempt": True},
    {"amount_cents": 0},
    {"amount_cents": -1},
    {"amount_cents": 1191.0},
    {"amount_cents": "119100"},
    {"amount_cents": 10**12 + 1},
    {"status": "paid"},
    {"status": ["completed"]},
    {"detail": ""},
    {"detail": "Confirmed!"},
    {"result_code": 0},
    {"mpesa_receipt_number": ""},
    {"created_at": None},
    {"created_at": "2026-11-24"},
    {"created_at": "2026-11-24T09:00:00"},
    {"created_at": "2026-11-24T12:00:00+03:00"},
    {"created_at": 1764000000},
    {"paid_at": ""},
    {"updated_at": "yesterday"},
    {"revision": 0},
    {"revision": 2**63},
    {"revision": "3"},
    {"terminal": "abdfghjk"},
]


def test_a_field_that_is_not_what_it_should_be_is_refused_and_named(till: Till, manager: Manager) -> None:
    for wrong in WRONG_FIELDS:
        answer = upload(till, new_public_id(), ENTRY | wrong)
        assert answer.status_code == 400, wrong
        assert next(iter(wrong)) in answer.json()["detail"]
    assert manager.rows() == []


def test_a_field_that_is_missing_is_refused_and_named(till: Till) -> None:
    for field in ENTRY:
        answer = upload(till, new_public_id(), {name: value for name, value in ENTRY.items() if name != field})
        assert (answer.status_code, answer.json()["detail"]) == (400, f"{field} is missing")


NO_ENTRIES = [
    (b"", 400),
    (b"[]", 400),
    (b"\xff", 400),
    (json.dumps(ENTRY).encode()[:-1] + b', "revision": 9}', 400),
    (b'{"a":' * 9 + b"1" + b"}" * 9, 400),
    (b'{"revision": ' + b"9" * 5_000 + b"}", 400),
    (b" " * (16 * 1024 + 1), 413),
]


def test_a_body_that_is_no_entry_is_refused(till: Till) -> None:
    for body, status in NO_ENTRIES:
        url = f"{till.base_url}/v1/ledger/{new_public_id()}"
        assert NET.put(url, content=body, headers=bearer(till.key)).status_code == status, body


def test_the_ledger_is_read_in_the_order_of_making_part_by_part(till: Till, other_till: Till, manager: Manager) -> None:
    made: list[tuple[str, str]] = []
    for minute in (5, 1, 3, 3, 3, 2, 4):
        moment = f"2026-11-24T09:0{minute}:00.000Z"
        made.append((moment, uploaded(other_till if minute == 3 else till, created_at=moment)))
    for limit in (1, 2, 3, 6, 7, 500):
        rows = manager.rows(limit=limit)
        assert [(row["created_at"], row["public_id"]) for row in rows] == sorted(made)
    assert {row["terminal"] for row in rows} == {till.terminal, other_till.terminal}


def test_a_payment_that_changes_between_two_parts_is_neither_lost_nor_seen_twice(till: Till, manager: Manager) -> None:
    ids = [uploaded(till) for _ in range(4)]
    first = manager.ask(limit=2).json()
    for public_id in ids:
        upload(till, public_id, PAID_ENTRY)
    second = manager.ask(limit=2, after=first["next"]).json()
    assert sorted(row["public_id"] for row in first["rows"] + second["rows"]) == sorted(ids)
    assert [row["status"] for row in second["rows"]] == ["completed"] * 2


PERIODS: list[tuple[dict[str, str], list[int]]] = [
    ({}, [23, 24, 25]),
    ({"from": "2026-11-24"}, [24, 25]),
    ({"to": "2026-11-24"}, [23]),
    ({"from": "2026-11-24", "to": "2026-11-25"}, [24]),
    ({"from": "2026-11-24T00:00:00.001Z"}, [25]),
    ({"to": "2026-11-25T00:00:00.001+00:00"}, [23, 24, 25]),
    ({"from": "2026-11-25", "to": "2026-11-24"}, []),
]


def test_a_period_holds_its_first_moment_and_not_its_last(till: Till, manager: Manager) -> None:
    for day in (23, 24, 25):
        uploaded(till, created_at=f"2026-11-{day}T00:00:00Z")
    for query, seen in PERIODS:
        assert [int(row["created_at"][8:10]) for row in manager.rows(**query)] == seen, query


QUESTIONS: list[dict[str, Any]] = [
    {"from": "yesterday"},
    {"from": "2026-11-24T00:00:00"},
    {"to": "2026-11-24T03:00:00+03:00"},
    {"to": "2026-13-01"},
    {"after": "x"},
    {"after": "1.%"},
    {"limit": 0},
    {"limit": 501},
]


def test_a_question_that_cannot_be_understood_is_refused(manager: Manager) -> None:
    for query in QUESTIONS:
        assert manager.ask(**query).status_code == 400, query


def test_a_manager_sees_every_till_of_one_short_code_and_no_other(
    relay: RelayServer, database: Path, clock: MovedClock, till: Till, other_till: Till, manager: Manager
) -> None:
    ours = [uploaded(till), uploaded(other_till, host_kind="order")]
    theirs = uploaded(till, short_code="600000")
    stranger = manager_of(relay.base_url, database, clock, "600000")
    assert [row["public_id"] for row in manager.rows()] == sorted(ours)
    assert [row["public_id"] for row in stranger.rows()] == [theirs]
    assert manager.rows(short_code="600000", terminal=till.terminal) == manager.rows()


def test_a_key_opens_its_own_side_of_the_ledger_alone(till: Till, manager: Manager) -> None:
    url = f"{till.base_url}/v1/ledger"
    reading = NET.get(url, headers=bearer(till.key))
    writing = NET.put(f"{url}/{new_public_id()}", json=ENTRY, headers=bearer(manager.key))
    assert [(each.status_code, each.json()["code"]) for each in (reading, writing)] == [(403, "relay_wrong_key")] * 2
    assert NET.get(f"{till.base_url}/v1/events", headers=bearer(manager.key)).status_code == 401
    assert manager.rows() == []


def test_a_revoked_key_reads_nothing_from_that_moment_on(
    till: Till, manager: Manager, database: Path, relay: RelayServer, clock: MovedClock
) -> None:
    other = manager_of(relay.base_url, database, clock)
    revoke_ledger_key(database, manager.id, clock=clock)
    assert manager.ask().status_code == 401
    assert other.ask().status_code == 200


def test_a_till_that_uploads_too_much_still_gets_its_mail(
    start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    limits = replace(GENEROUS, terminal_rate=2.0)
    till = enrol(start_relay(limits=limits, clock=StandingClock()).base_url, database, clock)
    answers = [upload(till, new_public_id(), ENTRY) for _ in range(20)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 16
    assert answers[-1].headers["retry-after"] == "1"
    assert till.post(b"a result").status_code == 200
    assert bodies(till.events()) == [b"a result"]


def test_keys_that_open_nothing_are_paid_from_the_budget_for_junk(start_relay: StartRelay, database: Path) -> None:
    clock = StandingClock()
    relay = start_relay(limits=Limits(junk_rate=3.0, terminal_rate=100_000), clock=clock)
    manager = manager_of(relay.base_url, database, clock)
    for headers in ({}, bearer("x"), bearer(manager.key)):
        clock.offset += timedelta(minutes=1)
        answers = [
            NET.put(f"{relay.base_url}/v1/ledger/{new_public_id()}", json=ENTRY, headers=headers) for _ in range(20)
        ]
        assert answers[-1].status_code == 429
    assert manager.ask().status_code == 200


def test_the_books_are_kept_when_mail_is_long_gone(
    till: Till, relay: RelayServer, start_relay: StartRelay, database: Path, clock: MovedClock, manager: Manager
) -> None:
    public_id = uploaded(till)
    till.post(b"fetched")
    till.events(till.events()["next"])
    clock.offset = timedelta(days=3_652)
    restarted(relay, start_relay)
    while till.events()["events"]:
        pass
    assert [row["public_id"] for row in manager.rows()] == [public_id]


def test_many_uploads_at_once_end_with_the_newest(till: Till, manager: Manager) -> None:
    ids = [new_public_id() for _ in range(5)]
    entries = [(public_id, ENTRY | {"revision": revision}) for revision in range(1, 21) for public_id in ids]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda each: upload(till, *each), entries))
    assert {answer.status_code for answer in answers} == {200}
    assert [row["revision"] for row in manager.rows()] == [20] * 5


def test_an_entry_that_the_file_does_not_take_is_not_acknowledged(
    start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect("pos_desktop.relay.writer", "did not take a write.*full")
    relay = start_relay(max_pages=80)
    till, manager = enrol(relay.base_url, database, clock), manager_of(relay.base_url, database, clock)
    taken: list[str] = []
    while True:
        public_id = new_public_id()
        answer = upload(till, public_id, ENTRY)
        if answer.status_code != 200:
            break
        taken.append(public_id)
    assert (answer.status_code, answer.json()["code"]) == (503, "relay_mail_unavailable")
    assert sorted(row["public_id"] for row in manager.rows()) == sorted(taken)


def test_a_file_of_the_first_version_keeps_its_mail_and_gets_a_ledger(
    start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for statement in tables.STEPS[0]:
            connection.execute(statement)
        begin_epoch(connection, "a" * 16, 1)
        connection.execute("PRAGMA user_version = 1")
    relay = start_relay()
    till, manager = enrol(relay.base_url, database, clock), manager_of(relay.base_url, database, clock)
    assert till.epoch == f"{'a' * 16}.0"
    assert [row["public_id"] for row in manager.rows()] == [] == till.events()["events"]
    assert [uploaded(till)] == [row["public_id"] for row in manager.rows()]


def test_a_day_is_found_without_looking_at_the_others(till: Till, manager: Manager, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        plan = connection.execute(
            """EXPLAIN QUERY PLAN SELECT * FROM ledger JOIN terminal ON terminal.id = ledger.terminal
            WHERE short_code = '1' AND created_at_ms >= 1 AND created_at_ms < 2 AND (created_at_ms, public_id) > (1, '')
            ORDER BY created_at_ms, public_id LIMIT 9"""
        ).fetchall()
    words = " ".join(row[3] for row in plan)
    assert "ledger_in_order (short_code=? AND created_at_ms" in words
    assert "TEMP B-TREE" not in words


@pytest.mark.parametrize("short_code", ["", "12", "1234567890123", "till", "12 34"])
def test_a_key_for_no_short_code_is_not_made(database: Path, short_code: str) -> None:
    with pytest.raises(RelayOptionError, match="3 to 12 digits"):
        issue_ledger_key(database, "Njeri", short_code)


def test_the_ledger_stands_in_the_document_of_routes(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()
    reading, writing = document["paths"]["/v1/ledger"]["get"], document["paths"]["/v1/ledger/{public_id}"]["put"]
    assert [each["name"] for each in reading["parameters"]] == ["from", "to", "after", "limit"]
    body = writing["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["properties"]) == set(ENTRY) == set(body["required"])
