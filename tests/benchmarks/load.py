"""A plain HTTP load over kept-alive connections, light enough not to be what is measured: asyncio, one thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class LoadRequest:
    """One request, its bytes made before anything is timed; the host is added by who sends it."""

    path: str
    body: bytes = b""
    method: str = "POST"
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self, host: str) -> bytes:
        """As it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.method != "GET":
            lines += [f"Content-Type: {self.content_type}", f"Content-Length: {len(self.body)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class LoadResult:
    """What a load brought: answers a second, and each answer's time in milliseconds."""

    per_second: float
    times_ms: tuple[float, ...]
    statuses: frozenset[int]


def joined(results: Sequence[LoadResult]) -> LoadResult:
    """Several rounds of the same load as one."""
    times = tuple(time for result in results for time in result.times_ms)
    seconds = sum(len(result.times_ms) / result.per_second for result in results)
    return LoadResult(len(times) / seconds, times, frozenset().union(*(result.statuses for result in results)))


def post_all(url: str, requests: Sequence[LoadRequest], connections: int = 16) -> LoadResult:
    """Sends every request to the server at `url`, over so many connections at once."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    return asyncio.run(_send_all(host, port, [request.written(host) for request in requests], connections))


async def _send_all(host: str, port: int, requests: Sequence[bytes], connections: int) -> LoadResult:
    waiting = iter(requests)
    times: list[float] = []
    statuses: set[int] = set()

    async def work() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for request in waiting:
            started = time.perf_counter_ns()
            writer.write(request)
            statuses.add(await _read_answer(reader))
            times.append((time.perf_counter_ns() - started) / 1e6)
        writer.close()
        await writer.wait_closed()

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return LoadResult(len(times) / (time.perf_counter() - started), tuple(times), frozenset(statuses))


async def _read_answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])
