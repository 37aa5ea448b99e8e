"""The root of every error this program raises on purpose.

PosError
├── PaymentError    payments/errors.py
├── StorageError    storage/errors.py
├── TillError       till/errors.py
├── PrintingError   printing/errors.py
├── RelayError      relay/errors.py
├── ServingError    serving/errors.py
├── WebShopError    webshop/errors.py
├── SimulatorError  simulator/errors.py
└── SettingsError   app/errors.py
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Money(StrEnum):
    """Whether money moved, as far as the raiser can prove it."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class Retry(StrEnum):
    """Whether the same act may be tried again."""

    SAFE = "safe"
    NEVER = "never"
    AFTER_PROOF = "after_proof"


class PosError(Exception):
    """Base of all our errors: what happened, whether money moved, and what to do next.

    `code` is stable and keys the words a person reads; the message is the technical text for the log.
    """

    code: ClassVar[str] = "error"
    money: ClassVar[Money] = Money.NO
    retry: ClassVar[Retry] = Retry.NEVER
