"""The words for M-Pesa's result codes (daraja.md 3.1)."""

from __future__ import annotations

from collections.abc import Callable

from pos_desktop.ui.words.values import NextStep, Words, not_known, not_paid, translate


def words_of_code(code: str) -> Words:
    """The words for a result code of M-Pesa; a code of any kind that is not in the table has words too."""
    table = _CODES.get(code)
    if table is not None:
        return table()
    if code.isdecimal() and len(code) == len("100000000") and code.startswith("1000000"):
        return _gateway_busy()
    return _strange_code(code)


def known_codes() -> tuple[str, ...]:
    """Every result code that has words of its own."""
    return tuple(_CODES)


def _paid() -> Words:
    return Words(
        translate("words", "Paid"),
        translate("words", "M-Pesa says that it is paid."),
        translate("words", "The payment is booked."),
        translate("words", "Yes. The money is in the shop's account."),
        translate("words", "The customer was charged once."),
        translate("words", "Hand over the goods."),
        translate("words", "The receipt prints by itself."),
        NextStep.NEW_SALE,
    )


def _no_money() -> Words:
    return not_paid(
        translate("words", "Not enough money"),
        translate("words", "There was not enough money in M-Pesa."),
        "",
        translate("words", "Pay another way."),
        translate("words", "Or send again after the customer has added money, or for a part of it."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _too_small() -> Words:
    return not_paid(
        translate("words", "Amount too small"),
        translate("words", "The amount is too small for M-Pesa."),
        "",
        translate("words", "Pay another way."),
        translate("words", "Small amounts are best paid in cash."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _too_large() -> Words:
    return not_paid(
        translate("words", "Over the M-Pesa limit"),
        translate("words", "The amount is over M-Pesa's limit for one payment."),
        "",
        translate("words", "Split it, or pay another way."),
        translate("words", "Take a part by M-Pesa and the rest in cash."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _daily_limit() -> Words:
    return not_paid(
        translate("words", "Daily limit reached"),
        translate("words", "The customer's M-Pesa limit for today is reached."),
        "",
        translate("words", "Pay another way."),
        translate("words", "Another phone can pay, or the rest is paid in cash."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _account_full() -> Words:
    return not_paid(
        translate("words", "Shop's account is full"),
        translate("words", "The shop's M-Pesa account cannot take more."),
        "",
        translate("words", "Tell the manager, and take cash."),
        translate("words", "M-Pesa works again when the account has been emptied."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _asked_too_soon() -> Words:
    return not_paid(
        translate("words", "Asked again too soon"),
        translate("words", "The same amount was asked of this phone moments ago."),
        translate("words", "M-Pesa refuses a repeat within two minutes."),
        translate("words", "Check the earlier request first."),
        translate("words", "It may be paid. If it is not, send again after two minutes."),
        NextStep.SEND_LATER,
    )


def _system_busy() -> Words:
    return not_known(
        translate("words", "Busy at M-Pesa"),
        translate("words", "M-Pesa says that it is busy."),
        translate("words", "That is no final answer. We ask again by ourselves."),
    )


def _other_session() -> Words:
    return not_known(
        translate("words", "Phone busy"),
        translate("words", "The phone is busy with another M-Pesa request."),
        translate("words", "The customer must finish or cancel it there first."),
    )


def _expired() -> Words:
    return not_paid(
        translate("words", "Request expired"),
        translate("words", "The request ran out before a PIN was entered."),
        "",
        translate("words", "Send the prompt again."),
        translate("words", "Ask the customer to hold the phone ready and unlocked."),
        NextStep.SEND_AGAIN,
    )


def _never_arrived() -> Words:
    return not_paid(
        translate("words", "Did not reach the phone"),
        translate("words", "The request did not reach the phone."),
        "",
        translate("words", "Send the prompt again."),
        translate("words", "The phone must be on and have network. If it happens again, tell the manager."),
        NextStep.SEND_AGAIN,
    )


def _maybe_never_arrived() -> Words:
    return not_known(
        translate("words", "May not have reached the phone"),
        translate("words", "M-Pesa could not deliver the request, or lost its trace."),
        "",
    )


def _cancelled() -> Words:
    return not_paid(
        translate("words", "Cancelled"),
        translate("words", "The request was cancelled on the phone."),
        "",
        translate("words", "Send the prompt again."),
        translate("words", "Ask the customer first, or let them pay another way."),
        NextStep.SEND_AGAIN,
    )


def _reply_lost() -> Words:
    return not_known(
        translate("words", "Phone network slow"),
        translate("words", "The prompt went out, but its answer was lost on the way."),
        "",
    )


def _no_answer_from_phone() -> Words:
    return not_paid(
        translate("words", "No answer from the phone"),
        translate("words", "Nobody answered on the phone."),
        translate("words", "It may be off, out of reach, or the prompt was left alone."),
        translate("words", "Send the prompt again."),
        translate("words", "First see that the phone is on, unlocked and has network."),
        NextStep.SEND_AGAIN,
    )


def _text_too_long() -> Words:
    return not_known(
        translate("words", "Till set-up problem"),
        translate("words", "M-Pesa could not show the request as this till wrote it."),
        translate("words", "The manager has to look at the till's M-Pesa set-up."),
    )


def _wrong_pin() -> Words:
    return not_paid(
        translate("words", "Wrong PIN"),
        translate("words", "The M-Pesa PIN was wrong."),
        "",
        translate("words", "Send the prompt again."),
        translate("words", "The customer can try the PIN once more, or pay another way."),
        NextStep.SEND_AGAIN,
    )


def _pin_locked() -> Words:
    return not_paid(
        translate("words", "PIN locked"),
        translate("words", "The customer's M-Pesa PIN is locked."),
        translate("words", "Safaricom opens it again: the customer calls 100."),
        translate("words", "Pay another way."),
        translate("words", "Another phone can pay, or the customer pays in cash."),
        NextStep.PAY_ANOTHER_WAY,
    )


def set_up_problem() -> Words:
    """M-Pesa does not know this till as it is set up; the owner has to put it right."""
    return not_paid(
        translate("words", "Till set-up problem"),
        translate("words", "M-Pesa does not accept this till's set-up."),
        translate("words", "Prompts will fail until it is put right."),
        translate("words", "Tell the manager, and take cash."),
        translate("words", "Selling for cash goes on as before."),
        NextStep.PAY_ANOTHER_WAY,
    )


def _account_problem() -> Words:
    return not_known(
        translate("words", "Account not active"),
        translate("words", "M-Pesa says that an account is not active."),
        translate("words", "That is no final answer. The manager has to look at it."),
    )


def _credential_problem() -> Words:
    return not_known(
        translate("words", "Till set-up problem"),
        translate("words", "M-Pesa does not accept the till's credentials."),
        translate("words", "That is no final answer. The manager has to look at it."),
    )


def _still_processing() -> Words:
    return not_known(
        translate("words", "Still being worked on"),
        translate("words", "M-Pesa is still working on it."),
        "",
    )


def _gateway_busy() -> Words:
    return not_known(
        translate("words", "Busy at M-Pesa"),
        translate("words", "M-Pesa's gateway is overloaded."),
        translate("words", "That is no answer. We ask again by ourselves."),
    )


def _strange_code(code: str) -> Words:
    return not_known(
        translate("words", "Answer not understood"),
        translate("words", "M-Pesa gave an answer that this till does not know."),
        translate("words", "Code {code}. The manager can look it up.").format(code=code[:24]),
    )


_CODES: dict[str, Callable[[], Words]] = {
    "0": _paid,
    "1": _no_money,
    "2": _too_small,
    "3": _too_large,
    "4": _daily_limit,
    "8": _account_full,
    "11": _account_problem,
    "17": _asked_too_soon,
    "18": _credential_problem,
    "20": _credential_problem,
    "21": _credential_problem,
    "22": _credential_problem,
    "26": _system_busy,
    "1001": _other_session,
    "1019": _expired,
    "1025": _never_arrived,
    "1032": _cancelled,
    "1036": _reply_lost,
    "1037": _no_answer_from_phone,
    "1101": _text_too_long,
    "2001": _wrong_pin,
    "2006": _account_problem,
    "2028": set_up_problem,
    "4999": _still_processing,
    "8006": _pin_locked,
    "9999": _maybe_never_arrived,
    "500.001.1001": _still_processing,
    "SFC_IC0003": set_up_problem,
    "TP40153": _credential_problem,
}
