"""The one thread that writes the mail file. What waits while it commits goes into its next commit, all together."""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from pos_desktop.clock import Clock
from pos_desktop.errors import PosError
from pos_desktop.kept_log import log_kept
from pos_desktop.relay import store
from pos_desktop.relay.errors import MailFileError, MailUnavailableError
from pos_desktop.relay.file_lock import write_turn
from pos_desktop.relay.mail_file import check_whole, is_fault_of_machine, open_for_reading, open_for_writing
from pos_desktop.relay.mail_log import identity_of, log_of, put_foreign_log_aside, put_log_aside
from pos_desktop.relay.moments import milliseconds
from pos_desktop.relay.store import Progress
from pos_desktop.relay.witness import Witness, witness_of

log = logging.getLogger(__name__)

GROUP_LIMIT = 256
STOP_SECONDS = 10.0
NUMBERS_SKIPPED = 1_000_000
"""More than a relay that died can have given out without having noted it in the witness."""

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], Any]


class MailWriter:
    """Takes jobs from any thread; a job's future has its result only once that is on the disk.

    A job may run twice, when something else in its commit failed; so it does nothing but SQL.

    Raises:
        MailFileError: the file cannot be opened, at construction.
    """

    def __init__(self, path: Path, clock: Clock, *, max_pages: int | None = None) -> None:
        self.path = path
        self._clock = clock
        self._max_pages = max_pages
        self._witness = Witness(witness_of(path))
        put_foreign_log_aside(path)
        self._connection = self._open()
        self._identity = identity_of(path)
        self._log = log_of(path)
        self._left_at = _written_at(path)
        self._opening = 1
        self._is_suspect = False
        self._jobs: SimpleQueue[tuple[Job, Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Has the job run in a transaction; its future ends after the commit.

        The future raises `MailUnavailableError` when the file did not take it, and whatever the job raises.
        """
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return future

    def opening(self) -> int:
        """Which opening of which file this is. Waits while another file that was put in its place is taken up.

        A file that the writer cannot take up may still be read.

        Raises:
            MailUnavailableError: there is no file.
        """
        identity = identity_of(self.path)
        if identity is None:
            raise MailUnavailableError(f"the mail file {self.path} is not there")
        if identity != self._identity:
            with suppress(MailUnavailableError):
                self.submit(lambda _: None).result()
        return self._opening

    def close(self) -> None:
        """Commits what waits, ends the thread and closes the file."""
        self._jobs.put(None)
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            self._commit(group)
        try:
            with write_turn(self.path), log_kept(self.path, self._connection):
                self._connection.close()
        except OSError as error:
            log.error("the mail file was not closed as it should be, its log is taken up at the next start: %s", error)

    def _next_group(self) -> list[tuple[Job, Future[Any]]] | None:
        """Waits for a job and takes all that came with it; None at the end."""
        first = self._jobs.get()
        if first is None:
            return None
        group = [first]
        while len(group) < GROUP_LIMIT and not self._jobs.empty():
            following = self._jobs.get()
            if following is None:
                self._jobs.put(None)  # the end comes after this group
                break
            group.append(following)
        return [each for each in group if each[1].set_running_or_notify_cancel()]

    def _commit(self, group: list[tuple[Job, Future[Any]]]) -> None:
        """Commits the group; when that fails, each of its jobs alone, so that one cannot spoil the others.

        When the file is full the small ones may still find room; any other fault of the machine is everybody's.
        """
        try:
            results = self._in_transaction([job for job, _ in group])
        except Exception as error:  # noqa: BLE001 - thread border: whatever it is, it belongs to the waiting caller
            if len(group) > 1 and not _is_everybodys(error):
                for each in group:
                    self._commit([each])
                return
            self._fail(group, error)
            return
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)

    def _in_transaction(self, jobs: list[Job]) -> list[Any]:
        self._follow_file()
        with write_turn(self.path):
            self._look_at_what_others_wrote()
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._count_commit()
                results = [job(self._connection) for job in jobs]
                progress = store.read_progress(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._left_at = _written_at(self.path)
            self._witness.note(progress)
        return results

    def _look_at_what_others_wrote(self) -> None:
        """Looks through a file that is not as it was left: by a command, or because something was copied over it.

        Raises:
            MailFileError: it is damaged, and goes on being looked through.
        """
        written_at = _written_at(self.path)
        if written_at != self._left_at:
            with closing(open_for_reading(self.path)) as connection:
                check_whole(self.path, connection)
            self._left_at = written_at

    def _count_commit(self) -> None:
        """Counts it; a file that is behind its witness begins anew in the same commit, before anything goes into it."""
        found = store.read_progress(self._connection)
        if _is_behind(found, self._witness.seen):
            last = max(found.last, (self._witness.seen or found).last) + NUMBERS_SKIPPED
            store.begin_anew(self._connection, secrets.token_hex(8), last, milliseconds(self._clock.now()))
        store.count_commit(self._connection)

    def _fail(self, group: list[tuple[Job, Future[Any]]], error: Exception) -> None:
        if isinstance(error, sqlite3.Error) and is_fault_of_machine(error):
            log.error("the mail file did not take a write: %s", error)
            self._is_suspect = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT)
            error = _unavailable(error)
        elif isinstance(error, OSError | MailFileError):
            log.error("the mail file cannot be written: %s", error)
            error = _unavailable(error)
        elif not isinstance(error, PosError):
            log.error("a write is faulty", exc_info=error)
        for _, future in group:
            future.set_exception(error)

    def _follow_file(self) -> None:
        """Opens the file that lies there now, if another was put in its place: what goes into the old one is lost.

        Opens it anew, too, after an error of the disk, as what that connection remembers may not be what was written,
        and after one of a page that cannot be right, so that nothing more goes into a damaged file.
        """
        identity = identity_of(self.path)
        is_same = identity is not None and identity == self._identity
        if is_same and not self._is_suspect:
            return
        if not is_same and self._identity is not None:
            log.error("the mail file was replaced or deleted while the relay ran; its mail begins anew")
        with write_turn(self.path):
            if not is_same:
                put_log_aside(self._connection, self._log)
                self._opening += 1
            self._identity = None  # until one is open
            self._connection.close()
        self._connection = self._open()
        self._identity = identity_of(self.path)
        self._log = log_of(self.path)
        self._left_at = _written_at(self.path)
        self._is_suspect = False

    def _open(self) -> sqlite3.Connection:
        connection = open_for_writing(self.path, now_ms=milliseconds(self._clock.now()), max_pages=self._max_pages)
        try:
            check_whole(self.path, connection)
        except BaseException:
            connection.close()
            raise
        if _is_behind(store.read_progress(connection), self._witness.seen):
            log.error(
                "the mail file %s is older than the one before it, or came without its witness: it was put back from a"
                " backup, or lost. Tills fetch their mail anew, ask M-Pesa about what is open and fill up the ledger",
                self.path,
            )
        return connection


def _is_behind(found: Progress, seen: Progress | None) -> bool:
    """Whether the file lost something that it had; without a witness nothing speaks for one that was written to."""
    if seen is None:
        return found.commits > 0
    return found.epoch != seen.epoch or found.commits < seen.commits or found.last < seen.last


def _is_everybodys(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return is_fault_of_machine(error) and error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_FULL
    return isinstance(error, OSError | MailFileError)


def _written_at(path: Path) -> tuple[int, int] | None:
    """What a write to the file changes; None when it is away."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _unavailable(cause: Exception) -> MailUnavailableError:
    unavailable = MailUnavailableError(f"the mail file did not take it: {cause}")
    unavailable.__cause__ = cause
    return unavailable
