"""A till without a screen in a process of its own: sells by a plan until its instant comes, or lives to the end.

The test speaks to it over a pipe: `later` moves its clock, `pay_rest` has the cashier end what is still to be paid.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

from pos_desktop.app.secrets import DarajaSecrets, PairingSecrets
from pos_desktop.app.settings import DarajaSettings, RelaySettings, Settings
from pos_desktop.app.wiring import Announcements, MpesaSetup, Till, daraja_config, open_till
from pos_desktop.clock import SystemClock
from pos_desktop.payments import Override, PaymentView, TransactionStatus, ledger_upload, view_attempts, watch
from pos_desktop.printing import FilePrinter
from pos_desktop.till import Cart
from pos_desktop.till.mpesa import start_prompt
from tests.processes.instants import Instant, Instants, install

PEPPER = b"a pepper for the tests only"
CASHIER, MANAGER = 1, 2
FLOUR, MILK = "JOGOO2", "6161101600026"
PATIENCE_SECONDS = 60.0


class Plan(StrEnum):
    """How the scripted sale is paid."""

    PAID = "paid"
    DECLINED = "declined, then paid"
    OVERRIDE = "a second prompt by a manager's word, and the first is paid late"
    CASH = "cash"


@dataclass(frozen=True)
class TillOrder:
    """What a till process is to do; `phones` are those of its prompts, in their order."""

    folder: Path
    plan: Plan
    phones: tuple[str, str]
    sells: bool
    deadly: Instant | None = None
    begun_at: float = field(default_factory=time.monotonic)


class MovedClock(SystemClock):
    """The machine's clock, ahead by as much as the test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead.total_seconds()


class Cashier:
    """Does the scripted sale on the counter, each step once the one before it is done."""

    def __init__(self, till: Till, order: TillOrder, instants: Instants, news: threading.Event) -> None:
        self._till, self._order, self._instants, self._news = till, order, instants, news

    def sell(self) -> None:
        """One sale by the plan, until its receipt is out and nothing is open."""
        sale_id = self.make_bill()
        match self._order.plan:
            case Plan.PAID:
                self.prompt(sale_id, 0)
            case Plan.DECLINED:
                self.prompt(sale_id, 0)
                self._wait(lambda: self.payments(sale_id)[0].may_ask_again)
                self.prompt(sale_id, 1)
            case Plan.OVERRIDE:
                self.prompt(sale_id, 0)
                self.prompt(sale_id, 1, Override("Achieng", "Wanjiru", "the customer's phone is off"))
                self._wait(lambda: self.payments(sale_id)[1].status is TransactionStatus.COMPLETED)
                self._instants.tell("release")
                self._wait(lambda: self.payments(sale_id)[0].status is TransactionStatus.COMPLETED)
            case Plan.CASH:
                self._instants.begin("cash")
                self._till.counter.take_cash(sale_id, 500_00, CASHIER, tender_id=self._order.phones[0])
                self._nudge()
        self._wait(lambda: not self._till.counter.being_paid() and self._till.counter.next_print_job() is None)

    def make_bill(self) -> str:
        """Two goods scanned, and the bill; the sale's public id."""
        self._instants.begin("bill")
        counter, cart = self._till.counter, Cart.empty()
        for code in (FLOUR, MILK):
            product = self._till.catalogue.find_code(code)
            assert product is not None
            cart = cart.add(product)
            counter.autosave_line(cart, cart.lines[-1].line_id, CASHIER)
        return counter.begin_payment(cart, CASHIER).sale_id

    def prompt(self, sale_id: str, attempt: int, override: Override | None = None) -> None:
        """Asks a phone for what is left."""
        self._instants.begin(f"prompt {attempt + 1}")
        assert self._till.core is not None
        facts = self._till.counter.prompt_facts(sale_id)
        start_prompt(self._till.core, facts, self._order.phones[attempt], facts.left_cents, override)

    def payments(self, sale_id: str) -> list[PaymentView]:
        """The prompts of a sale."""
        with self._till.file.reading() as session:
            return view_attempts(session, pos_sale=sale_id)

    def pay_rest(self) -> None:
        """Cash for whatever is not paid, with the manager's word where a prompt may still be."""
        counter = self._till.counter
        cart = counter.open_sale()
        if cart is not None:
            counter.begin_payment(cart, CASHIER)
        for bill in counter.being_paid():
            left = counter.sale(bill.sale_id).left_cents
            counter.take_cash(bill.sale_id, left, CASHIER, approved_by=MANAGER)
        self._nudge()
        self._wait(lambda: not counter.being_paid() and counter.next_print_job() is None)

    def _nudge(self) -> None:
        assert self._till.print_queue is not None
        self._till.print_queue.nudge()

    def _wait(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, f"{self._order.plan}: nothing came of it"
            self._news.wait(0.02)
            self._news.clear()


def open_doomed_till(folder: Path, clock: MovedClock, news: threading.Event) -> Till:
    """The till of `folder/till.json`, with its receipts in `folder/receipts.bin`."""
    given = json.loads((folder / "till.json").read_text())
    settings = Settings(
        daraja=DarajaSettings(base_url=given["daraja_url"], short_code="174379"),
        relay=RelaySettings(url=given["relay_url"]),
    )
    secrets = DarajaSecrets(given["key"], given["secret"], given["passkey"])
    return open_till(
        settings,
        folder,
        pepper=PEPPER,
        mpesa=MpesaSetup(daraja_config(settings, secrets), PairingSecrets(**given["pairing"]), given["relay_url"]),
        printer=FilePrinter(folder / "receipts.bin"),
        tell=Announcements(lambda _change: news.set(), lambda _news: news.set(), lambda _state: news.set()),
        clock=clock,
    )


NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Everything here is plain HTTP; reading the machine's certificates once a client would be most of a start."""


def hurry() -> None:
    """Shortens the pauses that only spread load, and nothing else."""
    patch.object(watch, "back_off_seconds", lambda _faults: 0.05).start()
    patch.object(ledger_upload, "back_off_seconds", lambda _faults: 0.05).start()
    patch.object(ledger_upload, "SETTLE_SECONDS", 0.01).start()
    patch("httpx._transports.default.create_ssl_context", lambda **_options: NO_CERTIFICATES).start()


def run(pipe: Connection, order: TillOrder) -> None:
    """The process: opens the till, recovers, sells if it is to, and then does what it is told."""
    instants = Instants(pipe, order.deadly)
    install(instants)
    clock, news = MovedClock(), threading.Event()
    till = open_doomed_till(order.folder, clock, news)
    till.start()
    instants.tell("ready", time.monotonic() - order.begun_at)
    is_asked = threading.Event()

    def listen() -> None:
        while (said := pipe.recv())[0] == "later":
            clock.ahead += timedelta(seconds=said[1])
            assert till.core is not None
            till.core.wake.set()
        is_asked.set()

    threading.Thread(target=listen, daemon=True).start()
    cashier = Cashier(till, order, instants, news)
    if order.sells:
        cashier.sell()
        instants.tell("sold")
    is_asked.wait()
    cashier.pay_rest()
    instants.tell("rest is paid")
    is_asked.clear()
    is_asked.wait()
