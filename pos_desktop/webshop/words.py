"""What a customer is told of a payment: what happened, did money move, what next, in the customer's own words."""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.payments import Closing, Outcome, OutcomeState, Refusal, Subject, Unknown
from pos_desktop.webshop.orders import NEVER_ASKED

HEADINGS = {
    OutcomeState.SENDING: "Asking M-Pesa",
    OutcomeState.WAITING: "Look at your phone",
    OutcomeState.CONFIRMING: "Confirming",
    OutcomeState.PAID: "Paid",
    OutcomeState.NOT_PAID: "Not paid",
    OutcomeState.UNKNOWN: "We don't know yet",
}
ICONS = {
    OutcomeState.SENDING: "hourglass",
    OutcomeState.WAITING: "smartphone",
    OutcomeState.CONFIRMING: "hourglass",
    OutcomeState.PAID: "circle-check",
    OutcomeState.NOT_PAID: "triangle-alert",
    OutcomeState.UNKNOWN: "circle-question-mark",
}


@dataclass(frozen=True)
class CustomerWords:
    """Three answers, always in this order, under a heading and one leading sentence."""

    heading: str
    lead: str
    what_happened: str
    did_money_move: str
    what_next: str


NO_MONEY = "No. You were not charged."
MAYBE = "Maybe. Look for a message from M-Pesa on your phone."
_AGAIN = "Pay again when you are ready."
_WAIT = "You need not do anything. We ask M-Pesa again, and this page changes by itself."
_CALL_SHOP = "Call the shop. Your order is kept."
_NOT_FINAL = "Wait. We ask M-Pesa again, and this page changes by itself."

_NOT_PAID: dict[Subject, tuple[str, str]] = {
    "1": ("There is not enough money in your M-Pesa.", "Add money to your M-Pesa, then pay again."),
    "2": ("The amount is too small for M-Pesa.", "Order a little more, or pay in the shop."),
    "3": ("The amount is over M-Pesa's limit for one payment.", "Order in two parts, or call the shop."),
    "4": ("Your M-Pesa limit for today is reached.", "Pay from another phone, or again tomorrow."),
    "8": ("The shop's M-Pesa account cannot take more just now.", _CALL_SHOP),
    "17": (
        "The same amount was asked of your phone moments ago.",
        "Look for M-Pesa's message first. If that one is not paid, pay again after two minutes.",
    ),
    "1019": ("The request ran out before you entered your PIN.", _AGAIN),
    "1025": ("The request did not reach your phone.", "See that your phone is on and has network, then pay again."),
    "1032": ("The request was cancelled on your phone.", "Pay again, or leave it. Your order is kept."),
    "1037": ("Your phone gave no answer.", "See that it is on, unlocked and has network, then pay again."),
    "2001": ("The M-Pesa PIN was wrong.", "Pay again and enter your M-Pesa PIN with care."),
    "2028": ("M-Pesa does not let this shop ask for money just now.", _CALL_SHOP),
    "8006": ("Your M-Pesa PIN is locked.", "Call Safaricom on 100 to open it, or pay from another phone."),
    "SFC_IC0003": ("M-Pesa does not let this shop ask for money just now.", _CALL_SHOP),
    NEVER_ASKED: ("The shop was interrupted before it asked M-Pesa, and nothing was sent.", _AGAIN),
    Refusal.NOT_SENT: ("The shop could not reach M-Pesa, and nothing was sent.", _AGAIN),
    Refusal.NOT_SECURE: ("The shop has no safe connection to M-Pesa, and nothing was sent.", _CALL_SHOP),
    Refusal.STOPPED: ("The shop was restarted before your request was sent.", _AGAIN),
    Refusal.PHONE_BUSY: (
        "Your phone is busy with another M-Pesa request.",
        "Finish or cancel that one. M-Pesa frees the phone after about a minute, then pay again.",
    ),
    Refusal.BUSY: ("M-Pesa takes no more requests just now.", "Wait a moment, then pay again."),
    Refusal.SET_UP: ("M-Pesa does not let this shop ask for money just now.", _CALL_SHOP),
    Refusal.NUMBER: ("M-Pesa does not take this phone number.", "See that it is right, then pay again."),
    Refusal.TOKEN: ("M-Pesa did not let the shop in, and nothing was sent.", _AGAIN),
    Refusal.REJECTED: ("M-Pesa refused the request.", _CALL_SHOP),
    Closing.GIVEN_UP: ("The shop closed this request without an answer from M-Pesa.", _AGAIN),
    Closing.ABSENT: ("M-Pesa's own list does not have this payment.", _AGAIN),
}

_UNKNOWN: dict[Subject, tuple[str, str, str]] = {
    Unknown.NO_ANSWER: ("The request went out, but no answer came back yet.", MAYBE, _WAIT),
    Unknown.MAY_BE_SENT: ("The network broke while the request was being sent.", MAYBE, _WAIT),
    Unknown.CONTRADICTION: (
        "M-Pesa gave two answers that do not agree.",
        "Maybe. Only a message from M-Pesa with a code counts.",
        "Do not pay again. Call the shop and have M-Pesa's message ready.",
    ),
    Unknown.AMOUNT_DIFFERS: (
        "The amount paid is not the amount that was asked.",
        "Yes, but another amount. M-Pesa's message names it.",
        "Do not pay again. Call the shop and have M-Pesa's message ready.",
    ),
    Unknown.NEEDS_A_MANAGER: (
        "M-Pesa's answer belongs to another payment, or was used before.",
        "Maybe. Only a message from M-Pesa with a new code counts.",
        "Do not pay again. Call the shop and have M-Pesa's message ready.",
    ),
    Unknown.CODE_CLAIMED: ("Your M-Pesa code waits to be verified.", MAYBE, _WAIT),
    "1001": ("Your phone is busy with another M-Pesa request.", MAYBE, "Finish or cancel that one on your phone."),
    "1036": ("The request went out, but its answer was lost on the way.", MAYBE, _WAIT),
    "26": ("M-Pesa says that it is busy.", MAYBE, _NOT_FINAL),
    "4999": ("M-Pesa is still working on it.", MAYBE, _WAIT),
    "500.001.1001": ("M-Pesa is still working on it.", MAYBE, _WAIT),
    "9999": ("M-Pesa could not deliver the request, or lost its trace.", MAYBE, _WAIT),
}
_STRANGE = ("M-Pesa gave an answer that is not final.", MAYBE, _WAIT)

_MOVING = {
    OutcomeState.SENDING: (
        "We are asking M-Pesa to send a request to {phone}.",
        "Your order is placed, and M-Pesa is being asked.",
        "Not yet.",
        "Have your phone ready and unlocked.",
    ),
    OutcomeState.WAITING: (
        "Enter your M-Pesa PIN on {phone}.",
        "A payment request is on your phone.",
        "Not yet.",
        "Enter your M-Pesa PIN on your phone. This page changes by itself.",
    ),
    OutcomeState.CONFIRMING: (
        "M-Pesa says that you paid. We make sure.",
        "M-Pesa says that you paid.",
        "It seems so. We make sure with M-Pesa.",
        "Wait a few seconds. This page changes by itself.",
    ),
}


def words_for_customer(outcome: Outcome, phone: str) -> CustomerWords:
    """The words for an outcome; `phone` is masked already. Every outcome has words, an unheard-of code too."""
    state, heading = outcome.state, HEADINGS[outcome.state]
    if state is OutcomeState.PAID:
        return CustomerWords(
            heading,
            "Thank you. Asante!",
            "M-Pesa says that it is paid.",
            "Yes. You were charged once.",
            "Keep this page, or M-Pesa's message. The shop prepares your order.",
        )
    if state is OutcomeState.NOT_PAID:
        happened, next_step = _NOT_PAID.get(outcome.subject, ("M-Pesa closed the request without a payment.", _AGAIN))
        return CustomerWords(heading, happened, happened, NO_MONEY, next_step)
    if state is OutcomeState.UNKNOWN:
        happened, money, next_step = _UNKNOWN.get(outcome.subject, _STRANGE)
        return CustomerWords(heading, "You may have paid, so do not pay again yet.", happened, money, next_step)
    lead, happened, money, next_step = _MOVING[state]
    return CustomerWords(heading, lead.format(phone=phone), happened, money, next_step)


PHONE_REASONS = {
    "empty": "Enter your M-Pesa phone number.",
    "letters": "A phone number has no letters in it.",
    "short": "A digit is missing: a number looks like 0712 345 678.",
    "long": "There is a digit too many: a number looks like 0712 345 678.",
    "foreign": "M-Pesa reaches Kenyan numbers only.",
    "landline": "M-Pesa cannot reach a landline.",
    "not_a_phone": "This is no phone number: one looks like 0712 345 678.",
}
"""Why a phone number was not taken, by the core's reason."""
