"""A callback before it is posted: its fields as JSON text, so that a fault can change each of them (daraja.md 3)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.behaviour import Prompt
from pos_desktop.simulator.fault_names import Fault
from pos_desktop.simulator.faults import FaultRule
from pos_desktop.simulator.numbering import nairobi_stamp
from pos_desktop.simulator.results import Result

USUAL_ORDER = ("Amount", "MpesaReceiptNumber", "Balance", "TransactionDate", "PhoneNumber")
OTHER_ORDER = ("Amount", "MpesaReceiptNumber", "TransactionDate", "PhoneNumber", "Balance")

_CUT_OFF = 7
"""How many characters a broken body lacks at its end."""
_HUGE_CHARACTERS = 100_000
_DEPTH = 5_000


@dataclass
class Draft:
    """The fields by name, each as JSON; an item without a value is empty text; no items mean no metadata at all."""

    head: dict[str, str]
    items: dict[str, str]
    extra: str = ""
    missing: int = 0

    def text(self) -> str:
        """The body as it is posted."""
        inside = ",".join(f'"{name}":{value}' for name, value in self.head.items())
        if self.items:
            listed = ",".join(_item(name, value) for name, value in self.items.items())
            inside += f',"CallbackMetadata":{{"Item":[{listed}]}}'
        body = f'{{"Body":{{"stkCallback":{{{inside}}}{self.extra}}}}}'
        return body[: len(body) - self.missing]


def drafted(prompt: Prompt, result: Result, order: Collection[str] = USUAL_ORDER) -> Draft:
    """What Safaricom would post: amounts with two decimals, numbers as numbers, Balance without a value."""
    head = {
        "MerchantRequestID": json.dumps(prompt.merchant_request_id),
        "CheckoutRequestID": json.dumps(prompt.checkout_request_id),
        "ResultCode": json.dumps(result.wire_code),
        "ResultDesc": json.dumps(result.words),
    }
    if result.paid_at is None:
        return Draft(head, {})
    values = {
        "Amount": _amount(prompt.request.amount_cents),
        "MpesaReceiptNumber": json.dumps(result.receipt),
        "Balance": "",
        "TransactionDate": nairobi_stamp(result.paid_at),
        "PhoneNumber": prompt.request.msisdn,
    }
    return Draft(head, {name: values[name] for name in order})


def redraw(draft: Draft, prompt: Prompt, result: Result, rule: FaultRule, receipt: str) -> None:
    """Changes a draft as the rule says; a receipt that is put in another's place is `receipt`."""
    match rule.fault:
        case Fault.OTHER_AMOUNT:
            _put(draft, "Amount", _amount((rule.other_amount or 0) * CENTS_PER_SHILLING))
        case Fault.OTHER_RECEIPT | Fault.USED_RECEIPT:
            _put(draft, "MpesaReceiptNumber", json.dumps(receipt))
        case Fault.OTHER_ID:
            draft.head["CheckoutRequestID"] = json.dumps(prompt.checkout_request_id[::-1])
        case Fault.OTHER_DATE if result.paid_at is not None:
            _put(draft, "TransactionDate", nairobi_stamp(result.paid_at + timedelta(seconds=rule.shift_seconds)))
        case Fault.MASKED_PHONE:
            phone = prompt.request.msisdn
            _put(draft, "PhoneNumber", f'"{phone[:4]}*****{phone[-3:]}"')
        case Fault.WITHOUT_ITEMS:
            draft.items = {name: value for name, value in draft.items.items() if name not in rule.items}
        case Fault.WITHOUT_METADATA:
            draft.items = {}
        case _:
            _spoil(draft, rule.fault)


def _spoil(draft: Draft, fault: Fault) -> None:
    """Changes what is said without saying anything else."""
    match fault:
        case Fault.OTHER_TYPES:
            draft.head = {name: _retyped(value) for name, value in draft.head.items()}
            draft.items = {name: _retyped(value) for name, value in draft.items.items()}
        case Fault.WRONG_TYPES:
            draft.head = {name: f"[{value}]" for name, value in draft.head.items()}
            draft.items = {name: f'{{"is":[{value or "null"}]}}' for name, value in draft.items.items()}
        case Fault.BROKEN_JSON:
            draft.missing = _CUT_OFF
        case Fault.HUGE:
            draft.extra = f',"Padding":"{"x" * _HUGE_CHARACTERS}"'
        case Fault.DEEP:
            draft.extra = f',"Padding":{"[" * _DEPTH}{"]" * _DEPTH}'


def _put(draft: Draft, name: str, value: str) -> None:
    if name in draft.items:
        draft.items[name] = value


def _retyped(value: str) -> str:
    """A number as text, text of digits as a number, anything else as it is."""
    if value.startswith('"'):
        return value[1:-1] if value[1:-1].isdigit() else value
    return f'"{value}"' if value else value


def _amount(cents: int) -> str:
    return f"{cents // CENTS_PER_SHILLING}.{cents % CENTS_PER_SHILLING:02d}"


def _item(name: str, value: str) -> str:
    return f'{{"Name":"{name}","Value":{value}}}' if value else f'{{"Name":"{name}"}}'
