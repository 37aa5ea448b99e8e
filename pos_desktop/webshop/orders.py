"""Orders: made from a basket at the server's prices, found by their own customer only, and paid by the core's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from pos_desktop.clock import Clock
from pos_desktop.ids import new_public_id
from pos_desktop.payments import (
    PATIENCE_SECONDS,
    MPesaTransaction,
    Outcome,
    OutcomeState,
    PaymentChange,
    PaymentView,
    SendAgain,
    Subject,
    Unknown,
    note_overpaid,
    outcome_of,
)
from pos_desktop.webshop.basket import Basket, empty_basket, read_basket
from pos_desktop.webshop.errors import EmptyBasketError, OrderNotFoundError, TotalChangedError
from pos_desktop.webshop.tables import OrderStatus, ShopOrder, ShopOrderLine

ORDERS_LISTED = 200
NEVER_ASKED: Subject = "never_asked"
"""What is told of an order whose prompt was never begun."""


@dataclass(frozen=True)
class OrderRequest:
    """What a customer sends: which basket, and the total that was on the screen. `request_key` names this one try."""

    customer: str
    request_key: str
    phone: str
    shown_total_cents: int


def find_repeat(session: Session, request: OrderRequest) -> ShopOrder | None:
    """The order that this very request made before, if it did."""
    query = select(ShopOrder).where(
        ShopOrder.customer == request.customer, ShopOrder.request_key == request.request_key
    )
    return session.exec(query).first()


def place_order(session: Session, request: OrderRequest, now: datetime) -> ShopOrder:
    """Makes an order of the customer's basket, and empties it, in the caller's `changing_basket`.

    Raises:
        EmptyBasketError: nothing in it can be sold.
        TotalChangedError: it costs something else than the customer was shown.
    """
    basket = read_basket(session, request.customer)
    if not basket.items or basket.total_cents <= 0:
        raise EmptyBasketError("there is nothing in the basket that can be sold")
    if basket.gone or basket.total_cents != request.shown_total_cents:
        raise TotalChangedError(f"the total is {basket.total_cents} cents, {request.shown_total_cents} were shown")
    order = ShopOrder(
        public_id=new_public_id(),
        customer=request.customer,
        request_key=request.request_key,
        phone=request.phone,
        subtotal_cents=basket.subtotal_cents,
        total_cents=basket.total_cents,
        ordered_at=now,
    )
    session.add(order)
    session.flush()
    _add_lines(session, order, basket)
    empty_basket(session, request.customer)
    session.flush()
    return order


def find_order(session: Session, customer: str, public_id: str) -> ShopOrder:
    """The customer's own order.

    Raises:
        OrderNotFoundError: there is none, or it is another customer's.
    """
    query = select(ShopOrder).where(ShopOrder.public_id == public_id, ShopOrder.customer == customer)
    order = session.exec(query).first()
    if order is None:
        raise OrderNotFoundError(f"this customer has no order {public_id[:40]!r}")
    return order


def outcome_of_order(order: ShopOrder, payment: PaymentView | None, now: datetime) -> Outcome:
    """What is told of the order's payment now.

    Without one its prompt is just being begun. When that lasts too long, the shop was interrupted between the two
    commits and nothing was sent: it may be paid like after any other request that came to nothing.
    """
    if payment is not None:
        return outcome_of(payment, now)
    if abs((now - order.ordered_at).total_seconds()) < PATIENCE_SECONDS:  # apart either way: clocks are set back too
        return Outcome(OutcomeState.SENDING, Unknown.NO_ANSWER, SendAgain.NEVER)
    return Outcome(OutcomeState.NOT_PAID, NEVER_ASKED, SendAgain.OFFERED)


def has_orders(session: Session, customer: str) -> bool:
    """Whether this customer ever ordered anything."""
    return session.exec(select(ShopOrder.id).where(ShopOrder.customer == customer).limit(1)).first() is not None


def orders_of(session: Session, customer: str) -> list[ShopOrder]:
    """The customer's own orders, newest first."""
    query = select(ShopOrder).where(ShopOrder.customer == customer).order_by(col(ShopOrder.id).desc())
    return list(session.exec(query.limit(ORDERS_LISTED)))


def lines_of(session: Session, order: ShopOrder) -> list[ShopOrderLine]:
    """What was ordered."""
    query = select(ShopOrderLine).where(ShopOrderLine.order_id == order.id).order_by(col(ShopOrderLine.id))
    return list(session.exec(query))


def newest_orders(session: Session, status: OrderStatus | None = None) -> list[ShopOrder]:
    """The orders that the merchant looks at, newest first."""
    query = select(ShopOrder).order_by(col(ShopOrder.id).desc()).limit(ORDERS_LISTED)
    if status is not None:
        query = query.where(ShopOrder.status == status)
    return list(session.exec(query))


class OrderSettler:
    """What the shop does, inside the payment's own commit, when a payment of one of its orders changes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, session: Session, payment: MPesaTransaction, change: PaymentChange) -> None:
        """Marks the order paid; a second payment of the same order is noted as too much, never lost."""
        if payment.order is None or not change.is_first_completion:
            return
        order = session.exec(select(ShopOrder).where(ShopOrder.public_id == payment.order).with_for_update()).one()
        now = self._clock.now()
        if order.status is OrderStatus.PAID:
            note_overpaid(session, payment, payment.amount_cents, now)
            return
        order.status, order.payment_id, order.paid_at = OrderStatus.PAID, payment.id, now
        session.add(order)


def _add_lines(session: Session, order: ShopOrder, basket: Basket) -> None:
    for item in basket.items:
        session.add(
            ShopOrderLine(
                order_id=order.id or 0,
                product_id=item.product.id or 0,
                name=item.product.name,
                size=item.product.size,
                price_cents=item.product.price_cents,
                tax_letter=item.product.tax_letter,
                quantity=item.quantity,
            )
        )
