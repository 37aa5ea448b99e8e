"""The checkout: an order of what is in the basket, and the prompt for it. No other module of the shop starts one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from pos_desktop.clock import Clock
from pos_desktop.payments import PaymentView, answer_for_host, normalise_phone
from pos_desktop.webshop.adapter import ShopPayments
from pos_desktop.webshop.allowance import Asking, PromptLimits, take_allowance
from pos_desktop.webshop.basket import changing_basket
from pos_desktop.webshop.customers import Customer, CustomerDesk
from pos_desktop.webshop.orders import OrderRequest, find_order, find_repeat, outcome_of_order, place_order
from pos_desktop.webshop.tables import OrderStatus, ShopOrder

LIVE_ANSWER = {
    "success": False,
    "error": "An earlier payment request for this order may still be paid, or was paid. Look at your phone. "
    "Nothing more was sent.",
    "response": {"code": "payment_live"},
}
PAID_ANSWER = {"success": False, "error": "This order is paid already.", "response": {"code": "order_paid"}}


@dataclass(frozen=True)
class Placed:
    """An order and the JSON answer about its prompt."""

    order: ShopOrder
    answer: dict[str, Any]


def process_mpesa_payment(shop: ShopPayments, order: ShopOrder) -> dict[str, Any]:
    """Prompts the order's phone for its total and gives the seed system's JSON answer, word for word the till's.

    Blocks until Daraja answered or the doubt is stored.
    """
    return shop.process_mpesa_payment(
        order=order.public_id,
        phone=order.phone,
        amount_cents=order.total_cents,
        reference=order.number,
        description=order.number,
    )


class Checkout:
    """Takes an order or another try for one. A repeat of the same request does nothing a second time.

    Only where the shop was interrupted before the order's first prompt was begun, a repeat begins it after a while.
    """

    def __init__(self, shop: ShopPayments, desk: CustomerDesk, limits: PromptLimits, clock: Clock) -> None:
        self._shop = shop
        self._desk = desk
        self._limits = limits
        self._clock = clock

    def buy(self, customer: Customer, request_key: str, phone: str, shown_total_cents: int, address: str) -> Placed:
        """Orders what is in the basket and prompts the phone.

        Raises:
            InvalidPhoneError: M-Pesa cannot reach this number; nothing was ordered.
            EmptyBasketError, TotalChangedError: the basket is not what the customer saw; nothing was ordered.
            TooManyPromptsError: a limit is reached; nothing was ordered.
            ShopDatabaseError: the database refused, or has no room for a prompt's answer.
        """
        request = OrderRequest(customer.digest, request_key, normalise_phone(phone), shown_total_cents)
        order, is_new = self._find_or_place(request, address)
        if is_new:
            return Placed(order, process_mpesa_payment(self._shop, order))
        payment = self._shop.payment_of(order.public_id)
        if payment is not None:
            return Placed(order, answer_for_host(payment))
        if not self._may_pay_again(order, payment):  # the first of two clicks is about to send it
            return Placed(order, LIVE_ANSWER)
        return self.pay_again(customer, order.public_id, phone, address)

    def pay_again(self, customer: Customer, public_id: str, phone: str, address: str) -> Placed:
        """Prompts once more for an order, perhaps another phone, when the earlier prompt cannot be paid any more.

        Raises:
            OrderNotFoundError: there is no such order of this customer.
            InvalidPhoneError: M-Pesa cannot reach this number.
            TooManyPromptsError: a limit is reached.
            ShopDatabaseError: the database refused, or has no room for a prompt's answer.
        """
        number = normalise_phone(phone)
        with self._shop.database.reading() as session:
            order = find_order(session, customer.digest, public_id)
        if order.status is OrderStatus.PAID:
            return Placed(order, PAID_ANSWER)
        if not self._may_pay_again(order, self._shop.payment_of(public_id)):
            return Placed(order, LIVE_ANSWER)
        with self._shop.database.transaction() as session:
            order = find_order(session, customer.digest, public_id)
            self._take_allowance(session, number, customer.digest, address)
            order.phone = number
            session.add(order)
        return Placed(order, process_mpesa_payment(self._shop, order))

    def _may_pay_again(self, order: ShopOrder, payment: PaymentView | None) -> bool:
        now = self._clock.now()
        return outcome_of_order(order, payment, now).may_send_again(now)

    def _find_or_place(self, request: OrderRequest, address: str) -> tuple[ShopOrder, bool]:
        with changing_basket(self._shop.database, request.customer) as session:
            repeat = find_repeat(session, request)
            if repeat is not None:
                return repeat, False
            self._shop.database.require_room()  # an order whose prompt has no room would stay behind without one
            order = place_order(session, request, self._clock.now())
            self._take_allowance(session, request.phone, request.customer, address)
            return order, True

    def _take_allowance(self, session: Session, phone: str, customer: str, address: str) -> None:
        asking = Asking(self._desk.digest(f"phone {phone}"), customer, self._desk.digest(f"address {address}"))
        take_allowance(self._shop.database, session, asking, self._limits, self._clock.now())
