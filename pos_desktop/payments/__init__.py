"""The shared payment core: M-Pesa for the till and the web shop, so that both behave the same by construction.

Owns the Daraja client, the payment and its evidence, the one decision, the query schedule, and its own tables.
Never imports Qt or a web framework, never opens a database, never knows the lines of a sale.
"""

from pathlib import Path

from pos_desktop.payments.callback import CallbackData, MPesaCallback
from pos_desktop.payments.callback_token import (
    BadCallbackAddressError,
    BadTokenError,
    CallbackAddress,
    TokenMinter,
    check_token,
    new_key_pair,
)
from pos_desktop.payments.config import DarajaConfig, Environment, TransactionType
from pos_desktop.payments.core import PaymentCore, answer_for_host
from pos_desktop.payments.daraja import DarajaClient
from pos_desktop.payments.decision import Detail, Doubt, TransactionStatus, decide, exceptions, may_ask_again
from pos_desktop.payments.errors import (
    InvalidAmountError,
    InvalidPaymentError,
    InvalidPhoneError,
    InvalidReferenceError,
    LivePaymentError,
    MailboxError,
    MailboxKeyRefusedError,
    MalformedCallbackError,
    NotSentError,
    PaymentError,
    PaymentNotFoundError,
    RejectedError,
)
from pos_desktop.payments.evidence import Intent, Overpaid
from pos_desktop.payments.ledger import PaymentChange, note_overpaid
from pos_desktop.payments.mailbox import Pairing, RelayMailbox, pair
from pos_desktop.payments.phone import format_phone, mask_phone, normalise_phone
from pos_desktop.payments.result_codes import FINAL_CODES
from pos_desktop.payments.stk_push import MPesaSTKPush, PromptRequest, check_amount
from pos_desktop.payments.tables import MPesaTransaction
from pos_desktop.payments.view import PaymentView, StoryLine, count_open, view_attempts, view_open, view_payment
from pos_desktop.payments.watch import MailboxState, MailboxWatch, PaymentWatch
from pos_desktop.schema import Migrations

MIGRATIONS = Migrations(Path(__file__).parent / "migrations", "payments_version", "0001")

__all__ = [
    "FINAL_CODES",
    "MIGRATIONS",
    "BadCallbackAddressError",
    "BadTokenError",
    "CallbackAddress",
    "CallbackData",
    "DarajaClient",
    "DarajaConfig",
    "Detail",
    "Doubt",
    "Environment",
    "Intent",
    "InvalidAmountError",
    "InvalidPaymentError",
    "InvalidPhoneError",
    "InvalidReferenceError",
    "LivePaymentError",
    "MPesaCallback",
    "MPesaSTKPush",
    "MPesaTransaction",
    "MailboxError",
    "MailboxKeyRefusedError",
    "MailboxState",
    "MailboxWatch",
    "MalformedCallbackError",
    "NotSentError",
    "Overpaid",
    "Pairing",
    "PaymentChange",
    "PaymentCore",
    "PaymentError",
    "PaymentNotFoundError",
    "PaymentView",
    "PaymentWatch",
    "PromptRequest",
    "RejectedError",
    "RelayMailbox",
    "StoryLine",
    "TokenMinter",
    "TransactionStatus",
    "TransactionType",
    "answer_for_host",
    "check_amount",
    "check_token",
    "count_open",
    "decide",
    "exceptions",
    "format_phone",
    "mask_phone",
    "may_ask_again",
    "new_key_pair",
    "normalise_phone",
    "note_overpaid",
    "pair",
    "view_attempts",
    "view_open",
    "view_payment",
]
