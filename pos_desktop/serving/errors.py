"""What can go wrong at the door of a server.

ServingError
├── CannotListenError      the address is taken or may not be used
├── BadNetworkError        a text that should name an address or a network does not
└── RefusedError           a request that is turned down, with its HTTP status
    ├── BadRequestError        it cannot be understood
    ├── UnauthorisedError      no key that opens this
    ├── NotFoundError          no such address, which is all that a forged token is told
    ├── TooSlowError           the body did not arrive in time
    ├── TooLargeError          the body is over the limit
    └── TooManyError           over a rate or a number
"""

from __future__ import annotations

from typing import ClassVar

from pos_desktop.errors import PosError, Retry


class ServingError(PosError):
    """Base of everything that the door of a server raises."""

    code = "serving"


class CannotListenError(ServingError):
    """The address could not be bound, or the server did not come up on it."""

    code = "cannot_listen"
    retry = Retry.SAFE


class BadNetworkError(ServingError):
    """The text is neither an IP address nor a network."""

    code = "bad_network"


class RefusedError(ServingError):
    """A request that is turned down; heirs carry the HTTP status and a title for the problem document."""

    code = "refused"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request is refused"


class BadRequestError(RefusedError):
    """The request cannot be understood."""

    code = "bad_request"
    title = "The request cannot be understood"


class UnauthorisedError(RefusedError):
    """There is no live key in the request."""

    code = "unauthorised"
    status = 401
    title = "A key is needed"


class NotFoundError(RefusedError):
    """There is nothing at this address."""

    code = "not_found"
    status = 404
    title = "There is nothing at this address"


class TooSlowError(RefusedError):
    """The body did not arrive in time."""

    code = "too_slow"
    status = 408
    title = "The body did not arrive in time"


class TooLargeError(RefusedError):
    """The body is over the limit."""

    code = "too_large"
    status = 413
    title = "The body is too large"


class TooManyError(RefusedError):
    """More than is taken from one sender in this time, or for one payment."""

    code = "too_many"
    status = 429
    title = "Too many requests"
    retry = Retry.SAFE
