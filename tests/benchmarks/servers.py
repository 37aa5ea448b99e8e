"""The servers that are measured, each in a process of its own: `python -m tests.benchmarks.servers KIND DIR`."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request

from pos_desktop.relay import Limits, RelayOptions, RelayServer, issue_pairing_code

NO_LIMIT = 1e9


@contextmanager
def serving(
    kind: str, folder: Path, *arguments: str, module: str = "tests.benchmarks.servers"
) -> Iterator[dict[str, str]]:
    """Starts one of a module's servers and gives what it said of itself; it ends with the block."""
    command = [sys.executable, "-m", module, kind, str(folder), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise SystemExit("the server has no pipes")
        try:
            said: dict[str, str] = json.loads(process.stdout.readline())
            yield said
        finally:
            process.stdin.close()
            process.wait(timeout=30)


def floor_app(folder: Path) -> FastAPI:
    """The bare framework: parse the JSON, one durable insert, answer."""
    database = sqlite3.connect(folder / "floor.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE mail (id INTEGER PRIMARY KEY, path TEXT, body BLOB)")
    app = FastAPI()

    @app.post("/c/1/{terminal}/{token}")
    async def receive(terminal: str, token: str, request: Request) -> dict[str, object]:
        body = await request.body()
        json.loads(body)
        database.execute("INSERT INTO mail (path, body) VALUES (?, ?)", (terminal + token, body))
        database.commit()
        return {"ResultCode": 0, "ResultDesc": "Accepted"}

    return app


async def _serve_floor(folder: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    server = uvicorn.Server(uvicorn.Config(floor_app(folder), log_level="warning", access_log=False))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    port = listening.getsockname()[1]
    print(json.dumps({"base_url": f"http://127.0.0.1:{port}"}), flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)
    server.should_exit = True
    await task


def _serve_relay(folder: Path) -> None:
    limits = Limits(terminal_rate=NO_LIMIT, junk_rate=NO_LIMIT)
    options = RelayOptions(database=folder / "relay.db", allowed_sources=("127.0.0.0/8",), limits=limits)
    with RelayServer(options) as relay:
        code = issue_pairing_code(folder / "relay.db", "Bench")
        print(json.dumps({"base_url": relay.base_url, "code": code}), flush=True)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    if sys.argv[1] == "relay":
        _serve_relay(Path(sys.argv[2]))
    else:
        asyncio.run(_serve_floor(Path(sys.argv[2])))
