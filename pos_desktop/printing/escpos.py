"""A document as ESC/POS bytes, made by python-escpos for a printer whose profile is named (stack.md 3)."""

from __future__ import annotations

import logging
import math
import os
import shutil
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pos_desktop.printing.document import Cut, Document, OpenDrawer, QrCode, Rule
from pos_desktop.printing.errors import PrinterFaultError
from pos_desktop.printing.layout import COLUMNS, Run, TextLine, Typeset, typeset
from pos_desktop.printing.qr import Modules, modules

if TYPE_CHECKING:
    from PIL.Image import Image

_QR_MILLIMETRES = 25
_QUIET_MODULES = 4
_MILLIMETRES_PER_INCH = 25.4
_DRAWER_PIN = 2
_COMMON_DOTS_PER_INCH = 203
_COMMON_DOTS_WIDE = 512
_LIBRARY_FOLDER = "ESCPOS_CAPABILITIES_PICKLE_DIR"
"""With this set the library keeps its folder where the owner of the machine wants it."""


@dataclass(frozen=True)
class PrinterModel:
    """Which printer the bytes are for: a profile of python-escpos, and how many letters it puts on a line."""

    profile: str = "TM-T88V"
    columns: int = COLUMNS


def encode(document: Document, model: PrinterModel) -> bytes:
    """The bytes that print the document, from initialising the printer to cutting the paper.

    Raises:
        KeyError: python-escpos has no such profile.
        PrinterFaultError: python-escpos cannot start, for instance because the disk is full.
    """
    printer = _library().Dummy(profile=model.profile)
    printer.hw("INIT")
    for item in typeset(document, model.columns):
        _put(printer, item, model)
    return bytes(printer.output)


@lru_cache(maxsize=1)
def _library() -> Any:
    """The library's printers, without what its import leaves behind: a temporary folder and a handler of all logs.

    It is imported at the first receipt and not at start-up, because that takes 250 ms (stack.md 3).
    """
    log = logging.getLogger()
    handlers = list(log.handlers)
    try:
        from escpos import capabilities, printer
    except OSError as fault:
        raise PrinterFaultError(f"the printer library cannot start: {fault}") from fault
    finally:
        log.handlers[:] = handlers
    if _LIBRARY_FOLDER not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer


def _put(printer: Any, item: Typeset, model: PrinterModel) -> None:
    match item:
        case TextLine():
            _put_text(printer, item, model.columns)
        case Rule():
            printer.text("-" * model.columns + "\n")
        case QrCode(content):
            _put_qr(printer, modules(content))
        case OpenDrawer():
            printer.cashdraw(_DRAWER_PIN)
        case Cut():
            printer.cut(mode="PART")


def _put_text(printer: Any, line: TextLine, columns: int) -> None:
    large = line.size.value
    if large > 1:
        printer.set(custom_size=True, width=large, height=large)
    printer.text(line.indent(columns))
    _put_run(printer, line.left)
    printer.text(line.gap(columns))
    _put_run(printer, line.right)
    printer.text("\n")
    if large > 1:
        printer.set(custom_size=True, width=1, height=1)


def _put_run(printer: Any, run: Run) -> None:
    if run.is_bold and run.text:
        printer.set(bold=True)
        printer.text(run.text)
        printer.set(bold=False)
    else:
        printer.text(run.text)


def _put_qr(printer: Any, square: Modules) -> None:
    """As a picture: many printers have no QR letters of their own, all have pictures (stack.md 3)."""
    dots_per_inch, dots_wide = _media(printer)
    side = dots_per_inch * _QR_MILLIMETRES / _MILLIMETRES_PER_INCH
    scale = math.ceil(side / len(square))
    largest = dots_wide // (len(square) + 2 * _QUIET_MODULES)
    printer.image(_picture_of(square, max(1, min(scale, largest))), center=True)


def _media(printer: Any) -> tuple[int, int]:
    """Dots in an inch and dots across the paper; profiles without them get those of the common 80 mm head."""
    media = printer.profile.profile_data["media"]
    dots_per_inch, dots_wide = media.get("dpi"), media["width"]["pixels"]
    return (
        dots_per_inch if isinstance(dots_per_inch, int) else _COMMON_DOTS_PER_INCH,
        dots_wide if isinstance(dots_wide, int) else _COMMON_DOTS_WIDE,
    )


def _picture_of(square: Modules, scale: int) -> Image:
    from PIL import Image  # comes with python-escpos, and only a signed receipt needs it

    side = len(square) + 2 * _QUIET_MODULES
    picture = Image.new("1", (side, side), 1)
    for y, row in enumerate(square):
        for x, is_dark in enumerate(row):
            if is_dark:
                picture.putpixel((x + _QUIET_MODULES, y + _QUIET_MODULES), 0)
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)
