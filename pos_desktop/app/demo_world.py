"""The demo's outside world, in one child process: Safaricom's stand-in and the relay, both on loopback.

The parent reads one JSON line with the addresses; the child ends when its standard input closes, so it can never
outlive the till that started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from pos_desktop.app.errors import SettingsError

START_SECONDS = 60.0


@dataclass(frozen=True)
class WorldAddresses:
    """Where the world's servers are; `daraja_url` is empty when an outside Daraja is used."""

    relay_url: str
    pairing_code: str
    daraja_url: str
    consumer_key: str
    consumer_secret: str
    passkey: str
    short_code: str


class DemoWorldError(SettingsError):
    """The demo's servers did not come up."""

    code = "demo_world"


def serve_world(folder: Path, *, with_daraja: bool, business_name: str, time_scale: float) -> int:
    """Runs the servers until standard input closes. The child's whole life."""
    from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code  # the till's process needs no server
    from pos_desktop.simulator import SimulatorOptions, SimulatorServer

    database = folder / "relay.db"
    with ExitStack() as stack:
        options = SimulatorOptions(business_name=business_name, time_scale=time_scale)
        daraja_url = stack.enter_context(SimulatorServer(options)).base_url if with_daraja else ""
        relay = stack.enter_context(RelayServer(RelayOptions(database=database, allowed_sources=("127.0.0.0/8",))))
        code = issue_pairing_code(database, "Till 1")
        addresses = WorldAddresses(
            relay_url=relay.base_url,
            pairing_code=code,
            daraja_url=daraja_url,
            consumer_key=options.consumer_key,
            consumer_secret=options.consumer_secret,
            passkey=options.passkey,
            short_code=options.short_codes[0],
        )
        print(json.dumps(asdict(addresses)), flush=True)
        sys.stdin.buffer.read()
    return 0


class DemoWorld:
    """The child process, as its parent sees it. Use as a context manager."""

    def __init__(self, folder: Path, *, with_daraja: bool, business_name: str, time_scale: float = 1.0) -> None:
        self._command = [sys.executable, "-m", "pos_desktop", "demo-world", str(folder), "--business", business_name]
        self._command += ["--time-scale", str(time_scale)]
        if not with_daraja:
            self._command.append("--without-daraja")
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> WorldAddresses:
        """Starts the servers and waits for their addresses.

        Raises:
            DemoWorldError: they did not come up within a minute.
        """
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ.copy()
        )
        line = _first_line(self._process)
        try:
            return WorldAddresses(**json.loads(line))
        except (ValueError, TypeError) as error:
            self.__exit__()
            raise DemoWorldError(f"the demo's servers did not start: {line[:200]!r}") from error

    def __exit__(self, *_exception: object) -> None:
        """Closes the child's standard input, which ends it."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _first_line(process: subprocess.Popen[str]) -> str:
    lines: list[str] = []
    stream: IO[str] | None = process.stdout
    if stream is None:
        return ""
    reader = threading.Thread(target=lambda: lines.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(START_SECONDS)
    return lines[0] if lines else ""
