"""Who a request is from: a random cookie, of which the database sees a digest only; and proof that a form is ours."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

COOKIE_BYTES = 32
COOKIE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Customer:
    """One browser. `digest` is what its baskets and orders are kept under; `is_new` asks for the cookie to be set."""

    cookie: str
    digest: str
    csrf: str
    is_new: bool = False


class CustomerDesk:
    """Makes and reads the cookie, and the token that every form of that browser carries."""

    def __init__(self, key: bytes, *, is_secure: bool) -> None:
        self._key = key
        self.is_secure = is_secure
        self.cookie_name = "__Host-shop" if is_secure else "shop"
        """The prefix makes browsers refuse the cookie from anywhere but this host over HTTPS (RFC 6265bis 4.1.3)."""

    def customer_of(self, cookie: str | None) -> Customer:
        """The customer with this cookie, or a new one."""
        if cookie and len(cookie) == 43 and cookie.isascii():
            return self._customer(cookie)
        made = self._customer(secrets.token_urlsafe(COOKIE_BYTES))
        return Customer(made.cookie, made.digest, made.csrf, is_new=True)

    def is_from_own_form(self, customer: Customer, token: str, site: str | None) -> bool:
        """Whether a form came from a page that this customer was given: by its token, and by what the browser says.

        `site` is the `Sec-Fetch-Site` header, which browsers that know it send truthfully.
        """
        if site is not None and site not in ("same-origin", "none"):
            return False
        return not customer.is_new and hmac.compare_digest(token.encode(), customer.csrf.encode())

    def digest(self, text: str) -> str:
        """A digest under our key, for what is counted but not kept: phones and addresses."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _customer(self, cookie: str) -> Customer:
        return Customer(cookie, self.digest(f"customer {cookie}"), self.digest(f"form {cookie}"))
