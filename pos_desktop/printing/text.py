"""A document as plain text: for a log, a mail, a screen reader, a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pos_desktop.printing.document import (
    Block,
    Cut,
    Document,
    Line,
    OpenDrawer,
    QrCode,
    Row,
    Rule,
    Size,
    Total,
)
from pos_desktop.printing.layout import COLUMNS, TextLine, Typeset, typeset


def plain_text(document: Document, columns: int = COLUMNS) -> str:
    """The document's lines without spaces at their ends; all letters are of one size."""
    small = tuple(_in_small_letters(block) for block in document)
    return "".join(f"{line.rstrip()}\n" for item in typeset(small, columns) for line in _lines(item, columns))


def _in_small_letters(block: Block) -> Block:
    match block:
        case Line():
            return replace(block, size=Size.NORMAL)
        case Total(left, amount):
            return Row(left, amount)
        case _:
            return block


def _lines(item: Typeset, columns: int) -> Iterator[str]:
    match item:
        case TextLine():
            yield item.text(columns)
        case Rule():
            yield "-" * columns
        case QrCode(content):
            yield f"[{content}]"
        case OpenDrawer() | Cut():
            return
