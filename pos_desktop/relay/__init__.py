"""The relay: a mailbox that receives Safaricom's results, keeps them, and hands each terminal its own, in order.

Owns: the mail file with its reserve and witness, terminals with their keys, the check of who sends and reads,
retention, and the merchant's ledger: what all terminals of a short code say of their payments.
Never: holds a secret of Daraja's, decides a payment, reads more of a result than a hint's prompt id.
The web framework is loaded when a relay is made, not when this package is imported.
"""

from pos_desktop.relay.enrolment import (
    TerminalLine,
    issue_pairing_code,
    issue_rotation_code,
    list_terminals,
    revoke_terminal,
)
from pos_desktop.relay.errors import (
    MailFileError,
    MailFileInUseError,
    MailUnavailableError,
    NewerMailFileError,
    NoSuchLedgerKeyError,
    NoSuchTerminalError,
    RelayError,
    RelayOptionError,
)
from pos_desktop.relay.ledger_keys import (
    IssuedLedgerKey,
    LedgerKeyLine,
    issue_ledger_key,
    list_ledger_keys,
    revoke_ledger_key,
)
from pos_desktop.relay.options import Limits, RelayOptions
from pos_desktop.relay.server import RelayServer, create_app, run_relay

__all__ = [
    "IssuedLedgerKey",
    "LedgerKeyLine",
    "Limits",
    "MailFileError",
    "MailFileInUseError",
    "MailUnavailableError",
    "NewerMailFileError",
    "NoSuchLedgerKeyError",
    "NoSuchTerminalError",
    "RelayError",
    "RelayOptionError",
    "RelayOptions",
    "RelayServer",
    "TerminalLine",
    "create_app",
    "issue_ledger_key",
    "issue_pairing_code",
    "issue_rotation_code",
    "list_ledger_keys",
    "list_terminals",
    "revoke_ledger_key",
    "revoke_terminal",
    "run_relay",
]
