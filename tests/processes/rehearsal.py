"""One sale when it is imported: the process that children are forked from has then loaded and prepared everything.

Without it each child would spend most of its life on imports and on SQLAlchemy's first look at the tables.
"""

from __future__ import annotations

import json
import tempfile
import threading
from multiprocessing import Pipe
from pathlib import Path

from pos_desktop import payments, storage
from pos_desktop.app.wiring import encode_private_key
from pos_desktop.payments import new_key_pair
from pos_desktop.relay import RelayOptions, RelayServer
from pos_desktop.storage import TillFile
from tests.processes.doomed_till import Cashier, MovedClock, Plan, TillOrder, hurry, open_doomed_till
from tests.processes.instants import Instants
from tests.processes.town import stock_shop

NOBODY = "http://127.0.0.1:9"


def rehearse(folder: Path) -> None:
    """A sale whose prompt reaches nobody, paid in cash and printed."""
    file = TillFile.open(folder / "till.db", [payments.MIGRATIONS, storage.MIGRATIONS])
    with file.transaction() as session:
        stock_shop(session, terminal="1")
    file.close()
    private, _public = new_key_pair()
    pairing = {
        "terminal": "ab2cd3ef",
        "key": "key",
        "private_key": encode_private_key(private),
        "public_url": NOBODY,
    }
    given = {"daraja_url": NOBODY, "relay_url": NOBODY, "key": "k", "secret": "s", "passkey": "p", "pairing": pairing}
    (folder / "till.json").write_text(json.dumps(given))
    till = open_doomed_till(folder, MovedClock(), threading.Event())
    assert till.core is not None
    assert till.print_queue is not None
    till.core.recover()
    order = TillOrder(folder, Plan.PAID, ("0712345678", "0712345679"), sells=True)
    _ours, theirs = Pipe()
    cashier = Cashier(till, order, Instants(theirs, None), threading.Event())
    sale_id = cashier.make_bill()
    cashier.prompt(sale_id, 0)
    cashier.payments(sale_id)
    till.core.due()
    till.counter.take_cash(sale_id, 500_00, 1)
    till.print_queue.print_next()
    till.close()


def rehearse_relay(folder: Path) -> None:
    """A relay comes up and goes."""
    with RelayServer(RelayOptions(database=folder / "relay.db")):
        pass


hurry()
with tempfile.TemporaryDirectory() as _folder:
    rehearse(Path(_folder))
    rehearse_relay(Path(_folder))
