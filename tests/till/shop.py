"""A small shop on a real file: a till, its people and a dozen products."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy import text as sql
from sqlmodel import select

from pos_desktop import payments, storage
from pos_desktop.ids import new_public_id
from pos_desktop.payments import Environment, MPesaTransaction, TransactionStatus
from pos_desktop.storage import TillFile
from pos_desktop.till import (
    Cart,
    Catalogue,
    Counter,
    MpesaTaken,
    Product,
    TerminalDetails,
    import_categories,
    import_products,
    record_mpesa_payment,
)
from pos_desktop.till.tables import StaffRow

TERMINAL = "T3ST0001"
OPENING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DETAILS = TerminalDetails(
    TERMINAL, "1", "Till 1", "Mama Njeri Stores", "Moi Avenue, Thika", "0720 555 014", "P051234567X", "Asante!"
)
CATEGORIES = """key,name,icon,tint,rank
flour,Flour,wheat,flour,1
dairy,Dairy,milk,dairy,2
other,Airtime,smartphone,other,3
"""
PRODUCTS = """code,name,size,category,price,tax_letter,stock,low_stock_at,item_class,origin,packaging_unit,\
quantity_unit,icon,favourite_rank
6161101600019|JOGOO2,Jogoo maize flour,2 kg,flour,210,C,10,2,50221300,KE,BG,U,,1
6161101600026,Brookside milk,500 ml,dairy,60,A,2,3,50131700,KE,NT,U,,2
6161101600033,Kabras sugar,1 kg,flour,160.25,B,,,,KE,BG,U,,
,Airtime,any amount,other,,B,,,,,,,,3
"""


class SteppedClock:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self._elapsed = timedelta()

    def now(self) -> datetime:
        return OPENING + self._elapsed

    def monotonic(self) -> float:
        return 1_000 + self._elapsed.total_seconds()

    def advance(self, **by: float) -> None:
        self._elapsed += timedelta(**by)


class Shop:
    """One open till."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "till.db"
        self.clock = SteppedClock()
        self.open()
        with self.file.transaction() as session:
            session.add(StaffRow(public_id=new_public_id(), name="Achieng", role="cashier", pin_hash="-"))
            session.add(StaffRow(public_id=new_public_id(), name="Wanjiru", role="manager", pin_hash="-"))
            assert import_categories(session, CATEGORIES).is_imported
            result = import_products(session, PRODUCTS, terminal=TERMINAL, now=self.clock.now())
            assert result.is_imported, result.problems
        with self.file.reading() as session:
            self.cashier, self.manager = (row.id or 0 for row in session.exec(select(StaffRow)).all())

    def open(self) -> None:
        self.file = TillFile.open(self.path, [payments.MIGRATIONS, storage.MIGRATIONS])
        self.counter = Counter(self.file.transaction, self.file.reading, self.clock, DETAILS)
        self.catalogue = Catalogue(self.file.reading)

    def restart(self) -> None:
        self.file.close()
        self.open()

    def product(self, code: str) -> Product:
        found = self.catalogue.find_code(code)
        assert found is not None
        return found

    @property
    def flour(self) -> Product:
        return self.product("JOGOO2")

    @property
    def milk(self) -> Product:
        return self.product("6161101600026")

    def bill(self, cart: Cart | None = None) -> str:
        """Makes the bill of a cart (270 shillings unless another one is given) and answers the sale's id."""
        cart = cart or Cart.empty().add(self.flour).add(self.milk)
        return self.counter.begin_payment(cart, self.cashier).sale_id

    def prompt(self, sale_id: str, amount_cents: int, attempt: int = 1) -> int:
        """A payment request that is still pending, as the payments would store it."""
        token = new_public_id()
        payment = MPesaTransaction(
            public_id=new_public_id(),
            terminal=TERMINAL,
            pos_sale=sale_id,
            attempt=attempt,
            phone_number="254712345678",
            amount_cents=amount_cents,
            account_reference="1-000001",
            description="Sale",
            short_code="174379",
            environment=Environment.SANDBOX,
            callback_only_limit_cents=0,
            callback_token=token,
            callback_url=f"https://relay.test/c/1/{TERMINAL}/{token}",
            created_at=self.clock.now(),
            status=TransactionStatus.PENDING,
            updated_at=self.clock.now(),
        )
        with self.file.transaction() as session:
            session.add(payment)
            session.flush()
            assert payment.id is not None
            return payment.id

    def settle(self, payment_id: int, status: TransactionStatus) -> None:
        with self.file.transaction() as session:
            payment = session.get_one(MPesaTransaction, payment_id)
            payment.status = status
            session.add(payment)

    def mpesa(self, sale_id: str, payment_id: int, amount_cents: int, receipt: str | None = "UKO7XK2M9P") -> MpesaTaken:
        """A proved payment: its own completion and the sale's, in one commit."""
        with self.file.transaction() as session:
            payment = session.get_one(MPesaTransaction, payment_id)
            payment.status = TransactionStatus.COMPLETED
            session.add(payment)
            return record_mpesa_payment(
                session,
                sale_public_id=sale_id,
                payment_id=payment_id,
                amount_cents=amount_cents,
                receipt=receipt,
                phone_masked="0712 *** 678",
                now=self.clock.now(),
            )

    def value(self, query: str) -> object:
        """The first value of a query."""
        with self.file.reading() as session:
            return session.connection().execute(sql(query)).scalar()

    def content(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, for comparing a file before and after."""
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        with self.file.reading() as session:
            connection = session.connection()
            names = [row[0] for row in connection.execute(sql(tables))]
            return {name: [tuple(row) for row in connection.execute(sql(f"SELECT * FROM {name}"))] for name in names}


class Tally:
    """How many of something happened."""

    def __init__(self) -> None:
        self.count = 0


@contextmanager
def counted_commits() -> Iterator[Tally]:
    """Counts the commits of all connections."""
    tally = Tally()

    def on_commit(_connection: Connection) -> None:
        tally.count += 1

    event.listen(Engine, "commit", on_commit)
    try:
        yield tally
    finally:
        event.remove(Engine, "commit", on_commit)


class Killed(BaseException):
    """Stands for the end of the process between two statements."""


@contextmanager
def killed_at_write(number: int) -> Iterator[None]:
    """Ends the work just before the n-th statement that writes."""
    tally = Tally()

    def on_execute(*arguments: object) -> None:
        if str(arguments[2]).lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            tally.count += 1
            if tally.count == number:
                raise Killed

    event.listen(Engine, "before_cursor_execute", on_execute)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", on_execute)
