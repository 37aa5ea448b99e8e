"""A receipt printer on the network: raw bytes to port 9100, status asked before and after (payments.md, row 57)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from pos_desktop.clock import Clock
from pos_desktop.printing.document import Document
from pos_desktop.printing.errors import PrinterUnreachableError, PrintInterruptedError
from pos_desktop.printing.escpos import PrinterModel, encode
from pos_desktop.printing.status import (
    REPORT_WHEN_HERE,
    UNASKED_LENGTH,
    Question,
    fault_in,
    is_answer,
    is_report,
    is_unasked,
    question,
)

RAW_PORT = 9100
_CHUNK = 4096
_MOST_OLD_BYTES = 256


@dataclass(frozen=True)
class NetworkAddress:
    """Where the printer listens, how long it may take over anything, and how long a question may stay unanswered."""

    host: str
    port: int = RAW_PORT
    timeout_seconds: float = 10.0
    answer_seconds: float = 0.5


class NetworkPrinter:
    """Prints over TCP, one connection a document.

    A printer that answers is asked whether it can print and, at the end, whether it did. One that never answers is
    believed once it has taken all bytes and the connection was not broken.
    """

    def __init__(self, address: NetworkAddress, clock: Clock, model: PrinterModel | None = None) -> None:
        self._address = address
        self._clock = clock
        self._model = model or PrinterModel()

    def print_document(self, document: Document, on_start: Callable[[], None]) -> None:
        """Sends the whole document; returns when the printer says it is out, or has taken it and says nothing.

        Raises:
            PrinterUnreachableError: nobody answers at the address.
            PaperOutError: its paper was or came to an end.
            CoverOpenError: its cover was or was put open.
            PrinterFaultError: it has a fault of its own.
            PrintInterruptedError: the connection broke, or the bytes were not taken in time.
        """
        data = encode(document, self._model)
        with self._connect() as connection:
            link = _Link(connection, self._address, self._clock)
            is_talkative = link.check()
            on_start()
            link.send(data)
            if is_talkative:
                link.wait_until_printed()
            else:
                link.wait_for_break()

    def _connect(self) -> socket.socket:
        where = (self._address.host, self._address.port)
        try:
            return socket.create_connection(where, self._address.timeout_seconds)
        except (OSError, UnicodeError) as fault:
            raise PrinterUnreachableError(f"{where[0]}:{where[1]}: {fault}") from fault


class _Link:
    """One connection to the printer, and whether any of the document has gone over it."""

    def __init__(self, connection: socket.socket, address: NetworkAddress, clock: Clock) -> None:
        self._connection = connection
        self._address = address
        self._clock = clock
        self._is_printing = False
        self._is_started = False
        self._is_reported = False
        self._to_skip = 0

    def check(self) -> bool:
        """Raises what keeps the printer from printing; returns whether it answers questions at all."""
        for about in Question:
            self._let_go_of_old_answers()
            self._send(question(about), self._deadline(self._address.timeout_seconds))
            answer = self._read(is_answer, self._deadline(self._address.answer_seconds))
            if answer is None:
                return False
            fault = fault_in(answer, about)
            if fault is not None:
                raise fault(f"{self._address.host} answered {answer:#04x}", started=self._is_started)
        return True

    def send(self, data: bytes) -> None:
        """Sends the document, all of it within the time-out."""
        self._is_printing = True
        self._send(data, self._deadline(self._address.timeout_seconds))

    def wait_until_printed(self) -> None:
        """Waits for the report that follows the document; a printer that cannot report but is well is believed."""
        deadline = self._deadline(self._address.timeout_seconds)
        self._is_reported = False
        self._send(REPORT_WHEN_HERE, deadline)
        while self._clock.monotonic() < deadline:
            if self._is_reported or self._read(is_report, self._deadline(self._address.answer_seconds)) is not None:
                return
            if not self.check():
                raise self._interrupted("it stopped answering")

    def wait_for_break(self) -> None:
        """Gives a broken connection the time to show itself."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
        deadline = self._deadline(self._address.answer_seconds)
        while self._clock.monotonic() < deadline and self._receive(deadline):
            continue

    def _deadline(self, seconds: float) -> float:
        return self._clock.monotonic() + seconds

    def _left(self, deadline: float) -> float:
        """Never nothing: a time-out of 0 would mean something else to a socket."""
        return max(0.001, deadline - self._clock.monotonic())

    def _send(self, data: bytes, deadline: float) -> None:
        sent = 0
        try:
            while sent < len(data):
                self._connection.settimeout(self._left(deadline))
                sent += self._connection.send(data[sent : sent + _CHUNK])
                self._is_started = self._is_printing
        except OSError as fault:
            raise self._interrupted(str(fault)) from fault

    def _let_go_of_old_answers(self) -> None:
        """Reads what has come already: a printer that answered late or twice would be a question behind for ever."""
        for _ in range(_MOST_OLD_BYTES):
            received = self._receive(self._clock.monotonic())
            if received is None:
                return
            self._understand(received)

    def _read(self, is_wanted: Callable[[int], bool], deadline: float) -> int | None:
        """The first byte that is wanted, or None when the time is up; all others are let go."""
        while self._clock.monotonic() < deadline:
            received = self._receive(deadline)
            if received is None:
                return None
            byte = self._understand(received)
            if byte is not None and is_wanted(byte):
                return byte
        return None

    def _understand(self, received: bytes) -> int | None:
        """The byte that came, unless it belongs to a status that nobody asked for."""
        if not received:
            raise self._interrupted("it closed the connection")
        if self._to_skip:
            self._to_skip -= 1
            return None
        if is_unasked(received[0]):
            self._to_skip = UNASKED_LENGTH - 1
            return None
        self._is_reported = self._is_reported or is_report(received[0])
        return received[0]

    def _receive(self, deadline: float) -> bytes | None:
        """One byte from the printer, none when it has closed the connection, None when the time is up."""
        self._connection.settimeout(max(0.0, deadline - self._clock.monotonic()))
        try:
            return self._connection.recv(1)
        except (TimeoutError, BlockingIOError):
            return None
        except OSError as fault:
            raise self._interrupted(str(fault)) from fault

    def _interrupted(self, why: str) -> PrintInterruptedError:
        return PrintInterruptedError(f"{self._address.host}:{self._address.port}: {why}", started=self._is_started)
