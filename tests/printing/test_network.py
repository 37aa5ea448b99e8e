from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from pos_desktop.clock import SystemClock
from pos_desktop.errors import PosError
from pos_desktop.printing import (
    CoverOpenError,
    NetworkAddress,
    NetworkPrinter,
    PaperOutError,
    PrinterFaultError,
    PrinterModel,
    PrinterUnreachableError,
    PrintingError,
    PrintInterruptedError,
    encode,
    receipt,
)
from tests.printing.escpos_decoder import decode
from tests.printing.network_printer import COVER_OPEN, FAULTY, PAPER_END, Behaviour, NetworkPrinterDouble
from tests.printing.sales import PICTURED, SIGNATURE

DOCUMENT = receipt(PICTURED)
BYTES = encode(DOCUMENT, PrinterModel())
PATIENT = 5.0
"""How long a question may take that is answered; nobody waits so long."""
BRIEF = 1.0
"""How long is waited for an answer that does not come."""
Doubles = Callable[[Behaviour], NetworkPrinterDouble]


@pytest.fixture
def printer_that() -> Iterator[Doubles]:
    doubles: list[NetworkPrinterDouble] = []

    def make(behaviour: Behaviour) -> NetworkPrinterDouble:
        doubles.append(NetworkPrinterDouble(behaviour))
        return doubles[-1]

    yield make
    for double in doubles:
        double.close()


@dataclass
class Starts:
    """Counts the times that a printer said it begins, and what it had on paper by then."""

    double: NetworkPrinterDouble
    seen: list[bytes] = field(default_factory=list)

    def __call__(self) -> None:
        self.seen.append(bytes(self.double.jobs[-1].document))


def client_of(
    double: NetworkPrinterDouble, timeout_seconds: float = 5.0, answer_seconds: float = PATIENT
) -> NetworkPrinter:
    address = NetworkAddress("127.0.0.1", double.port, timeout_seconds, answer_seconds)
    return NetworkPrinter(address, SystemClock())


def failure(double: NetworkPrinterDouble, starts: Starts, answer_seconds: float = PATIENT) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        client_of(double, answer_seconds=answer_seconds).print_document(DOCUMENT, starts)
    return caught.value


def test_a_printer_that_answers_prints_the_document_and_reports_it(printer_that: Doubles) -> None:
    double = printer_that(Behaviour())
    starts = Starts(double)
    client_of(double).print_document(DOCUMENT, starts)
    (job,) = double.jobs
    assert bytes(job.document) == BYTES
    assert job.is_reported
    assert starts.seen == [b""]
    assert "Asante" in decode(bytes(job.document)).texts[-1]


def test_a_printer_that_never_answers_is_believed(printer_that: Doubles) -> None:
    double = printer_that(Behaviour(offline_cause=None, paper=None, reports=False))
    client_of(double, answer_seconds=BRIEF).print_document(DOCUMENT, Starts(double))
    assert bytes(double.jobs[0].document) == BYTES


def test_a_printer_that_answers_but_cannot_report_is_believed_when_it_is_well(printer_that: Doubles) -> None:
    double = printer_that(Behaviour(reports=False))
    client_of(double, timeout_seconds=1.0, answer_seconds=BRIEF).print_document(DOCUMENT, Starts(double))
    assert bytes(double.jobs[0].document) == BYTES


@pytest.mark.parametrize("noise", [Behaviour(chatters=True), Behaviour(stammers=True)], ids=["unasked", "twice"])
def test_a_noisy_printer_prints_the_document(printer_that: Doubles, noise: Behaviour) -> None:
    double = printer_that(noise)
    client_of(double).print_document(DOCUMENT, Starts(double))
    assert bytes(double.jobs[0].document) == BYTES
    assert double.jobs[0].is_reported


@pytest.mark.parametrize(
    "noise",
    [Behaviour(chatters=True, paper_ends_after=90), Behaviour(stammers=True, paper_ends_after=90)],
    ids=["unasked", "twice"],
)
def test_noise_is_not_taken_for_the_report_that_all_is_printed(printer_that: Doubles, noise: Behaviour) -> None:
    double = printer_that(noise)
    assert type(failure(double, Starts(double), BRIEF)) is PaperOutError


def test_a_start_that_cannot_be_noted_lets_nothing_out(printer_that: Doubles) -> None:
    double = printer_that(Behaviour())

    def refuse() -> None:
        raise PosError("the disk is full")

    with pytest.raises(PosError, match="disk"):
        client_of(double).print_document(DOCUMENT, refuse)
    assert double.jobs[0].is_over.wait(5)
    assert bytes(double.jobs[0].document) == b""


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Behaviour(paper=PAPER_END), PaperOutError),
        (Behaviour(offline_cause=0x32), PaperOutError),
        (Behaviour(offline_cause=COVER_OPEN), CoverOpenError),
        (Behaviour(offline_cause=FAULTY), PrinterFaultError),
    ],
    ids=["paper end", "stopped for paper", "cover open", "fault"],
)
def test_an_unfit_printer_says_so_and_gets_no_byte_of_the_document(
    printer_that: Doubles, behaviour: Behaviour, error: type[PrintingError]
) -> None:
    double = printer_that(behaviour)
    starts = Starts(double)
    problem = failure(double, starts)
    assert type(problem) is error
    assert not problem.started
    assert starts.seen == []
    assert bytes(double.jobs[0].document) == b""


@pytest.mark.parametrize("byte", [0, 1, 100, len(BYTES) // 2, len(BYTES) - 2])
def test_cut_at_byte_k_is_an_interrupted_print(printer_that: Doubles, byte: int) -> None:
    double = printer_that(Behaviour(breaks_after=byte))
    problem = failure(double, Starts(double))
    assert type(problem) is PrintInterruptedError
    assert problem.started


def test_a_silent_printer_that_is_unplugged_is_noticed(printer_that: Doubles) -> None:
    double = printer_that(Behaviour(offline_cause=None, paper=None, breaks_after=100))
    problem = failure(double, Starts(double), BRIEF)
    assert type(problem) is PrintInterruptedError
    assert problem.started


@pytest.mark.parametrize("byte", [0, len(BYTES) // 2, len(BYTES) - 2])
def test_paper_that_ends_within_the_receipt_is_paper_out_with_a_part_printed(printer_that: Doubles, byte: int) -> None:
    double = printer_that(Behaviour(paper_ends_after=byte))
    problem = failure(double, Starts(double), BRIEF)
    assert type(problem) is PaperOutError
    assert problem.started


def test_a_printer_that_stops_taking_bytes_is_left_after_the_time_out(printer_that: Doubles) -> None:
    double = printer_that(Behaviour(stops_reading_after=50))
    long_document = receipt(PICTURED, signed=SIGNATURE) * 60
    with pytest.raises(PrintInterruptedError) as caught:
        client_of(double, timeout_seconds=1.0, answer_seconds=BRIEF).print_document(long_document, Starts(double))
    assert caught.value.started


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    printer = NetworkPrinter(NetworkAddress("127.0.0.1", port), SystemClock())
    with pytest.raises(PrinterUnreachableError) as caught:
        printer.print_document(DOCUMENT, lambda: pytest.fail("nothing was started"))
    assert not caught.value.started


@pytest.mark.parametrize("host", ["no-such-printer.invalid", "a" * 80, ""])
def test_an_address_that_is_none_is_unreachable(host: str) -> None:
    with pytest.raises(PrinterUnreachableError):
        NetworkPrinter(NetworkAddress(host, 9), SystemClock()).print_document(DOCUMENT, lambda: None)


def test_the_next_document_gets_a_connection_of_its_own(printer_that: Doubles) -> None:
    double = printer_that(Behaviour())
    client = client_of(double)
    client.print_document(DOCUMENT, Starts(double))
    client.print_document(DOCUMENT, Starts(double))
    assert [bytes(job.document) for job in double.jobs] == [BYTES, BYTES]


def test_the_report_follows_the_document_and_the_document_is_not_changed_by_it(printer_that: Doubles) -> None:
    double = printer_that(Behaviour())
    client_of(double).print_document((), Starts(double))
    assert bytes(double.jobs[0].document) == encode((), PrinterModel())
