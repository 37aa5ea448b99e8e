"""The words for all that the payment core may raise, and for a number that M-Pesa cannot reach."""

from __future__ import annotations

from collections.abc import Callable

from pos_desktop.errors import Money, PosError
from pos_desktop.payments import InvalidPaymentError, InvalidPhoneError, Refusal, Unknown
from pos_desktop.ui.words.machines import MACHINES
from pos_desktop.ui.words.refusals import words_of_refusal
from pos_desktop.ui.words.unknown import words_of_unknown
from pos_desktop.ui.words.values import NextStep, Words, not_known, not_paid, translate


def words_of_error(error: PosError) -> Words:
    """The words for an error, by its stable code; one that has none of its own is told by whether money moved."""
    if isinstance(error, InvalidPhoneError):
        return _bad_phone(error.reason)
    if isinstance(error, InvalidPaymentError):
        return _INVALID.get((error.field, error.reason), _bad_request)()
    make = _ERRORS.get(error.code) or MACHINES.get(error.code)
    if make is not None:
        return make()
    return _program_fault() if error.money is Money.NO else _program_fault_in_doubt()


def words_of_phone_reason(reason: str) -> str:
    """Why M-Pesa cannot reach a number, for the line under the field."""
    return _PHONE.get(reason, _not_a_phone)()


def _no_phone() -> str:
    return translate("words", "Type the customer's number.")


def _letters() -> str:
    return translate("words", "A phone number has no letters.")


def _too_short() -> str:
    return translate("words", "Too few digits.")


def _too_long() -> str:
    return translate("words", "Too many digits.")


def _foreign() -> str:
    return translate("words", "M-Pesa reaches Kenyan numbers only.")


def _landline() -> str:
    return translate("words", "A landline. M-Pesa needs a mobile.")


def _not_a_phone() -> str:
    return translate("words", "Kenyan mobiles begin with 07 or 01.")


def _bad_phone(reason: str) -> Words:
    return not_paid(
        translate("words", "Number not accepted"),
        words_of_phone_reason(reason),
        translate("words", "Nothing was sent."),
        translate("words", "Type the number again."),
        translate("words", "Read it back to the customer."),
        NextStep.CHANGE_NUMBER,
    )


def _no_amount() -> Words:
    return _bad_amount(translate("words", "The amount must be more than nothing."))


def _not_whole() -> Words:
    return _bad_amount(translate("words", "M-Pesa takes whole shillings only."))


def _over_limit() -> Words:
    return _bad_amount(translate("words", "The amount is over M-Pesa's limit for one payment."))


def _not_an_amount() -> Words:
    return _bad_amount(translate("words", "That is not an amount of money."))


def _bad_amount(happened: str) -> Words:
    return not_paid(
        translate("words", "Amount not accepted"),
        happened,
        translate("words", "Nothing was sent."),
        translate("words", "Type another amount."),
        translate("words", "A part can be paid by M-Pesa and the rest in cash."),
        NextStep.STAY,
    )


def _bad_request() -> Words:
    return not_paid(
        translate("words", "Prompt not sent"),
        translate("words", "The request cannot be written for M-Pesa."),
        translate("words", "Nothing was sent."),
        translate("words", "Tell the manager, and take cash."),
        translate("words", "Details has the words for the manager."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _earlier_is_live() -> Words:
    return not_known(
        translate("words", "Earlier prompt still open"),
        translate("words", "An earlier prompt of this sale may still be paid."),
        translate("words", "A second one could charge the customer twice."),
    )


def _refused(refusal: Refusal) -> Callable[[], Words]:
    return lambda: words_of_refusal(refusal)


def _may_be_sent() -> Words:
    return words_of_unknown(Unknown.MAY_BE_SENT)


def _odd_message() -> Words:
    return not_known(
        translate("words", "Message cannot be read"),
        translate("words", "A message from M-Pesa cannot be read."),
        translate("words", "It is kept, and we ask M-Pesa instead."),
    )


def _no_mailbox() -> Words:
    return not_known(
        translate("words", "Answers come slower"),
        translate("words", "The shop's mailbox does not answer."),
        translate("words", "We ask M-Pesa ourselves, which takes some seconds longer."),
    )


def _mailbox_key() -> Words:
    return not_known(
        translate("words", "Till must be paired again"),
        translate("words", "The shop's mailbox does not know this till any more."),
        translate("words", "We ask M-Pesa ourselves. The manager has to pair the till again."),
    )


def _no_such_payment() -> Words:
    return not_known(
        translate("words", "Payment not found"),
        translate("words", "This payment is not in the till's file."),
        translate("words", "Nothing was changed."),
    )


def _override_refused() -> Words:
    return not_paid(
        translate("words", "Second prompt not allowed"),
        translate("words", "A second prompt needs another person's yes."),
        translate("words", "Nothing was sent."),
        translate("words", "Ask a manager to enter the PIN."),
        translate("words", "It cannot be the person who is selling."),
        NextStep.STAY,
    )


def _goods_are_gone() -> Words:
    return not_known(
        translate("words", "Goods went out on trust"),
        translate("words", "A manager let the goods of this sale go before it was paid."),
        translate("words", "It waits for its money and cannot be changed."),
    )


def _not_stored() -> Words:
    return not_known(
        translate("words", "Till's disk refused"),
        translate("words", "The till's disk did not take what came of this payment."),
        translate("words", "We ask M-Pesa again by ourselves."),
    )


def _program_fault() -> Words:
    return not_paid(
        translate("words", "Fault in the till"),
        translate("words", "The till could not do that."),
        translate("words", "The sale is as it was."),
        translate("words", "Try once more, then call the manager."),
        translate("words", "Details has the words for the manager."),
        NextStep.STAY,
    )


def _program_fault_in_doubt() -> Words:
    return not_known(
        translate("words", "Fault in the till"),
        translate("words", "The till could not finish that."),
        translate("words", "Details has the words for the manager."),
    )


_PHONE: dict[str, Callable[[], str]] = {
    "empty": _no_phone,
    "letters": _letters,
    "short": _too_short,
    "long": _too_long,
    "foreign": _foreign,
    "landline": _landline,
    "not_a_phone": _not_a_phone,
}

_INVALID: dict[tuple[str, str], Callable[[], Words]] = {
    ("amount", "type"): _not_an_amount,
    ("amount", "zero"): _no_amount,
    ("amount", "cents"): _not_whole,
    ("amount", "limit"): _over_limit,
}

_ERRORS: dict[str, Callable[[], Words]] = {
    "goods_released": _goods_are_gone,
    "payment": _program_fault,
    "override_refused": _override_refused,
    "payment_live": _earlier_is_live,
    "daraja": _may_be_sent,
    "not_sent": _refused(Refusal.NOT_SENT),
    "rejected": _refused(Refusal.REJECTED),
    "token_refused": _refused(Refusal.TOKEN),
    "credentials": _refused(Refusal.SET_UP),
    "busy": _refused(Refusal.BUSY),
    "outcome_unknown": _may_be_sent,
    "callback_malformed": _odd_message,
    "mailbox": _no_mailbox,
    "mailbox_key_refused": _mailbox_key,
    "illegal_transition": _program_fault_in_doubt,
    "payment_not_found": _no_such_payment,
    "not_stored": _not_stored,
}
