"""A till at a counter, with a real relay and a local Daraja behind it, for tests that need the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_desktop.payments import DarajaConfig, PaymentView, view_attempts
from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from pos_desktop.ui.theme import Scheme, apply_theme, load_fonts
from tests.alignment.host import Phones
from tests.alignment.till_host import TillHost


@contextmanager
def real_counter(qapp: QApplication, folder: Path) -> Iterator[tuple[TillHost, Phones]]:
    """The till and its customers' phones; a prompt that nobody answers rings on for as long as a test needs."""
    load_fonts()
    apply_theme(qapp, Scheme.LIGHT)
    database = folder / "relay.db"
    options = SimulatorOptions(time_scale=40.0, timings=Timings(unanswered_seconds=4_000.0))
    with (
        SimulatorServer(options) as simulator,
        RelayServer(RelayOptions(database=database, allowed_sources=("127.0.0.0/8",))) as relay,
    ):
        daraja = DarajaConfig(
            simulator.base_url, options.consumer_key, options.consumer_secret, options.passkey, options.short_codes[0]
        )
        host = TillHost(folder, daraja, relay.base_url, issue_pairing_code(database, "Till 1"))
        phones = Phones(simulator)
        try:
            yield host, phones
        finally:
            host.close()
            phones.close()


def attempts(host: TillHost, sale_id: str) -> list[PaymentView]:
    """All prompts of one sale."""
    with host.till.file.reading() as session:
        return view_attempts(session, pos_sale=sale_id)


def statuses(host: TillHost, sale_id: str) -> list[tuple[str, str]]:
    """Status and detail of each prompt of one sale."""
    return [(attempt.status.value, attempt.detail.value) for attempt in attempts(host, sale_id)]
