"""The web shop: a small, real checkout on the shared payment core, and the adapter that any other shop plugs in.

Owns: its products, baskets and orders, its pages, its own callbacks, and who may see or do what on them.
Never: M-Pesa code of its own, a sale of the till, the relay's mail.
The web framework is loaded when a shop is made, not when this package is imported.
"""

from pos_desktop.webshop.adapter import ACCEPTED, ShopPayments, new_signing_key
from pos_desktop.webshop.allowance import PromptLimits
from pos_desktop.webshop.database import MIGRATIONS, ShopDatabase, open_database, read_database, require_own_shop
from pos_desktop.webshop.errors import WebShopError
from pos_desktop.webshop.exceptions import Decision, settle_payment, settle_stray_money
from pos_desktop.webshop.options import RelayAccess, ShopFace, ShopOptions
from pos_desktop.webshop.orders import newest_orders
from pos_desktop.webshop.server import WebShopServer, run_webshop
from pos_desktop.webshop.shelf import ShelfCategory, ShelfProduct, fill_shelf
from pos_desktop.webshop.tables import OrderStatus, ShopOrder

__all__ = [
    "ACCEPTED",
    "MIGRATIONS",
    "Decision",
    "OrderStatus",
    "PromptLimits",
    "RelayAccess",
    "ShelfCategory",
    "ShelfProduct",
    "ShopDatabase",
    "ShopFace",
    "ShopOptions",
    "ShopOrder",
    "ShopPayments",
    "WebShopError",
    "WebShopServer",
    "fill_shelf",
    "new_signing_key",
    "newest_orders",
    "open_database",
    "read_database",
    "require_own_shop",
    "run_webshop",
    "settle_payment",
    "settle_stray_money",
]
