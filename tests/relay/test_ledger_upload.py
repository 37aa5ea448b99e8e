from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from pos_desktop.payments import LedgerUpload, PaymentView, RelayLedger, TransactionStatus
from pos_desktop.payments.ledger_upload import IDLE_SECONDS, PAYMENTS_A_ROUND, SETTLE_SECONDS
from pos_desktop.payments.relay_ledger import entry_of
from pos_desktop.payments.tables import LedgerProgress
from pos_desktop.payments.watch import KEY_REFUSED_PAUSE_SECONDS
from pos_desktop.relay import RelayServer, revoke_terminal
from pos_desktop.storage import DiskFullError
from tests.conftest import Noise
from tests.payments.world import REQUEST, World, refused, result
from tests.relay.conftest import StartRelay
from tests.relay.ledgers import ENTRY, Manager, manager_of, upload
from tests.relay.tills import MovedClock, Till, enrol

UPLOAD = "pos_desktop.payments.ledger_upload"


class Stop(threading.Event):
    """Notes the pauses, and takes none; at each one, something may happen."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float | None] = []
        self.happens: Callable[[int], None] = lambda _number: None

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout)
        self.happens(len(self.pauses))
        return self.is_set()


class Idle(threading.Event):
    """Ends the loop when it has nothing more to do."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop = stop

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout == IDLE_SECONDS
        self._stop.set()
        return True


class Wire(httpx.HTTPTransport):
    """The network; it notes which payments were uploaded, and something may happen after each."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []
        self.happens: Callable[[int], None] = lambda _number: None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        self.sent.append(request.url.path.rpartition("/")[2])
        self.happens(len(self.sent))
        return response


def bring_up_to_date(world: World, till: Till, *, stop: Stop | None = None, wire: Wire | None = None) -> Stop:
    """Runs the upload until nothing is due, or until something stops it; takes none of the pauses."""
    stop = stop or Stop()
    ledger = RelayLedger(till.base_url, till.key, transport=wire)
    uploading = LedgerUpload(world.file.transaction, world.file.reading, ledger, stop)
    uploading.wake = Idle(stop)
    uploading.run()
    return stop


def sell(world: World, sale: str, **changes: Any) -> PaymentView:
    """A prompt of a sale of its own."""
    return world.prompt(replace(REQUEST, pos_sale=sale), **changes)


def shown(manager: Manager) -> dict[str, tuple[str, str, str | None]]:
    """What the manager sees of each payment: terminal, status, receipt."""
    return {row["public_id"]: (row["terminal"], row["status"], row["mpesa_receipt_number"]) for row in manager.rows()}


def progress(world: World) -> list[tuple[int, int]]:
    """How many changes each payment had, and up to which it was uploaded."""
    with world.file.reading() as session:
        rows = session.exec(select(LedgerProgress).order_by("transaction_id")).all()
        return [(row.revision, row.uploaded) for row in rows]


def is_up_to_date(world: World) -> bool:
    return all(revision == uploaded for revision, uploaded in progress(world))


def as_uploaded(world: World, payment: PaymentView, **changes: Any) -> dict[str, Any]:
    """The payment as the till uploads it, for a test to upload itself."""
    entry = entry_of(world.row(payment.id), 1)
    said = {name: getattr(entry, name) for name in ENTRY}
    moments = {name: said[name].isoformat() for name in ("created_at", "updated_at")}
    return said | moments | changes


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "one")
    yield world
    world.file.close()


@pytest.fixture
def other_world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "two")
    yield world
    world.file.close()


@pytest.fixture
def manager(relay: RelayServer, database: Path, clock: MovedClock) -> Manager:
    return manager_of(relay.base_url, database, clock)


def test_payments_of_two_tills_come_together_in_one_managers_view(
    world: World, other_world: World, till: Till, other_till: Till, manager: Manager
) -> None:
    paid = world.call_back(sell(world, "sale-1"), 0, receipt="UKO7XK2M9P")
    declined = world.call_back(sell(world, "sale-2"), 1032)
    world.daraja.queries.append(result("0"))
    world.core.resolve(paid.id)
    ordered = other_world.prompt(replace(REQUEST, pos_sale=None, order="order-1"))
    bring_up_to_date(world, till)
    bring_up_to_date(other_world, other_till)

    assert shown(manager) == {
        paid.public_id: (till.terminal, "completed", "UKO7XK2M9P"),
        declined.public_id: (till.terminal, "failed", None),
        ordered.public_id: (other_till.terminal, "pending", None),
    }
    rows = {row["public_id"]: row for row in manager.rows()}
    row, view = rows[paid.public_id], world.core.payment(paid.id)
    assert (row["host_kind"], row["host"], rows[ordered.public_id]["host_kind"]) == ("pos_sale", "sale-1", "order")
    assert (row["amount_cents"], row["account_reference"]) == (1_191_00, "1-000482")
    assert (row["detail"], row["result_code"], row["attempt"]) == (view.detail.value, "0", 1)
    assert (row["created_at"], row["paid_at"]) == ("2026-11-24T09:00:00.000Z", "2026-11-24T09:00:16.000Z")
    assert is_up_to_date(world)


def test_every_change_is_uploaded_and_nothing_that_is_none(world: World, till: Till, manager: Manager) -> None:
    payment, wire = sell(world, "sale-1"), Wire()
    bring_up_to_date(world, till, wire=wire)
    before = progress(world)
    world.clock.advance(30)
    world.core.resolve(payment.id)
    assert world.kinds(payment.id)[-1] == "query_pending"
    assert progress(world) == before
    bring_up_to_date(world, till, wire=wire)
    assert wire.sent == [payment.public_id]
    world.call_back(payment, 1032)
    bring_up_to_date(world, till, wire=wire)
    assert wire.sent == [payment.public_id] * 2
    assert shown(manager)[payment.public_id][1] == "failed"
    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)
    bring_up_to_date(world, till, wire=wire)
    assert shown(manager)[payment.public_id][1] == "completed"


def test_no_full_phone_number_reaches_the_relay(world: World, till: Till, manager: Manager, database: Path) -> None:
    world.call_back(sell(world, "sale-1"), 0)
    bring_up_to_date(world, till)
    assert [row["phone_masked"] for row in manager.rows()] == ["0712 ••• 678"]
    for path in database.parent.glob("relay.db*"):
        assert b"712345678" not in path.read_bytes()


def test_a_relay_that_is_away_gets_everything_when_it_is_back(
    world: World, relay: RelayServer, till: Till, manager: Manager, start_relay: StartRelay
) -> None:
    first = sell(world, "sale-1")
    bring_up_to_date(world, till)
    relay.stop()
    world.call_back(first, 1032)
    second = sell(world, "sale-2")
    stop = Stop()

    def come_back(number: int) -> None:
        if number == 3:
            start_relay(port=httpx.URL(relay.base_url).port)

    stop.happens = come_back
    bring_up_to_date(world, till, stop=stop)

    for pause, middle in zip(stop.pauses, (1.0, 2.0, 4.0), strict=False):
        assert pause is not None
        assert 0.7 * middle <= pause <= 1.3 * middle
    assert stop.pauses[3:] == [SETTLE_SECONDS]
    assert {public_id: row[1] for public_id, row in shown(manager).items()} == {
        first.public_id: "failed",
        second.public_id: "pending",
    }
    assert is_up_to_date(world)


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not a thing on Windows")
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_till_killed_while_it_uploads_loses_nothing(
    tmp_path: Path, till: Till, manager: Manager, moment: str, number: int
) -> None:
    folder = tmp_path / "one"
    world = World(folder)
    payments = [sell(world, f"sale-{each}") for each in range(5)]
    world.file.close()
    script = str(Path(__file__).with_name("dying_upload.py"))
    command = [sys.executable, script, str(folder), till.base_url, till.key, moment, str(number)]
    assert subprocess.run(command, check=False, timeout=60).returncode < 0
    assert len(manager.rows()) == number - (moment == "before")

    revived = World(folder)
    revived.call_back(revived.core.payment(payments[4].id), 1032)
    bring_up_to_date(revived, till)
    assert is_up_to_date(revived)
    revived.file.close()
    statuses = {payment.public_id: "pending" for payment in payments} | {payments[4].public_id: "failed"}
    assert {public_id: row[1] for public_id, row in shown(manager).items()} == statuses


def test_a_long_backlog_goes_up_part_by_part_and_the_newest_first(world: World, till: Till, manager: Manager) -> None:
    payments = [sell(world, f"sale-{number}") for number in range(PAYMENTS_A_ROUND + 3)]
    wire = Wire()
    stop = bring_up_to_date(world, till, wire=wire)
    assert wire.sent == [payment.public_id for payment in reversed(payments)]
    assert stop.pauses == [SETTLE_SECONDS, SETTLE_SECONDS]
    assert len(manager.rows()) == len(payments)


def test_two_processes_on_one_database_may_both_upload(world: World, till: Till, manager: Manager) -> None:
    wires = [Wire(), Wire()]
    for number in range(10):
        sell(world, f"sale-{number}")
    threads = [threading.Thread(target=bring_up_to_date, args=(world, till), kwargs={"wire": wire}) for wire in wires]
    for thread in threads:
        thread.start()
    for number in range(10, 20):
        sell(world, f"sale-{number}")
    for thread in threads:
        thread.join(30)
    bring_up_to_date(world, till)
    assert is_up_to_date(world)
    assert len(manager.rows()) == 20


def test_an_upload_that_comes_late_takes_nothing_back(world: World, till: Till, manager: Manager) -> None:
    payment = sell(world, "sale-1")
    early = as_uploaded(world, payment)
    world.call_back(payment, 1032)
    bring_up_to_date(world, till)
    assert upload(till, payment.public_id, early).status_code == 200
    assert shown(manager)[payment.public_id][1] == "failed"
    bring_up_to_date(world, till)
    assert shown(manager)[payment.public_id][1] == "failed"


def test_a_change_while_an_upload_is_under_way_is_uploaded_too(world: World, till: Till, manager: Manager) -> None:
    payment, wire = sell(world, "sale-1"), Wire()

    def pay_now(number: int) -> None:
        if number == 1:
            world.call_back(payment, 1032)

    wire.happens = pay_now
    bring_up_to_date(world, till, wire=wire)
    assert not is_up_to_date(world)
    bring_up_to_date(world, till, wire=wire)
    assert shown(manager)[payment.public_id][1] == "failed"
    assert is_up_to_date(world)


def test_a_till_that_is_not_paired_any_more_rests_long_and_keeps_what_is_due(
    world: World, till: Till, database: Path, clock: MovedClock, manager: Manager
) -> None:
    sell(world, "sale-1")
    revoke_terminal(database, till.terminal, clock=clock)
    stop = Stop()
    stop.happens = lambda number: stop.set() if number == 2 else None
    bring_up_to_date(world, till, stop=stop)
    assert stop.pauses == [KEY_REFUSED_PAUSE_SECONDS] * 2
    assert manager.rows() == []
    assert not is_up_to_date(world)


def test_one_refused_payment_blocks_no_other_and_is_tried_again_only_when_it_changes(
    world: World, till: Till, other_till: Till, manager: Manager, noise: Noise
) -> None:
    noise.expect(UPLOAD, "stays out of the ledger until it changes.*404")
    noise.expect(UPLOAD, "stays out of the ledger until it changes.*409")
    payments = [sell(world, f"sale-{number}") for number in range(4)]
    foreign, falling = payments[1], payments[2]
    assert upload(other_till, foreign.public_id, as_uploaded(world, foreign)).status_code == 200
    ahead = as_uploaded(world, falling, status="failed", detail="declined")
    assert upload(till, falling.public_id, ahead).status_code == 200
    wire = Wire()
    bring_up_to_date(world, till, wire=wire)
    assert len(wire.sent) == 4
    bring_up_to_date(world, till, wire=wire)
    assert len(wire.sent) == 4

    world.daraja.queries.append(result("0"))
    world.core.query(falling.id)
    bring_up_to_date(world, till, wire=wire)
    assert wire.sent[4:] == [falling.public_id]
    assert {public_id: row[:2] for public_id, row in shown(manager).items()} == {
        payments[0].public_id: (till.terminal, "pending"),
        foreign.public_id: (other_till.terminal, "pending"),
        falling.public_id: (till.terminal, "completed"),
        payments[3].public_id: (till.terminal, "pending"),
    }


def test_a_till_put_back_from_a_backup_goes_on_above_what_the_ledger_has_seen(
    world: World, till: Till, manager: Manager
) -> None:
    payment = sell(world, "sale-1")
    assert upload(till, payment.public_id, as_uploaded(world, payment, revision=90)).status_code == 200
    bring_up_to_date(world, till)
    world.call_back(payment, 1032)
    wire = Wire()
    bring_up_to_date(world, till, wire=wire)
    assert len(wire.sent) == 2
    (row,) = manager.rows()
    assert (row["status"], row["revision"]) == ("failed", 91)
    assert is_up_to_date(world)


def test_a_relay_that_lost_its_memory_is_given_everything_again(
    world: World, till: Till, relay: RelayServer, start_relay: StartRelay, tmp_path: Path, clock: MovedClock
) -> None:
    payments = [sell(world, f"sale-{number}") for number in range(3)]
    bring_up_to_date(world, till)
    relay.stop()
    database = tmp_path / "new.db"
    renewed = enrol(start_relay(database=database).base_url, database, clock)
    manager = manager_of(renewed.base_url, database, clock)
    world.call_back(payments[2], 1032)
    bring_up_to_date(world, renewed)
    assert set(shown(manager)) == {payment.public_id for payment in payments}
    assert is_up_to_date(world)


def test_a_file_that_does_not_take_the_note_repeats_the_upload(
    world: World, till: Till, manager: Manager, noise: Noise
) -> None:
    noise.expect(UPLOAD, "will be tried again: no room")
    sell(world, "sale-1")
    stop, wire, faults = Stop(), Wire(), [DiskFullError("no room")]

    def transaction() -> AbstractContextManager[Session]:
        if faults:
            raise faults.pop()
        return world.file.transaction()

    ledger = RelayLedger(till.base_url, till.key, transport=wire)
    uploading = LedgerUpload(transaction, world.file.reading, ledger, stop)
    uploading.wake = Idle(stop)
    uploading.run()
    assert len(wire.sent) == 2
    assert is_up_to_date(world)
    assert len(manager.rows()) == 1


def test_what_was_uploaded_before_a_fault_is_not_uploaded_again(
    world: World, relay: RelayServer, till: Till, start_relay: StartRelay
) -> None:
    payments = [sell(world, f"sale-{number}") for number in range(3)]
    stop, wire = Stop(), Wire()
    wire.happens = lambda number: relay.stop() if number == 2 else None

    def come_back(number: int) -> None:
        if number == 1:
            start_relay(port=httpx.URL(relay.base_url).port)

    stop.happens = come_back
    bring_up_to_date(world, till, stop=stop, wire=wire)
    assert wire.sent == [payment.public_id for payment in reversed(payments)]


def test_a_stop_ends_the_round_between_two_payments(world: World, till: Till, manager: Manager) -> None:
    for number in range(3):
        sell(world, f"sale-{number}")
    stop, wire = Stop(), Wire()
    wire.happens = lambda _number: stop.set()
    bring_up_to_date(world, till, stop=stop, wire=wire)
    assert len(manager.rows()) == 1
    assert [revision == uploaded for revision, uploaded in progress(world)] == [False, False, True]


def test_a_loop_that_is_stopped_before_it_starts_does_nothing(world: World, till: Till, manager: Manager) -> None:
    sell(world, "sale-1")
    stop = Stop()
    stop.set()
    bring_up_to_date(world, till, stop=stop)
    assert manager.rows() == []


def test_a_payment_is_uploaded_the_moment_that_the_loop_is_woken(world: World, till: Till, manager: Manager) -> None:
    stop = threading.Event()
    ledger = RelayLedger(till.base_url, till.key)
    uploading = LedgerUpload(world.file.transaction, world.file.reading, ledger, stop)
    world.announce = lambda _change: uploading.wake.set()
    thread = threading.Thread(target=uploading.run)
    thread.start()
    world.daraja.pushes.append(refused())
    payment = sell(world, "sale-1")
    while shown(manager).get(payment.public_id, ("", ""))[1] != TransactionStatus.FAILED.value:
        threading.Event().wait(0.005)
    stop.set()
    uploading.wake.set()
    thread.join(10)
    assert not thread.is_alive()


def test_what_is_due_is_found_without_looking_at_the_rest(world: World) -> None:
    sell(world, "sale-1")
    with world.file.reading() as session:
        plan = session.connection().exec_driver_sql(
            """EXPLAIN QUERY PLAN SELECT * FROM mpesa_transaction JOIN ledger_progress ON transaction_id = id
            WHERE uploaded < revision ORDER BY transaction_id DESC LIMIT 50"""
        )
        words = " ".join(str(row[3]) for row in plan)
    assert "ledger_progress USING INDEX ledger_progress_due" in words
    assert "SCAN mpesa_transaction" not in words
