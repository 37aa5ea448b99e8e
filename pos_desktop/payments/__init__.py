"""The shared payment core: M-Pesa for the till and the web shop, so that both behave the same by construction.

Owns the Daraja client, the payment and its evidence, the one decision, the query schedule, and its own tables.
Never imports Qt or a web framework, never opens a database, never knows the lines of a sale.
"""

from pathlib import Path

from pos_desktop.payments.answers import answer_for_host, process_mpesa_payment
from pos_desktop.payments.callback import CallbackData, MPesaCallback, checkout_request_id_of
from pos_desktop.payments.callback_token import (
    BadCallbackAddressError,
    BadTokenError,
    CallbackAddress,
    TokenMinter,
    check_token,
    new_key_pair,
    public_key_of,
)
from pos_desktop.payments.config import DarajaConfig, Environment, Initiator, TransactionType
from pos_desktop.payments.core import PaymentCore
from pos_desktop.payments.daraja import DarajaClient, skew_told_by
from pos_desktop.payments.decision import Detail, Doubt, TransactionStatus, decide, exceptions, may_ask_again
from pos_desktop.payments.errors import (
    InvalidAmountError,
    InvalidPaymentError,
    InvalidPhoneError,
    InvalidReferenceError,
    LedgerRefusedError,
    LivePaymentError,
    MailboxError,
    MailboxKeyRefusedError,
    MalformedCallbackError,
    NotSentError,
    OrderPaidError,
    OverrideRefusedError,
    PaymentError,
    PaymentNotFoundError,
    RejectedError,
)
from pos_desktop.payments.evidence import DoubtSettled, GivenUp, Intent, Overpaid, ReleasedOnTrust, Settlement
from pos_desktop.payments.ledger import PaymentChange, locked_payment, note_overpaid, note_paid_otherwise
from pos_desktop.payments.ledger_upload import LedgerUpload
from pos_desktop.payments.mailbox import Pairing, RelayMailbox, pair
from pos_desktop.payments.outcome import (
    PATIENCE_SECONDS,
    Closing,
    Outcome,
    OutcomeState,
    Refusal,
    SendAgain,
    Subject,
    Unknown,
    is_waited_for,
    outcome_of,
    refusal_of,
    seconds_waited,
)
from pos_desktop.payments.override import Override, give_up_live, managers_words, may_have_money
from pos_desktop.payments.phone import format_phone, mask_phone, normalise_phone
from pos_desktop.payments.pulling import PullWatch
from pos_desktop.payments.recorder import CREATED, PaymentRecorder
from pos_desktop.payments.relay_ledger import LedgerLine, LedgerReading, RelayLedger, read_ledger
from pos_desktop.payments.result_codes import FINAL_CODES
from pos_desktop.payments.settling import settled_by, settlements_for
from pos_desktop.payments.stk_push import MPesaSTKPush, PromptRequest, attempts_of, check_amount
from pos_desktop.payments.strays import StrayPayment, count_strays, settle_stray, view_strays
from pos_desktop.payments.tables import MPesaTransaction, TextEnum, UtcDateTime
from pos_desktop.payments.transaction_status import security_credential
from pos_desktop.payments.view import (
    PaymentView,
    StoryLine,
    count_exceptions,
    count_open,
    view_attempts,
    view_exceptions,
    view_open,
    view_payment,
)
from pos_desktop.payments.watch import MailboxState, MailboxWatch, PaymentWatch, recheck_once
from pos_desktop.schema import Migrations

MIGRATIONS = Migrations(Path(__file__).parent / "migrations", "payments_version", "0001")

__all__ = [
    "CREATED",
    "FINAL_CODES",
    "MIGRATIONS",
    "PATIENCE_SECONDS",
    "BadCallbackAddressError",
    "BadTokenError",
    "CallbackAddress",
    "CallbackData",
    "Closing",
    "DarajaClient",
    "DarajaConfig",
    "Detail",
    "Doubt",
    "DoubtSettled",
    "Environment",
    "GivenUp",
    "Initiator",
    "Intent",
    "InvalidAmountError",
    "InvalidPaymentError",
    "InvalidPhoneError",
    "InvalidReferenceError",
    "LedgerLine",
    "LedgerReading",
    "LedgerRefusedError",
    "LedgerUpload",
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
    "OrderPaidError",
    "Outcome",
    "OutcomeState",
    "Overpaid",
    "Override",
    "OverrideRefusedError",
    "Pairing",
    "PaymentChange",
    "PaymentCore",
    "PaymentError",
    "PaymentNotFoundError",
    "PaymentRecorder",
    "PaymentView",
    "PaymentWatch",
    "PromptRequest",
    "PullWatch",
    "Refusal",
    "RejectedError",
    "RelayLedger",
    "RelayMailbox",
    "ReleasedOnTrust",
    "SendAgain",
    "Settlement",
    "StoryLine",
    "StrayPayment",
    "Subject",
    "TextEnum",
    "TokenMinter",
    "TransactionStatus",
    "TransactionType",
    "Unknown",
    "UtcDateTime",
    "answer_for_host",
    "attempts_of",
    "check_amount",
    "check_token",
    "checkout_request_id_of",
    "count_exceptions",
    "count_open",
    "count_strays",
    "decide",
    "exceptions",
    "format_phone",
    "give_up_live",
    "is_waited_for",
    "locked_payment",
    "managers_words",
    "mask_phone",
    "may_ask_again",
    "may_have_money",
    "new_key_pair",
    "normalise_phone",
    "note_overpaid",
    "note_paid_otherwise",
    "outcome_of",
    "pair",
    "process_mpesa_payment",
    "public_key_of",
    "read_ledger",
    "recheck_once",
    "refusal_of",
    "seconds_waited",
    "security_credential",
    "settle_stray",
    "settled_by",
    "settlements_for",
    "skew_told_by",
    "view_attempts",
    "view_exceptions",
    "view_open",
    "view_payment",
    "view_strays",
]
