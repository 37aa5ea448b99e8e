"""A till in a process of its own, for tests that kill it: `python -m tests.processes.till_process sell|resume DIR`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pos_desktop.app.program import announcements, till_window
from pos_desktop.app.scripted import ScriptedCashier, wait_until
from pos_desktop.app.secrets import DarajaSecrets, PairingSecrets
from pos_desktop.app.settings import DarajaSettings, RelaySettings, Settings
from pos_desktop.app.wiring import MpesaSetup, Till, daraja_config, open_till
from pos_desktop.payments import TransactionStatus
from pos_desktop.printing import FilePrinter
from pos_desktop.till import Role, TaxLetter
from pos_desktop.ui.application import make_application
from pos_desktop.ui.events import Events
from pos_desktop.ui.main_window import MainWindow

PEPPER = b"a pepper for the tests only"
NAME, PIN = "Achieng", "1234"
PATIENCE_SECONDS = 60.0


def open_test_till(folder: Path, events: Events) -> tuple[Till, Settings]:
    """The till of `folder/till.json`, with its receipts in `folder/receipts.bin`."""
    given = json.loads((folder / "till.json").read_text())
    settings = Settings(
        daraja=DarajaSettings(base_url=given["daraja_url"], short_code="174379"),
        relay=RelaySettings(url=given["relay_url"]),
    )
    secrets = DarajaSecrets(given["key"], given["secret"], given["passkey"])
    pairing = PairingSecrets(**given["pairing"])
    till = open_till(
        settings,
        folder,
        pepper=PEPPER,
        mpesa=MpesaSetup(daraja_config(settings, secrets), pairing, given["relay_url"]),
        printer=FilePrinter(folder / "receipts.bin"),
        tell=announcements(events),
    )
    if not till.staff.people():
        till.staff.add(NAME, Role.CASHIER, PIN)
    return till, settings


def sell(window: MainWindow, till: Till) -> None:
    """Sells something, sends the prompt, says so, and goes on until it is killed."""
    cashier = ScriptedCashier(window, till)
    cashier.sign_in(NAME, PIN)
    window.selling.open(window.selling.cart.add_open_item("Sugar", 160_00, TaxLetter.STANDARD))
    sale_id = cashier.send_prompt(7)
    wait_until(lambda: cashier.payments(sale_id)[-1].status is TransactionStatus.PENDING, PATIENCE_SECONDS)
    payment = cashier.payments(sale_id)[-1]
    print(json.dumps({"prompt": payment.checkout_request_id, "sale": sale_id}), flush=True)
    wait_until(lambda: False, PATIENCE_SECONDS)


def resume(till: Till) -> None:
    """Waits until every bill is paid and its receipt is out, and says what there is."""
    wait_until(lambda: not till.counter.being_paid() and till.counter.next_print_job() is None, PATIENCE_SECONDS)
    sales = till.counter.recent_sales()
    print(json.dumps({"completed": [sale.receipt_number for sale in sales]}), flush=True)


def main() -> None:
    act, folder = sys.argv[1], Path(sys.argv[2])
    application = make_application()
    events = Events()
    till, settings = open_test_till(folder, events)
    with till_window(till, events, settings) as window:
        window.show()
        window.activateWindow()
        wait_until(window.isActiveWindow, PATIENCE_SECONDS)
        if act == "sell":
            sell(window, till)
        else:
            resume(till)
    application.processEvents()


if __name__ == "__main__":
    main()
