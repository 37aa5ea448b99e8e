"""One till of a simulated shop: a real file, real sales, the real core, and a cashier who has a queue."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx

from pos_desktop import payments, storage
from pos_desktop.payments import (
    DarajaClient,
    DarajaConfig,
    LivePaymentError,
    MPesaTransaction,
    Override,
    PaymentCore,
    PaymentView,
    SendAgain,
    Settlement,
    TokenMinter,
    TransactionStatus,
    outcome_of,
    view_attempts,
    view_exceptions,
)
from pos_desktop.payments.errors import DarajaError
from pos_desktop.payments.mailbox import MailBatch, MailEvent
from pos_desktop.storage import TillFile
from pos_desktop.till import Cart, Counter, PaymentLiveError, TaxLetter, TerminalDetails
from pos_desktop.till.mpesa import SaleSettler, start_prompt
from pos_desktop.till.tables import StaffRow
from tests.simulation.agenda import Agenda
from tests.simulation.played_daraja import PlayedDaraja, Prompt, Weather

BASE = "http://127.0.0.1:9"
DETAILS = TerminalDetails("1", "1", "Till 1", "Duka", "", "", "", "")
PRIVATE_KEY = bytes(range(32))
PATIENCE_SECONDS = 95
PULL_SECONDS = 900.0
CASHIER, MANAGER = "Achieng", "Mwangi"
NIGHT = timedelta(hours=10)


class SimulatedTill:
    """Sells by a seed. Everything that is played hangs on one `Agenda` and one `Random`, so that a seed replays."""

    def __init__(self, folder: Path, seed: int, weather: Weather) -> None:
        self.agenda, self.chance = Agenda(), random.Random(seed)
        random.seed(seed)  # the core spreads its questions by the module's own generator
        self.daraja = PlayedDaraja(self.agenda, self.chance, weather)
        self.daraja.on_prompt = self._customer_sees
        self.daraja.deliver = self._relay_keeps
        self.sales: list[str] = []
        self.overrides = 0
        self._mail: list[MailEvent] = []
        self._epoch = 1
        self._relay_is_up = True
        self._path = folder / "till.db"
        self._minter = TokenMinter("ab2cd3ef", PRIVATE_KEY)
        self._open()
        with self.file.transaction() as session:
            for number, (name, role) in enumerate(((CASHIER, "cashier"), (MANAGER, "manager"))):
                session.add(StaffRow(public_id=f"staff-{number}", name=name, role=role, pin_hash="-"))

    def _open(self) -> None:
        self.file = TillFile.open(self._path, [payments.MIGRATIONS, storage.MIGRATIONS])
        self.counter = Counter(self.file.transaction, self.file.reading, self.agenda, DETAILS)
        config = DarajaConfig(BASE, "key", "secret", "passkey", "174379", pulls=True)
        client = DarajaClient(
            config, transport=httpx.MockTransport(self.daraja), clock=self.agenda, pause=self.agenda.advance
        )
        self.core = PaymentCore(
            self.file.transaction,
            client,
            SaleSettler(self.agenda, DETAILS.terminal),
            new_address=lambda: self._minter.mint(BASE, self.agenda.now()),
            terminal="ab2cd3ef",
            reading=self.file.reading,
            clock=self.agenda,
            pause=self.agenda.advance,
        )

    def close(self) -> None:
        self.file.close()

    def live_a_day(self, customers: int) -> None:
        """Opens, sells to so many customers, closes, and lets the night go by."""
        opening = self.agenda.now()
        for _ in range(customers):
            self.agenda.after(self.chance.uniform(0, 12 * 3600), self._serve)
        for _ in range(self.chance.randrange(3)):
            self.agenda.after(self.chance.uniform(0, 12 * 3600), self._crash)
        if self.chance.random() < 0.3:
            self.agenda.after(self.chance.uniform(0, 9 * 3600), self._relay_fails)
        for hour in range(1, 13):
            self.agenda.after(hour * 3600.0, self.pull)
        self._live_until(opening + timedelta(hours=12))
        self._close_the_day()
        self._live_until(opening + timedelta(hours=24))

    def rest(self, hours: float) -> None:
        """Nobody comes; what is open is asked about."""
        for hour in range(int(hours)):
            self.agenda.after(hour * 3600.0 + 60, self.pull)
        self._live_until(self.agenda.now() + timedelta(hours=hours))

    def payments(self, sale_id: str) -> list[PaymentView]:
        """All prompts of a sale."""
        with self.file.reading() as session:
            return view_attempts(session, pos_sale=sale_id)

    def token_url(self, payment_id: int) -> str:
        """The callback's address of a payment."""
        with self.file.reading() as session:
            return session.get_one(MPesaTransaction, payment_id).callback_url

    def ended_after(self, prompt: Prompt, payment_id: int) -> float:
        """Seconds from the end on the phone to the moment at which the till knew it for good."""
        story = self.core.payment(payment_id).story
        proofs = ("query", "stored_match") if prompt.result == "0" else ("shown_failed",)
        known = [line.at for line in story if line.evidence.kind in proofs]
        assert prompt.ended_at is not None
        return (known[0] - prompt.ended_at).total_seconds()

    def code_after(self, prompt: Prompt, payment_id: int) -> float:
        """Seconds from the PIN to the M-Pesa code."""
        story = self.core.payment(payment_id).story
        bound = next(line.at for line in story if line.evidence.kind == "receipt_bound")
        assert prompt.ended_at is not None
        return (bound - prompt.ended_at).total_seconds()

    def exceptions(self) -> list[PaymentView]:
        """What waits for a manager."""
        with self.file.reading() as session:
            return view_exceptions(session)

    # --- the shop ----------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        cart = Cart.empty()
        for number in range(self.chance.randint(1, 4)):
            price = self.chance.randint(20, 900) * 100 + self.chance.choice((0, 0, 50))
            cart = cart.add_open_item(f"Item {number}", price, self.chance.choice(list(TaxLetter)))
        bill = self.counter.begin_payment(cart, 1)
        self.sales.append(bill.sale_id)
        kind = self.chance.random()
        if kind < 0.35:
            self._take_cash(bill.sale_id)
        elif kind < 0.45 and bill.due_cents > 20_000:
            self.counter.take_cash(bill.sale_id, bill.due_cents // 20_000 * 10_000, 1)
            self._ask(bill.sale_id)
        else:
            self._ask(bill.sale_id)

    def _ask(self, sale_id: str, override: Override | None = None) -> None:
        sale = self.counter.sale(sale_id)
        if sale.is_completed:
            return
        facts = self.counter.prompt_facts(sale_id)
        phone = f"07{self.chance.randrange(10**8):08d}"
        try:
            start_prompt(self.core, facts, phone, facts.left_cents, override)
        except LivePaymentError:
            return
        self.agenda.after(PATIENCE_SECONDS, partial(self._look_again, sale_id))

    def _look_again(self, sale_id: str) -> None:
        """After its patience the counter does what its screen offers."""
        sale = self.counter.sale(sale_id)
        attempts = self.payments(sale_id)
        if sale.is_completed or not attempts or len(attempts) > 3:
            return
        outcome = outcome_of(attempts[-1], self.agenda.now())
        choice = self.chance.random()
        if outcome.may_send_again(self.agenda.now()) and choice < 0.6:
            self._ask(sale_id)
        elif not attempts[-1].is_open and outcome.send_again is not SendAgain.NEVER and choice < 0.9:
            self._take_cash(sale_id)
        elif choice < 0.15:
            self.overrides += 1
            self._ask(sale_id, Override(CASHIER, MANAGER, "the customer sees nothing"))
        elif choice < 0.3:
            self.overrides += 1
            self._take_cash(sale_id, approved_by=2)
        elif choice < 0.4:
            self.core.release(attempts[-1].id, Override(CASHIER, MANAGER, "the customer is known"))
        else:
            self.core.walk_away(attempts[-1].id)

    def _take_cash(self, sale_id: str, approved_by: int | None = None) -> None:
        sale = self.counter.sale(sale_id)
        if sale.is_completed or not sale.left_cents:
            return
        given = -(-sale.left_cents // 50_000) * 50_000
        try:
            self.counter.take_cash(sale_id, given, 1, approved_by=approved_by)
        except PaymentLiveError:
            return

    def _close_the_day(self) -> None:
        for payment in self.exceptions():
            self.core.query(payment.id)
            found = Settlement.GIVEN_BACK if payment.status is TransactionStatus.COMPLETED else Settlement.NO_MONEY
            self.core.settle(self.core.payment(payment.id), by=CASHIER, approved_by=MANAGER, settlement=found)

    # --- the customer ------------------------------------------------------------------------------------------

    def _customer_sees(self, prompt: Prompt) -> None:
        chance, end = self.chance.random(), self.daraja.end
        if chance < 0.80:
            self.agenda.after(self.chance.uniform(4, 40), lambda: end(prompt, "0"))
        elif chance < 0.85:
            self.agenda.after(self.chance.uniform(60, 110), lambda: end(prompt, "0"))
        elif chance < 0.96:
            result = self.chance.choice(("1032", "2001", "1"))
            self.agenda.after(self.chance.uniform(4, 60), lambda: end(prompt, result))
        else:
            self.agenda.after(120, lambda: end(prompt, "1037"))

    # --- the relay, and the machine ----------------------------------------------------------------------------

    def _relay_keeps(self, url: str, body: bytes) -> None:
        if self._relay_is_up:
            token = url.rpartition("/")[2]
            sequence = len(self._mail) + 1
            self._mail.append(MailEvent(sequence, f"e{sequence}", "stk", token, self.agenda.now(), True, body))

    def _relay_fails(self) -> None:
        self._relay_is_up = False
        self.agenda.after(self.chance.uniform(60, 3 * 3600), self._relay_returns)

    def _relay_returns(self) -> None:
        self._relay_is_up = True
        if self.chance.random() < 0.3:
            self._mail, self._epoch = [], self._epoch + 1

    def _crash(self) -> None:
        """The power goes: another program takes over the file."""
        self.file.close()
        self._open()
        self.core.recover()

    def pull(self) -> None:
        """Asks for M-Pesa's list, as the till does every few minutes."""
        try:
            self.core.pull()
        except DarajaError:
            return

    def _live_until(self, moment: datetime) -> None:
        self.agenda.live_until(moment, self._do_what_is_due)

    def _do_what_is_due(self) -> datetime | None:
        if self._relay_is_up:
            position = self.core.mailbox_position()
            fresh = tuple(event for event in self._mail if event.seq > position)
            if fresh or position > len(self._mail):
                self.core.receive_mail(MailBatch(f"epoch-{self._epoch}", len(self._mail), fresh))
        due, later = self.core.due()
        for payment_id in due:
            self.core.resolve(payment_id)
        return self.agenda.now() + timedelta(seconds=0.05) if self.core.due()[0] else later
