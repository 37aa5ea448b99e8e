"""Divergences planted on one side alone, each of which the suite must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from pos_desktop.payments import DarajaConfig, Environment, OutcomeState, PaymentChange, TransactionStatus
from pos_desktop.ui.words import Words, words_of_subject
from pos_desktop.webshop import checkout, words
from tests.alignment.host import Host
from tests.alignment.shop_host import ShopHost
from tests.alignment.till_host import TillHost

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Plant:
    """What is changed, on which side, and the scenario that has to turn red."""

    name: str
    host: str
    scenario: str
    change: Callable[[Host, Patch], None] = lambda _host, _patch: None
    config: Callable[[DarajaConfig], DarajaConfig] = lambda config: config


def _renamed_field(_host: Host, patch: Patch) -> None:
    process = checkout.process_mpesa_payment

    def renamed(*given: Any) -> dict[str, Any]:
        answer = process(*given)
        answer["checkoutRequestId"] = answer.pop("checkout_request_id")
        return answer

    patch.setattr(checkout, "process_mpesa_payment", renamed)


def _swallowed_refusal(_host: Host, patch: Patch) -> None:
    process = checkout.process_mpesa_payment

    def swallowing(*given: Any) -> dict[str, Any]:
        answer = process(*given)
        return answer if answer["success"] else {**answer, "success": True, "error": ""}

    patch.setattr(checkout, "process_mpesa_payment", swallowing)


def _dropped_callback(host: Host, patch: Patch) -> None:
    assert isinstance(host, ShopHost)
    patch.setattr(host.server.payments, "receive_callback", lambda *_given: True)


def _dropped_event(host: Host, patch: Patch) -> None:
    assert isinstance(host, ShopHost)
    tell = host.server.payments.announce

    def without_pending(change: PaymentChange) -> None:
        if "accepted" not in change.added:
            tell(change)

    patch.setattr(host.server.payments, "announce", without_pending)


def _other_heading(_host: Host, patch: Patch) -> None:
    patch.setitem(words.HEADINGS, OutcomeState.NOT_PAID, "Failed")


def _other_reason(_host: Host, patch: Patch) -> None:
    def vague(subject: Any) -> Words:
        return replace(words_of_subject(subject), reason="Something went wrong")

    patch.setattr("pos_desktop.ui.screens.outcome.words_of_subject", vague)


def _deaf_screen(host: Host, _patch: Patch) -> None:
    assert isinstance(host, TillHost)
    host.events.blockSignals(True)


def _failure_completes(host: Host, patch: Patch) -> None:
    """The till takes every answer of M-Pesa's for a payment."""
    assert isinstance(host, TillHost)
    view = host.window.services.prompts
    assert view is not None
    of_sale = view.of_sale

    def rosy(sale_id: str) -> Any:
        return [
            replace(payment, status=TransactionStatus.PENDING)
            if payment.status is TransactionStatus.FAILED
            else payment
            for payment in of_sale(sale_id)
        ]

    object.__setattr__(view, "of_sale", rosy)


PLANTS = (
    Plant("an answer field renamed", "web shop", "success", _renamed_field),
    Plant(
        "a status skipped",
        "web shop",
        "success",
        config=lambda config: replace(config, environment=Environment.SANDBOX),
    ),
    Plant("an exception swallowed", "web shop", "refusal at the start", _swallowed_refusal),
    Plant("a callback dropped", "web shop", "cancelled", _dropped_callback),
    Plant("an event dropped", "web shop", "success", _dropped_event),
    Plant("another heading", "web shop", "cancelled", _other_heading),
    Plant("another reason", "till", "wrong PIN, then paid at the second try", _other_reason),
    Plant("a screen that hears nothing", "till", "success", _deaf_screen),
    Plant("a failure that is not shown", "till", "cancelled", _failure_completes),
)
