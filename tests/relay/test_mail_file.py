from __future__ import annotations

import asyncio
import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from pos_desktop.relay import (
    MailFileError,
    MailFileInUseError,
    MailUnavailableError,
    NewerMailFileError,
    RelayOptionError,
    RelayOptions,
    RelayServer,
    create_app,
    issue_pairing_code,
    list_terminals,
)
from pos_desktop.serving import CannotListenError
from tests.conftest import Noise
from tests.relay.conftest import StartRelay
from tests.relay.tills import NET, MovedClock, Till, bodies, enrol, wait_for_figure

WRITER = "pos_desktop.relay.writer"
RESERVE = "pos_desktop.relay.reserve"


def port_of(relay: RelayServer) -> int:
    return httpx.URL(relay.base_url).port or 0


def big(number: int) -> bytes:
    return b"%d " % number * 1_000


def fill_up(till: Till) -> list[bytes]:
    """Sends big bodies until one is refused; the accepted ones."""
    accepted: list[bytes] = []
    while True:
        body = big(len(accepted))
        answer = till.post(body)
        if answer.status_code != 200:
            assert answer.status_code == 503
            assert answer.json()["code"] == "relay_mail_unavailable"
            assert answer.headers["retry-after"] == "1"
            return accepted
        accepted.append(body)


def test_a_full_file_is_answered_with_503_and_what_was_accepted_is_there(
    start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect(WRITER, "did not take a write.*full")
    noise.expect(RESERVE, "wait in the reserve")
    relay = start_relay(max_pages=80)
    till = enrol(relay.base_url, database, clock)
    accepted = fill_up(till)
    assert accepted
    assert bodies(till.events()) == accepted
    assert NET.get(f"{relay.base_url}/healthz").status_code == 200
    relay.stop()
    start_relay(port=port_of(relay))
    wait_for_figure(till.base_url, "relay_reserve_waiting", 0)
    assert bodies(till.events()) == [*accepted, big(len(accepted))]
    assert till.post(b"room again").status_code == 200


def test_a_file_that_another_program_blocks_still_gives_out_its_mail_and_acknowledges_nothing(
    till: Till, database: Path, noise: Noise
) -> None:
    noise.expect(WRITER, "did not take a write.*locked")
    noise.expect(RESERVE, "wait in the reserve")
    noise.expect("pos_desktop.relay.delivery", "acknowledgement was not kept.*locked")
    till.post(b"one")
    till.post(b"two")
    first = till.events()["events"][0]["seq"]
    with closing(sqlite3.connect(database, isolation_level=None)) as blocker, ThreadPoolExecutor(5) as pool:
        blocker.execute("BEGIN IMMEDIATE")
        mail = pool.submit(till.events, first)
        posts = [pool.submit(till.post, b"%d" % number) for number in range(4)]
        assert bodies(mail.result(30)) == [b"two"]
        assert [post.result(30).status_code for post in posts] == [503] * 4
        blocker.execute("ROLLBACK")
    assert [line.waiting for line in list_terminals(database)] == [2]


def test_a_pairing_that_the_file_does_not_take_leaves_its_code_good(
    start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect(WRITER, "did not take a write.*full")
    noise.expect(RESERVE, "wait in the reserve")
    relay = start_relay(max_pages=80)
    code = issue_pairing_code(database, "Till 2", clock=clock)
    fill_up(enrol(relay.base_url, database, clock))
    relay.stop()
    relay = start_relay()
    assert enrol(relay.base_url, database, clock, code=code).ask().status_code == 200


def test_a_relay_whose_file_was_emptied_begins_another_epoch(
    till: Till, relay: RelayServer, start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    till.post()
    relay.stop()
    for path in database.parent.iterdir():
        path.unlink()
    renewed = enrol(start_relay().base_url, database, clock)
    assert renewed.epoch != till.epoch
    assert renewed.events()["events"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a file that is open")
def test_a_file_that_is_deleted_under_a_running_relay_is_missed_before_anything_is_acknowledged(
    till: Till, relay: RelayServer, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect(WRITER, "replaced or deleted")
    noise.expect(WRITER, "put back from a backup, or lost")
    till.post()
    for path in database.parent.glob("relay.db*"):
        path.unlink()
    assert till.post().status_code in (404, 503)
    renewed = enrol(relay.base_url, database, clock)
    assert renewed.epoch != till.epoch
    assert till.ask().status_code == 401
    assert renewed.post(b"kept in the new file").status_code == 200
    relay.stop()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT body FROM event").fetchall() == [(b"kept in the new file",)]


def test_a_file_of_a_newer_program_is_refused_untouched(relay: RelayServer, database: Path) -> None:
    relay.stop()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = database.read_bytes()
    with pytest.raises(NewerMailFileError, match="99"):
        RelayServer(RelayOptions(database=database)).start()
    with pytest.raises(NewerMailFileError):
        issue_pairing_code(database, "Till 1")
    assert database.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to have a header " * 40])
def test_a_file_that_is_no_mail_file_is_refused_untouched(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    with pytest.raises(MailFileError):
        RelayServer(RelayOptions(database=database)).start()
    with pytest.raises(MailUnavailableError):
        list_terminals(database)
    assert database.read_bytes() == content


def test_a_folder_that_is_not_there_is_made_and_one_that_cannot_be_is_named(tmp_path: Path) -> None:
    with RelayServer(RelayOptions(database=tmp_path / "new" / "folder" / "relay.db")) as relay:
        assert NET.get(f"{relay.base_url}/readyz").status_code == 200
    (tmp_path / "file").write_bytes(b"no folder")
    with pytest.raises(MailFileError, match=r"relay\.db cannot be opened"):
        RelayServer(RelayOptions(database=tmp_path / "file" / "relay.db")).start()


def test_a_file_that_is_not_there_has_no_list(database: Path) -> None:
    with pytest.raises(MailUnavailableError):
        list_terminals(database)
    assert not database.exists()


def test_a_second_relay_on_the_same_file_is_refused_until_the_first_stops(
    relay: RelayServer, database: Path, start_relay: StartRelay
) -> None:
    with pytest.raises(MailFileInUseError):
        RelayServer(RelayOptions(database=database)).start()
    relay.stop()
    start_relay()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make links")
def test_a_link_to_the_file_is_the_file(relay: RelayServer, till: Till, database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database)
    with pytest.raises(MailFileInUseError):
        RelayServer(RelayOptions(database=link)).start()
    assert enrol(relay.base_url, link, till.clock).ask().status_code == 200
    assert not list(tmp_path.glob("link.db?*"))


def test_a_failed_start_leaves_port_and_file_free(relay: RelayServer, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with pytest.raises(CannotListenError):
        RelayServer(RelayOptions(database=other, port=port_of(relay))).start()
    with pytest.raises(RelayOptionError):
        RelayServer(RelayOptions(database=other, public_url="https://mpesa.example.co.ke")).start()
    with pytest.raises(RelayOptionError, match="public URL"):
        RelayServer(RelayOptions(database=other, host="0.0.0.0")).start()
    with RelayServer(RelayOptions(database=other)) as second:
        assert NET.get(f"{second.base_url}/healthz").status_code == 200


def test_an_application_of_its_own_opens_the_file_for_another_server(database: Path) -> None:
    app = create_app(RelayOptions(database=database, public_url="https://relay.example.co.ke"))
    assert database.exists()
    with pytest.raises(MailFileInUseError):
        create_app(RelayOptions(database=database))
    asyncio.run(live_through(app))
    with RelayServer(RelayOptions(database=database)) as successor:
        assert NET.get(f"{successor.base_url}/readyz").status_code == 200


async def live_through(app: FastAPI) -> None:
    """Starts and ends an application as a server does."""
    async with app.router.lifespan_context(app):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files to their owner by other means")
def test_the_file_is_its_owners_alone(relay: RelayServer, database: Path) -> None:
    issue_pairing_code(database, "Till 1")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in database.parent.glob("relay.db*")}
    assert modes == {0o600}


def test_the_file_is_sound_and_keeps_a_write_ahead_log(relay: RelayServer, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
