from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx

from pos_desktop.relay import RelayServer, issue_pairing_code, issue_rotation_code, revoke_terminal
from tests.conftest import Noise
from tests.relay.conftest import StartRelay
from tests.relay.tills import NET, PAID, MovedClock, Till, bodies, enrol


def restarted(relay: RelayServer, start_relay: StartRelay, **changes: object) -> RelayServer:
    """The relay anew at its port; it prunes when it starts."""
    relay.stop()
    return start_relay(port=httpx.URL(relay.base_url).port, **changes)


def rows(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def wait_for_rows(database: Path, table: str, number: int) -> None:
    """Returns once the table has so many rows; the test's own timeout ends a vain wait."""
    while rows(database, table) != number:
        threading.Event().wait(0.005)


def test_acknowledged_mail_goes_after_thirty_days_and_the_rest_stays(
    till: Till, relay: RelayServer, start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    till.post(b"fetched")
    till.events(till.events()["next"])
    till.post(b"never fetched")
    clock.offset = timedelta(days=29, hours=23)
    again = restarted(relay, start_relay)
    assert NET.get(f"{again.base_url}/readyz").status_code == 200
    assert bodies(till.events()) == [b"fetched", b"never fetched"]
    clock.offset = timedelta(days=30, minutes=1)
    restarted(again, start_relay)
    wait_for_rows(database, "event", 1)
    assert bodies(till.events()) == [b"never fetched"]


def test_mail_that_a_live_till_has_not_fetched_stays_for_ever(
    till: Till, relay: RelayServer, start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    till.post(b"one")
    NET.post(f"{relay.base_url}/shop/mpesa/callback/", content=PAID)
    clock.offset = timedelta(days=4_000)
    restarted(relay, start_relay)
    wait_for_rows(database, "event", 1)
    assert bodies(till.events()) == [b"one"]


def test_a_revoked_terminals_mail_goes_thirty_days_after_its_end(
    till: Till, relay: RelayServer, start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    till.post()
    clock.offset = timedelta(days=40)
    revoke_terminal(database, till.terminal, clock=clock)
    clock.offset = timedelta(days=69)
    again = restarted(relay, start_relay)
    assert NET.get(f"{again.base_url}/readyz").status_code == 200
    assert rows(database, "event") == 1
    clock.offset = timedelta(days=71)
    restarted(again, start_relay)
    wait_for_rows(database, "event", 0)


def test_a_running_relay_prunes_by_itself(start_relay: StartRelay, database: Path, clock: MovedClock) -> None:
    relay = start_relay(pruning_seconds=0.02)
    till = enrol(relay.base_url, database, clock)
    for number in range(3):
        till.post(b"%d" % number)
    till.events(till.events()["next"])
    clock.offset = timedelta(days=31)
    wait_for_rows(database, "event", 0)
    assert "relay_pruned_total 3" in NET.get(f"{relay.base_url}/metrics").text


def test_numbers_are_not_given_out_again_after_pruning(
    start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    relay = start_relay(pruning_seconds=0.02)
    till = enrol(relay.base_url, database, clock)
    till.post()
    seen = till.events()["next"]
    till.events(seen)
    clock.offset = timedelta(days=31)
    wait_for_rows(database, "event", 0)
    till.post(b"later")
    mail = till.events(seen)
    assert bodies(mail) == [b"later"]
    assert mail["next"] > seen
    assert mail["epoch"] == till.epoch


def test_ended_codes_and_keys_are_deleted(
    till: Till, relay: RelayServer, start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    enrol(relay.base_url, database, clock, code=issue_rotation_code(database, till.terminal, clock=clock))
    issue_pairing_code(database, "Till 2", clock=clock)
    assert (rows(database, "terminal_key"), rows(database, "pairing_code")) == (2, 3)
    clock.offset = timedelta(days=2)
    restarted(relay, start_relay)
    wait_for_rows(database, "terminal_key", 1)
    wait_for_rows(database, "pairing_code", 0)


def test_a_great_deal_of_old_mail_goes_too(
    till: Till, relay: RelayServer, start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    till.post()
    till.events(till.events()["next"])
    with closing(sqlite3.connect(database)) as connection, connection:
        copied = "kind, terminal, token, source, body, received_at_ms, acknowledged_at_ms"
        connection.execute(
            f"""WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 1200)
            INSERT INTO event (id, body_sha256, {copied})
            SELECT 'copy' || n, randomblob(32), {copied} FROM event, counter"""
        )
    assert rows(database, "event") == 1201
    clock.offset = timedelta(days=31)
    restarted(relay, start_relay)
    wait_for_rows(database, "event", 0)


def test_a_relay_that_could_not_prune_tries_again(
    start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    for words in ("replaced or deleted", "cannot be written"):
        noise.expect("pos_desktop.relay.writer", words)
    noise.expect("pos_desktop.relay.retention", "nothing was pruned")
    relay = start_relay(pruning_seconds=0.02)
    till = enrol(relay.base_url, database, clock)
    till.post()
    till.events(till.events()["next"])
    folder, elsewhere = database.parent, database.parent.with_name("elsewhere")
    folder.rename(elsewhere)
    folder.write_bytes(b"no folder")
    while not any("nothing was pruned" in record.getMessage() for record in noise.heard):
        threading.Event().wait(0.005)
    folder.unlink()
    elsewhere.rename(folder)
    clock.offset = timedelta(days=31)
    wait_for_rows(database, "event", 0)
