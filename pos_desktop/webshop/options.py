"""What a web shop is started with."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.payments import DarajaConfig
from pos_desktop.serving import PUBLISHED_SOURCES, BadNetworkError, networks
from pos_desktop.webshop.allowance import PromptLimits
from pos_desktop.webshop.errors import ShopOptionError

DEFAULT_PORT = 8072
DEFAULT_DATABASE = "sqlite:///webshop.db"


@dataclass(frozen=True)
class ShopFace:
    """What customers see of the merchant; `is_demo` puts the tag on every page that no real money moves."""

    name: str
    address: str = ""
    phone: str = ""
    tax_pin: str = ""
    footer: str = "Asante! Karibu tena."
    is_demo: bool = False


@dataclass(frozen=True)
class RelayAccess:
    """Where the merchant's ledger is kept, and this shop's key to it."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class ShopOptions:
    """Everything that a web shop is started with.

    `public_url` is the HTTPS address that customers and Safaricom reach; without one, the address it listens on.
    `page_rate` and `post_rate` are requests a second from one address, `callback_rate` callbacks a second from all
    of Safaricom's addresses, and as many again from all others.

    Raises:
        ShopOptionError: a value that no shop can run with.
    """

    face: ShopFace
    daraja: DarajaConfig
    signing_key: str = field(repr=False)
    database_url: str = DEFAULT_DATABASE
    host: str = "127.0.0.1"
    port: int = 0
    public_url: str = ""
    allowed_sources: tuple[str, ...] = PUBLISHED_SOURCES
    trusted_proxies: tuple[str, ...] = ()
    relay: RelayAccess | None = None
    limits: PromptLimits = field(default_factory=PromptLimits)
    page_rate: float = 50.0
    post_rate: float = 10.0
    callback_rate: float = 250.0
    junk_rate: float = 5.0
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        try:
            networks((*self.allowed_sources, *self.trusted_proxies))
        except BadNetworkError as error:
            raise ShopOptionError(str(error)) from error
        if not 0 <= self.port <= 65535:
            raise ShopOptionError(f"port {self.port} is not from 0 to 65535")
