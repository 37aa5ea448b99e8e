"""What can go wrong between a receipt and paper. Money is never touched by any of it.

PrintingError
├── PrinterUnreachableError   nobody answers: off, unplugged, wrong address, no such file
├── PaperOutError             the printer says that its paper is at an end
├── CoverOpenError            the printer says that its cover is open
├── PrinterFaultError         the printer says that it has a fault (cutter, heat), or the disk refuses
└── PrintInterruptedError     the connection ended with the document on its way
"""

from __future__ import annotations

from pos_desktop.errors import Money, PosError, Retry


class PrintingError(PosError):
    """Base of all printing faults.

    `started` tells whether the printer may have put some of the document on paper before the fault: the next
    print of it is then a copy.
    """

    code = "printing"
    money = Money.NO
    retry = Retry.SAFE

    def __init__(self, message: str, *, started: bool = False) -> None:
        super().__init__(message)
        self.started = started


class PrinterUnreachableError(PrintingError):
    """Nobody answers at the printer's address."""

    code = "printer_unreachable"


class PaperOutError(PrintingError):
    """The printer's paper is at an end."""

    code = "printer_paper_out"


class CoverOpenError(PrintingError):
    """The printer's cover is open."""

    code = "printer_cover_open"


class PrinterFaultError(PrintingError):
    """The printer has a fault that a person must look at."""

    code = "printer_fault"


class PrintInterruptedError(PrintingError):
    """The connection ended while the document was on its way."""

    code = "print_interrupted"
