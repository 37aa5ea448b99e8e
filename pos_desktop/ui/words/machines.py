"""The words for what the machines refuse: the receipt printer, the disk; and for a sale that may not be changed."""

from __future__ import annotations

from collections.abc import Callable

from pos_desktop.ui.words.values import NextStep, Words, translate


def _not_printed(reason: str, happened: str, more: str, step: str) -> Words:
    return Words(
        reason,
        happened,
        more,
        translate("words", "Printing moves no money."),
        translate("words", "What is paid stays paid."),
        step,
        translate("words", "The receipt is kept, and can be printed at any time."),
        NextStep.PRINT_AGAIN,
    )


def _printer_silent() -> Words:
    return _not_printed(
        translate("words", "Printer does not answer"),
        translate("words", "The receipt printer does not answer."),
        translate("words", "It may be off or unplugged."),
        translate("words", "Switch it on, then print again."),
    )


def _no_paper() -> Words:
    return _not_printed(
        translate("words", "Printer has no paper"),
        translate("words", "The receipt printer has no paper."),
        translate("words", "It waits for a new roll."),
        translate("words", "Put in paper, then print again."),
    )


def _cover_open() -> Words:
    return _not_printed(
        translate("words", "Printer is open"),
        translate("words", "The receipt printer's cover is open."),
        translate("words", "It prints only when it is shut."),
        translate("words", "Shut the cover, then print again."),
    )


def _printer_fault() -> Words:
    return _not_printed(
        translate("words", "Printer has a fault"),
        translate("words", "The receipt printer has a fault."),
        translate("words", "Paper may be stuck in it."),
        translate("words", "Look at the printer, then print again."),
    )


def _half_printed() -> Words:
    return _not_printed(
        translate("words", "Printing was cut off"),
        translate("words", "The receipt was cut off while it printed."),
        translate("words", "A part of it may be on paper."),
        translate("words", "Print again. The new one says that it is a copy."),
    )


def _not_saved(happened: str, step: str) -> Words:
    return Words(
        translate("words", "Not saved"),
        happened,
        translate("words", "The last step was not saved."),
        translate("words", "No money moved."),
        translate("words", "The sale is as it was."),
        step,
        translate("words", "Details has the words for the manager."),
        NextStep.STAY,
    )


def _disk_full() -> Words:
    return _not_saved(
        translate("words", "The till's disk is full."), translate("words", "Call the manager. Room must be made.")
    )


def _file_busy() -> Words:
    return _not_saved(
        translate("words", "The till's file is busy."), translate("words", "Try once more, then call the manager.")
    )


def _file_fault() -> Words:
    return _not_saved(
        translate("words", "The till's file cannot be written."), translate("words", "Stop selling. Call the manager.")
    )


def _money_taken() -> Words:
    return Words(
        translate("words", "Money was taken"),
        translate("words", "Money was taken for this sale already."),
        translate("words", "So it cannot be changed or cleared."),
        translate("words", "Yes. The bill shows what was taken."),
        translate("words", "Nothing more moved."),
        translate("words", "Hand the cash back first, or finish the sale."),
        translate("words", "The cross beside the amount hands it back."),
        NextStep.STAY,
    )


MACHINES: dict[str, Callable[[], Words]] = {
    "printing": _printer_fault,
    "printer_unreachable": _printer_silent,
    "printer_paper_out": _no_paper,
    "printer_cover_open": _cover_open,
    "printer_fault": _printer_fault,
    "print_interrupted": _half_printed,
    "disk_full": _disk_full,
    "file_busy": _file_busy,
    "file_damaged": _file_fault,
    "file_read_only": _file_fault,
    "file_unreachable": _file_fault,
    "money_taken": _money_taken,
}
"""By the error's code."""
