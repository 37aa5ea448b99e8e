"""A whole till around the core: bills to pay, the till's own settling in the same commit, and a log that is read."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from pos_desktop import payments, storage
from pos_desktop.payments import DarajaConfig, Environment, Initiator, PromptRequest
from pos_desktop.storage import TillFile
from pos_desktop.till import Cart, Counter
from pos_desktop.till.mpesa import SaleSettler
from tests.payments.scripted_daraja import PUSHES, ScriptedDaraja
from tests.payments.world import BASE, World, result
from tests.till.shop import DETAILS, TERMINAL, Shop

PHONES = ("0712 345 678", "+254 799 888 777", "0110123456")
SECRETS = ("canary-of-the-consumer-key", "canary-of-the-secret", "canary-of-the-passkey")
CREDENTIAL = "canary-of-the-credential"
KNOWN_RECEIPTS = ("UOLD000001", "UOLD000002")
"""Two payments of yesterday, which a list of payments may show on either side of a window."""

_PRODUCT = logging.getLogger("pos_desktop")
_WHOLE_PHONE = re.compile(r"(?<!\d)(?:254|0)[17]\d{8}(?!\d)")
_MIGRATIONS = (payments.MIGRATIONS, storage.MIGRATIONS)


class LogReader(logging.Handler):
    """Keeps what the product logged, at any level, with a whole phone number or a secret in it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.leaks: list[str] = []

    def __enter__(self) -> LogReader:
        self._level = _PRODUCT.level
        _PRODUCT.setLevel(logging.DEBUG)
        _PRODUCT.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        _PRODUCT.removeHandler(self)
        _PRODUCT.setLevel(self._level)

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        if _WHOLE_PHONE.search(text) or any(secret in text for secret in (*SECRETS, CREDENTIAL)):
            self.leaks.append(text)


class TillWorld(World):
    """The core over a copy of a prepared till: two old payments, and four bills that wait to be paid."""

    def __init__(self, folder: Path, environment: Environment) -> None:
        prepared, self.sales, self.cashier, self.manager = prepared_till()
        self.path = folder / "till.db"
        shutil.copyfile(prepared, self.path)
        super().__init__(folder, environment, _MIGRATIONS)
        self.wire = ScriptedDaraja()
        self.daraja = self.wire
        self.on_change = SaleSettler(self.clock, TERMINAL)
        self.counter = Counter(self.file.transaction, self.file.reading, self.clock, DETAILS)
        self.core = self.new_core()

    def config(self) -> DarajaConfig:
        """An app whose secrets are known by sight."""
        initiator = Initiator("till", CREDENTIAL)
        return DarajaConfig(BASE, *SECRETS, "174379", environment=self.environment, initiator=initiator)

    def push(self, request: PromptRequest, script: str, meanwhile: Callable[[], None] | None = None) -> None:
        """Sends a prompt that meets the script of this name on its way."""
        self.wire.script.extend(PUSHES[script])
        self.wire.meanwhile = meanwhile
        try:
            self.core.start_prompt(request)
        finally:
            self.wire.forget()

    def restart(self, *, reopen: bool) -> None:
        """The program ends and starts again; with `reopen` the file is opened anew as well, as it is in truth."""
        if reopen:
            self.file.close()
            self.file = TillFile.open(self.path, _MIGRATIONS)
            self.counter = Counter(self.file.transaction, self.file.reading, self.clock, DETAILS)
        self.wire.pushed_at.clear()
        self.core = self.new_core()
        self.core.recover()
        self.core.recheck()


@cache
def prepared_till() -> tuple[Path, tuple[PromptRequest, ...], int, int]:
    """A till's file that is made once, with a request for the whole of each bill, and its people."""
    folder = Path(mkdtemp(prefix="prepared-till-"))
    shop = Shop(folder)
    carts = [Cart.empty().add(shop.flour, quantity) for quantity in (1_000, 1_000, 1_000, 1_000, 3_000, 100_000)]
    sales = []
    for cart in carts:
        facts = shop.counter.prompt_facts(shop.bill(cart))
        bill = PromptRequest(
            PHONES[0], facts.left_cents, facts.account_reference, facts.description, pos_sale=facts.sale_id
        )
        sales.append(bill)
    shop.file.close()
    world = World(folder, migrations=_MIGRATIONS)
    world.clock.jump(-3600)
    world.on_change = SaleSettler(world.clock, TERMINAL)
    for bill, receipt in zip(sales, KNOWN_RECEIPTS, strict=False):
        payment = world.core.start_prompt(bill)
        world.call_back(payment, cents=bill.amount_cents, receipt=receipt)
        world.daraja.queries.append(result("0"))
        world.core.query(payment.id)
    world.file.close()
    return folder / "till.db", tuple(sales[len(KNOWN_RECEIPTS) :]), shop.cashier, shop.manager
