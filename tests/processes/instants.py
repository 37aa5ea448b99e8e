"""Names the instants of a program's life: before and after every commit, and along every call over the network.

Installed in a child process by its test, never in the product: connections of `sqlite3` and requests of `httpx` say
where they are, and at a chosen instant the process kills itself as `kill -9` would.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any
from unittest.mock import patch

import httpx

WRITE = re.compile(r"(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"?(?P<table>\w+)\"?(?: \((?P<columns>[^)]*)\))?")
ID_IN_PATH = re.compile(r"/(?=[^/]*[0-9])[^/]{8,}")


@dataclass(frozen=True)
class Instant:
    """A place in the program's life: the n-th time in this stage that it reaches what has this name."""

    stage: str
    name: str
    time: int = 1

    def __str__(self) -> str:
        return f"{self.stage}: {self.name} ({self.time})"


class Instants:
    """Tells the test of every instant, and ends the process at the chosen one.

    With `linger_seconds` the chosen instant lasts so long, for this thread alone: whoever ought to wait for what comes
    after it, and does not, is then found out.
    """

    def __init__(self, pipe: Connection, deadly: Instant | None, linger_seconds: float = 0.0) -> None:
        self._pipe = pipe
        self._deadly = deadly
        self._linger_seconds = linger_seconds
        self._stage = "start"
        self._seen: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def arm(self, deadly: Instant | None) -> None:
        """Counts anew, towards another end."""
        with self._lock:
            self._deadly = deadly
            self._seen.clear()

    def begin(self, stage: str) -> None:
        """From here on instants belong to this stage."""
        with self._lock:
            self._stage = stage

    def tell(self, *words: object) -> None:
        """Says something else to the test; threads take turns on the pipe."""
        with self._lock:
            self._pipe.send(words)

    def reach(self, name: str) -> None:
        """The program is here now; when it is the chosen instant, it goes no further."""
        with self._lock:
            self._seen[self._stage, name] += 1
            here = Instant(self._stage, name, self._seen[self._stage, name])
            self._pipe.send(("at", here))
            is_last = here == self._deadly
            if is_last and not self._linger_seconds:
                os.kill(os.getpid(), signal.SIGKILL)
        if is_last:
            threading.Event().wait(self._linger_seconds)
            os.kill(os.getpid(), signal.SIGKILL)


def install(instants: Instants) -> None:
    """From now on every SQLite connection and every httpx client of this process tells its instants."""
    watch_commits(instants)
    watch_calls(instants)


def watch_commits(instants: Instants, *, shared: bool = False) -> None:
    """Names each commit by what it writes: tables, and of evidence the kinds.

    When commits are shared by whatever happens to wait for one, each table is an instant of its own.
    """

    class ToldConnection(sqlite3.Connection):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.written: set[str] = set()

        def cursor(self, *_args: Any) -> sqlite3.Cursor:  # type: ignore[override]
            return super().cursor(ToldCursor)

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            return self.cursor().execute(sql, parameters)

        def commit(self) -> None:
            if self.in_transaction:
                self.tell_commit(super().commit)

        def tell_commit(self, commit: Any) -> Any:
            written = sorted(self.written) or ["nothing"]
            names = written if shared else [", ".join(written)]
            self.written.clear()
            for name in names:
                instants.reach(f"before the commit of {name}")
            done = commit()
            for name in names:
                instants.reach(f"after the commit of {name}")
            return done

    class ToldCursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = (), /) -> Any:
            connection = self.connection
            assert isinstance(connection, ToldConnection)
            if sql == "COMMIT":
                return connection.tell_commit(lambda: super(ToldCursor, self).execute(sql))
            connection.written |= written_by(sql, parameters)
            return super().execute(sql, parameters)

    original = sqlite3.connect

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = original(*args, **options | {"factory": ToldConnection})
        return connection

    patch.object(sqlite3, "connect", connect).start()


def written_by(sql: str, parameters: Sequence[Any]) -> set[str]:
    """The table that a statement writes; for evidence, its kinds."""
    found = WRITE.match(sql.lstrip())
    if found is None:
        return set()
    table = found["table"]
    if table != "payment_event" or not found["columns"]:
        return {table}
    columns = [column.strip() for column in found["columns"].split(",")]
    return {f"evidence:{kind}" for kind in parameters[columns.index("kind") :: len(columns)]}


def watch_calls(instants: Instants) -> None:
    """Names each call by its method and path: before it, when its last byte is out, and when the answer is here."""
    original = httpx.HTTPTransport.handle_request

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        call = f"{request.method} {ID_IN_PATH.sub('/…', request.url.path)}"

        def trace(event: str, _info: object) -> None:
            if event == "http11.send_request_body.complete":
                instants.reach(f"sent {call}")

        instants.reach(f"before {call}")
        request.extensions["trace"] = trace
        response = original(transport, request)
        response.read()
        instants.reach(f"answered {call}{_with_mail(request, response)}")
        return response

    patch.object(httpx.HTTPTransport, "handle_request", handle_request).start()


def _with_mail(request: httpx.Request, response: httpx.Response) -> str:
    if request.url.path != "/v1/events" or not response.is_success:
        return ""
    return " with mail" if json.loads(response.content)["events"] else ""
