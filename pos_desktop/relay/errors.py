"""What can go wrong at the relay.

RelayError
├── RelayOptionError       a setting that no relay can run with
├── MailFileError          the mail file cannot be used by this program
│   ├── MailFileInUseError     another relay serves from it
│   └── NewerMailFileError     a newer program made it
├── MailUnavailableError   the mail file did not take or give what was asked: nothing was acknowledged
├── ReserveError           the reserve did not take a result that the mail file did not take, or was not emptied
├── NoSuchTerminalError    no terminal has this id, or it is revoked
└── NoSuchLedgerKeyError   no key of a manager has this id, or it is revoked

RefusedError (serving/errors.py)
├── PairingRefusedError    the code is wrong, used or too old
├── WrongKeyError          the key is live, but not for this
└── LedgerConflictError    the entry contradicts what is kept of the payment
"""

from __future__ import annotations

from pos_desktop.errors import Money, PosError, Retry
from pos_desktop.serving import RefusedError


class RelayError(PosError):
    """Base of everything the relay raises."""

    code = "relay"


class RelayOptionError(RelayError):
    """A setting cannot be used; the message names it."""

    code = "relay_option"


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


class ReserveError(RelayError):
    """The reserve is full or failing, or there is none."""

    code = "relay_reserve"
    money = Money.UNKNOWN
    retry = Retry.SAFE


class NoSuchTerminalError(RelayError):
    """No live terminal has this id."""

    code = "relay_no_such_terminal"


class NoSuchLedgerKeyError(RelayError):
    """No live key of a manager has this id."""

    code = "relay_no_such_ledger_key"


class PairingRefusedError(RefusedError):
    """The pairing code opens nothing."""

    code = "relay_pairing_refused"
    status = 403
    title = "The pairing code is wrong, used or too old"


class WrongKeyError(RefusedError):
    """A till's key does not read the ledger, and a manager's writes nothing."""

    code = "relay_wrong_key"
    status = 403
    title = "This key does not open this"


class LedgerConflictError(RefusedError):
    """What is kept of a payment cannot become what was sent."""

    code = "relay_ledger_conflict"
    status = 409
    title = "The ledger holds something else of this payment"
