"""What SQL itself refuses, whoever asks."""

from __future__ import annotations

from datetime import datetime

import pytest

from pos_desktop.payments import PaymentNotFoundError
from pos_desktop.payments.decision import Detail, TransactionStatus
from pos_desktop.payments.errors import IllegalTransitionError
from pos_desktop.payments.evidence import Sending, StoredMatch, StoredSource, WalkedAway
from pos_desktop.payments.ledger import append, payment_by_id
from pos_desktop.payments.tables import TextEnum, UtcDateTime
from pos_desktop.storage import StorageError
from tests.payments.world import RECEIPT, World, result

COPY = (
    "INSERT INTO mpesa_transaction SELECT 99, 'other', terminal, pos_sale, \"order\", attempt, phone_number,"
    " amount_cents, account_reference, description, short_code, environment, callback_only_limit_cents, rules_version,"
    " 'token-2', callback_url, created_at, status, detail, result_code, result_description, merchant_request_id,"
    " checkout_request_id, NULL, sent_at, transaction_date, updated_at, open_doubts, next_query_at"
    " FROM mpesa_transaction"
)


def run(world: World, statement: str) -> None:
    with world.file.transaction() as session:
        session.connection().exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        COPY,
        "UPDATE payment_event SET data = '{}'",
        "DELETE FROM payment_event",
        "DELETE FROM mpesa_transaction",
        "UPDATE mpesa_transaction SET amount_cents = 100",
        "UPDATE mpesa_transaction SET phone_number = '254700000000'",
        "UPDATE mpesa_transaction SET callback_token = 'x'",
        "UPDATE mpesa_transaction SET pos_sale = 'sale-9'",
        "UPDATE mpesa_transaction SET environment = 'sandbox'",
        "UPDATE mpesa_transaction SET callback_only_limit_cents = 99999999",
        "UPDATE mpesa_transaction SET created_at = '2020-01-01'",
        "UPDATE mpesa_transaction SET status = 'initiated'",
        "UPDATE mpesa_transaction SET status = 'paid'",
        "UPDATE mpesa_transaction SET \"order\" = 'both'",
    ],
)
def test_what_must_never_happen_to_an_open_payment_fails_in_sql(world: World, statement: str) -> None:
    payment = world.prompt()

    with pytest.raises(StorageError):
        run(world, statement)

    assert world.core.payment(payment.id) == payment


def test_a_second_attempt_is_refused_in_sql_only_while_the_first_may_be_paid(world: World) -> None:
    payment = world.prompt()
    with pytest.raises(StorageError):
        run(world, COPY)
    world.call_back(payment, 1032)
    run(world, COPY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mpesa_transaction SET status = 'failed'",
        "UPDATE mpesa_transaction SET status = 'pending'",
        "UPDATE mpesa_transaction SET mpesa_receipt_number = 'UKO7XK2M9Q'",
        "UPDATE mpesa_transaction SET mpesa_receipt_number = NULL",
    ],
)
def test_a_completed_payment_is_completed_for_ever(world: World, statement: str) -> None:
    payment = world.prompt()
    world.call_back(payment)
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)

    with pytest.raises(StorageError):
        run(world, statement)


def test_a_failed_payment_may_only_be_completed(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1032)

    with pytest.raises(StorageError):
        run(world, "UPDATE mpesa_transaction SET status = 'pending'")


@pytest.mark.parametrize("cents", [0, -100, 150])
def test_an_amount_is_whole_shillings_above_nothing(world: World, cents: int) -> None:
    world.prompt()
    statement = COPY.replace("pos_sale,", "'sale-9',", 1).replace("amount_cents,", f"{cents},", 1)

    with pytest.raises(StorageError):
        run(world, statement)


def test_a_receipt_belongs_to_one_payment(world: World) -> None:
    first, second = world.prompt(), world.prompt(pos_sale="sale-2")
    world.call_back(first)

    with pytest.raises(StorageError):
        run(world, f"UPDATE mpesa_transaction SET mpesa_receipt_number = '{RECEIPT}' WHERE id = {second.id}")


def test_a_match_of_a_statement_binds_its_receipt(world: World) -> None:
    payment = world.prompt()
    match = StoredMatch(StoredSource.STATEMENT, RECEIPT, 1_191_00, "code", "Mwangi")
    with world.file.transaction() as session:
        change = append(session, payment_by_id(session, payment.id), [match], world.clock.now())

    assert change.is_first_completion
    view = world.core.payment(payment.id)
    assert (view.receipt, view.status) == (RECEIPT, TransactionStatus.COMPLETED)


def test_a_recomputation_that_would_lower_a_status_is_refused_and_changes_nothing(world: World) -> None:
    payment = world.prompt()
    run(world, "UPDATE mpesa_transaction SET status = 'completed'")

    with pytest.raises(IllegalTransitionError, match="fall"), world.file.transaction() as session:
        append(session, payment_by_id(session, payment.id), [WalkedAway()], world.clock.now())
    with world.file.transaction() as session:
        change = append(session, payment_by_id(session, payment.id), [Sending()], world.clock.now())

    assert change.added == (), "what was known already is no reason to look again"
    assert world.row(payment.id).status is TransactionStatus.COMPLETED


def test_evidence_needs_a_payment_that_is_stored(world: World) -> None:
    world.prompt()
    row = world.row(1)
    row.id = None

    with pytest.raises(IllegalTransitionError), world.file.transaction() as session:
        append(session, row, [Sending()], world.clock.now())
    with pytest.raises(PaymentNotFoundError), world.file.transaction() as session:
        payment_by_id(session, 404)


def test_moments_without_a_zone_and_words_that_are_no_choice_are_not_stored() -> None:
    from sqlalchemy.dialects import sqlite

    dialect = sqlite.dialect()
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(datetime(2026, 11, 24), dialect)  # noqa: DTZ001
    with pytest.raises(ValueError, match="telepathy"):
        TextEnum(Detail).process_bind_param("telepathy", dialect)  # type: ignore[arg-type]
    assert TextEnum(Detail).process_bind_param(None, dialect) is None
    assert TextEnum(Detail).process_result_value(None, dialect) is None
