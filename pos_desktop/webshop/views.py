"""Turns what is stored into what the pages show."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from sqlmodel import Session

from pos_desktop.clock import in_nairobi
from pos_desktop.money import format_amount
from pos_desktop.payments import PaymentView, SendAgain, format_phone, mask_phone
from pos_desktop.webshop.basket import Basket, read_basket
from pos_desktop.webshop.orders import lines_of, outcome_of_order
from pos_desktop.webshop.pages import (
    BasketRow,
    Bill,
    CategoryChip,
    Live,
    OrderPage,
    ProductCard,
    ProductsPage,
    ReceiptPage,
)
from pos_desktop.webshop.shelf import categories_of, read_shelf
from pos_desktop.webshop.tables import ShopOrder
from pos_desktop.webshop.words import ICONS, words_for_customer

NO_PRODUCT_ICON = "package"
_MAY_STILL_CHANGE = (SendAgain.CHECKING, SendAgain.ASK_THE_CUSTOMER)


def products_page(session: Session, customer: str, *, category: str, query: str, page: int) -> ProductsPage:
    """A page of the shelf."""
    categories = categories_of(session)
    chosen = next((each for each in categories if each.key == category), None)
    shelf = read_shelf(session, category=chosen.id if chosen else None, query=query, page=page)
    in_basket = {item.product.id: item.quantity for item in read_basket(session, customer).items}
    looks = {each.id: each for each in categories}
    cards = tuple(
        ProductCard(
            id=product.id or 0,
            name=product.name,
            size=product.size,
            price=format_amount(product.price_cents),
            icon=product.icon or looks[product.category_id].icon or NO_PRODUCT_ICON,
            tint=looks[product.category_id].tint,
            in_basket=in_basket.get(product.id, 0),
        )
        for product in shelf.products
    )
    key = chosen.key if chosen else ""
    every = CategoryChip("All", _address("", query), "store", "other", is_current=not key)
    chips = (
        CategoryChip(each.name, _address(each.key, query), each.icon, each.tint, is_current=each.key == key)
        for each in categories
    )
    return ProductsPage(
        categories=(every, *chips),
        products=cards,
        query=query,
        here=_address(key, query, page),
        previous_url=_address(key, query, page - 1) if page > 1 else "",
        next_url=_address(key, query, page + 1) if shelf.has_more else "",
    )


def rows_of_basket(basket: Basket) -> tuple[BasketRow, ...]:
    """The lines of a basket."""
    return tuple(
        BasketRow(
            product=item.product.id or 0,
            name=item.product.name,
            size=item.product.size,
            price=format_amount(item.product.price_cents),
            quantity=item.quantity,
            total=format_amount(item.total_cents),
        )
        for item in basket.items
    )


def bill_of(subtotal_cents: int, total_cents: int) -> Bill:
    """The foot of a bill."""
    difference = total_cents - subtotal_cents
    rounding = f"{'+' if difference > 0 else ''}{format_amount(difference)}" if difference else ""
    return Bill(format_amount(subtotal_cents), rounding, format_amount(total_cents))


def live_of(order: ShopOrder, payment: PaymentView | None, now: datetime) -> Live:
    """How an order's payment stands, and on which phone: that of the request, whatever was typed for another one."""
    masked = mask_phone(payment.phone if payment else order.phone)
    outcome = outcome_of_order(order, payment, now)
    words = words_for_customer(outcome, masked)
    return _versioned(
        Live(
            state=outcome.state.value,
            version="",
            icon=ICONS[outcome.state],
            heading=words.heading,
            lead=words.lead,
            what_happened=words.what_happened,
            did_money_move=words.did_money_move,
            what_next=words.what_next,
            is_moving=outcome.state.is_being_waited_for or outcome.send_again in _MAY_STILL_CHANGE,
            phone=masked,
            code=(payment.receipt if payment else None) or "",
            may_pay_again=outcome.send_again is SendAgain.OFFERED,
            wait_seconds=outcome.seconds_to_wait(now),
        )
    )


def order_page(
    session: Session,
    order: ShopOrder,
    payment: PaymentView | None,
    now: datetime,
    *,
    phone: str | None = None,
    phone_error: str = "",
    error: str = "",
) -> OrderPage:
    """An order and how its payment stands; `phone` is what was typed, where that is to be shown again."""
    return OrderPage(
        number=order.number,
        url=f"/shop/orders/{order.public_id}",
        rows=_rows_of_order(session, order),
        bill=bill_of(order.subtotal_cents, order.total_cents),
        live=live_of(order, payment, now),
        phone=format_phone(order.phone) if phone is None else phone,
        phone_error=phone_error,
        error=error,
    )


def receipt_page(
    session: Session, order: ShopOrder, payment: PaymentView, *, shop_lines: Sequence[str], footer: str
) -> ReceiptPage:
    """The receipt of a paid order."""
    return ReceiptPage(
        number=order.number,
        order_url=f"/shop/orders/{order.public_id}",
        shop_lines=tuple(line for line in shop_lines if line),
        ordered_at=_written(order.ordered_at),
        paid_at=_written(order.paid_at or order.ordered_at),
        rows=_rows_of_order(session, order),
        bill=bill_of(order.subtotal_cents, order.total_cents),
        phone=mask_phone(payment.phone),
        code=payment.receipt or "to follow",
        footer=footer,
    )


def _rows_of_order(session: Session, order: ShopOrder) -> tuple[BasketRow, ...]:
    return tuple(
        BasketRow(
            product=line.product_id,
            name=line.name,
            size=line.size,
            price=format_amount(line.price_cents),
            quantity=line.quantity,
            total=format_amount(line.price_cents * line.quantity),
        )
        for line in lines_of(session, order)
    )


def _versioned(live: Live) -> Live:
    """Puts a name on what is shown, so that a page asks for news of what it has; the countdown is not news."""
    shown = [live.state, live.what_happened, live.code, live.may_pay_again, live.is_moving, live.phone]
    return Live(**{**vars(live), "version": hashlib.sha256(repr(shown).encode()).hexdigest()[:16]})


def _address(category: str, query: str, page: int = 1) -> str:
    asked = {"category": category, "q": query, "page": str(page) if page > 1 else ""}
    filled = urlencode({name: value for name, value in asked.items() if value})
    return f"/shop/?{filled}" if filled else "/shop/"


def _written(moment: datetime) -> str:
    return f"{in_nairobi(moment):%d %b %Y, %H:%M}"
