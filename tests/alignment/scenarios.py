"""The traces: one for each scenario, written by hand from the rules (payments.md 3), and true for both hosts.

An event is what was added to the evidence in one commit, then the status after it. `told` is a key of each host's table
of words. `rules of production` hold: a callback of success completes nothing before our own query has agreed.
"""

from __future__ import annotations

from typing import Any

from tests.alignment.host import SHILLINGS
from tests.alignment.trace import MASK, Do, Scenario, Step

BEGUN = ("created -> initiated", "sending -> initiated")
SENT = (*BEGUN, "accepted -> pending")
CONFIRMED = ("callback+receipt_bound -> pending", "query -> completed")

SENT_ANSWER: dict[str, Any] = {
    "success": True,
    "message": "STK Push sent to your phone",
    "checkout_request_id": MASK,
    "transaction_id": MASK,
    "response": {
        "MerchantRequestID": MASK,
        "CheckoutRequestID": MASK,
        "status": "pending",
        "detail": "prompted",
    },
}
LOST_ANSWER: dict[str, Any] = {
    "success": True,
    "message": "STK Push sent to your phone",
    "checkout_request_id": "",
    "transaction_id": MASK,
    "response": {"MerchantRequestID": "", "CheckoutRequestID": "", "status": "pending", "detail": "unknown"},
}
REFUSED_ANSWER: dict[str, Any] = {
    "success": False,
    "error": "400.002.02 Bad Request - Invalid PhoneNumber",
    "response": {
        "MerchantRequestID": "",
        "CheckoutRequestID": "",
        "status": "failed",
        "detail": "rejected",
        "errorCode": "400.002.02",
    },
}

PAY = Do("pay")
PIN = Do("answer", "pin")
PAY_AGAIN = Do("pay_again")

SEND = Step(PAY, SENT, "waiting", SENT_ANSWER)
PAID = Step(PIN, CONFIRMED, "paid")


def declined(code: str) -> tuple[str, ...]:
    """A callback that says no, and our own query that agrees: only then may another prompt go out."""
    return ("callback+shown_failed -> failed", "query -> failed") if code else ()


SCENARIOS = (
    Scenario("success", (SEND, PAID)),
    Scenario(
        "wrong PIN, then paid at the second try",
        (
            SEND,
            Step(Do("answer", "wrong_pin"), declined("2001"), "not_paid:2001"),
            Step(PAY_AGAIN, SENT, "waiting", SENT_ANSWER),
            PAID,
        ),
    ),
    Scenario("cancelled", (SEND, Step(Do("answer", "cancel"), declined("1032"), "not_paid:1032"))),
    Scenario("no funds", (SEND, Step(Do("answer", "no_money"), declined("1"), "not_paid:1"))),
    Scenario("out of reach", (SEND, Step(Do("answer", "out_of_reach"), declined("1037"), "not_paid:1037"))),
    Scenario("time-out", (SEND, Step(Do("answer", "ignore"), declined("1037"), "not_paid:1037"))),
    Scenario(
        "refusal at the start",
        (Step(PAY, (*BEGUN, "send_closed+shown_failed -> failed"), "not_paid:number", REFUSED_ANSWER),),
        faults=(
            {
                "on": "push",
                "fault": "error",
                "status": 400,
                "code": "400.002.02",
                "message": "Bad Request - Invalid PhoneNumber",
            },
        ),
    ),
    Scenario(
        "lost answer to the push",
        (
            Step(PAY, (*BEGUN, "send_unknown -> pending"), "unknown:may_be_sent", LOST_ANSWER),
            Step(PIN, CONFIRMED, "paid"),
        ),
        faults=({"on": "push", "fault": "cut"},),
    ),
    Scenario(
        "duplicate callback",
        (SEND, PAID),
        faults=({"on": "callback", "fault": "doubled", "copies": 5},),
        deliveries=5,
    ),
    Scenario(
        "callback before the answer",
        (
            Step(
                PAY,
                (
                    *BEGUN,
                    "callback+receipt_bound -> pending",
                    "accepted -> pending",
                    "query -> completed",
                ),
                "paid",
                {**SENT_ANSWER},
            ),
        ),
        faults=(
            {"on": "push", "fault": "before_answer", "seconds": 20},
            {"on": "query", "fault": "slow", "seconds": 60},
        ),
    ),
    Scenario(
        "late success",
        (
            SEND,
            Step(Do("answer", "cancel"), declined("1032"), "not_paid:1032"),
            Step(Do("later"), ("callback+receipt_bound -> failed", "query -> completed"), "paid"),
        ),
        faults=({"on": "callback", "fault": "followed_by", "code": "0", "seconds": 60},),
    ),
    Scenario(
        "lost callback",
        (
            SEND,
            Step(PIN, (), "waiting"),
            Step(Do("wait", "11"), ("query -> completed",), "paid"),
        ),
        faults=({"on": "callback", "fault": "lost"},),
    ),
    Scenario(
        "no answer of any kind",
        (
            SEND,
            Step(Do("wait", "100"), ("query_pending -> pending",), "unknown:no_answer"),
        ),
    ),
    Scenario(
        "wrong amount",
        (
            SEND,
            Step(PIN, ("callback+receipt_bound -> pending", "query_pending -> pending"), "unknown:amount_differs"),
        ),
        faults=(
            {"on": "callback", "fault": "other_amount", "other_amount": SHILLINGS + 90},
            {"on": "query", "fault": "no_answer"},
        ),
    ),
    Scenario(
        "contradiction",
        (
            SEND,
            Step(PIN, ("callback+receipt_bound -> pending", "query -> pending"), "unknown:contradiction"),
        ),
        faults=({"on": "query", "fault": "says", "code": "1032"},),
    ),
    Scenario("restart in the middle", (SEND, Step(Do("restart"), (), "waiting"), PAID)),
)
