"""What stands on a piece of paper, as data: blocks, whatever draws them and however wide the paper is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Align(StrEnum):
    """Where a line stands between the margins."""

    LEFT = "left"
    CENTRE = "centre"


class Size(Enum):
    """How many columns wide and lines high a letter is."""

    NORMAL = 1
    LARGE = 2
    HUGE = 3


@dataclass(frozen=True)
class Line:
    """Words on their own; what does not fit is carried to the next line between words."""

    text: str
    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    indent: int = 0


@dataclass(frozen=True)
class Row:
    """Words on the left, and on the right words that end at the margin."""

    left: str
    right: str


@dataclass(frozen=True)
class AmountRow:
    """Words on the left and an amount on the right, with the tax letter's place behind it, used or not.

    So the amounts of a receipt form one column.
    """

    left: str
    amount: str
    letter: str = ""
    indent: int = 0
    is_bold: bool = False


@dataclass(frozen=True)
class Total:
    """The one number that everybody looks for, in large letters."""

    left: str
    amount: str


@dataclass(frozen=True)
class TaxRow:
    """One line of the tax table: letter, rate, amount before tax, tax."""

    letter: str
    rate: str
    taxable: str
    vat: str


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True)
class QrCode:
    """A square code of at least 25 mm (etims.md 10)."""

    content: str


@dataclass(frozen=True)
class OpenDrawer:
    """Opens the cash drawer that hangs on the printer; nothing appears on paper."""


@dataclass(frozen=True)
class Cut:
    """The end of the paper."""


Block = Line | Row | AmountRow | Total | TaxRow | Rule | QrCode | OpenDrawer | Cut
Document = tuple[Block, ...]
