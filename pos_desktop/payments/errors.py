"""What can go wrong with a payment, sorted by what the caller should do.

PaymentError
├── InvalidPaymentError       the input must be fixed; nothing was sent
│   ├── InvalidPhoneError
│   ├── InvalidAmountError
│   └── InvalidReferenceError
├── LivePaymentError          an earlier prompt of this sale may still be paid
├── OrderPaidError            the order is paid; nothing more is sent for it
├── OverrideRefusedError      an override without a name, a reason or a second person
├── NotSentError              nothing left the machine; may be tried again
├── RejectedError             Daraja refused before M-Pesa saw it
│   ├── TokenRefusedError     the access token is void: mint another and repeat
│   ├── CredentialsError      key, secret, passkey or short code are wrong
│   └── BusyError             too many requests, or the phone has another session open
├── OutcomeUnknownError       it may have been sent: never repeat without proof
├── MalformedCallbackError    a body that is not an STK callback
├── MailboxError              the relay did not answer, or not as agreed
│   └── MailboxKeyRefusedError
├── NotStoredError            the host's file did not take what came of an open payment
├── LedgerRefusedError        the merchant's ledger does not take this payment as it is
├── IllegalTransitionError    our bug: a move that the state machine does not have
└── PaymentNotFoundError      no such payment in this file
"""

from __future__ import annotations

from pos_desktop.errors import Money, PosError, Retry


class PaymentError(PosError):
    """Base of everything the payment core raises."""

    code = "payment"


class InvalidPaymentError(PaymentError):
    """A field of the request cannot be accepted; nothing was sent.

    `field` names it, `reason` is a stable word for the cause.
    """

    code = "payment_invalid"
    retry = Retry.SAFE
    field = "request"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class InvalidPhoneError(InvalidPaymentError):
    """The phone number cannot be reached by M-Pesa."""

    code = "phone_invalid"
    field = "phone"


class InvalidAmountError(InvalidPaymentError):
    """The amount is not one that M-Pesa takes."""

    code = "amount_invalid"
    field = "amount"


class InvalidReferenceError(InvalidPaymentError):
    """The reference has nothing that Safaricom can show."""

    code = "reference_invalid"
    field = "reference"


class LivePaymentError(PaymentError):
    """An earlier prompt of this sale may still be paid, so no second one goes out."""

    code = "payment_live"
    money = Money.UNKNOWN
    retry = Retry.AFTER_PROOF

    def __init__(self, payment_id: int, message: str) -> None:
        super().__init__(message)
        self.payment_id = payment_id


class OrderPaidError(PaymentError):
    """The order is paid, so no prompt goes out for it."""

    code = "order_paid"
    money = Money.YES


class OverrideRefusedError(PaymentError):
    """An override without a name, a reason, or a second person; nothing was done."""

    code = "override_refused"
    retry = Retry.SAFE


class DarajaError(PaymentError):
    """A call to Daraja that did not give an answer we can use.

    `call` names it; `http_status` and `error_code` are Daraja's own, where there were any.
    """

    code = "daraja"

    def __init__(self, call: str, message: str, *, http_status: int | None = None, error_code: str = "") -> None:
        super().__init__(message)
        self.call = call
        self.http_status = http_status
        self.error_code = error_code


class NotSentError(DarajaError):
    """No byte of the request left the machine."""

    code = "not_sent"
    retry = Retry.SAFE


class RejectedError(DarajaError):
    """Daraja refused the request before M-Pesa saw it."""

    code = "rejected"


class TokenRefusedError(RejectedError):
    """The access token is not valid any more (daraja.md 1)."""

    code = "token_refused"
    retry = Retry.SAFE


class CredentialsError(RejectedError):
    """Consumer key, secret, passkey, short code or product are not what Daraja has on file."""

    code = "credentials"


class BusyError(RejectedError):
    """Too many requests at once, or the customer's phone has another session open."""

    code = "busy"
    retry = Retry.SAFE


class OutcomeUnknownError(DarajaError):
    """The request may have arrived: whether a prompt went out cannot be told."""

    code = "outcome_unknown"
    money = Money.UNKNOWN
    retry = Retry.AFTER_PROOF


class MalformedCallbackError(PaymentError):
    """The body is not an STK callback; it is kept as it came and Daraja is asked instead."""

    code = "callback_malformed"
    money = Money.UNKNOWN
    retry = Retry.AFTER_PROOF


class MailboxError(PaymentError):
    """The relay could not be reached or did not answer as agreed; payments go on through the query."""

    code = "mailbox"
    money = Money.UNKNOWN
    retry = Retry.SAFE


class MailboxKeyRefusedError(MailboxError):
    """The relay does not know this till's key: it must be paired again."""

    code = "mailbox_key_refused"
    retry = Retry.NEVER


class NotStoredError(PaymentError):
    """The host's file did not take what was learned or noted of an open payment: it is as unknown as before."""

    code = "not_stored"
    money = Money.UNKNOWN
    retry = Retry.SAFE


class LedgerRefusedError(PaymentError):
    """The merchant's ledger does not take this payment as it is; it is sent again when it changes."""

    code = "ledger_refused"


class IllegalTransitionError(PaymentError):
    """A move between states that does not exist; the record was left as it was."""

    code = "illegal_transition"
    money = Money.UNKNOWN


class PaymentNotFoundError(PaymentError):
    """There is no such payment in this file."""

    code = "payment_not_found"
