"""Every page of the web shop with every kind of content: what the tests render and the pictures show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pos_desktop.webshop.pages import (
    BasketPage,
    BasketRow,
    Bill,
    CategoryChip,
    CheckoutPage,
    Live,
    OrderPage,
    OrderRow,
    OrdersPage,
    ProductCard,
    ProductsPage,
    ReceiptPage,
    RefusalPage,
    Shell,
)

HOSTILE = "<script>alert(\"1\")</script> & 'sons'"
"""A name that must never become markup."""


@dataclass(frozen=True)
class Sample:
    """One page to render."""

    template: str
    page: Any
    shell: Shell


SHELL = Shell("Mama Njeri Stores", "0720 555 014", 10, "csrf-of-the-sample", True)
EMPTY_SHELL = replace(SHELL, basket_count=0)
ORDERED_SHELL = replace(EMPTY_SHELL, has_orders=True)
REAL_SHELL = replace(SHELL, is_demo=False, basket_count=1, has_orders=True)
LONG_SHELL = replace(
    SHELL,
    shop_name="Mwananchi Wholesalers and General Suppliers Kariobangi South",
    basket_count=1288,
    has_orders=True,
)

_CATEGORIES = (
    ("Flour", "wheat", "flour"),
    ("Dairy", "milk", "dairy"),
    ("Bread", "croissant", "bread"),
    ("Sugar", "box", "sugar"),
    ("Tea", "leaf", "tea"),
    ("Drinks", "cup-soda", "drinks"),
    ("Soap", "bath", "soap"),
    ("Oil", "droplet", "oil"),
    ("Salt, spice", "cooking-pot", "salt"),
    ("Rice, beans", "bean", "flour"),
    ("Snacks", "cookie", "bread"),
    ("Airtime, other", "smartphone", "other"),
)


def _categories(current: str) -> tuple[CategoryChip, ...]:
    chips = (("All", "", "other"), *_CATEGORIES)
    return tuple(
        CategoryChip(name, "/shop/" if name == "All" else f"/shop/?category={tint}", icon, tint, name == current)
        for name, icon, tint in chips
    )


_PRODUCTS = (
    ProductCard(1, "Jogoo maize flour", "2 kg", "210.00", "wheat", "flour", 2),
    ProductCard(2, "Brookside milk", "500 ml", "60.00", "milk", "dairy", 3),
    ProductCard(3, "Festive bread", "400 g", "65.00", "croissant", "bread", 0),
    ProductCard(4, "Kabras sugar", "1 kg", "160.00", "box", "sugar", 1),
    ProductCard(5, "Ketepa tea", "250 g", "145.00", "leaf", "tea", 1),
    ProductCard(6, "Exe wheat flour", "2 kg", "205.00", "wheat", "flour", 0),
    ProductCard(7, "Winnie's Pure Health uji", "1 kg", "340.00", "wheat", "flour", 0),
    ProductCard(8, "Supaloaf bread", "600 g", "95.00", "croissant", "bread", 0),
    ProductCard(9, "Kericho Gold", "100 bags", "260.00", "leaf", "tea", 0),
    ProductCard(10, "Fresh Fri oil", "1 L", "330.00", "droplet", "oil", 0),
    ProductCard(11, "Royco Mchuzi Mix", "75 g", "55.00", "soup", "salt", 2),
    ProductCard(12, "Kensalt", "500 g", "25.00", "cooking-pot", "salt", 0),
    ProductCard(13, "Coca-Cola", "500 ml", "70.00", "cup-soda", "drinks", 0),
    ProductCard(14, "Dasani water", "1 L", "80.00", "glass-water", "drinks", 0),
    ProductCard(15, "Menengai soap", "800 g", "185.00", "bath", "soap", 1),
    ProductCard(16, "Omo powder", "500 g", "190.00", "washing-machine", "soap", 0),
    ProductCard(17, "Eggs", "tray of 30", "450.00", "egg", "dairy", 0),
    ProductCard(18, "Colgate", "70 ml", "120.00", "sparkles", "soap", 0),
)
_LONG_NAME = "Unga wa mahindi uliokobolewa na kuongezewa virutubishi"
_LONG_PRODUCTS = (
    ProductCard(1, _LONG_NAME, "bundle 12 x 2 kg", "2,520.00", "wheat", "flour", 128),
    ProductCard(2, "Ninachokipenda-kisichopatikanakwaurahisi", "1 kg", "1,234,567.00", "bean", "flour", 0),
    ProductCard(3, HOSTILE, "<b>2</b> kg", "60.00", "milk", "dairy", 0),
    ProductCard(4, "Tea", "", "5.00", "leaf", "tea", 1),
)

_ROWS = (
    BasketRow(1, "Jogoo maize flour", "2 kg", "210.00", 2, "420.00"),
    BasketRow(2, "Brookside milk", "500 ml", "60.00", 3, "180.00"),
    BasketRow(4, "Kabras sugar", "1 kg", "160.00", 1, "160.00"),
    BasketRow(5, "Ketepa tea", "250 g", "145.00", 1, "145.00"),
    BasketRow(15, "Menengai soap", "800 g", "185.00", 1, "185.00"),
    BasketRow(11, "Royco Mchuzi Mix", "75 g", "55.00", 2, "110.00"),
)
_BILL = Bill("1,200.00", "", "1,200.00")
_LONG_ROWS = (
    BasketRow(1, _LONG_NAME, "bundle 12 x 2 kg", "2,520.00", 1288, "3,245,760.00"),
    BasketRow(2, _LONG_PRODUCTS[1].name, "1 kg", "1,234,567.00", 1, "1,234,567.00"),
    BasketRow(3, HOSTILE, "<b>2</b> kg", "60.35", 1, "60.35"),
)
_LONG_BILL = Bill("4,480,387.35", "-0.35", "4,480,387.00")
_NO_BILL = Bill("0.00", "", "0.00")

_SENDING = Live(
    "sending",
    "1",
    "hourglass",
    "Asking M-Pesa",
    "We are asking M-Pesa to send a request to 0712 *** 678.",
    "Your order is placed, and M-Pesa is being asked.",
    "Not yet.",
    "Have your phone ready and unlocked.",
    True,
    phone="0712 *** 678",
)
_WAITING = replace(
    _SENDING,
    state="waiting",
    version="2",
    icon="smartphone",
    heading="Look at your phone",
    lead="Enter your M-Pesa PIN on 0712 *** 678.",
    what_happened="A payment request is on your phone.",
    what_next="Enter your M-Pesa PIN on your phone. This page changes by itself.",
)
_CONFIRMING = replace(
    _SENDING,
    state="confirming",
    version="3",
    heading="Confirming",
    lead="M-Pesa says that you paid. We make sure.",
    what_happened="M-Pesa says that you paid.",
    did_money_move="It seems so. We make sure with M-Pesa.",
    what_next="Wait a few seconds. This page changes by itself.",
)
_PAID = Live(
    "paid",
    "4",
    "circle-check",
    "Paid",
    "Thank you. Asante!",
    "M-Pesa says that it is paid.",
    "Yes. You were charged once.",
    "Keep this page, or M-Pesa's message. The shop prepares your order.",
    False,
    phone="0712 *** 678",
    code="UKO7XK2M9P",
)
_NOT_PAID = Live(
    "not_paid",
    "5",
    "triangle-alert",
    "Not paid",
    "The M-Pesa PIN was wrong.",
    "The M-Pesa PIN was wrong.",
    "No. You were not charged.",
    "Pay again and enter your M-Pesa PIN with care.",
    False,
    phone="0712 *** 678",
    may_pay_again=True,
)
_CHECKING = replace(
    _NOT_PAID,
    version="8",
    lead="The request was cancelled on your phone.",
    what_happened="The request was cancelled on your phone.",
    what_next="Wait a few seconds. We make sure that the request is closed.",
    is_moving=True,
    may_pay_again=False,
)
_UNKNOWN = Live(
    "unknown",
    "6",
    "circle-question-mark",
    "We don't know yet",
    "You may have paid, so do not pay again yet.",
    "The request went out, but no answer came back yet.",
    "Maybe. Look for a message from M-Pesa on your phone.",
    "You need not do anything. We ask M-Pesa again, and this page changes by itself.",
    False,
    phone="0712 *** 678",
)


def _order(live: Live, *, phone: str = "0712 345 678", phone_error: str = "", error: str = "") -> OrderPage:
    return OrderPage("W-000482", "/shop/orders/8f3kq2", _ROWS, _BILL, live, phone, phone_error, error)


_LONG_LIVE = Live(
    "not_paid",
    "7",
    "triangle-alert",
    "Haijalipwa kwasababuisiyojulikana",
    HOSTILE,
    f"Ombi halikukamilika kwasababu mtandaohaukupatikanakwamudamrefu. {HOSTILE}",
    "Hakuna pesa iliyotoka kwenye akaunti yako ya M-Pesa, kwa hivyo hukutozwa chochote.",
    "Subiri dakika moja, kisha ujaribu tena kwa nambari hii au nambari nyingine ya Safaricom.",
    False,
    phone="+254 712 345 678",
    may_pay_again=True,
    wait_seconds=75,
)
_RECEIPT = ReceiptPage(
    "W-000482",
    "/shop/orders/8f3kq2",
    ("Mama Njeri Stores", "Moi Avenue, Thika", "Tel 0720 555 014", "PIN P051234567X"),
    "24 Nov 2026, 14:04",
    "24 Nov 2026, 14:05",
    _ROWS,
    _BILL,
    "0712 *** 678",
    "UKO7XK2M9P",
    "Asante! Karibu tena.",
)
_CHECKOUT = CheckoutPage(_ROWS, _BILL, "request-1", 120000)
_ORDERS = (
    OrderRow("W-000482", "/shop/orders/8f3kq2", "24 Nov 2026, 14:04", "1,200.00", "open"),
    OrderRow("W-000417", "/shop/orders/p01xv9", "17 Nov 2026, 09:31", "650.00", "paid"),
    OrderRow("W-000388", "/shop/orders/r77mbd", "2 Nov 2026, 18:20", "4,480,387.00", "paid"),
)
_PRODUCTS_PAGE = ProductsPage(_categories("All"), _PRODUCTS, "", "/shop/", next_url="/shop/?page=2")

SAMPLES: dict[str, Sample] = {
    "products": Sample("products.html", _PRODUCTS_PAGE, SHELL),
    "products-first-visit": Sample(
        "products.html",
        replace(_PRODUCTS_PAGE, products=tuple(replace(product, in_basket=0) for product in _PRODUCTS)),
        replace(EMPTY_SHELL, is_demo=False),
    ),
    "products-category": Sample(
        "products.html",
        ProductsPage(_categories("Rice, beans"), _PRODUCTS[:3], "", "/shop/?page=2", "/shop/", "/shop/?page=3"),
        REAL_SHELL,
    ),
    "products-found": Sample("products.html", ProductsPage(_categories(""), _PRODUCTS[1:2], "milk", "/shop/"), SHELL),
    "products-nothing-found": Sample("products.html", ProductsPage(_categories(""), (), HOSTILE, "/shop/"), SHELL),
    "products-none": Sample("products.html", ProductsPage((), (), "", "/shop/"), EMPTY_SHELL),
    "products-long": Sample(
        "products.html", ProductsPage(_categories("All"), _LONG_PRODUCTS, "", "/shop/"), LONG_SHELL
    ),
    "basket": Sample("basket.html", BasketPage(_ROWS, _BILL), SHELL),
    "basket-notice": Sample(
        "basket.html",
        BasketPage(_ROWS[:1], Bill("420.00", "", "420.00"), "Festive bread is no longer sold, so it left your basket."),
        replace(SHELL, basket_count=2),
    ),
    "basket-empty": Sample("basket.html", BasketPage((), _NO_BILL), EMPTY_SHELL),
    "basket-long": Sample("basket.html", BasketPage(_LONG_ROWS, _LONG_BILL, HOSTILE), LONG_SHELL),
    "checkout": Sample("checkout.html", _CHECKOUT, SHELL),
    "checkout-refused": Sample(
        "checkout.html",
        replace(_CHECKOUT, phone="0712 345 67", phone_error="A digit is missing: a number looks like 0712 345 678."),
        SHELL,
    ),
    "checkout-error": Sample(
        "checkout.html",
        replace(
            _CHECKOUT,
            phone="0712 345 678",
            error="The total has changed since you saw it. Look at it again; nothing was ordered and no money moved.",
        ),
        REAL_SHELL,
    ),
    "checkout-long": Sample(
        "checkout.html",
        CheckoutPage(_LONG_ROWS, _LONG_BILL, HOSTILE, 448038700, phone=HOSTILE, phone_error=HOSTILE, error=HOSTILE),
        LONG_SHELL,
    ),
    "order-sending": Sample("order.html", _order(_SENDING), ORDERED_SHELL),
    "order-waiting": Sample("order.html", _order(_WAITING), ORDERED_SHELL),
    "order-confirming": Sample("order.html", _order(_CONFIRMING), ORDERED_SHELL),
    "order-paid": Sample("order.html", _order(_PAID), ORDERED_SHELL),
    "order-not-paid": Sample("order.html", _order(_NOT_PAID), ORDERED_SHELL),
    "order-not-paid-wait": Sample("order.html", _order(replace(_NOT_PAID, wait_seconds=25)), ORDERED_SHELL),
    "order-not-paid-refused": Sample(
        "order.html",
        _order(_NOT_PAID, phone="0712 34", phone_error="This number is too short. Write all ten digits."),
        EMPTY_SHELL,
    ),
    "order-not-paid-error": Sample(
        "order.html", _order(_NOT_PAID, error="The request could not be sent. Please try again."), ORDERED_SHELL
    ),
    "order-not-paid-checking": Sample("order.html", _order(_CHECKING), ORDERED_SHELL),
    "order-unknown": Sample("order.html", _order(_UNKNOWN), ORDERED_SHELL),
    "order-unknown-error": Sample(
        "order.html", _order(_UNKNOWN, error="Paying again would perhaps charge you twice."), ORDERED_SHELL
    ),
    "order-long": Sample(
        "order.html",
        OrderPage("W-1000000482", "/shop/orders/8f3kq2", _LONG_ROWS, _LONG_BILL, _LONG_LIVE, HOSTILE, HOSTILE, HOSTILE),
        LONG_SHELL,
    ),
    "orders": Sample("orders.html", OrdersPage(_ORDERS), ORDERED_SHELL),
    "orders-none": Sample("orders.html", OrdersPage(()), EMPTY_SHELL),
    "orders-long": Sample(
        "orders.html", OrdersPage((replace(_ORDERS[0], number="W-1000000482", total="123,456,789.00"),)), LONG_SHELL
    ),
    "receipt": Sample("receipt.html", _RECEIPT, ORDERED_SHELL),
    "receipt-long": Sample(
        "receipt.html",
        replace(_RECEIPT, shop_lines=(LONG_SHELL.shop_name, HOSTILE), rows=_LONG_ROWS, bill=_LONG_BILL, footer=HOSTILE),
        LONG_SHELL,
    ),
    "refusal": Sample(
        "refusal.html",
        RefusalPage("There is no such page", "The address may be old, or a letter of it is missing."),
        EMPTY_SHELL,
    ),
    "refusal-order": Sample(
        "refusal.html",
        RefusalPage(
            "This order is not yours to see", "Open it on the phone that made it.", "/shop/basket", "Open the basket"
        ),
        REAL_SHELL,
    ),
}
"""All samples by name; whoever adds a page or a state adds one here."""
