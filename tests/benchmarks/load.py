"""A plain HTTP load over kept-alive connections, light enough not to be what is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class LoadResult:
    """What a load brought: answers a second, and each answer's time in milliseconds."""

    per_second: float
    times_ms: tuple[float, ...]
    statuses: frozenset[int]


def post_all(url: str, requests: Sequence[tuple[str, bytes]], connections: int = 16) -> LoadResult:
    """Posts every (path, body) to the server at `url`, over so many connections at once."""
    return asyncio.run(_post_all(url, requests, connections))


async def _post_all(url: str, requests: Sequence[tuple[str, bytes]], connections: int) -> LoadResult:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    waiting = iter(requests)
    times: list[float] = []
    statuses: set[int] = set()

    async def work() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for path, body in waiting:
            started = time.perf_counter_ns()
            head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
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
