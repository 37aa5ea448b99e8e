"""The letters that every receipt printer has, and how everything else is spelt with them.

Printers differ in their code pages and a wrong guess is garbage on paper (stack.md 3), so the paper gets
printable ASCII alone, which is the same in every page.
"""

from __future__ import annotations

import unicodedata

UNKNOWN = "?"
"""Stands for a letter that cannot be spelt: a visible gap instead of garbage."""

_SPELT = {
    "•": "*", "·": "-", "×": "x", "÷": "/", "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-",
    "―": "-", "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "ʼ": "'", "ʻ": "'", "“": '"', "”": '"',
    "„": '"', "″": '"', "«": '"', "»": '"', "‹": "'", "›": "'", "⁄": "/", "∕": "/", "…": "...",
    "€": "EUR", "£": "GBP", "¥": "JPY", "¢": "c", "©": "(c)", "®": "(R)", "™": "TM", "°": "deg",
    "µ": "u", "μ": "u", "±": "+/-", "≈": "~", "≤": "<=", "≥": ">=", "→": "->", "←": "<-", "✓": "OK",
    "✔": "OK", "¡": "!", "¿": "?", "§": "S", "¶": "P", "¦": "|", "ß": "ss", "ẞ": "SS", "æ": "ae",
    "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "ng", "Ŋ": "NG",
    "ĸ": "k", "ŧ": "t", "Ŧ": "T", "ƙ": "k", "Ƙ": "K", "ɓ": "b", "Ɓ": "B", "ɗ": "d", "Ɗ": "D", "ƴ": "y",
    "Ƴ": "Y", "ɛ": "e", "Ɛ": "E", "ɔ": "o", "Ɔ": "O",
}  # fmt: skip
_SILENT = {"Mn", "Me", "Cc", "Cf"}
"""Marks above letters, controls and joiners: they have no width of their own."""


def _spell(character: str) -> str:
    if " " <= character <= "~":
        return character
    if character in _SPELT:
        return _SPELT[character]
    if character.isspace():
        return " "
    if unicodedata.category(character) in _SILENT:
        return ""
    return UNKNOWN


def spell(text: str) -> str:
    """The text in printable ASCII on one line: accents dropped, signs spelt out, `?` for the rest.

    Twice is the same as once.
    """
    if text.isascii() and text.isprintable():
        return text
    signs = "".join(_SPELT.get(character, character) for character in text)
    return "".join(map(_spell, unicodedata.normalize("NFKD", signs)))
