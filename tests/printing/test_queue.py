from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from pos_desktop.errors import PosError
from pos_desktop.printing import (
    CoverOpenError,
    Document,
    PaperOutError,
    PrinterUnreachableError,
    PrintingError,
    PrintInterruptedError,
    PrintNews,
    PrintQueue,
    plain_text,
)
from pos_desktop.printing.document import OpenDrawer
from pos_desktop.printing.queue import Step
from pos_desktop.till import PrintJob, ReceiptFacts
from tests.conftest import Noise
from tests.printing.sales import PICTURED

PATIENCE_SECONDS = 10.0


class PowerCutError(BaseException):
    """The program is gone from here on; nothing in it can catch this."""


@dataclass
class Outbox:
    """The jobs of a till, kept as the till keeps them: a printed one leaves, a failed one stays where it was."""

    jobs: list[PrintJob] = field(default_factory=list)
    printed: list[int] = field(default_factory=list)
    refuses_to_note: PosError | None = None

    def add(self, *, opens_drawer: bool = False, copy_number: int = 0) -> PrintJob:
        number = len(self.jobs) + len(self.printed) + 1
        self.jobs.append(PrintJob(number, f"sale-{number}", f"1-00000{number}", copy_number, opens_drawer, 0, ""))
        return self.jobs[-1]

    def next_print_job(self) -> PrintJob | None:
        return self.jobs[0] if self.jobs else None

    def receipt(self, sale_id: str, copy_number: int = 0) -> ReceiptFacts:
        return replace(PICTURED, sale_id=sale_id, copy_number=copy_number)

    def print_done(self, job_id: int) -> None:
        if self.refuses_to_note is not None:
            raise self.refuses_to_note
        self.jobs = [job for job in self.jobs if job.job_id != job_id]
        self.printed.append(job_id)

    def print_failed(self, job_id: int, why: str) -> None:
        self.jobs = [
            replace(job, tries=job.tries + 1, last_error=why) if job.job_id == job_id else job for job in self.jobs
        ]


@dataclass
class Printer:
    """Meets one document after the other with what the test has prepared, then works; keeps what it printed."""

    faults: list[BaseException] = field(default_factory=list)
    paper: list[Document] = field(default_factory=list)
    tries: int = 0

    def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
        self.tries += 1
        fault = self.faults.pop(0) if self.faults else None
        has_begun = not isinstance(fault, PrintingError) or fault.started
        if has_begun:
            on_start()
        if fault is not None:
            raise fault
        self.paper.append(document)

    @property
    def copy_marks(self) -> list[str]:
        """The first line of each receipt when it says COPY, else nothing."""
        first = [plain_text(document).splitlines()[0].strip() for document in self.paper]
        return [line if line.startswith("COPY") else "" for line in first]


@dataclass
class World:
    """An outbox, a printer and the queue between them."""

    outbox: Outbox = field(default_factory=Outbox)
    printer: Printer = field(default_factory=Printer)
    news: list[PrintNews] = field(default_factory=list)

    def queue(self, pause_seconds: float = 0.0) -> PrintQueue:
        """A queue as after a start of the program: it remembers nothing."""
        return PrintQueue(self.outbox, self.printer, self.news.append, threading.Event(), (pause_seconds,))


@pytest.fixture
def world() -> World:
    return World()


def test_a_receipt_is_printed_once_and_leaves_the_queue(world: World) -> None:
    job = world.outbox.add()
    queue = world.queue()
    assert [queue.print_next(), queue.print_next()] == [Step.PRINTED, Step.IDLE]
    assert world.outbox.printed == [job.job_id]
    assert world.printer.copy_marks == [""]
    assert [(news.job.job_id, news.problem) for news in world.news] == [(job.job_id, None)]


def test_receipts_come_out_in_the_order_of_their_sales(world: World) -> None:
    for _ in range(3):
        world.outbox.add()
    queue = world.queue()
    while queue.print_next() is not Step.IDLE:
        pass
    assert world.outbox.printed == [1, 2, 3]


def test_a_copy_asked_for_is_marked_with_its_number(world: World) -> None:
    world.outbox.add(copy_number=2)
    world.queue().print_next()
    assert world.printer.copy_marks == ["COPY 2"]


@pytest.mark.parametrize("fault", [PaperOutError("a"), CoverOpenError("b"), PrinterUnreachableError("c")])
def test_a_receipt_that_never_started_is_later_printed_without_a_mark(world: World, fault: PrintingError) -> None:
    world.outbox.add()
    world.printer.faults = [fault]
    queue = world.queue()
    assert queue.print_next() is Step.FAILED
    assert world.news[-1].problem is fault
    assert world.outbox.jobs[0].last_error == fault.code
    assert queue.print_next() is Step.PRINTED
    assert world.printer.copy_marks == [""]


def test_a_receipt_that_had_started_is_reprinted_as_a_copy(world: World) -> None:
    world.outbox.add()
    world.printer.faults = [PaperOutError("it ended", started=True)]
    queue = world.queue()
    assert [queue.print_next(), queue.print_next()] == [Step.FAILED, Step.PRINTED]
    assert world.printer.copy_marks == ["COPY 1"]


def test_every_start_counts_and_no_later_fault_forgets_one(world: World) -> None:
    world.outbox.add()
    world.printer.faults = [
        PrintInterruptedError("cable", started=True),
        PrinterUnreachableError("still out"),
        PaperOutError("ended", started=True),
        CoverOpenError("open"),
    ]
    for _ in range(5):
        world.queue().print_next()
    assert world.printer.copy_marks == ["COPY 2"]


def test_after_a_crash_in_the_middle_of_a_print_it_comes_out_as_a_copy(world: World) -> None:
    world.outbox.add()
    world.printer.faults = [PowerCutError()]
    with pytest.raises(PowerCutError):
        world.queue().print_next()
    assert world.queue().print_next() is Step.PRINTED
    assert world.printer.copy_marks == ["COPY 1"]


def test_after_a_crash_before_the_first_byte_it_comes_out_unmarked(world: World) -> None:
    world.outbox.add()

    class DiesWhileConnecting(Printer):
        def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
            raise PowerCutError

    queue = PrintQueue(world.outbox, DiesWhileConnecting(), world.news.append, threading.Event())
    with pytest.raises(PowerCutError):
        queue.print_next()
    assert world.queue().print_next() is Step.PRINTED
    assert world.printer.copy_marks == [""]


def test_a_printed_receipt_is_not_printed_again_when_noting_it_fails(world: World) -> None:
    world.outbox.add()
    world.outbox.refuses_to_note = PosError("the disk is full")
    queue = world.queue()
    for _ in range(2):
        with pytest.raises(PosError):
            queue.print_next()
    world.outbox.refuses_to_note = None
    assert queue.print_next() is Step.PRINTED
    assert world.printer.copy_marks == [""]


def test_the_drawer_opens_with_the_first_try_and_never_later(world: World) -> None:
    world.outbox.add(opens_drawer=True)
    world.outbox.add(opens_drawer=True)
    world.printer.faults = [PrinterUnreachableError("off")]
    queue = world.queue()
    for _ in range(3):
        queue.print_next()
    assert [OpenDrawer() in document for document in world.printer.paper] == [False, True]


def test_words_of_another_program_in_the_last_error_do_not_stop_a_receipt(world: World) -> None:
    world.outbox.add()
    world.outbox.print_failed(1, "some words, of old")
    assert world.queue().print_next() is Step.PRINTED
    assert world.printer.copy_marks == [""]


@contextmanager
def running(queue: PrintQueue) -> Iterator[None]:
    thread = threading.Thread(target=queue.run, name="print queue")
    thread.start()
    try:
        yield
    finally:
        queue.stop()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


class Announcements:
    """News as they come, for a test that waits for them."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._news: list[PrintNews] = []

    def __call__(self, news: PrintNews) -> None:
        with self._condition:
            self._news.append(news)
            self._condition.notify_all()

    def wait_for(self, is_there: Callable[[list[PrintNews]], bool]) -> list[PrintNews]:
        with self._condition:
            assert self._condition.wait_for(lambda: is_there(self._news), PATIENCE_SECONDS)
            return list(self._news)


def test_the_loop_tries_a_dead_printer_again_until_it_prints(world: World) -> None:
    world.outbox.add()
    world.printer.faults = [PrinterUnreachableError("off") for _ in range(4)]
    announcements = Announcements()
    queue = PrintQueue(world.outbox, world.printer, announcements, threading.Event(), (0.001, 0.002))
    with running(queue):
        news = announcements.wait_for(lambda news: news[-1:] != [] and news[-1].problem is None)
    assert len(news) == 5
    assert world.printer.copy_marks == [""]


def test_a_nudge_ends_the_wait_after_a_failure(world: World) -> None:
    world.outbox.add()
    world.printer.faults = [PaperOutError("end")]
    announcements = Announcements()
    queue = PrintQueue(world.outbox, world.printer, announcements, threading.Event(), (3_600.0,))
    with running(queue):
        announcements.wait_for(lambda news: len(news) == 1)
        queue.nudge()
        announcements.wait_for(lambda news: len(news) == 2)
    assert world.outbox.printed == [1]


def test_a_stop_ends_a_long_wait_at_once(world: World) -> None:
    world.outbox.add()
    world.printer.faults = [PaperOutError("end")]
    announcements = Announcements()
    queue = PrintQueue(world.outbox, world.printer, announcements, threading.Event(), (3_600.0,))
    with running(queue):
        announcements.wait_for(lambda news: len(news) == 1)
    assert world.printer.tries == 1


def test_the_loop_outlives_a_fault_of_the_file_and_a_bug(world: World, noise: Noise) -> None:
    noise.expect("pos_desktop.printing", "cannot be worked off: error")
    noise.expect("pos_desktop.printing", "could not be made")
    world.outbox.add()
    world.printer.faults = [PosError("busy"), ZeroDivisionError()]
    announcements = Announcements()
    queue = PrintQueue(world.outbox, world.printer, announcements, threading.Event(), (0.001,))
    with running(queue):
        announcements.wait_for(lambda news: len(news) == 1)
    assert world.outbox.printed == [1]
