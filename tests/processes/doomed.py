"""The test's side of a process that may die at any moment, forked from one that has everything imported already."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from tests.processes.instants import Instant

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.processes.rehearsal", "tests.processes.doomed_relay"])
PATIENCE_SECONDS = 60.0


class Doomed:
    """A process that tells its instants over a pipe; killed at the end of the block at the latest."""

    def __init__(self, run: Callable[[Connection, Any], None], order: object) -> None:
        self.seen: list[Instant] = []
        self.said: list[tuple[Any, ...]] = []
        self.ready_seconds: float | None = None
        self.is_dead = False
        self._pipe, theirs = FORKS.Pipe()
        self._process = FORKS.Process(target=run, args=(theirs, order), daemon=True)
        self._process.start()
        theirs.close()

    def hear(self, seconds: float) -> None:
        """Takes in all that was said, waiting so long for the first of it."""
        try:
            while self._pipe.poll(seconds):
                self._take(self._pipe.recv())
                seconds = 0
        except (EOFError, ConnectionError):
            self.is_dead = True

    def _take(self, said: tuple[Any, ...]) -> None:
        if said[0] == "at":
            self.seen.append(said[1])
            return
        if said[0] == "ready":
            self.ready_seconds = said[1]
        self.said.append(said)

    def said_of(self, word: str) -> tuple[Any, ...] | None:
        """What it said that begins with this word, since the test looked last."""
        found = next((said for said in self.said if said[0] == word), None)
        if found is not None:
            self.said.remove(found)
        return found

    def has_said(self, word: str) -> bool:
        """Whether it said so since the test looked last."""
        return self.said_of(word) is not None

    def wait_for(self, word: str, meanwhile: Callable[[], None] = lambda: None) -> bool:
        """Whether it said so before it died."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.has_said(word):
            if self.is_dead:
                return False
            assert time.monotonic() < deadline, f"the process never said: {word}"
            self.hear(0.05)
            meanwhile()
        return True

    def order(self, *words: object) -> None:
        """Tells it something; a dead one does not mind."""
        with suppress(OSError):
            self._pipe.send(words)

    def kill(self) -> None:
        """Ends it where it stands."""
        self._process.kill()
        self.end_code()

    def end_code(self) -> int | None:
        """How it ended, once it has: minus the signal that killed it."""
        self._process.join(PATIENCE_SECONDS)
        self.hear(0)
        self.is_dead = True
        return self._process.exitcode

    @property
    def was_killed(self) -> bool:
        """Whether it ended by a kill, and not by a fault or by itself."""
        return self.end_code() == -signal.SIGKILL

    def put_away(self) -> None:
        """Kills it if it lives, and lets go of what it held."""
        self._process.kill()
        self._process.join(PATIENCE_SECONDS)
        self._process.close()
        self._pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.put_away()
