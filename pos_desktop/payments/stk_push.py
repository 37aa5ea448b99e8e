"""Starts a prompt: commits the intent, sends, and records the answer or the doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from sqlmodel import Session, col, select

from pos_desktop.clock import Clock
from pos_desktop.ids import new_public_id
from pos_desktop.money import CENTS_PER_SHILLING, format_kes
from pos_desktop.payments import ledger
from pos_desktop.payments.callback_token import CallbackAddress
from pos_desktop.payments.config import DarajaConfig
from pos_desktop.payments.daraja import DarajaClient
from pos_desktop.payments.decision import TransactionStatus
from pos_desktop.payments.errors import (
    InvalidAmountError,
    InvalidReferenceError,
    LivePaymentError,
    NotSentError,
    OrderPaidError,
    OutcomeUnknownError,
    RejectedError,
)
from pos_desktop.payments.evidence import Accepted, Evidence, SendClosed, SendFailure, Sending, SendUnknown
from pos_desktop.payments.ledger import PaymentChange
from pos_desktop.payments.override import Override, give_up_live, may_still_be_paid
from pos_desktop.payments.phone import mask_phone, normalise_phone
from pos_desktop.payments.recorder import PaymentRecorder
from pos_desktop.payments.tables import MPesaTransaction
from pos_desktop.payments.wire import DESCRIPTION_LIMIT, PushRequest, clean_reference

_NOT_WRITTEN = SendClosed(SendFailure.NOT_SENT, "storage", "the till's file did not take it, so nothing was sent")


@dataclass(frozen=True)
class PromptRequest:
    """What a host asks for. Exactly one of `pos_sale` and `order` names it; the phone is as it was typed.

    With an `override`, earlier prompts that may still be paid are given up in the commit of this one's intent.
    """

    phone: str
    amount_cents: int
    account_reference: str
    description: str
    pos_sale: str | None = None
    order: str | None = None
    override: Override | None = None


class MPesaSTKPush:
    """Sends prompts for one terminal. Safe for threads; a call blocks until the answer or the doubt is stored."""

    def __init__(
        self,
        recorder: PaymentRecorder,
        client: DarajaClient,
        new_address: Callable[[], CallbackAddress],
        terminal: str,
        clock: Clock,
    ) -> None:
        self._recorder = recorder
        self._client = client
        self._new_address = new_address
        self._terminal = terminal
        self._clock = clock
        self._in_flight: set[str] = set()

    def send(self, request: PromptRequest, on_sending: Callable[[int], None] = lambda _payment_id: None) -> int:
        """Prompts the customer's phone and returns the payment's id, whatever came of it.

        When it returns, the outcome is committed: accepted, refused, not sent, or unknown. `on_sending` is told the
        id in the moment before the first byte leaves.

        Raises:
            InvalidPaymentError: the phone, the amount or the reference cannot be accepted; nothing was stored.
            LivePaymentError: an earlier prompt of this sale may still be paid.
        """
        draft = self._draft(request)
        self._in_flight.add(draft.public_id)  # before anybody can see it, or recovery would take it for abandoned
        try:
            payment = self._recorder.create(lambda session: self._checked(session, draft, request.override))
            payment_id = payment.id or 0
            self._push(payment_id, payment, on_sending)
        finally:
            self._in_flight.discard(draft.public_id)
        return payment_id

    def is_in_flight(self, public_id: str) -> bool:
        """Whether a thread is sending this payment just now."""
        return public_id in self._in_flight

    def _checked(
        self, session: Session, draft: MPesaTransaction, override: Override | None
    ) -> tuple[MPesaTransaction, list[PaymentChange]]:
        attempts = attempts_of(session, draft.pos_sale, draft.order)
        earlier = [ledger.locked_payment(session, payment.id or 0) for payment in attempts]
        if draft.order is not None and any(each.status is TransactionStatus.COMPLETED for each in earlier):
            raise OrderPaidError("This order is paid already.")
        given_up: list[PaymentChange] = []
        if override is not None:
            given_up = give_up_live(session, earlier, override, self._clock.now())
        for payment in earlier:
            _refuse_while_live(session, payment)
        draft.attempt = len(earlier) + 1
        return draft, given_up

    def _push(self, payment_id: int, payment: MPesaTransaction, on_sending: Callable[[int], None]) -> None:
        def before_send() -> None:
            with self._recorder.holding_if_refused(payment_id, _NOT_WRITTEN):
                self._recorder.record_built(payment_id, _sending)
            on_sending(payment_id)

        outcome: Evidence
        try:
            accepted = self._client.push(_push_request(payment), before_send=before_send)
            outcome = Accepted(accepted.merchant_request_id, accepted.checkout_request_id)
        except RejectedError as error:
            outcome = SendClosed(SendFailure.REJECTED, error.error_code or error.code, str(error))
        except NotSentError as error:
            outcome = SendClosed(SendFailure.NOT_SENT, error.error_code or error.code, str(error))
        except OutcomeUnknownError as error:
            outcome = SendUnknown(str(error))
        self._recorder.record_or_hold(payment_id, outcome)

    def _draft(self, request: PromptRequest) -> MPesaTransaction:
        config = self._client.config
        if (request.pos_sale is None) == (request.order is None):
            raise InvalidReferenceError("host", "A prompt belongs to one sale or to one order.")
        check_amount(request.amount_cents, config)
        phone = normalise_phone(request.phone)
        reference = clean_reference(request.account_reference)
        description = clean_reference(request.description, DESCRIPTION_LIMIT)
        address = self._new_address()
        now = self._clock.now()
        return MPesaTransaction(
            public_id=new_public_id(),
            terminal=self._terminal,
            pos_sale=request.pos_sale,
            order=request.order,
            phone_number=phone,
            amount_cents=request.amount_cents,
            account_reference=reference,
            description=description,
            short_code=config.short_code,
            environment=config.environment,
            callback_only_limit_cents=config.callback_only_limit_cents,
            callback_token=address.token,
            callback_url=address.url,
            created_at=now,
            updated_at=now,
        )


def check_amount(amount_cents: object, config: DarajaConfig) -> TypeGuard[int]:
    """Whether M-Pesa takes the amount: whole shillings, from one up to the limit (daraja.md 2).

    Raises:
        InvalidAmountError: with the reason `type`, `zero`, `cents` or `limit`.
    """
    if isinstance(amount_cents, bool) or not isinstance(amount_cents, int):
        raise InvalidAmountError("type", "The amount must be a whole number of cents.")
    if amount_cents <= 0:
        raise InvalidAmountError("zero", "The amount must be more than nothing.")
    if amount_cents % CENTS_PER_SHILLING:
        raise InvalidAmountError("cents", "M-Pesa takes whole shillings only.")
    if amount_cents > config.max_amount_cents:
        raise InvalidAmountError("limit", f"M-Pesa takes {format_kes(config.max_amount_cents)} at most in one payment.")
    return True


def attempts_of(session: Session, pos_sale: str | None, order: str | None) -> list[MPesaTransaction]:
    """All prompts of a sale or an order, oldest first."""
    host = MPesaTransaction.pos_sale == pos_sale if pos_sale is not None else MPesaTransaction.order == order
    return list(session.exec(select(MPesaTransaction).where(host).order_by(col(MPesaTransaction.id))))


def _refuse_while_live(session: Session, payment: MPesaTransaction) -> None:
    if may_still_be_paid(session, payment):
        raise LivePaymentError(
            payment.id or 0,
            f"The prompt of {format_kes(payment.amount_cents)} to {mask_phone(payment.phone_number)} "
            "may still be paid. Check with M-Pesa before asking again.",
        )


def _sending(payment: MPesaTransaction, evidence: list[Evidence]) -> list[Evidence]:
    """The mark before the first byte; what was closed meanwhile is never sent."""
    if payment.status is not TransactionStatus.INITIATED or any(isinstance(piece, SendClosed) for piece in evidence):
        raise NotSentError("push", f"payment {payment.id} was closed before it was sent")
    return [Sending()]


def _push_request(payment: MPesaTransaction) -> PushRequest:
    return PushRequest(
        phone=payment.phone_number,
        amount_cents=payment.amount_cents,
        account_reference=payment.account_reference,
        description=payment.description,
        callback_url=payment.callback_url,
    )
