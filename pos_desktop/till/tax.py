"""Value added tax, taken out of prices that include it (etims.md 6 and 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class TaxLetter(StrEnum):
    """The tax authority's five bands."""

    EXEMPT = "A"
    STANDARD = "B"
    ZERO = "C"
    NON_VAT = "D"
    REDUCED = "E"


RATE_PERCENT = {
    TaxLetter.EXEMPT: 0,
    TaxLetter.STANDARD: 16,
    TaxLetter.ZERO: 0,
    TaxLetter.NON_VAT: 0,
    TaxLetter.REDUCED: 8,
}
_RATE_TEXT = {TaxLetter.EXEMPT: "Exempt", TaxLetter.NON_VAT: "Non-VAT"}


@dataclass(frozen=True)
class TaxLine:
    """One band of a bill: what was sold under it without its tax, and the tax."""

    letter: TaxLetter
    rate_text: str
    taxable_cents: int
    vat_cents: int


@dataclass(frozen=True)
class TaxShare:
    """The tax inside one line of a bill."""

    taxable_cents: int
    vat_cents: int


def rate_text(letter: TaxLetter) -> str:
    """The rate as a receipt prints it: `16%`, `0%`, `Exempt`, `Non-VAT`."""
    return _RATE_TEXT.get(letter, f"{RATE_PERCENT[letter]}%")


def vat_inside(gross_cents: int, letter: TaxLetter) -> int:
    """The tax inside a price that includes it, to the cent, half a cent going up.

    Raises:
        ValueError: the amount is negative.
    """
    if gross_cents < 0:
        raise ValueError(f"tax is taken out of amounts that were paid: {gross_cents}")
    rate = RATE_PERCENT[letter]
    return (2 * gross_cents * rate + 100 + rate) // (2 * (100 + rate))


def share_tax(lines: Sequence[tuple[int, TaxLetter]]) -> list[TaxShare]:
    """Each line's part of the tax, so that the lines of a letter add up to that letter's tax exactly.

    The cents that rounding leaves over go to the lines with the largest remainder, earlier lines first.
    """
    vat = [0] * len(lines)
    for letter in TaxLetter:
        members = [index for index, line in enumerate(lines) if line[1] is letter]
        _share_band(lines, members, letter, vat)
    return [TaxShare(gross - tax, tax) for (gross, _letter), tax in zip(lines, vat, strict=True)]


def tax_lines(lines: Sequence[tuple[int, TaxLetter]]) -> tuple[TaxLine, ...]:
    """The bands that a bill uses, in order of their letters."""
    gross: dict[TaxLetter, int] = {}
    for amount, letter in lines:
        gross[letter] = gross.get(letter, 0) + amount
    return tuple(_tax_line(letter, gross[letter]) for letter in TaxLetter if letter in gross)


def _tax_line(letter: TaxLetter, gross_cents: int) -> TaxLine:
    vat = vat_inside(gross_cents, letter)
    return TaxLine(letter, rate_text(letter), gross_cents - vat, vat)


def _share_band(
    lines: Sequence[tuple[int, TaxLetter]], members: Sequence[int], letter: TaxLetter, vat: list[int]
) -> None:
    rate = RATE_PERCENT[letter]
    if rate == 0:
        return
    whole = 100 + rate
    for index in members:
        vat[index] = lines[index][0] * rate // whole
    left_over = vat_inside(sum(lines[index][0] for index in members), letter) - sum(vat[i] for i in members)
    by_remainder = sorted(members, key=lambda index: (-(lines[index][0] * rate % whole), index))
    for index in by_remainder[:left_over]:
        vat[index] += 1
