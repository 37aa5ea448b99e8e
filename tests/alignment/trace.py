"""What a scenario is made of: steps, and what is to happen after each of them, on either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pos_desktop.payments import PaymentChange

MASKED_FIELDS = ("checkout_request_id", "transaction_id", "MerchantRequestID", "CheckoutRequestID")
"""What may differ between the two: ids, which are new with every payment. Nothing else is left out of a comparison."""

MASK = "<id>"


@dataclass(frozen=True)
class Do:
    """Something that a person does, with what to: `pay`, `answer`, `pay_again`, `wait`, `restart`."""

    act: str
    value: str = ""


@dataclass(frozen=True)
class Step:
    """An act, the events that follow it with the status after each, and what the customer is told in the end."""

    do: Do
    events: tuple[str, ...]
    told: str
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Scenario:
    """A payment's whole story. `faults` are what goes wrong at Daraja, as the simulator's script has it."""

    name: str
    steps: tuple[Step, ...]
    faults: tuple[Mapping[str, Any], ...] = field(default=())
    deliveries: int | None = None
    """How many times the callback must have been posted before the scenario may end."""


def event_of(change: PaymentChange) -> str:
    """A change as a trace has it: what was added, and the status after it."""
    return f"{'+'.join(change.added)} -> {change.after.value}"


def masked(answer: Any) -> Any:
    """An answer without what may differ; a masked field that is empty stays visible as empty."""
    if isinstance(answer, Mapping):
        return {key: _mask(value) if key in MASKED_FIELDS else masked(value) for key, value in answer.items()}
    return answer


def _mask(value: Any) -> Any:
    return MASK if value else value
