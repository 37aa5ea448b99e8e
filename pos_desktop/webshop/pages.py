"""What the pages show, as frozen values, and their templates. Amounts are text already; nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from pos_desktop.assets import asset

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
_ICON_TAG = (
    '<svg class="icon" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
)


@dataclass(frozen=True)
class Shell:
    """What surrounds every page. `csrf` goes into a hidden field `csrf` of every form."""

    shop_name: str
    shop_phone: str
    basket_count: int
    csrf: str
    is_demo: bool
    has_orders: bool = False


@dataclass(frozen=True)
class CategoryChip:
    """One category to choose; `tint` is the key of its colours, `icon` the name of a Lucide icon."""

    name: str
    url: str
    icon: str
    tint: str
    is_current: bool


@dataclass(frozen=True)
class ProductCard:
    """One product; `in_basket` is how many of it are in the basket already."""

    id: int
    name: str
    size: str
    price: str
    icon: str
    tint: str
    in_basket: int


@dataclass(frozen=True)
class ProductsPage:
    """The shelf. An address is empty where there is no such page; `here` is where an added product leads back to."""

    categories: tuple[CategoryChip, ...]
    products: tuple[ProductCard, ...]
    query: str
    here: str
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True)
class BasketRow:
    """One line of the basket."""

    product: int
    name: str
    size: str
    price: str
    quantity: int
    total: str


@dataclass(frozen=True)
class Bill:
    """What is to be paid; `rounding` is empty when the total is whole shillings anyway."""

    subtotal: str
    rounding: str
    total: str


@dataclass(frozen=True)
class BasketPage:
    """The basket, perhaps empty; `notice` tells what changed by itself, such as a product that is gone."""

    rows: tuple[BasketRow, ...]
    bill: Bill
    notice: str = ""


@dataclass(frozen=True)
class CheckoutPage:
    """The question for the phone.

    `request_key` and `total_cents` go into hidden fields of these names: the one makes a repeat harmless, the other
    says which total was on the screen, and decides nothing.
    """

    rows: tuple[BasketRow, ...]
    bill: Bill
    request_key: str
    total_cents: int = 0
    phone: str = ""
    phone_error: str = ""
    error: str = ""


@dataclass(frozen=True)
class Live:
    """How the payment of an order stands: the part of the order's page that changes by itself.

    `state` is one of sending, waiting, confirming, paid, not_paid, unknown; the three answers are always to the same
    questions in the same order: what happened, did money move, what next. `version` changes when anything here does.
    `wait_seconds` is how long paying again would still be refused.
    """

    state: str
    version: str
    icon: str
    heading: str
    lead: str
    what_happened: str
    did_money_move: str
    what_next: str
    is_moving: bool
    phone: str = ""
    code: str = ""
    may_pay_again: bool = False
    wait_seconds: int = 0

    @property
    def tone(self) -> str:
        """`money`, `warn` or `plain`: which colours it has."""
        return {"paid": "money", "not_paid": "warn", "unknown": "warn"}.get(self.state, "plain")


@dataclass(frozen=True)
class OrderPage:
    """An order and its payment; `url` is the page's own address, below which the others lie."""

    number: str
    url: str
    rows: tuple[BasketRow, ...]
    bill: Bill
    live: Live
    phone: str = ""
    phone_error: str = ""
    error: str = ""


@dataclass(frozen=True)
class OrderRow:
    """One of the customer's own orders; `state` is `paid` or `open`."""

    number: str
    url: str
    ordered_at: str
    total: str
    state: str


@dataclass(frozen=True)
class OrdersPage:
    """The customer's own orders, newest first, perhaps none."""

    orders: tuple[OrderRow, ...]


@dataclass(frozen=True)
class ReceiptPage:
    """The receipt of a paid order, made to be printed too; times are Nairobi's."""

    number: str
    order_url: str
    shop_lines: tuple[str, ...]
    ordered_at: str
    paid_at: str
    rows: tuple[BasketRow, ...]
    bill: Bill
    phone: str
    code: str
    footer: str


@dataclass(frozen=True)
class RefusalPage:
    """Why there is no such page, or not now, and where to go instead."""

    heading: str
    words: str
    link: str = "/shop/"
    link_words: str = "Back to the shop"


@dataclass(frozen=True)
class Pages:
    """Renders the templates; `page` in each is the value of its kind, `shell` what surrounds it."""

    environment: Environment = field(default_factory=lambda: _environment())

    def render(self, template: str, shell: Shell, page: Any) -> str:
        """A whole page as HTML."""
        return self.environment.get_template(template).render(shell=shell, page=page)

    def render_live(self, shell: Shell, page: OrderPage) -> str:
        """The changing part of an order's page, as a fragment."""
        return self.environment.get_template("_live.html").render(shell=shell, page=page)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["icon"] = icon
    return environment


@cache
def icon(name: str) -> Markup:
    """A Lucide icon as inline SVG without a name of its own: the words beside it say what it means."""
    svg = asset(f"icons/{name}.svg").read_text(encoding="utf-8")
    drawing = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")].strip()
    return Markup(f"{_ICON_TAG}{drawing}</svg>")  # noqa: S704 - a file of ours
