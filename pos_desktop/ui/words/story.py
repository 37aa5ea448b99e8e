"""One line for each piece of evidence, as the story of a payment tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pos_desktop.money import format_kes
from pos_desktop.payments import PaymentView, Settlement
from pos_desktop.ui.words.doubts import words_of_settlement
from pos_desktop.ui.words.results import words_of_code
from pos_desktop.ui.words.values import in_a_sentence, translate

Data = Mapping[str, Any]


def words_of_evidence(kind: str, data: Data) -> str:
    """What this piece of evidence says, in one line; a kind from a newer program is named as it is."""
    make = _LINES.get(kind)
    return make(data) if make else translate("words", "Noted: {kind}").format(kind=kind)


def story_texts(payment: PaymentView) -> tuple[str, ...]:
    """The whole story, oldest first, one line for each piece of evidence."""
    return tuple(words_of_evidence(line.evidence.kind, line.evidence.data()) for line in payment.story)


def _sending(_data: Data) -> str:
    return translate("words", "Prompt on its way")


def _accepted(_data: Data) -> str:
    return translate("words", "Prompt sent")


def _send_unknown(_data: Data) -> str:
    return translate("words", "Network broke. May have been sent.")


def _send_closed(data: Data) -> str:
    if data["failure"] == "not_sent":
        return translate("words", "Prompt was not sent")
    return translate("words", "M-Pesa refused the prompt")


def _callback(data: Data) -> str:
    if not data["token_valid"]:
        return translate("words", "A message without proof came")
    if data["result_code"] is None:
        return translate("words", "A message came that cannot be read")
    if data["result_code"] == "0" and data["amount_cents"] is not None:
        return translate("words", "M-Pesa says paid {amount}").format(amount=format_kes(int(data["amount_cents"])))
    return _says(str(data["result_code"]))


def _query(data: Data) -> str:
    return translate("words", "Asked: {answer}").format(answer=in_a_sentence(_says(str(data["result_code"]))))


def _says(code: str) -> str:
    if code == "0":
        return translate("words", "M-Pesa says paid")
    reason = in_a_sentence(words_of_code(code).reason)
    return translate("words", "M-Pesa says {reason}").format(reason=reason)


def _query_pending(_data: Data) -> str:
    return translate("words", "Asked M-Pesa, no answer yet")


def _query_unanswered(_data: Data) -> str:
    return translate("words", "Asked M-Pesa again, no answer")


def _receipt_bound(data: Data) -> str:
    return translate("words", "M-Pesa code {code}").format(code=data["receipt"])


def _receipt_refused(data: Data) -> str:
    return translate("words", "Code {code} was used before").format(code=data["receipt"])


def _stored_match(data: Data) -> str:
    if data["source"] == "statement":
        return translate("words", "Found in M-Pesa's statement")
    return translate("words", "Found in M-Pesa's list")


def _status_asked(data: Data) -> str:
    return translate("words", "Asked about code {code}").format(code=data["receipt"])


def _status_answered(data: Data) -> str:
    if data["is_completed"]:
        return translate("words", "M-Pesa knows code {code}").format(code=data["receipt"])
    return translate("words", "M-Pesa does not know the code")


def _transaction_status(data: Data) -> str:
    return translate("words", "M-Pesa confirms code {code}").format(code=data["receipt"])


def _absence(_data: Data) -> str:
    return translate("words", "Not in M-Pesa's list")


def _given_up(data: Data) -> str:
    return translate("words", "Closed by {name}").format(name=data["approved_by"])


def _walked_away(_data: Data) -> str:
    return translate("words", "Set aside for the next customer")


def _code_claimed(data: Data) -> str:
    return translate("words", "Customer's code {code}, not verified").format(code=data["code"])


def _cashier_confirmed(data: Data) -> str:
    return translate("words", "{name}: phone shows no payment").format(name=data["by"])


def _shown_failed(_data: Data) -> str:
    return translate("words", "Shown as not paid")


def _paid_otherwise(_data: Data) -> str:
    return translate("words", "The sale was paid another way")


def _record_differs(_data: Data) -> str:
    return translate("words", "The file said more than its evidence")


def _released(data: Data) -> str:
    return translate("words", "{name}: goods go on trust").format(name=data["approved_by"])


def _doubt_settled(data: Data) -> str:
    found = words_of_settlement(Settlement(data["settlement"]))
    return translate("words", "{name}: {found}").format(name=data["approved_by"], found=in_a_sentence(found))


def _overpaid(data: Data) -> str:
    return translate("words", "{amount} to be given back").format(amount=format_kes(int(data["amount_cents"])))


_LINES: dict[str, Callable[[Data], str]] = {
    "sending": _sending,
    "accepted": _accepted,
    "send_unknown": _send_unknown,
    "send_closed": _send_closed,
    "callback": _callback,
    "query": _query,
    "query_pending": _query_pending,
    "query_unanswered": _query_unanswered,
    "receipt_bound": _receipt_bound,
    "receipt_refused": _receipt_refused,
    "stored_match": _stored_match,
    "status_asked": _status_asked,
    "status_answered": _status_answered,
    "transaction_status": _transaction_status,
    "absence": _absence,
    "given_up": _given_up,
    "walked_away": _walked_away,
    "code_claimed": _code_claimed,
    "cashier_confirmed": _cashier_confirmed,
    "shown_failed": _shown_failed,
    "overpaid": _overpaid,
    "released": _released,
    "paid_otherwise": _paid_otherwise,
    "record_differs": _record_differs,
    "doubt_settled": _doubt_settled,
}
