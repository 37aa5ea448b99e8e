"""A customer's basket, kept at the server: the browser says which product and how many, never what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from pos_desktop.money import round_to_shilling
from pos_desktop.webshop.database import ShopDatabase
from pos_desktop.webshop.shelf import products_by_id
from pos_desktop.webshop.tables import BasketLine, ShopProduct

MOST_OF_ONE = 99
MOST_LINES = 60
KEPT_DAYS = 30


@dataclass(frozen=True)
class BasketItem:
    """One product in a basket, at today's price."""

    product: ShopProduct
    quantity: int

    @property
    def total_cents(self) -> int:
        """Price times quantity."""
        return self.product.price_cents * self.quantity


@dataclass(frozen=True)
class Basket:
    """What is in a basket; `gone` is how many of its products are not for sale any more."""

    items: tuple[BasketItem, ...]
    gone: int = 0

    @property
    def subtotal_cents(self) -> int:
        """The sum of its lines."""
        return sum(item.total_cents for item in self.items)

    @property
    def total_cents(self) -> int:
        """What is to be paid: rounded to the whole shilling, as on every bill of this program."""
        return round_to_shilling(self.subtotal_cents)


@contextmanager
def changing_basket(database: ShopDatabase, customer: str) -> Iterator[Session]:
    """A transaction that has the customer's basket to itself, whoever else is at the same database.

    Raises:
        ShopDatabaseError: the database refused; nothing was changed.
    """
    with database.transaction() as session:
        # another part of the digest than rates are counted under: those locks are taken after this one, in their order
        database.lock(session, int(customer[-15:], 16))
        yield session


def read_basket(session: Session, customer: str) -> Basket:
    """The basket as it stands; products that are gone are counted and left out."""
    kept = session.exec(
        select(BasketLine).where(BasketLine.customer == customer).order_by(col(BasketLine.product_id))
    ).all()
    products = products_by_id(session, [line.product_id for line in kept])
    items = tuple(BasketItem(products[line.product_id], line.quantity) for line in kept if line.product_id in products)
    return Basket(items, len(kept) - len(items))


def count_items(session: Session, customer: str) -> int:
    """How many pieces are in the basket."""
    query = select(func.coalesce(func.sum(BasketLine.quantity), 0)).where(BasketLine.customer == customer)
    return int(session.exec(query).one())


def add_to_basket(session: Session, customer: str, product_id: int, quantity: int, now: datetime) -> None:
    """Adds so many; a product that is not for sale, or one line too many, changes nothing."""
    line = session.get(BasketLine, (customer, product_id))
    set_quantity(session, customer, product_id, quantity + (line.quantity if line else 0), now)


def set_quantity(session: Session, customer: str, product_id: int, quantity: int, now: datetime) -> None:
    """Makes it so many, 99 at most; none takes the product out."""
    line = session.get(BasketLine, (customer, product_id))
    if quantity <= 0:
        if line is not None:
            session.delete(line)
        return
    if line is None:
        if not products_by_id(session, [product_id]) or _lines_of(session, customer) >= MOST_LINES:
            return
        line = BasketLine(customer=customer, product_id=product_id, quantity=1, changed_at=now)
    line.quantity, line.changed_at = min(quantity, MOST_OF_ONE), now
    session.add(line)


def empty_basket(session: Session, customer: str) -> None:
    """Takes everything out."""
    session.exec(delete(BasketLine).where(col(BasketLine.customer) == customer))


def forget_old_baskets(session: Session, now: datetime) -> None:
    """Throws baskets away that nobody touched for a month."""
    session.exec(delete(BasketLine).where(col(BasketLine.changed_at) < now - timedelta(days=KEPT_DAYS)))


def _lines_of(session: Session, customer: str) -> int:
    return session.exec(select(func.count()).select_from(BasketLine).where(BasketLine.customer == customer)).one()
