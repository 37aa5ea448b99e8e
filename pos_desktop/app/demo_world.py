"""The demo's outside world, in one child process: Safaricom's stand-in, the relay and the web shop, on loopback.

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

from pos_desktop.app.demo_shop import SHOP
from pos_desktop.app.errors import SettingsError
from pos_desktop.app.webshop_commands import fill_database, read_shelf_files
from pos_desktop.assets import asset
from pos_desktop.payments import DarajaConfig, Initiator, new_key_pair, pair, security_credential
from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer
from pos_desktop.webshop import RelayAccess, ShopFace, ShopOptions, WebShopServer, new_signing_key

START_SECONDS = 60.0
LOOPBACK = ("127.0.0.0/8",)


@dataclass(frozen=True)
class WorldAddresses:
    """Where the world's servers are; `daraja_url` and `shop_url` are empty when an outside Daraja is used."""

    relay_url: str
    pairing_code: str
    daraja_url: str
    consumer_key: str
    consumer_secret: str
    passkey: str
    short_code: str
    shop_url: str
    initiator: str = ""
    initiator_password: str = ""
    certificate: str = ""


class DemoWorldError(SettingsError):
    """The demo's servers did not come up."""

    code = "demo_world"


def serve_world(folder: Path, *, with_daraja: bool, business_name: str, time_scale: float) -> int:
    """Runs the servers until standard input closes. The child's whole life."""
    database = folder / "relay.db"
    with ExitStack() as stack:
        certificate = folder / "daraja-certificate.pem"
        options = SimulatorOptions(
            business_name=business_name, time_scale=time_scale, certificate_file=certificate if with_daraja else None
        )
        daraja_url = stack.enter_context(SimulatorServer(options)).base_url if with_daraja else ""
        relay = stack.enter_context(RelayServer(RelayOptions(database=database, allowed_sources=LOOPBACK)))
        shop_url = ""
        if with_daraja:
            daraja = DarajaConfig(
                daraja_url,
                options.consumer_key,
                options.consumer_secret,
                options.passkey,
                options.short_codes[0],
                initiator=Initiator(
                    options.initiator_name, security_credential(options.initiator_password, certificate.read_bytes())
                ),
            )
            access = _joined(relay.base_url, issue_pairing_code(database, "Web shop"))
            shop_url = f"{stack.enter_context(_web_shop(folder, daraja, access)).base_url}/shop/"
        addresses = WorldAddresses(
            relay_url=relay.base_url,
            pairing_code=issue_pairing_code(database, "Till 1"),
            daraja_url=daraja_url,
            consumer_key=options.consumer_key,
            consumer_secret=options.consumer_secret,
            passkey=options.passkey,
            short_code=options.short_codes[0],
            shop_url=shop_url,
            initiator=options.initiator_name if with_daraja else "",
            initiator_password=options.initiator_password,
            certificate=str(certificate),
        )
        print(json.dumps(asdict(addresses)), flush=True)
        sys.stdin.buffer.read()
    return 0


def _joined(relay_url: str, code: str) -> RelayAccess:
    """The shop enrols at the relay over the real route, as a till does."""
    _, public = new_key_pair()
    return RelayAccess(relay_url, pair(relay_url, code, public, "Web shop").key)


def _web_shop(folder: Path, daraja: DarajaConfig, relay: RelayAccess) -> WebShopServer:
    database_url = f"sqlite:///{folder / 'webshop.db'}"
    if not Path(folder, "webshop.db").exists():
        shelf, _ = read_shelf_files(asset("demo/categories.csv"), asset("demo/catalogue.csv"))
        fill_database(database_url, shelf)
    return WebShopServer(
        ShopOptions(
            face=ShopFace(SHOP.name, SHOP.address, SHOP.phone, SHOP.tax_pin, SHOP.footer, is_demo=True),
            daraja=daraja,
            signing_key=_demo_key(folder),
            database_url=database_url,
            allowed_sources=LOOPBACK,
            relay=relay,
        )
    )


def _demo_key(folder: Path) -> str:
    """The demo's shop keeps its key beside its data, as the demo's PINs do: no real money depends on it."""
    path = folder / "demo-webshop-key"
    if not path.exists():
        path.write_text(new_signing_key(), encoding="ascii")
    return path.read_text(encoding="ascii")


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
