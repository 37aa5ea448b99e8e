"""A mail file that was put back from a backup is noticed, whoever comes first, and loses nobody a result."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from pos_desktop.relay import MailFileError, RelayOptions, RelayServer
from pos_desktop.relay.store import Progress, read_progress
from pos_desktop.relay.witness import Witness
from tests.conftest import Noise
from tests.failing_disk import FailingDisk, Fault
from tests.payments.world import World
from tests.relay.conftest import StartRelay
from tests.relay.ledgers import manager_of
from tests.relay.test_ledger_upload import bring_up_to_date, sell, shown
from tests.relay.tills import NET, MovedClock, Till, bodies, enrol, wait_for_figure

WRITER, WITNESS = "pos_desktop.relay.writer", "pos_desktop.relay.witness"
NOTICED = "put back from a backup, or lost"

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody replace a file that is open")


@pytest.fixture
def witness(database: Path) -> Path:
    return database.with_name("relay.db.witness")


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "one")
    yield world
    world.file.close()


def stop(relay: RelayServer) -> int:
    """Stops it; the port that the tills know."""
    relay.stop()
    return httpx.URL(relay.base_url).port or 0


def copy(database: Path, to: Path) -> None:
    """A backup of a file that is in use."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as copied:
        source.backup(copied)


@pytest.fixture
def restored(relay: RelayServer, till: Till, start_relay: StartRelay, database: Path, backup: Path) -> tuple[int, int]:
    """A mail file from before the till read its last two results: its relay's port, and how far the till is."""
    till.post(b"before the backup")
    port = stop(relay)
    shutil.copy(database, backup)
    again = start_relay(port=port)
    till.post(b"lost 1")
    till.post(b"lost 2")
    seen = till.events(till.events()["next"])["next"]
    stop(again)
    shutil.copy(backup, database)
    return port, seen


def test_results_reach_a_till_that_was_away_while_others_came_past_its_number(
    restored: tuple[int, int], till: Till, start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect(WRITER, NOTICED)
    port, seen = restored
    relay = start_relay(port=port)
    assert till.post(b"paid").status_code == 200
    other = enrol(relay.base_url, database, clock)
    assert [other.post(b"%d" % number).status_code for number in range(3)] == [200] * 3
    mail = till.events(seen)
    assert mail["epoch"] != till.epoch
    assert bodies(mail) == [b"paid"]
    assert bodies(till.events()) == [b"before the backup", b"paid"]
    stop(relay)
    start_relay(port=port)
    assert till.events()["epoch"] == mail["epoch"]


def test_a_till_that_comes_first_is_told_of_the_new_epoch(
    restored: tuple[int, int], till: Till, start_relay: StartRelay, noise: Noise
) -> None:
    noise.expect(WRITER, NOTICED)
    port, seen = restored
    relay = start_relay(port=port)
    assert NET.get(f"{relay.base_url}/readyz").status_code == 200
    assert till.events(seen)["epoch"] != till.epoch
    assert bodies(till.events()) == [b"before the backup"]


def test_a_folder_that_was_put_back_whole_begins_a_tills_mail_anew_when_it_asks(
    restored: tuple[int, int], till: Till, start_relay: StartRelay, database: Path, witness: Path, noise: Noise
) -> None:
    noise.expect("pos_desktop.relay.delivery", "begins anew")
    port, seen = restored
    with closing(sqlite3.connect(database)) as file:
        Witness(witness).note(read_progress(file))
    start_relay(port=port)
    mail = till.events(seen)
    assert mail["epoch"] != till.epoch
    assert bodies(mail) == [b"before the backup"]


def test_a_file_that_is_put_back_on_a_full_disk_takes_its_first_result_under_another_epoch(
    restored: tuple[int, int], till: Till, start_relay: StartRelay, disk: FailingDisk, noise: Noise
) -> None:
    noise.expect(WRITER, NOTICED)
    noise.expect(WRITER, "did not take a write")
    noise.expect("pos_desktop.relay.reserve", "wait in the reserve")
    port, seen = restored
    disk.fail(Fault.FULL, 1, lasts=True)
    start_relay(port=port)
    assert till.post(b"refused").status_code == 503
    assert till.events()["epoch"] == till.epoch
    disk.mend()
    assert till.post(b"paid").status_code == 200
    mail = till.events(seen)
    assert mail["epoch"] != till.epoch
    assert bodies(mail) == [b"paid"]


def test_payments_that_the_ledger_lost_are_uploaded_again(
    relay: RelayServer,
    till: Till,
    start_relay: StartRelay,
    database: Path,
    backup: Path,
    clock: MovedClock,
    world: World,
    noise: Noise,
) -> None:
    noise.expect(WRITER, NOTICED)
    manager = manager_of(relay.base_url, database, clock)
    sell(world, "sale-1")
    bring_up_to_date(world, till)
    copy(database, backup)
    sell(world, "sale-2")
    bring_up_to_date(world, till)
    port = stop(relay)
    shutil.copy(backup, database)
    again = start_relay(port=port)
    assert NET.get(f"{again.base_url}/readyz").status_code == 200
    assert len(shown(manager)) == 1
    sell(world, "sale-3")
    bring_up_to_date(world, till)
    assert len(shown(manager)) == 3


@unix_only
def test_a_file_that_is_put_back_under_a_running_relay_is_noticed(
    till: Till, database: Path, backup: Path, noise: Noise
) -> None:
    for words in ("replaced or deleted", NOTICED):
        noise.expect(WRITER, words)
    till.post(b"before the backup")
    copy(database, backup)
    till.post(b"lost")
    seen = till.events()["next"]
    backup.replace(database)
    assert till.post(b"paid").status_code == 200
    mail = till.events(seen)
    assert mail["epoch"] != till.epoch
    assert bodies(mail) == [b"paid"]
    assert bodies(till.events()) == [b"before the backup", b"paid"]


def big(number: int) -> bytes:
    """A result of a page's size; a thousand of them fill a log, and it is written over from its beginning."""
    return b"%05d " % number * 500


def is_sound(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as file:
        return bool(file.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


@unix_only
def test_the_log_of_a_file_that_was_replaced_is_kept_from_the_new_one(
    till: Till, relay: RelayServer, database: Path, backup: Path, noise: Noise
) -> None:
    for words in ("replaced or deleted", NOTICED):
        noise.expect(WRITER, words)
    till.post(b"before the backup")
    copy(database, backup)
    former = database.with_name("former.db")
    for number in range(1_200):
        till.post(big(number))
    database.rename(former)
    backup.replace(database)
    assert till.post(b"paid").status_code == 200
    assert bodies(till.events()) == [b"before the backup", b"paid"]
    stop(relay)
    assert is_sound(database)
    with closing(sqlite3.connect(former)) as file:
        assert file.execute("SELECT count(*) FROM event").fetchone() == (1_201,)


@unix_only
def test_a_log_that_was_put_back_with_its_file_is_taken_up_with_it(
    till: Till, relay: RelayServer, database: Path, tmp_path: Path, noise: Noise
) -> None:
    for words in ("replaced or deleted", NOTICED):
        noise.expect(WRITER, words)
    till.post(b"only in the log")
    for suffix in ("", "-wal"):
        shutil.copy(f"{database}{suffix}", tmp_path / f"copy.db{suffix}")
    till.post(b"lost")
    for suffix in ("-wal", ""):
        (tmp_path / f"copy.db{suffix}").replace(f"{database}{suffix}")
    assert till.post(b"paid").status_code == 200
    assert bodies(till.events()) == [b"only in the log", b"paid"]
    stop(relay)
    assert is_sound(database)


@pytest.fixture
def left_by_a_killed_relay(
    till: Till, relay: RelayServer, database: Path, backup: Path, tmp_path: Path
) -> Callable[[int], int]:
    """Copies a backup of before so many results over the file of a killed relay, whose log lies there still."""

    def kill_and_put_back(results: int) -> int:
        till.post(b"before the backup")
        copy(database, backup)
        for number in range(results):
            till.post(big(number))
        left = shutil.copy(f"{database}-wal", tmp_path / "left-wal")
        port = stop(relay)
        shutil.copy(backup, database)
        shutil.copy(left, f"{database}-wal")
        Path(f"{database}-shm").unlink()
        return port

    return kill_and_put_back


def test_the_log_of_a_killed_relay_is_kept_from_a_backup_that_is_copied_over_its_file(
    left_by_a_killed_relay: Callable[[int], int],
    start_relay: StartRelay,
    database: Path,
    till: Till,
    noise: Noise,
) -> None:
    noise.expect("pos_desktop.relay.mail_log", "is another file's.*put aside")
    noise.expect(WRITER, NOTICED)
    relay = start_relay(port=left_by_a_killed_relay(1_200))
    assert till.post(b"paid").status_code == 200
    assert bodies(till.events()) == [b"before the backup", b"paid"]
    stop(relay)
    assert is_sound(database)


def test_a_log_that_has_all_since_the_backup_brings_it_up_to_date(
    left_by_a_killed_relay: Callable[[int], int], start_relay: StartRelay, database: Path, till: Till
) -> None:
    relay = start_relay(port=left_by_a_killed_relay(20))
    mail = till.events()
    assert mail["epoch"] == till.epoch
    assert bodies(mail) == [b"before the backup", *(big(number) for number in range(20))]
    stop(relay)
    assert is_sound(database)


def damage(file: Path) -> None:
    """Spoils the last quarter of a mail file, where its results are."""
    at = file.stat().st_size * 3 // 4
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(b"\xff" * (file.stat().st_size - at))


@unix_only
def test_a_damaged_file_takes_nothing_and_what_came_meanwhile_goes_into_the_next(
    start_relay: StartRelay, database: Path, clock: MovedClock, backup: Path, tmp_path: Path, noise: Noise
) -> None:
    for words in ("replaced or deleted", "is damaged.*put back a backup"):
        noise.expect(WRITER, words)
    noise.expect("pos_desktop.relay.reserve", "wait in the reserve")
    relay = start_relay(recovery_seconds=0.02)
    till = enrol(relay.base_url, database, clock)
    for number in range(40):
        till.post(big(number))
    copy(database, backup)
    damaged = Path(shutil.copy(backup, tmp_path / "damaged.db"))
    damage(damaged)
    damaged.replace(database)
    assert [till.post(b"%d" % number).status_code for number in range(2)] == [503] * 2
    assert NET.get(f"{relay.base_url}/readyz").status_code == 503
    backup.replace(database)
    wait_for_figure(relay.base_url, "relay_reserve_waiting", 0)
    assert bodies(till.events()) == [*(big(number) for number in range(40)), b"0", b"1"]
    stop(relay)
    assert is_sound(database)


def test_no_relay_starts_on_a_damaged_file(till: Till, relay: RelayServer, database: Path) -> None:
    for number in range(40):
        till.post(big(number))
    stop(relay)
    damage(database)
    with pytest.raises(MailFileError, match=r"is damaged.*delete relay\.db-wal.*put back a backup"):
        RelayServer(RelayOptions(database=database)).start()


def lost(witness: Path) -> None:
    witness.unlink()


def emptied(witness: Path) -> None:
    witness.write_bytes(b"")


def spoiled(witness: Path) -> None:
    witness.write_bytes(witness.read_bytes().replace(b" 0", b" 9", 1))


@pytest.mark.parametrize("harm", [lost, emptied, spoiled])
def test_a_file_whose_witness_says_nothing_begins_anew_once(
    till: Till,
    relay: RelayServer,
    start_relay: StartRelay,
    witness: Path,
    noise: Noise,
    harm: Callable[[Path], None],
) -> None:
    noise.expect(WRITER, NOTICED)
    till.post(b"one")
    port = stop(relay)
    harm(witness)
    again = start_relay(port=port)
    assert till.post(b"two").status_code == 200
    mail = till.events()
    assert mail["epoch"] != till.epoch
    assert bodies(mail) == [b"one", b"two"]
    stop(again)
    start_relay(port=port)
    assert till.events()["epoch"] == mail["epoch"]


def test_a_witness_that_cannot_be_written_is_said_once_and_keeps_no_mail_back(
    till: Till, relay: RelayServer, start_relay: StartRelay, witness: Path, noise: Noise
) -> None:
    noise.expect(WITNESS, "cannot be written.*Mail is kept all the same")
    witness.unlink()
    witness.mkdir()
    assert [till.post(b"%d" % number).status_code for number in range(3)] == [200] * 3
    assert len(noise.heard) == 1
    witness.rmdir()
    assert till.post(b"3").status_code == 200
    port = stop(relay)
    start_relay(port=port)
    assert till.events()["epoch"] == till.epoch
    assert len(till.events()["events"]) == 4


def test_what_is_noted_takes_no_more_room_than_before(tmp_path: Path) -> None:
    path = tmp_path / "witness"
    noted = [Progress("ab" * 8, 1, 0), Progress("cd" * 8, 2**62, 2**62), Progress("ef" * 8, 3, 10**9)]
    sizes = set()
    for progress in noted:
        Witness(path).note(progress)
        assert Witness(path).seen == progress
        sizes.add(path.stat().st_size)
    assert len(sizes) == 1
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
