"""The queue over a real till file: what is sold is printed, whatever happens to the printer or the program."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_desktop import payments, storage
from pos_desktop.clock import SystemClock
from pos_desktop.ids import new_public_id
from pos_desktop.printing import (
    Document,
    FilePrinter,
    NetworkAddress,
    NetworkPrinter,
    PaperOutError,
    Printer,
    PrintInterruptedError,
    PrintNews,
    PrintQueue,
    plain_text,
)
from pos_desktop.storage import TillFile
from pos_desktop.till import Cart, Counter, SaleStatus, TaxLetter, TerminalDetails
from pos_desktop.till.tables import StaffRow
from tests.printing.escpos_decoder import decode
from tests.printing.network_printer import WELL, Behaviour, NetworkPrinterDouble

TERMINAL = TerminalDetails(
    "terminal-1", "1", "Till 1", "MAMA NJERI STORES", "Moi Avenue, Thika", "0720 555 014", "P051234567X", "Asante!"
)
MIGRATIONS = (storage.MIGRATIONS, payments.MIGRATIONS)


@dataclass
class Shop:
    """A till file with one cashier, that can be closed and opened again."""

    path: Path
    file: TillFile
    staff_id: int

    @property
    def counter(self) -> Counter:
        return Counter(self.file.transaction, self.file.reading, SystemClock(), TERMINAL)

    def sell(self) -> str:
        """Sells something for 80 shillings against a note of 100."""
        cart = Cart.empty().add_open_item("Mandazi", 80_00, TaxLetter.STANDARD)
        self.counter.autosave_line(cart, cart.lines[0].line_id, self.staff_id)
        self.counter.begin_payment(cart, self.staff_id)
        self.counter.take_cash(cart.sale_id, 100_00, self.staff_id)
        assert self.counter.sale(cart.sale_id).is_completed
        return cart.sale_id

    def start_again(self) -> None:
        self.file.close()
        self.file = TillFile.open(self.path, MIGRATIONS)

    def queue(self, printer: Printer, news: list[PrintNews]) -> PrintQueue:
        return PrintQueue(self.counter, printer, news.append, threading.Event())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    file = TillFile.open(tmp_path / "till.sqlite", MIGRATIONS)
    with file.transaction() as session:
        cashier = StaffRow(public_id=new_public_id(), name="Achieng", role="cashier", pin_hash="-")
        session.add(cashier)
        session.flush()
        staff_id = cashier.id
    assert staff_id is not None
    shop = Shop(tmp_path / "till.sqlite", file, staff_id)
    yield shop
    shop.file.close()


def test_a_sale_comes_out_of_the_printer_with_the_drawer_open(shop: Shop, tmp_path: Path) -> None:
    shop.sell()
    news: list[PrintNews] = []
    shop.queue(FilePrinter(tmp_path / "paper.bin"), news).print_next()
    paper = decode((tmp_path / "paper.bin").read_bytes())
    assert "drawer 0" in paper.events
    texts = [text.rstrip() for text in paper.texts]
    assert "Receipt 1-000001                    Till 1" in texts
    assert "Cash given                        100.00" in texts
    assert "Change                             20.00" in texts
    assert shop.counter.next_print_job() is None
    assert [each.problem for each in news] == [None]


def test_a_dead_printer_undoes_no_sale_and_the_receipt_comes_after_the_mending(shop: Shop) -> None:
    sale = shop.sell()
    double = NetworkPrinterDouble(Behaviour(paper_ends_after=200))
    printer = NetworkPrinter(NetworkAddress("127.0.0.1", double.port, answer_seconds=1.0), SystemClock())
    news: list[PrintNews] = []
    queue = shop.queue(printer, news)
    try:
        queue.print_next()
        assert shop.counter.sale(sale).status is SaleStatus.COMPLETED
        assert isinstance(news[0].problem, PaperOutError)
        double.behaviour = Behaviour(paper=WELL)
        queue.print_next()
    finally:
        double.close()
    assert shop.counter.next_print_job() is None
    assert decode(bytes(double.jobs[-1].document)).texts[0].strip() == "COPY 1"
    assert news[1].problem is None


class DyingPrinter:
    """Ends the program with a part of the document on paper."""

    def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
        on_start()
        raise SystemExit


class KeptPaper:
    """A printer whose paper the test reads."""

    def __init__(self) -> None:
        self.receipts: list[str] = []

    def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
        on_start()
        self.receipts.append(plain_text(document))


def test_a_crash_between_paid_and_printed_loses_no_receipt(shop: Shop) -> None:
    shop.sell()
    shop.start_again()
    paper = KeptPaper()
    shop.queue(paper, []).print_next()
    assert "Mandazi" in paper.receipts[0]
    assert "COPY" not in paper.receipts[0]


def test_a_crash_with_a_part_on_paper_gives_a_copy_after_the_restart(shop: Shop) -> None:
    shop.sell()
    with pytest.raises(SystemExit):
        shop.queue(DyingPrinter(), []).print_next()
    shop.start_again()
    waiting = shop.counter.next_print_job()
    assert waiting is not None
    assert waiting.last_error.startswith(PrintInterruptedError.code)
    paper = KeptPaper()
    shop.queue(paper, []).print_next()
    assert paper.receipts[0].splitlines()[0].strip() == "COPY 1"
    assert shop.counter.next_print_job() is None


def test_a_copy_asked_for_comes_out_marked_and_leaves_the_drawer_shut(shop: Shop, tmp_path: Path) -> None:
    sale = shop.sell()
    printer = FilePrinter(tmp_path / "first.bin")
    shop.queue(printer, []).print_next()
    shop.counter.print_again(sale, shop.staff_id)
    shop.queue(FilePrinter(tmp_path / "copy.bin"), []).print_next()
    paper = decode((tmp_path / "copy.bin").read_bytes())
    assert paper.texts[0].strip() == "COPY 1"
    assert "drawer 0" not in paper.events
