"""What the text in the scan box means: a multiplier, a code, words, or several of something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pos_desktop.till.cart import MAX_QUANTITY_MILLI, ONE_PIECE

_MULTIPLIER = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?\s*[*×]\s*(.*)", re.DOTALL)
_CODE = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9._/-]{3,48}")


class ScanKind(StrEnum):
    """What the text is."""

    NOTHING = "nothing"
    MULTIPLIER = "multiplier"
    CODE = "code"
    WORDS = "words"


@dataclass(frozen=True)
class Scan:
    """A reading of the scan box: `text` without its multiplier, and how many of it are meant."""

    kind: ScanKind
    text: str = ""
    quantity_milli: int = ONE_PIECE


def interpret(text: str) -> Scan:
    """Reads the scan box. `3*` alone waits for a scan; `3*6001234567890` is three of that code; `0.5*` is half.

    A multiplier of nothing, or one beyond the limit, is read as words, so that it finds nothing and sells nothing.
    """
    stripped = "".join(sign for sign in text if sign.isprintable()).strip()
    match = _MULTIPLIER.fullmatch(stripped)
    if match is None:
        return _plain(stripped, ONE_PIECE)
    whole, decimals, rest = match.groups()
    quantity = int(whole) * ONE_PIECE + int((decimals or "").ljust(3, "0"))
    if not 0 < quantity <= MAX_QUANTITY_MILLI:
        return Scan(ScanKind.WORDS, stripped)
    if not rest:
        return Scan(ScanKind.MULTIPLIER, "", quantity)
    return _plain(rest, quantity)


def _plain(text: str, quantity_milli: int) -> Scan:
    if not text:
        return Scan(ScanKind.NOTHING)
    kind = ScanKind.CODE if _CODE.fullmatch(text) else ScanKind.WORDS
    return Scan(kind, text, quantity_milli)
