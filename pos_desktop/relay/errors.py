"""What can go wrong at the relay.

RelayError
├── RelayOptionError       a setting that no relay can run with
├── CannotListenError      the address is taken or may not be used
├── MailFileError          the mail file cannot be used by this program
│   ├── MailFileInUseError     another relay serves from it
│   └── NewerMailFileError     a newer program made it
├── MailUnavailableError   the mail file did not take or give what was asked: nothing was acknowledged
├── NoSuchTerminalError    no terminal has this id, or it is revoked
└── RefusedError           a request that is turned down, with its HTTP status
    ├── BadRequestError        it cannot be understood
    ├── UnauthorisedError      no key of a terminal
    ├── NotFoundError          no such address, which is all that a forged token is told
    ├── PairingRefusedError    the code is wrong, used or too old
    ├── TooSlowError           the body did not arrive in time
    ├── TooLargeError          the body is over the limit
    └── TooManyError           over a rate or a number
"""

from __future__ import annotations

from typing import ClassVar

from pos_desktop.errors import Money, PosError, Retry


class RelayError(PosError):
    """Base of everything the relay raises."""

    code = "relay"


class RelayOptionError(RelayError):
    """A setting cannot be used; the message names it."""

    code = "relay_option"


class CannotListenError(RelayError):
    """The address could not be bound, or the relay did not come up on it."""

    code = "relay_cannot_listen"
    retry = Retry.SAFE


class MailFileError(RelayError):
    """The mail file cannot be opened."""

    code = "relay_mail_file"


class MailFileInUseError(MailFileError):
    """Another relay serves from this file; its long polls would not hear of our mail."""

    code = "relay_mail_file_in_use"
    retry = Retry.SAFE


class NewerMailFileError(MailFileError):
    """The file was made by a newer program; nothing was changed."""

    code = "relay_mail_file_newer"


class MailUnavailableError(RelayError):
    """The file did not take or give what was asked: full, failing, or busy for too long."""

    code = "relay_mail_unavailable"
    money = Money.UNKNOWN
    retry = Retry.SAFE


class NoSuchTerminalError(RelayError):
    """No live terminal has this id."""

    code = "relay_no_such_terminal"


class RefusedError(RelayError):
    """A request that is turned down; heirs carry the HTTP status and a title for the problem document."""

    code = "relay_refused"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request is refused"


class BadRequestError(RefusedError):
    """The request cannot be understood."""

    code = "relay_bad_request"
    title = "The request cannot be understood"


class UnauthorisedError(RefusedError):
    """There is no live key in the request."""

    code = "relay_unauthorised"
    status = 401
    title = "A terminal's key is needed"


class NotFoundError(RefusedError):
    """There is nothing at this address."""

    code = "relay_not_found"
    status = 404
    title = "There is nothing at this address"


class PairingRefusedError(RefusedError):
    """The pairing code opens nothing."""

    code = "relay_pairing_refused"
    status = 403
    title = "The pairing code is wrong, used or too old"


class TooSlowError(RefusedError):
    """The body did not arrive in time."""

    code = "relay_too_slow"
    status = 408
    title = "The body did not arrive in time"


class TooLargeError(RefusedError):
    """The body is over the limit."""

    code = "relay_too_large"
    status = 413
    title = "The body is too large"


class TooManyError(RefusedError):
    """More than is taken from one sender in this time, or for one payment."""

    code = "relay_too_many"
    status = 429
    title = "Too many requests"
    retry = Retry.SAFE
