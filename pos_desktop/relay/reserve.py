"""The reserve: room that is taken on the disk while there is some, for results that the mail file does not take.

It is a file of zeros. An event is written over the next of them: its length, a SHA-256 and JSON, padded to whole
blocks, so that a write that is cut short harms no event before it and is none itself. When the mail file has all of
them, they are written over with zeros, and the room stays taken.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from pos_desktop.relay.errors import ReserveError
from pos_desktop.relay.store import Kind
from pos_desktop.serving import Source

log = logging.getLogger(__name__)

SUFFIX = ".reserve"
BLOCK_BYTES = 4096
LENGTH_BYTES = 4
HEAD_BYTES = LENGTH_BYTES + hashlib.sha256().digest_size


@dataclass(frozen=True)
class ReservedEvent:
    """A body that came with a valid token.

    `terminal` is the terminal's id and not its row, which may be another terminal's once the mail file was replaced.
    """

    id: str
    kind: Kind
    terminal: str
    token: str
    source: Source
    body: bytes
    received_at_ms: int

    @property
    def key(self) -> tuple[str, str, Source, bytes]:
        """What the same body at the same address has in common each time that it comes."""
        return self.terminal, self.token, self.source, self.body


class Reserve:
    """The reserve file of one relay. Its own thread works on the disk, so that the event loop never waits for it.

    When the file cannot be made, that is logged and there is no room in it; what an earlier relay left is still there.
    """

    def __init__(self, path: Path, size_bytes: int) -> None:
        self._path = path
        self._size_bytes = size_bytes
        self._room_bytes = 0
        self._end = 0
        self._is_torn = False
        self._waiting: dict[tuple[str, str, Source, bytes], ReservedEvent] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="relay-reserve")
        try:
            self._open()
        except OSError as error:
            log.error(
                "the reserve %s cannot be made, so what the mail file does not take will be lost here: %s. "
                "Make room on the disk, or mend what is named here, and start the relay again",
                path,
                error,
            )
        if self._waiting:
            log.warning("results that wait in the reserve since before this start: %d", self.waiting)

    @property
    def waiting(self) -> int:
        """How many events wait for the mail file."""
        return len(self._waiting)

    @property
    def free_bytes(self) -> int:
        """The room that is left; none when the file could not be made."""
        return max(0, self._room_bytes - self._end)

    async def put(self, event: ReservedEvent) -> None:
        """Returns when the event is on the disk; the same body at the same address is there once.

        Raises:
            ReserveError: it did not take it.
        """
        await asyncio.get_running_loop().run_in_executor(self._thread, self._put, event)

    async def waiting_events(self) -> tuple[ReservedEvent, ...]:
        """What waits, in the order in which it came."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: tuple(self._waiting.values()))

    async def forget(self, event: ReservedEvent) -> None:
        """Notes that the mail file has the event. With the last of them the file is emptied.

        Raises:
            ReserveError: it was not emptied, and this event waits on.
        """
        await asyncio.get_running_loop().run_in_executor(self._thread, self._forget, event)

    def close(self) -> None:
        """Waits for what is being written."""
        self._thread.shutdown()

    def _open(self) -> None:
        """Reads what waits and writes zeros over all the rest, which takes the room and removes what is torn."""
        with self._opened(os.O_CREAT) as file:
            content = file.readall()
            for event, end in _events_in(content):
                self._waiting[event.key], self._end = event, end
            try:
                _overwrite(file, self._end, bytes(max(self._size_bytes, len(content)) - self._end))
            except OSError:
                file.truncate(len(content))  # the last room on this disk is the mail file's
                raise
        self._room_bytes = self._size_bytes

    def _put(self, event: ReservedEvent) -> None:
        if event.key in self._waiting:
            return
        at, frame = self._end, _framed(event)
        if self._is_torn:  # what was not emptied may be half empty, and nothing is read behind a gap
            at, frame = 0, b"".join(_framed(each) for each in (*self._waiting.values(), event))
        if at + len(frame) > self._room_bytes:
            raise ReserveError(f"the reserve {self._path} is full" if self._room_bytes else "there is no reserve")
        try:
            with self._opened() as file:
                _overwrite(file, at, frame)
        except OSError as error:
            raise ReserveError(f"the reserve {self._path} did not take it: {error}") from error
        if not self._waiting:
            log.error(
                "the mail file takes no results; they wait in the reserve %s and are handed out once it takes them. "
                "Make room on the disk, or mend what the line before names: the relay need not be started again",
                self._path,
            )
        self._waiting[event.key] = event
        self._end, self._is_torn = at + len(frame), False

    def _forget(self, event: ReservedEvent) -> None:
        if len(self._waiting) == 1:
            try:
                with self._opened() as file:
                    _overwrite(file, 0, bytes(self._end))
            except OSError as error:
                self._is_torn = True
                raise ReserveError(f"the reserve {self._path} was not emptied: {error}") from error
            self._end, self._is_torn = 0, False
        del self._waiting[event.key]

    def _opened(self, flags: int = 0) -> FileIO:
        handle = os.open(self._path, os.O_RDWR | getattr(os, "O_BINARY", 0) | flags, 0o600)
        return FileIO(handle, "r+")


def _overwrite(file: FileIO, at: int, content: bytes) -> None:
    """Returns when the content is on the disk."""
    file.seek(at)
    written = 0
    while written < len(content):
        written += file.write(content[written:])
    os.fsync(file.fileno())


def _framed(event: ReservedEvent) -> bytes:
    content = json.dumps(
        {
            "id": event.id,
            "kind": event.kind,
            "terminal": event.terminal,
            "token": event.token,
            "source": event.source,
            "body_base64": base64.b64encode(event.body).decode(),
            "received_at_ms": event.received_at_ms,
        }
    ).encode()
    frame = len(content).to_bytes(LENGTH_BYTES, "big") + hashlib.sha256(content).digest() + content
    return frame + bytes(-len(frame) % BLOCK_BYTES)


def _events_in(content: bytes) -> Iterator[tuple[ReservedEvent, int]]:
    """Each event with the place where it ends, up to the first that is not whole: none was begun after that one."""
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at : at + LENGTH_BYTES], "big")
        found = content[at + HEAD_BYTES : at + HEAD_BYTES + length]
        if hashlib.sha256(found).digest() != content[at + LENGTH_BYTES : at + HEAD_BYTES]:
            return
        at += HEAD_BYTES + length
        at += -at % BLOCK_BYTES
        yield _event_of(json.loads(found)), at


def _event_of(said: dict[str, Any]) -> ReservedEvent:
    return ReservedEvent(
        id=said["id"],
        kind=Kind(said["kind"]),
        terminal=said["terminal"],
        token=said["token"],
        source=Source(said["source"]),
        body=base64.b64decode(said["body_base64"]),
        received_at_ms=said["received_at_ms"],
    )
