"""The shop of the demo, as its receipts and its web pages show it."""

from __future__ import annotations

from pos_desktop.app.settings import ShopSettings

SHOP = ShopSettings(
    name="Mama Njeri Stores",
    address="Moi Avenue, Thika",
    phone="0720 555 014",
    tax_pin="P051234567X",
    footer="Asante! Karibu tena.",
)
