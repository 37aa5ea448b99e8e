"""What was decided is decided anew after a start, and nothing falls by it."""

from __future__ import annotations

from pos_desktop.payments import Doubt, Settlement, TransactionStatus, recheck_once
from pos_desktop.storage import FileBusyError
from tests.conftest import Noise
from tests.payments.world import World, result


def write(world: World, statement: str) -> None:
    with world.file.transaction() as session:
        session.connection().exec_driver_sql(statement)


def test_what_is_sound_is_left_alone(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)
    told = len(world.told)
    world.core.recheck()
    assert len(world.told) == told
    assert world.core.payment(payment.id).open_doubts == frozenset()


def test_a_status_that_the_evidence_does_not_prove_stays_and_calls_a_person(world: World) -> None:
    payment = world.prompt()
    write(world, "UPDATE mpesa_transaction SET status = 'completed'")

    world.core.recheck()
    world.core.recheck()

    found = world.core.payment(payment.id)
    assert found.status is TransactionStatus.COMPLETED
    assert found.open_doubts == {Doubt.RECORD_DIFFERS}
    assert world.kinds(payment.id).count("record_differs") == 1

    world.call_back(payment, 1032)  # what comes later is taken in all the same
    assert world.core.payment(payment.id).status is TransactionStatus.COMPLETED
    settled = world.core.settle(
        world.core.payment(payment.id), by="Achieng", approved_by="Mwangi", settlement=Settlement.NO_MONEY
    )
    assert Doubt.RECORD_DIFFERS not in settled.open_doubts


def test_a_status_that_the_evidence_proves_and_the_file_missed_rises(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    with world.file.transaction() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO payment_event (transaction_id, identity, kind, data, recorded_at) VALUES (1, 'query:q', "
            " 'query',"
            ' \'{"request_id": "q", "result_code": "0", "asked_after_seconds": 9, "description": ""}\','
            " '2026-11-24 09:00:09')"
        )
    world.core.recheck()
    assert world.core.payment(payment.id).status is TransactionStatus.COMPLETED
    assert world.seen[-1].is_first_completion
    assert world.told[-1].is_first_completion


def test_old_payments_are_left_alone(world: World) -> None:
    payment = world.prompt()
    write(world, "UPDATE mpesa_transaction SET status = 'completed'")
    world.clock.advance(8 * 86_400)
    world.core.recheck()
    assert "record_differs" not in world.kinds(payment.id)


def test_a_file_that_cannot_be_read_is_looked_at_another_day(world: World, noise: Noise) -> None:
    def refuse() -> None:
        raise FileBusyError("held")

    world.core.recheck = refuse  # type: ignore[method-assign] # the file's refusal, wherever it comes
    recheck_once(world.core)
    noise.expect("pos_desktop.payments.watch", "could not be looked at")
