"""What can go wrong at the web shop.

WebShopError
├── ShopOptionError       a setting that no shop can run with
├── ShopDatabaseError     the database cannot be opened, or does not take or give what was asked
│   └── ShopInUseError        another shop works on this file
├── MissingKeyError       the shop's own key is nowhere
├── OrderNotFoundError    there is no such order for this customer
├── EmptyBasketError      there is nothing to pay for
├── TotalChangedError     the prices changed since the customer saw them
└── TooManyPromptsError   this phone, customer or address has had its share of prompts for now
"""

from __future__ import annotations

from pos_desktop.errors import PosError, Retry


class WebShopError(PosError):
    """Base of everything the web shop raises."""

    code = "webshop"


class ShopOptionError(WebShopError):
    """A setting cannot be used; the message names it."""

    code = "webshop_option"


class ShopDatabaseError(WebShopError):
    """The database cannot be opened or refused; what was being written is undone as a whole."""

    code = "webshop_database"
    retry = Retry.SAFE


class ShopInUseError(ShopDatabaseError):
    """Another process works on this SQLite file, and SQLite bears one writing process (payments.md 4)."""

    code = "webshop_in_use"


class MissingKeyError(WebShopError):
    """The key that signs the shop's callback addresses is neither in the keyring nor among the credentials."""

    code = "webshop_key"


class OrderNotFoundError(WebShopError):
    """There is no such order, or it is another customer's, which is told in the same words."""

    code = "order_not_found"


class EmptyBasketError(WebShopError):
    """There is nothing in the basket that can be sold."""

    code = "basket_empty"
    retry = Retry.SAFE


class TotalChangedError(WebShopError):
    """The total is not the one that the customer was shown; nothing was ordered."""

    code = "total_changed"
    retry = Retry.SAFE


class TooManyPromptsError(WebShopError):
    """No prompt goes out, so that nobody's phone rings again and again at a stranger's wish."""

    code = "too_many_prompts"
    retry = Retry.SAFE

    def __init__(self, message: str, *, wait_seconds: int) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds
