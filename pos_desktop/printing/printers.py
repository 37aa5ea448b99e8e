"""Where documents go: a file or device, a printer on the network, or a screen."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pos_desktop.printing.document import Document
from pos_desktop.printing.errors import PrinterFaultError, PrinterUnreachableError
from pos_desktop.printing.escpos import PrinterModel, encode

_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
"""Without O_BINARY, which only Windows has, each line feed would become two bytes there."""


class Printer(Protocol):
    """Something that can put a document before a person's eyes."""

    def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
        """Prints all of the document and returns when it is out.

        `on_start` is called once, right before the first byte that can leave a mark on paper, and not at all when
        the printer is found unfit before.

        Raises:
            PrintingError: it is not out, or not known to be; `started` tells whether a part of it may be.
        """
        ...


class FilePrinter:
    """Appends each document's bytes to a file, or writes them to a device file such as `/dev/usb/lp0`."""

    def __init__(self, path: Path, model: PrinterModel | None = None) -> None:
        self._path = path
        self._model = model or PrinterModel()

    def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
        """Adds the whole document and sees it onto the disk, or leaves the file as it was.

        Raises:
            PrinterUnreachableError: the file cannot be opened.
            PrinterFaultError: it cannot be written, for instance because the disk is full.
        """
        data = encode(document, self._model)
        try:
            file = os.open(self._path, _APPENDING, 0o600)
        except OSError as fault:
            raise PrinterUnreachableError(f"{self._path}: {fault.strerror}") from fault
        try:
            on_start()
            _append(file, data, self._path)
        finally:
            os.close(file)


class ScreenPrinter:
    """Hands each document to a function, for instance one that shows it on a screen."""

    def __init__(self, show: Callable[[Document], None]) -> None:
        self._show = show

    def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
        """Calls the function with the document, on the caller's thread."""
        on_start()
        self._show(document)


def _append(file: int, data: bytes, path: Path) -> None:
    before = os.fstat(file)
    written = 0
    try:
        while written < len(data):
            written += os.write(file, data[written:])
        if stat.S_ISREG(before.st_mode):
            os.fsync(file)
    except OSError as fault:
        is_undone = stat.S_ISREG(before.st_mode)
        if is_undone:
            os.ftruncate(file, before.st_size)
        raise PrinterFaultError(f"{path}: {fault.strerror}", started=written > 0 and not is_undone) from fault
