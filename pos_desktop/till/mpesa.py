"""The till's side of an M-Pesa payment: what a prompt asks for, and what a proved payment does to its sale."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from pos_desktop import payments
from pos_desktop.clock import Clock
from pos_desktop.payments import (
    CREATED,
    MPesaTransaction,
    Override,
    PaymentChange,
    PaymentCore,
    PaymentView,
    PromptRequest,
    TransactionStatus,
    mask_phone,
    note_overpaid,
)
from pos_desktop.till.checkout import (
    PromptFacts,
    is_booked,
    mpesa_given_back,
    record_mpesa_payment,
    sale_facts_for_prompt,
)
from pos_desktop.till.errors import OutOfRangeError
from pos_desktop.till.live_payments import mark_released, was_given_back, write_down_managers_words


def start_prompt(
    core: PaymentCore, facts: PromptFacts, phone: str, amount_cents: int, override: Override | None = None
) -> PaymentView:
    """Prompts the customer's phone for the whole of what is left of a sale, or for a part of it.

    Blocks until Daraja answered or the doubt is stored; belongs to a worker thread. With a manager's `override`,
    an earlier prompt that may still be paid is given up in the same commit.

    Raises:
        OutOfRangeError: more is asked for than is left to pay.
        InvalidPaymentError: the phone or the amount cannot be accepted; nothing was sent.
        LivePaymentError: an earlier prompt of this sale may still be paid.
    """
    return core.start_prompt(_request(facts, phone, amount_cents, override))


def process_mpesa_payment(core: PaymentCore, facts: PromptFacts, phone: str, amount_cents: int) -> dict[str, Any]:
    """Starts a prompt and gives the seed system's JSON answer, word for word the web shop's.

    Raises:
        OutOfRangeError: more is asked for than is left to pay.
    """
    return payments.process_mpesa_payment(core, _request(facts, phone, amount_cents))


def _request(facts: PromptFacts, phone: str, amount_cents: int, override: Override | None = None) -> PromptRequest:
    if amount_cents > facts.left_cents:
        raise OutOfRangeError(f"{amount_cents} cents are more than the {facts.left_cents} that are left to pay")
    return PromptRequest(
        phone=phone,
        amount_cents=amount_cents,
        account_reference=facts.account_reference,
        description=facts.description,
        pos_sale=facts.sale_id,
        override=override,
    )


class SaleSettler:
    """What the till does, inside the payment's own commit, when a payment of one of its sales changes."""

    def __init__(self, clock: Clock, terminal: str) -> None:
        self._clock = clock
        self._terminal = terminal

    def __call__(self, session: Session, payment: MPesaTransaction, change: PaymentChange) -> None:
        """Books a completed payment as the sale's tender, with everything that completing the sale brings."""
        now = self._clock.now()
        write_down_managers_words(session, self._terminal, change, now)
        if payment.pos_sale is None:
            return
        mark_released(session, change, now)
        if CREATED in change.added:
            _require_bill(session, payment.pos_sale, payment.amount_cents)
        if change.after is not TransactionStatus.COMPLETED:
            return
        if was_given_back(session, change):
            mpesa_given_back(session, payment.pos_sale, change.payment_id)
        if not change.is_first_completion and not is_booked(session, change.payment_id):
            return  # the file says more than the evidence proves: an exception is open
        taken = record_mpesa_payment(
            session,
            sale_public_id=payment.pos_sale,
            payment_id=change.payment_id,
            amount_cents=payment.amount_cents,
            receipt=payment.mpesa_receipt_number,
            phone_masked=mask_phone(payment.phone_number, "***"),
            now=now,
        )
        if taken.is_overpaid and change.is_first_completion:
            note_overpaid(session, payment, taken.excess_cents, now)


def _require_bill(session: Session, sale_public_id: str, amount_cents: int) -> None:
    """Whether the sale is being paid, and owes so much, in the very commit of the prompt's intent."""
    left = sale_facts_for_prompt(session, sale_public_id).left_cents
    if amount_cents > left:
        raise OutOfRangeError(f"{amount_cents} cents are more than the {left} that are left to pay")
