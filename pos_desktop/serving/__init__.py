"""What every server of this program stands on: listening, bounded bodies, senders, rates, problem documents.

Owns: how a request is taken in safely. Never: what it means, a database, a page.
Nothing here imports the web server until one is made (`listening`, `problems` and `bodies` are imported by servers).
"""

from pos_desktop.serving.errors import (
    BadNetworkError,
    BadRequestError,
    CannotListenError,
    NotFoundError,
    RefusedError,
    ServingError,
    TooLargeError,
    TooManyError,
    TooSlowError,
    UnauthorisedError,
)
from pos_desktop.serving.rates import RateLimit
from pos_desktop.serving.sockets import address_of, bound_socket
from pos_desktop.serving.sources import PUBLISHED_SOURCES, Sender, Source, SourceList, networks

__all__ = [
    "PUBLISHED_SOURCES",
    "BadNetworkError",
    "BadRequestError",
    "CannotListenError",
    "NotFoundError",
    "RateLimit",
    "RefusedError",
    "Sender",
    "ServingError",
    "Source",
    "SourceList",
    "TooLargeError",
    "TooManyError",
    "TooSlowError",
    "UnauthorisedError",
    "address_of",
    "bound_socket",
    "networks",
]
