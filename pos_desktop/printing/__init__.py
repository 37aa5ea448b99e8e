"""Paper as another kind of screen.

Owns: a receipt as data, its layout, ESC/POS bytes and plain text, the printers, and the loop over what waits.
Never: a business rule, a thread of its own, money. A printer that fails costs no one a sale.
Qt lives in `picture.py` alone, which is not imported here so that a printer needs no screen:
`from pos_desktop.printing.picture import paint`.
"""

from __future__ import annotations

from pos_desktop.printing.document import Document
from pos_desktop.printing.errors import (
    CoverOpenError,
    PaperOutError,
    PrinterFaultError,
    PrinterUnreachableError,
    PrintingError,
    PrintInterruptedError,
)
from pos_desktop.printing.escpos import PrinterModel, encode
from pos_desktop.printing.fiscal import FiscalSignature
from pos_desktop.printing.network import NetworkAddress, NetworkPrinter
from pos_desktop.printing.printers import FilePrinter, Printer, ScreenPrinter
from pos_desktop.printing.queue import Outbox, PrintNews, PrintQueue
from pos_desktop.printing.receipt import receipt
from pos_desktop.printing.text import plain_text

__all__ = [
    "CoverOpenError",
    "Document",
    "FilePrinter",
    "FiscalSignature",
    "NetworkAddress",
    "NetworkPrinter",
    "Outbox",
    "PaperOutError",
    "PrintInterruptedError",
    "PrintNews",
    "PrintQueue",
    "Printer",
    "PrinterFaultError",
    "PrinterModel",
    "PrinterUnreachableError",
    "PrintingError",
    "ScreenPrinter",
    "encode",
    "plain_text",
    "receipt",
]
