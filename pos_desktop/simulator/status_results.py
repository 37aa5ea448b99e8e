"""What is posted at the end of a transaction status query: M-Pesa's envelope of keys and values (daraja.md 7)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pos_desktop.clock import in_nairobi
from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.simulator.ledger import Payment
from pos_desktop.simulator.numbering import nairobi_stamp
from pos_desktop.simulator.requests import StatusRequest
from pos_desktop.simulator.results import PAID, Result, words_for

NOT_ALLOWED = "21"
NO_SUCH_TRANSACTION = "R000002"
TIMED_OUT = "1"
_COMPLETED = "Completed"


def conversation_id(payment: Payment) -> str:
    """The id that M-Pesa gave a payment when it was made: the same whenever it is asked for."""
    tail = hashlib.sha256(payment.receipt.encode()).hexdigest()[:20]
    return f"AG_{in_nairobi(payment.paid_at):%Y%m%d}_{tail}"


def found_body(ids: tuple[str, str], request: StatusRequest, payment: Payment, payee: str, payer: str) -> str:
    """The result for a payment that was found. The payee stands under `DebitPartyName` too, as in Safaricom's sample.

    Times and a whole amount are numbers, an amount with cents has them, and `TransactionReason` has no value.
    """
    transfer, stamp = payment.transfer, int(nairobi_stamp(payment.paid_at))
    kind = "Customer Buy Goods Online" if transfer.is_buy_goods else "Pay Bill Online"
    named: list[tuple[str, Any]] = [
        ("DebitPartyName", f"{transfer.msisdn} - {payer}"),
        ("DebitPartyName", f"{transfer.to} - {payee}"),
        ("OriginatorConversationID", transfer.origin_id),
        ("InitiatedTime", stamp),
        ("DebitAccountType", "MMF Account For Customer"),
        ("DebitPartyCharges", None),
        ("TransactionReason", None),
        ("ReasonType", kind),
        ("TransactionStatus", _COMPLETED),
        ("FinalisedTime", stamp),
        ("Amount", _as_sent(transfer.amount_cents)),
        ("ConversationID", conversation_id(payment)),
        ("ReceiptNo", payment.receipt),
    ]
    parameters = {"ResultParameter": [_item(key, value) for key, value in named]}
    return _envelope(ids, request, Result(PAID, words_for(PAID)), parameters)


def refused_body(ids: tuple[str, str], request: StatusRequest, code: str, words: str = "") -> str:
    """The result when nothing can be told: a code, without any parameters."""
    return _envelope(ids, request, Result(code, words or words_for(code)), None)


def timed_out_body(ids: tuple[str, str], request: StatusRequest) -> str:
    """What is posted to the other address when the queue took too long; it says nothing about the payment."""
    return _envelope(ids, request, Result(TIMED_OUT, "The service request has timed out."), None, kind=1)


def _envelope(
    ids: tuple[str, str], request: StatusRequest, result: Result, parameters: dict[str, Any] | None, kind: int = 0
) -> str:
    originator, conversation = ids
    body = {
        "ResultType": kind,
        "ResultCode": result.wire_code,
        "ResultDesc": result.words,
        "OriginatorConversationID": originator,
        "ConversationID": conversation,
        "TransactionID": f"{request.transaction_id[:3] or 'AAA'}0000000",  # the query's own, of no use to anybody
        "ResultParameters": parameters,
        "ReferenceData": {"ReferenceItem": _item("Occasion", request.occasion or None)},
    }
    if parameters is None:
        del body["ResultParameters"]
    return json.dumps({"Result": body}, separators=(",", ":"))


def _item(key: str, value: object) -> dict[str, object]:
    return {"Key": key} if value is None else {"Key": key, "Value": value}


def _as_sent(cents: int) -> int | str:
    shillings, rest = divmod(cents, CENTS_PER_SHILLING)
    return f"{shillings}.{rest:02d}" if rest else shillings
