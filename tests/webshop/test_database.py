"""The shop's database of either kind: its tables, what it refuses, and what two at once may do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, MetaData, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from pos_desktop import payments
from pos_desktop.disk_room import RESERVE_BYTES
from pos_desktop.payments import (
    DarajaConfig,
    LivePaymentError,
    MPesaTransaction,
    PromptRequest,
    TransactionStatus,
    view_attempts,
)
from pos_desktop.schema import NewerSchemaError
from pos_desktop.webshop import MIGRATIONS, ShopDatabase, ShopPayments, open_database
from pos_desktop.webshop.allowance import Asking, PromptLimits, take_allowance
from pos_desktop.webshop.errors import ShopDatabaseError, ShopInUseError, ShopOptionError, TooManyPromptsError
from pos_desktop.webshop.tables import PromptAsked, ShopTable
from tests.little_room import leave
from tests.payments.world import BASE, Daraja, callback
from tests.webshop.conftest import SIGNING_KEY

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BOTH = [payments.MIGRATIONS, MIGRATIONS]
PAYMENT_TABLES = ("mpesa_transaction", "payment_event", "stray_callback", "mailbox_cursor", "ledger_progress")


@pytest.fixture
def database(database_url: str) -> Iterator[ShopDatabase]:
    with closing(open_database(database_url, BOTH)) as database:
        yield database


@pytest.fixture
def daraja() -> Daraja:
    return Daraja()


@pytest.fixture
def shop(database_url: str, daraja: Daraja) -> Iterator[ShopPayments]:
    payments = shop_over(database_url, daraja)
    yield payments
    payments.close()


def shop_over(database_url: str, daraja: Daraja, **changes: Any) -> ShopPayments:
    """The core of a shop, over a Daraja that answers as it is told."""
    return ShopPayments(
        database_url,
        DarajaConfig(BASE, "key", "secret", "passkey", "174379"),
        public_url="http://127.0.0.1:9",
        signing_key=SIGNING_KEY,
        allowed_sources=("127.0.0.0/8",),
        transport=httpx.MockTransport(daraja),
        **({"migrations": (MIGRATIONS,)} | changes),
    )


def order(number: int) -> PromptRequest:
    return PromptRequest("0712 345 678", 1_191_00, f"W-{number:06d}", "Online order", order=f"order-{number}")


def shape(engine: Engine, tables: list[str]) -> dict[str, Any]:
    look = inspect(engine)
    return {
        table: (
            sorted((column["name"], column["nullable"]) for column in look.get_columns(table)),
            sorted(str(sorted(index["column_names"], key=str)) for index in look.get_indexes(table)),
        )
        for table in tables
    }


def test_the_tables_are_those_that_the_program_declares(database_url: str, tmp_path: Path) -> None:
    open_database(database_url, BOTH).close()
    declared = MetaData()
    names = [*ShopTable.metadata.tables, *PAYMENT_TABLES]
    for table in (*ShopTable.metadata.sorted_tables, *SQLModel.metadata.sorted_tables):
        if table.name in names:
            table.to_metadata(declared)
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    declared.create_all(fresh)
    made = create_engine(database_url)
    in_program, in_database = shape(fresh, names), shape(made, names)
    assert {name: in_database[name][0] for name in names} == {name: in_program[name][0] for name in names}
    made.dispose()
    fresh.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payment_event SET data = '{}'",
        "DELETE FROM payment_event",
        "DELETE FROM mpesa_transaction",
        "UPDATE mpesa_transaction SET amount_cents = 100",
        "UPDATE mpesa_transaction SET callback_token = 'x'",
        "UPDATE mpesa_transaction SET status = 'initiated'",
        "UPDATE mpesa_transaction SET status = 'paid'",
        "UPDATE shop_order SET total_cents = 100",
        "UPDATE shop_order SET customer = 'me'",
        "UPDATE shop_order SET status = 'open', paid_at = NULL",
        "DELETE FROM shop_order",
        "UPDATE shop_order_line SET price_cents = 1",
        "DELETE FROM shop_order_line",
    ],
)
def test_what_must_never_happen_fails_in_sql(shop: ShopPayments, statement: str) -> None:
    shop.core.start_prompt(order(1))
    with shop.database.transaction() as session:
        session.connection().execute(
            text(
                "INSERT INTO shop_order (id, public_id, customer, request_key, phone, subtotal_cents, total_cents,"
                " status, ordered_at, paid_at) VALUES (1, 'o', 'c', 'k', 'p', 21000, 21000, 'paid', :now, :now)"
            ),
            {"now": NOW.replace(tzinfo=None)},
        )
        session.connection().execute(
            text(
                "INSERT INTO shop_order_line (id, order_id, product_id, name, size, price_cents, tax_letter, quantity)"
                " VALUES (1, 1, 1, 'Flour', '2 kg', 21000, 'C', 1)"
            )
        )
    with pytest.raises((DBAPIError, ShopDatabaseError)), shop.database.transaction() as session:
        session.connection().execute(text(statement))


def test_twenty_at_once_are_one_live_prompt(shop: ShopPayments, daraja: Daraja) -> None:
    def ask(_number: int) -> str:
        try:
            shop.core.start_prompt(order(1))
        except LivePaymentError:
            return "live"
        return "sent"

    with ThreadPoolExecutor(20) as many:
        outcomes = list(many.map(ask, range(20)))
    assert (outcomes.count("sent"), len(daraja.pushed)) == (1, 1)


def test_one_receipt_settles_one_payment_when_both_hear_of_it_at_once(shop: ShopPayments) -> None:
    views = [shop.core.start_prompt(order(number)) for number in (1, 2)]
    tokens = {}
    with shop.database.reading() as session:
        for row in session.exec(select(MPesaTransaction)):
            tokens[row.id] = row.callback_token
    ready = threading.Barrier(2)

    def call_back(number: int) -> None:
        ready.wait()
        shop.receive_callback(tokens[views[number].id], callback(number=number + 1), "127.0.0.1")

    with ThreadPoolExecutor(2) as two:
        list(two.map(call_back, range(2)))
    found = [shop.core.payment(view.id) for view in views]
    assert sorted(view.receipt is not None for view in found) == [False, True]
    assert sorted("receipt_reuse" in {doubt.value for doubt in view.doubts} for view in found) == [False, True]


def test_fifty_equal_callbacks_at_once_are_one_piece_of_evidence(shop: ShopPayments) -> None:
    view = shop.core.start_prompt(order(1))
    with shop.database.reading() as session:
        token = session.exec(select(MPesaTransaction.callback_token)).one()
    with ThreadPoolExecutor(16) as many:
        list(many.map(lambda _n: shop.receive_callback(token, callback(1032), "127.0.0.1"), range(50)))
    kinds = [line.evidence.kind for line in shop.core.payment(view.id).story]
    assert kinds.count("callback") == 1
    assert shop.core.payment(view.id).status is TransactionStatus.FAILED


def test_what_a_host_writes_commits_with_the_payment_or_not_at_all(database_url: str, daraja: Daraja) -> None:
    broken = threading.Event()

    def mark(session: Any, payment: MPesaTransaction, change: Any) -> None:
        if change.is_first_completion:
            if not broken.is_set():
                broken.set()
                raise RuntimeError("the shop's own code is broken")
            session.add(PromptAsked(phone="p", customer="c", address="paid", asked_at=NOW))

    shop = shop_over(database_url, daraja, on_change=mark)
    view = shop.core.start_prompt(order(1))
    daraja.queries.extend([httpx.Response(200, json={"ResponseCode": "0", "ResultCode": "0"})] * 2)
    with pytest.raises(RuntimeError):
        shop.core.query(view.id)
    assert shop.core.payment(view.id).status is TransactionStatus.PENDING
    assert shop.core.query(view.id).status is TransactionStatus.COMPLETED
    with shop.database.reading() as session:
        assert len(session.exec(select(PromptAsked)).all()) == 1
    shop.close()


def test_a_hundred_at_once_get_no_more_than_the_limit(database: ShopDatabase) -> None:
    asking = Asking("a" * 32, "b" * 32, "c" * 32)

    def ask(_number: int) -> bool:
        try:
            with database.transaction() as session:
                take_allowance(database, session, asking, PromptLimits(), NOW)
        except TooManyPromptsError:
            return False
        return True

    with ThreadPoolExecutor(16) as many:
        assert sum(many.map(ask, range(100))) == 3


def test_one_process_asks_and_another_takes_over_when_it_is_gone(postgresql_url: str) -> None:
    with closing(open_database(postgresql_url, BOTH)) as second:
        with closing(open_database(postgresql_url, BOTH)) as first:
            assert (first.take_asking_turn(), first.take_asking_turn()) == (True, True)
            assert not second.take_asking_turn()
        assert second.take_asking_turn()


def test_two_processes_on_one_postgresql_share_their_payments(postgresql_url: str, daraja: Daraja) -> None:
    first, second = (shop_over(postgresql_url, daraja) for _ in range(2))
    view = first.core.start_prompt(order(1))
    with pytest.raises(LivePaymentError):
        second.core.start_prompt(order(1))
    with second.database.reading() as session:
        token = session.exec(select(MPesaTransaction.callback_token)).one()
        assert len(view_attempts(session, order="order-1")) == 1
    daraja.queries.append(httpx.Response(200, json={"ResponseCode": "0", "ResultCode": "0"}))
    with first:
        second.receive_callback(token, callback(), "127.0.0.1")
        moment = threading.Event()
        for _ in range(500):
            if first.core.payment(view.id).status is TransactionStatus.COMPLETED:
                break
            moment.wait(0.02)
    second.close()
    assert json.dumps(view.status)
    with closing(open_database(postgresql_url, BOTH)) as database, database.reading() as session:
        assert view_attempts(session, order="order-1")[0].status is TransactionStatus.COMPLETED


# --- bad input ---------------------------------------------------------------------------------------------------


def test_on_a_disk_with_little_room_a_shop_of_one_file_sends_no_prompt(
    database_url: str, daraja: Daraja, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(shop_over(database_url, daraja)) as shop:
        leave(monkeypatch, RESERVE_BYTES - 1)
        if shop.database.is_shared:  # the server's disk is another one
            shop.core.start_prompt(order(1))
            assert len(daraja.pushed) == 1
            return
        with pytest.raises(ShopDatabaseError, match="no prompt went out"):
            shop.core.start_prompt(order(1))
        assert daraja.pushed == []


def test_a_second_shop_on_one_sqlite_file_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'webshop.db'}"
    with closing(open_database(url, BOTH)), pytest.raises(ShopInUseError, match=r"webshop\.db"):
        open_database(url, BOTH)
    open_database(url, BOTH).close()


@pytest.mark.parametrize("url", ["", "shop.db", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_no_database_is_told(url: str) -> None:
    with pytest.raises(ShopOptionError, match="sqlite:///"):
        open_database(url, BOTH)


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(ShopDatabaseError, match="refused"):
        open_database("postgresql+psycopg://shop@127.0.0.1:9/shop?connect_timeout=2", BOTH)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ShopDatabaseError, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path / 'none' / 'webshop.db'}", BOTH)


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "webshop.db"
    path.write_text("these are not the tables you are looking for" * 100)
    before = path.read_bytes()
    with pytest.raises(ShopDatabaseError):
        open_database(f"sqlite:///{path}", BOTH)
    assert path.read_bytes() == before


def test_a_newer_programs_tables_are_refused(database_url: str) -> None:
    with closing(open_database(database_url, BOTH)) as database, database.transaction() as session:
        session.connection().execute(text("UPDATE shop_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match="9999"):
        open_database(database_url, BOTH)
