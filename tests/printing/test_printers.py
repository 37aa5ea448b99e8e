from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pos_desktop.printing import (
    Document,
    FilePrinter,
    PrinterFaultError,
    PrinterModel,
    PrinterUnreachableError,
    ScreenPrinter,
    encode,
    receipt,
)
from tests.printing.sales import PAID_IN_CASH, PICTURED

FULL_DEVICE = Path("/dev/full")


class Starts:
    """Counts how often a printer said that it begins."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def test_a_file_gets_one_document_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "paper.bin"
    printer, starts = FilePrinter(path), Starts()
    printer.print_document(receipt(PICTURED), starts)
    printer.print_document(receipt(PAID_IN_CASH), starts)
    model = PrinterModel()
    assert path.read_bytes() == encode(receipt(PICTURED), model) + encode(receipt(PAID_IN_CASH), model)
    assert starts.count == 2


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "paper.bin"
    FilePrinter(path).print_document(receipt(PICTURED), Starts())
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_opened_is_unreachable(tmp_path: Path) -> None:
    starts = Starts()
    with pytest.raises(PrinterUnreachableError) as caught:
        FilePrinter(tmp_path / "no such folder" / "paper.bin").print_document(receipt(PICTURED), starts)
    assert (caught.value.started, starts.count) == (False, 0)


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="only Linux has a device that is always full")
def test_a_full_device_is_a_fault() -> None:
    with pytest.raises(PrinterFaultError) as caught:
        FilePrinter(FULL_DEVICE).print_document(receipt(PICTURED), Starts())
    assert not caught.value.started


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are set the POSIX way")
def test_a_disk_that_fills_up_within_a_receipt_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "paper.bin"
    FilePrinter(path).print_document(receipt(PICTURED), Starts())
    before = path.read_bytes()
    program = f"""
import resource, signal, sys
from pathlib import Path
from tests.printing.sales import PICTURED
from pos_desktop.printing import FilePrinter, PrinterFaultError, PrinterModel, encode, receipt
encode(receipt(PICTURED), PrinterModel())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = ({len(before) + 100}, {len(before) + 100})
resource.setrlimit(resource.RLIMIT_FSIZE, limit)
try:
    FilePrinter(Path(sys.argv[1])).print_document(receipt(PICTURED), lambda: None)
except PrinterFaultError as fault:
    print("fault", fault.started)
"""
    root = Path(__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.split() == ["fault", "False"]
    assert path.read_bytes() == before


def test_a_screen_gets_the_document_itself_after_the_start_is_noted() -> None:
    starts = Starts()
    shown: list[tuple[Document, int]] = []
    printer = ScreenPrinter(lambda document: shown.append((document, starts.count)))
    printer.print_document(receipt(PICTURED), starts)
    assert shown == [(receipt(PICTURED), 1)]
