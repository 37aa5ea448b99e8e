"""A whole till in this process, with its world in another: what the benchmarks of the screens run on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pos_desktop.app.demo import CASHIER, CASHIER_PIN, stock_the_shop
from pos_desktop.app.demo_shop import SHOP
from pos_desktop.app.demo_world import DemoWorld, WorldAddresses
from pos_desktop.app.program import announcements, till_window
from pos_desktop.app.scripted import ScriptedCashier, wait_until
from pos_desktop.app.secrets import DarajaSecrets, PairingSecrets
from pos_desktop.app.settings import DarajaSettings, RelaySettings, Settings
from pos_desktop.app.wiring import MpesaSetup, Till, daraja_config, encode_private_key, open_till
from pos_desktop.payments import new_key_pair, pair
from pos_desktop.printing import ScreenPrinter
from pos_desktop.ui.application import make_application
from pos_desktop.ui.events import Events
from pos_desktop.ui.main_window import MainWindow


@dataclass(frozen=True)
class TillRun:
    """A till that is open, with somebody signed in."""

    world: WorldAddresses
    till: Till
    window: MainWindow
    cashier: ScriptedCashier


@contextmanager
def running_till(time_scale: float = 50.0) -> Iterator[TillRun]:
    """Brings it all up, and down again."""
    application = make_application()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with DemoWorld(folder, with_daraja=True, business_name="BENCH", time_scale=time_scale) as world:
            events = Events()
            till, settings = _open(folder, world, events)
            with till_window(till, events, settings) as window:
                window.show()
                window.activateWindow()
                wait_until(window.isActiveWindow, 10.0)
                cashier = ScriptedCashier(window, till)
                cashier.sign_in(CASHIER, CASHIER_PIN)
                yield TillRun(world, till, window, cashier)
    application.processEvents()


def _open(folder: Path, world: WorldAddresses, events: Events) -> tuple[Till, Settings]:
    settings = Settings(
        shop=SHOP,
        daraja=DarajaSettings(base_url=world.daraja_url, short_code=world.short_code),
        relay=RelaySettings(url=world.relay_url),
    )
    private, public = new_key_pair()
    pairing = pair(world.relay_url, world.pairing_code, public, "Till 1")
    kept = PairingSecrets(pairing.terminal, pairing.key, encode_private_key(private), pairing.public_url)
    secrets = DarajaSecrets(world.consumer_key, world.consumer_secret, world.passkey)
    till = open_till(
        settings,
        folder,
        pepper=b"a pepper for benchmarks",
        mpesa=MpesaSetup(daraja_config(settings, secrets), kept, world.relay_url),
        printer=ScreenPrinter(lambda _document: None),
        tell=announcements(events),
    )
    stock_the_shop(till)
    return till, settings
