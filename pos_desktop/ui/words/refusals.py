"""The words for attempts that ended without M-Pesa: never sent, refused at its door, or closed by a person."""

from __future__ import annotations

from collections.abc import Callable

from pos_desktop.payments import Closing, Refusal
from pos_desktop.ui.words.results import set_up_problem
from pos_desktop.ui.words.values import NextStep, Words, not_paid, translate


def words_of_refusal(refusal: Refusal) -> Words:
    """The words for a prompt that never reached M-Pesa."""
    return _REFUSALS[refusal]()


def words_of_closing(closing: Closing) -> Words:
    """The words for an attempt that a manager or a complete list closed."""
    return _CLOSINGS[closing]()


def _not_sent() -> Words:
    return not_paid(
        translate("words", "Prompt not sent"),
        translate("words", "There is no way to M-Pesa just now."),
        translate("words", "Nothing left this till."),
        translate("words", "Send the prompt again."),
        translate("words", "If the network is down, take cash: selling goes on."),
        NextStep.SEND_AGAIN,
    )


def _not_secure() -> Words:
    return not_paid(
        translate("words", "Secure connection blocked"),
        translate("words", "Something stands between this till and M-Pesa."),
        translate("words", "The till sent nothing through it."),
        translate("words", "Tell the manager, and take cash."),
        translate("words", "The network, or a login page of it, has to be put right."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _stopped() -> Words:
    return not_paid(
        translate("words", "Prompt not sent"),
        translate("words", "The till stopped before the prompt was sent."),
        translate("words", "Nothing left this till."),
        translate("words", "Send the prompt again."),
        translate("words", "The sale is as it was."),
        NextStep.SEND_AGAIN,
    )


def _phone_busy() -> Words:
    return not_paid(
        translate("words", "Phone busy"),
        translate("words", "The phone is busy with another M-Pesa request."),
        translate("words", "This prompt did not go out."),
        translate("words", "Finish or cancel it on the phone first."),
        translate("words", "Then send again. M-Pesa frees the phone after about a minute."),
        NextStep.SEND_LATER,
    )


def _busy() -> Words:
    return not_paid(
        translate("words", "Busy at M-Pesa"),
        translate("words", "M-Pesa takes no more requests just now."),
        translate("words", "This prompt did not go out."),
        translate("words", "Wait a moment, then send again."),
        translate("words", "Or let the customer pay another way."),
        NextStep.SEND_LATER,
    )


def _number() -> Words:
    return not_paid(
        translate("words", "Number not accepted"),
        translate("words", "M-Pesa does not take this phone number."),
        translate("words", "This prompt did not go out."),
        translate("words", "Type the number again."),
        translate("words", "Read it back to the customer, or let another phone pay."),
        NextStep.CHANGE_NUMBER,
    )


def _token() -> Words:
    return not_paid(
        translate("words", "Prompt not sent"),
        translate("words", "M-Pesa did not let this till in."),
        translate("words", "We tried several times. The prompt did not go out."),
        translate("words", "Send the prompt again."),
        translate("words", "If it happens again, tell the manager and take cash."),
        NextStep.SEND_AGAIN,
    )


def _rejected() -> Words:
    return not_paid(
        translate("words", "Prompt refused"),
        translate("words", "M-Pesa refused the request as this till wrote it."),
        translate("words", "This prompt did not go out."),
        translate("words", "Tell the manager, and take cash."),
        translate("words", "Details has M-Pesa's own words for the manager."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _given_up() -> Words:
    return Words(
        translate("words", "Closed by a manager"),
        translate("words", "A manager closed this request."),
        translate("words", "M-Pesa gave no final answer to it."),
        translate("words", "Not that we know."),
        translate("words", "If it is paid later, the till says so."),
        translate("words", "Send again, or pay another way."),
        translate("words", "The customer should not enter a PIN for the earlier request."),
        NextStep.SEND_AGAIN,
    )


def _absent() -> Words:
    return not_paid(
        translate("words", "Not in M-Pesa's list"),
        translate("words", "M-Pesa's own list does not have this payment."),
        translate("words", "The list covers the time of this prompt."),
        translate("words", "Send the prompt again."),
        translate("words", "Or let the customer pay another way."),
        NextStep.SEND_AGAIN,
    )


_REFUSALS: dict[Refusal, Callable[[], Words]] = {
    Refusal.NOT_SENT: _not_sent,
    Refusal.NOT_SECURE: _not_secure,
    Refusal.STOPPED: _stopped,
    Refusal.PHONE_BUSY: _phone_busy,
    Refusal.BUSY: _busy,
    Refusal.SET_UP: set_up_problem,
    Refusal.TOKEN: _token,
    Refusal.NUMBER: _number,
    Refusal.REJECTED: _rejected,
}

_CLOSINGS: dict[Closing, Callable[[], Words]] = {Closing.GIVEN_UP: _given_up, Closing.ABSENT: _absent}
