"""The JSON answer to a started prompt that both hosts give, in the seed system's words."""

from __future__ import annotations

from typing import Any

from pos_desktop.payments.core import PaymentCore
from pos_desktop.payments.decision import Detail
from pos_desktop.payments.errors import InvalidPaymentError, LivePaymentError, OrderPaidError
from pos_desktop.payments.stk_push import PromptRequest
from pos_desktop.payments.view import PaymentView


def answer_for_host(payment: PaymentView) -> dict[str, Any]:
    """The JSON answer to a started prompt that till and web shop both give, in the seed system's words."""
    response = {
        "MerchantRequestID": payment.merchant_request_id or "",
        "CheckoutRequestID": payment.checkout_request_id or "",
        "status": payment.status.value,
        "detail": payment.detail.value,
    }
    if payment.detail in (Detail.NOT_SENT, Detail.REJECTED):
        return {
            "success": False,
            "error": payment.refusal_words or "The prompt was not sent. No money moved.",
            "response": response | {"errorCode": payment.refusal_code},
        }
    return {
        "success": True,
        "message": "STK Push sent to your phone",
        "checkout_request_id": payment.checkout_request_id or "",
        "transaction_id": payment.id,
        "response": response,
    }


def process_mpesa_payment(core: PaymentCore, request: PromptRequest) -> dict[str, Any]:
    """Starts a prompt and gives the JSON answer to it; what cannot be sent at all is an answer too, not an error."""
    try:
        return answer_for_host(core.start_prompt(request))
    except (InvalidPaymentError, LivePaymentError, OrderPaidError) as error:
        return {"success": False, "error": str(error), "response": {"code": error.code}}
