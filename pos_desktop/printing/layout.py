"""Blocks on a paper of so many columns: the same lines for the printer, the plain text and the picture."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from pos_desktop.printing.character_set import spell
from pos_desktop.printing.document import (
    Align,
    AmountRow,
    Cut,
    Document,
    Line,
    OpenDrawer,
    QrCode,
    Row,
    Rule,
    Size,
    TaxRow,
    Total,
)

COLUMNS = 42
"""Letters in a line on 80 mm paper (look.md "receipt")."""
NARROWEST = 24
"""Below this an amount and its letter leave no room for words."""
_LETTER_WIDTH = 2
_LETTER_COLUMN = 4
_RATE_WIDTH = 12
_NARROW_RATE_WIDTH = 8
"""The tax table: letter and rate stand left; taxable and tax share the rest and stand right."""


@dataclass(frozen=True)
class Run:
    """Letters of one weight."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True)
class TextLine:
    """One line of letters: words on the left or in the middle, and words that end at the right margin."""

    left: Run
    right: Run = Run("")
    align: Align = Align.LEFT
    size: Size = Size.NORMAL

    def indent(self, columns: int) -> str:
        """The spaces in front of the words on the left."""
        spare = columns // self.size.value - len(self.left.text)
        return " " * (spare // 2) if self.align is Align.CENTRE else ""

    def gap(self, columns: int) -> str:
        """The spaces between left and right."""
        spare = columns // self.size.value - len(self.left.text) - len(self.right.text)
        return " " * spare if self.right.text else ""

    def text(self, columns: int) -> str:
        """The letters of the line without their weight."""
        return self.indent(columns) + self.left.text + self.gap(columns) + self.right.text


Typeset = TextLine | Rule | QrCode | OpenDrawer | Cut


def typeset(document: Document, columns: int = COLUMNS) -> tuple[Typeset, ...]:
    """The document as lines of at most `columns` letters, in printable ASCII only.

    Raises:
        ValueError: the paper is too narrow for a receipt.
    """
    if columns < NARROWEST:
        raise ValueError(f"{columns} columns are too few for a receipt")
    return tuple(line for block in document for line in _typeset(block, columns))


def _typeset(block: Line | Row | AmountRow | Total | TaxRow | Typeset, columns: int) -> Iterator[Typeset]:
    match block:
        case Line():
            yield from _words(block, columns)
        case Row():
            yield from _two_sides(Run(spell(block.left)), Run(spell(block.right)), columns)
        case AmountRow():
            yield from _amount(block, columns)
        case Total():
            yield from _total(block, columns)
        case TaxRow():
            yield from _tax(block, columns)
        case _:
            yield block


def _words(line: Line, columns: int) -> Iterator[TextLine]:
    text, size = spell(line.text), line.size
    if len(text) > columns // size.value:
        size = Size.NORMAL
    for words in _wrap(text, columns // size.value - line.indent):
        run = Run(" " * line.indent + words, is_bold=line.size is not Size.NORMAL)
        yield TextLine(run, align=line.align, size=size)


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _two_sides(left: Run, right: Run, columns: int, size: Size = Size.NORMAL) -> Iterator[TextLine]:
    """Left and right on one line, or the right side below the left when both do not fit."""
    width = columns // size.value
    *above, last = _wrap_indented(left.text, width)
    if last and right.text and len(last) + 1 + len(right.text) > width:
        above, last = [*above, last], ""
    for words in above:
        yield TextLine(Run(words, left.is_bold), size=size)
    yield TextLine(Run(last, left.is_bold), Run(right.text[-width:], right.is_bold), size=size)


def _wrap_indented(text: str, width: int) -> list[str]:
    words = text.lstrip()
    indent = text[: len(text) - len(words)]
    return [indent + line for line in _wrap(words, width - len(indent))]


def _amount(row: AmountRow, columns: int) -> Iterator[TextLine]:
    left = Run(" " * row.indent + spell(row.left))
    right = Run(spell(row.amount) + spell(row.letter)[:1].rjust(_LETTER_WIDTH), row.is_bold)
    yield from _two_sides(left, right, columns)


def _total(total: Total, columns: int) -> Iterator[TextLine]:
    left, right = Run(spell(total.left), is_bold=True), Run(spell(total.amount), is_bold=True)
    fits = len(left.text) + len(right.text) < columns // Size.LARGE.value
    yield from _two_sides(left, right, columns, Size.LARGE if fits else Size.NORMAL)


def _tax(row: TaxRow, columns: int) -> Iterator[TextLine]:
    letter, rate, taxable, vat = (spell(cell) for cell in (row.letter, row.rate, row.taxable, row.vat))
    rate_width = _RATE_WIDTH if columns >= COLUMNS else _NARROW_RATE_WIDTH
    room = columns - _LETTER_COLUMN - rate_width
    vat_width = room * 12 // 26
    words = f"{letter:<{_LETTER_COLUMN}}{rate:<{rate_width}}"
    amounts = f"{taxable:>{room - vat_width}}{vat:>{vat_width}}"
    if len(words) + len(amounts) <= columns and len(vat) < vat_width:
        yield TextLine(Run(words + amounts))
    else:
        yield TextLine(Run(words[:columns].rstrip()))
        yield from _two_sides(Run(taxable), Run(vat), columns)
