"""A manager lets a second prompt go out while the first may still be paid, at the real screens of a real till."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.app.scripted import wait_until
from pos_desktop.payments import DarajaConfig, TransactionStatus, view_attempts
from pos_desktop.relay import RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from pos_desktop.ui.theme import Scheme, apply_theme, load_fonts
from tests.alignment.host import Phones
from tests.alignment.till_host import MANAGER_PIN, TillHost

FIRST, SECOND = "0712345678", "0722000111"


def statuses(host: TillHost) -> list[tuple[str, str]]:
    with host.till.file.reading() as session:
        attempts = view_attempts(session, pos_sale=host.window.paying.sale_id)
    return [(attempt.status.value, attempt.detail.value) for attempt in attempts]


def test_a_managers_pin_gives_the_first_prompt_up_and_sends_the_second(qapp: QApplication, tmp_path: Path) -> None:
    load_fonts()
    apply_theme(qapp, Scheme.LIGHT)
    database = tmp_path / "relay.db"
    options = SimulatorOptions(time_scale=40.0, timings=Timings(unanswered_seconds=4_000.0))
    with (
        SimulatorServer(options) as simulator,
        RelayServer(RelayOptions(database=database, allowed_sources=("127.0.0.0/8",))) as relay,
    ):
        daraja = DarajaConfig(
            simulator.base_url, options.consumer_key, options.consumer_secret, options.passkey, options.short_codes[0]
        )
        host = TillHost(tmp_path, daraja, relay.base_url, issue_pairing_code(database, "Till 1"))
        phones = Phones(simulator)
        try:
            host.pay(FIRST)
            assert wait_until(lambda: host.told() == "waiting", 20)
            host.press(Qt.Key.Key_Escape)
            host.tap("pay_another_way")
            host.tap("manager_pin")
            host.type_in(MANAGER_PIN)
            host.tap("approve")
            assert wait_until(lambda: host.pay_screen.isVisible(), 20)
            host.press(Qt.Key.Key_F10)
            for _ in FIRST:  # the first number is still there
                host.press(Qt.Key.Key_Backspace)
            host.type_in(SECOND)
            host.press(Qt.Key.Key_F8)
            assert wait_until(lambda: len(host.answers) == 2, 10), host.told()
            assert statuses(host) == [("failed", "given_up"), ("pending", "prompted")]
            assert wait_until(lambda: phones.answer(f"254{SECOND[1:]}", "pin"), 20)
            assert wait_until(lambda: host.told() == "paid", 20)
            assert statuses(host)[1][0] == TransactionStatus.COMPLETED
        finally:
            host.close()
            phones.close()
