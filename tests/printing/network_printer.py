"""A receipt printer on a real socket: takes bytes, answers questions, and fails where the test says so."""

from __future__ import annotations

import socket
import struct
import threading
from dataclasses import dataclass, field, replace

WELL = 0x12
COVER_OPEN = 0x16
FAULTY = 0x52
PAPER_END = 0x72
UNASKED = (0x10, 0x00, 0x00, 0x00)
"""A status that a printer sends by itself (`GS a`), which nobody asked for; its tail looks like a report."""


@dataclass(frozen=True)
class Behaviour:
    """What the printer says, and after how many bytes of a document something happens to it."""

    offline_cause: int | None = WELL
    paper: int | None = WELL
    reports: bool = True
    chatters: bool = False
    stammers: bool = False
    breaks_after: int | None = None
    paper_ends_after: int | None = None
    stops_reading_after: int | None = None


@dataclass
class Job:
    """One connection: the document's bytes without questions, whether it ended in a report, and when it was over."""

    document: bytearray = field(default_factory=bytearray)
    is_reported: bool = False
    is_over: threading.Event = field(default_factory=threading.Event)


class NetworkPrinterDouble:
    """Listens on a free port of this machine, one connection after another, on a thread of its own."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.jobs: list[Job] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._stop_reading = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="printer double")
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        """Ends the thread and waits for its end."""
        self._stop_reading.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                job = Job()
                self.jobs.append(job)
                self._work(connection, job)
            job.is_over.set()

    def _work(self, connection: socket.socket, job: Job) -> None:
        pending = bytearray()
        try:
            while received := connection.recv(1):
                pending += received
                self._understand(connection, job, pending)
                if self._has_broken(connection, job):
                    return
        except OSError:
            return

    def _understand(self, connection: socket.socket, job: Job, pending: bytearray) -> None:
        if pending[0] in (0x10, 0x1D) and len(pending) < 3:
            return
        if pending[:2] == b"\x10\x04":
            self._answer(connection, pending[2])
        elif pending[:2] == b"\x1dr":
            job.is_reported = self.behaviour.reports and self.behaviour.paper == WELL
            if job.is_reported:
                connection.send(b"\x00")
        else:
            job.document += pending
        pending.clear()

    def _answer(self, connection: socket.socket, about: int) -> None:
        answer = {2: self.behaviour.offline_cause, 4: self.behaviour.paper}[about]
        if self.behaviour.chatters:
            connection.send(bytes(UNASKED))
        if answer is not None:
            connection.send(bytes((answer, answer) if self.behaviour.stammers else (answer,)))

    def _has_broken(self, connection: socket.socket, job: Job) -> bool:
        at = len(job.document)
        if self.behaviour.paper_ends_after is not None and at > self.behaviour.paper_ends_after:
            self.behaviour = replace(self.behaviour, paper=PAPER_END, paper_ends_after=None)
        if self.behaviour.stops_reading_after is not None and at > self.behaviour.stops_reading_after:
            self._stop_reading.wait(5)
            return True
        if self.behaviour.breaks_after is not None and at > self.behaviour.breaks_after:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return True
        return False
