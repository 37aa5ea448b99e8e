"""What a printer says about itself, asked in the middle of anything with `DLE EOT` (ESC/POS, real-time status)."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from pos_desktop.printing.errors import CoverOpenError, PaperOutError, PrinterFaultError, PrintingError

_FIXED_BITS = 0b1001_0011
_ANSWER = 0b0001_0010
"""Bits 1 and 4 are set and bits 0 and 7 are clear in every answer, and in nothing else that a printer sends."""
_UNASKED = 0b0001_0000
"""The first byte of a status that the printer sends by itself (`GS a`)."""
UNASKED_LENGTH = 4
_COVER_OPEN = 0x04
_STOPPED_FOR_PAPER = 0x20
_FAULT = 0x40
_PAPER_END = 0x60


class Question(IntEnum):
    """What `DLE EOT n` asks for."""

    OFFLINE_CAUSE = 2
    PAPER = 4


def question(about: Question) -> bytes:
    """The bytes that ask."""
    return bytes((0x10, 0x04, about))


def is_answer(byte: int) -> bool:
    """Whether a byte from the printer is an answer to `DLE EOT`, and not an unasked status of another kind."""
    return byte & _FIXED_BITS == _ANSWER


def is_unasked(byte: int) -> bool:
    """Whether a byte begins a status of `UNASKED_LENGTH` bytes that nobody asked for."""
    return byte & _FIXED_BITS == _UNASKED


def fault_in(answer: int, about: Question) -> Callable[..., PrintingError] | None:
    """The error that the answer amounts to, or None when the printer can print."""
    if about is Question.PAPER:
        return PaperOutError if answer & _PAPER_END else None
    if answer & _COVER_OPEN:
        return CoverOpenError
    if answer & _STOPPED_FOR_PAPER:
        return PaperOutError
    return PrinterFaultError if answer & _FAULT else None


REPORT_WHEN_HERE = b"\x1dr\x01"
"""`GS r 1` is answered only when everything before it has been worked off, so its answer is the proof of printing."""


def is_report(byte: int) -> bool:
    """Whether a byte from the printer is an answer to `GS r`: bits 4 and 7 are clear."""
    return byte & 0b1001_0000 == 0
