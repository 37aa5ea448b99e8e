"""Works off the receipts that wait for paper. Nothing waits for it, and no printer undoes a sale (payments.md 57).

What a crash must not hide is written before the first byte: the job is noted as interrupted, and only the paper's
coming out takes that back. So a job that ends well is printed once, and one that may have left a part on paper
comes out again as a copy.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pos_desktop.errors import PosError
from pos_desktop.printing.document import Document
from pos_desktop.printing.errors import PrintingError, PrintInterruptedError
from pos_desktop.printing.printers import Printer
from pos_desktop.printing.receipt import receipt
from pos_desktop.till import PrintJob, ReceiptFacts

PAUSES_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to leave a printer alone after its first, second ... failure in a row; the last one repeats."""
IDLE_SECONDS = 1.0
_log = logging.getLogger(__name__)
_STORED = re.compile(r"(?P<code>\w*)(?: \(started (?P<starts>\d+)\))?")


class Outbox(Protocol):
    """The receipts that wait; the sales counter is one. Each call is a short commit or read of its own."""

    def next_print_job(self) -> PrintJob | None:
        """The oldest receipt that waits for paper."""
        ...

    def receipt(self, sale_id: str, copy_number: int = 0) -> ReceiptFacts:
        """Everything that a receipt says."""
        ...

    def print_done(self, job_id: int) -> None:
        """The paper came out; may be said again."""
        ...

    def print_failed(self, job_id: int, why: str) -> None:
        """The paper did not come out; the job goes on waiting."""
        ...


@dataclass(frozen=True)
class LastTry:
    """What is known of a job's tries: the code of the newest fault, and how many may have left ink on paper."""

    code: str = ""
    starts: int = 0

    @classmethod
    def of(cls, job: PrintJob) -> LastTry:
        """Read back from what the outbox kept; words that are not ours count as a fault without a start."""
        found = _STORED.fullmatch(job.last_error)
        if found is None:
            return cls(PrintingError.code)
        return cls(found["code"], int(found["starts"] or 0))

    def __str__(self) -> str:
        """What the outbox keeps."""
        return f"{self.code} (started {self.starts})" if self.starts else self.code


class Step(StrEnum):
    """What became of one look at the outbox."""

    PRINTED = "printed"
    FAILED = "failed"
    IDLE = "idle"


@dataclass(frozen=True)
class PrintNews:
    """How a job went. Without a problem its paper is out; otherwise it waits, and the sale is paid all the same."""

    job: PrintJob
    problem: PrintingError | None = None


class PrintQueue:
    """The loop over the outbox, for a thread that the caller owns; `nudge` and `stop` may come from any thread.

    `announce` is called on that thread, after the outbox has the news.
    """

    def __init__(
        self,
        outbox: Outbox,
        printer: Printer,
        announce: Callable[[PrintNews], None],
        stopping: threading.Event,
        pauses_seconds: Sequence[float] = PAUSES_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._printer = printer
        self._announce = announce
        self._stopping = stopping
        self._pauses = pauses_seconds
        self._nudged = threading.Event()
        self._failures = 0
        self._out: set[int] = set()

    def nudge(self) -> None:
        """There is something new to print, or someone has seen to the printer: looks now instead of later."""
        self._nudged.set()

    def stop(self) -> None:
        """Ends the loop after the document that is being printed."""
        self._stopping.set()
        self._nudged.set()

    def run(self) -> None:
        """Prints what waits and what comes, until it is stopped. This is the border of its thread."""
        while not self._stopping.is_set():
            try:
                pause = self._pause_after(self.print_next())
            except PosError as fault:
                _log.error("the receipts that wait cannot be worked off: %s", fault.code, exc_info=fault)
                pause = self._pause_after(Step.FAILED)
            except Exception:  # noqa: BLE001  # the border of the thread: the loop must outlive any receipt
                _log.exception("a receipt could not be made")
                pause = self._pause_after(Step.FAILED)
            if pause:
                self._nudged.wait(pause)
                self._nudged.clear()

    def print_next(self) -> Step:
        """Prints the oldest receipt that waits, and announces how that went."""
        job = self._outbox.next_print_job()
        if job is None:
            return Step.IDLE
        if job.job_id not in self._out:
            problem = self._print(job)
            if problem is not None:
                _log.info("receipt %s waits for the printer: %s", job.receipt_number, problem)
                self._announce(PrintNews(job, problem))
                return Step.FAILED
            self._out.add(job.job_id)
        self._outbox.print_done(job.job_id)
        self._out.discard(job.job_id)
        self._announce(PrintNews(job))
        return Step.PRINTED

    def _print(self, job: PrintJob) -> PrintingError | None:
        last = LastTry.of(job)
        begun = LastTry(PrintInterruptedError.code, last.starts + 1)
        try:
            document = self._document(job, last)
            self._printer.print_document(document, lambda: self._outbox.print_failed(job.job_id, str(begun)))
        except PrintingError as problem:
            starts = begun.starts if problem.started else last.starts
            self._outbox.print_failed(job.job_id, str(LastTry(problem.code, starts)))
            return problem
        return None

    def _document(self, job: PrintJob, last: LastTry) -> Document:
        """The drawer opens at the first try alone: hours later nobody may be standing at it."""
        facts = self._outbox.receipt(job.sale_id, job.copy_number + last.starts)
        return receipt(facts, opens_drawer=job.opens_drawer and last == LastTry())

    def _pause_after(self, step: Step) -> float:
        if step is Step.FAILED:
            self._failures += 1
            return self._pauses[min(self._failures, len(self._pauses)) - 1]
        self._failures = 0
        return IDLE_SECONDS if step is Step.IDLE else 0.0
