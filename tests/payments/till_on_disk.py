"""A whole till without a screen over a real file and a Daraja of the test's own: one sale, step by step, repeated.

Whoever acts here does what the program's own people and loops do when the file refuses: tries once more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from pos_desktop import payments, storage
from pos_desktop.payments import (
    DarajaClient,
    DarajaConfig,
    LivePaymentError,
    PaymentCore,
    PaymentView,
    TokenMinter,
    TransactionStatus,
    new_key_pair,
    view_attempts,
)
from pos_desktop.printing import FilePrinter, PrintQueue
from pos_desktop.printing.queue import Step
from pos_desktop.storage import EnvironmentFaultError, TillFile
from pos_desktop.till import Cart, Catalogue, Counter
from pos_desktop.till.mpesa import SaleSettler, start_prompt
from tests.payments.world import BASE, Daraja, ManualClock, batch, callback, mail, result
from tests.processes.books import Prompt
from tests.processes.town import stock_shop
from tests.till.shop import DETAILS

CASHIER = 1
FLOUR = "JOGOO2"
QUESTION_SECONDS = 15
"""By then the first question about a prompt is due."""
PATIENCE = 4
"""How often an act is tried before the disk is mended."""


class TillOnDisk:
    """A till and the world around it; `mend` is called when an act has failed often enough."""

    def __init__(self, folder: Path, mend: Callable[[], None]) -> None:
        self.folder, self._mend = folder, mend
        self.file = TillFile.open(folder / "till.db", [payments.MIGRATIONS, storage.MIGRATIONS])
        with self.file.transaction() as session:
            stock_shop(session, terminal=DETAILS.terminal)
        self.clock, self.daraja = ManualClock(), Daraja()
        private, _public = new_key_pair()
        minter = TokenMinter("ab2cd3ef", private)
        config = DarajaConfig(BASE, "key", "secret", "passkey", "174379")
        transport = httpx.MockTransport(self.daraja)
        self.counter = Counter(self.file.transaction, self.file.reading, self.clock, DETAILS)
        self.catalogue = Catalogue(self.file.reading)
        self.core = PaymentCore(
            self.file.transaction,
            DarajaClient(config, transport=transport, clock=self.clock, pause=self.clock.advance),
            SaleSettler(self.clock, DETAILS.terminal),
            new_address=lambda: minter.mint(BASE, self.clock.now()),
            terminal="ab2cd3ef",
            reading=self.file.reading,
            clock=self.clock,
            pause=self.clock.advance,
        )
        self.queue = PrintQueue(
            self.counter, FilePrinter(folder / "receipts.bin"), lambda _news: None, threading.Event()
        )
        self.paid: list[Prompt] = []
        self.refusals: list[EnvironmentFaultError] = []
        self._seq = self._calls = 0

    def sell(self, before: Callable[[int], None] = lambda _act: None, *, is_mail_lost: bool = False) -> int:
        """One sale: two acts at the counter, a prompt that is paid, the relay's mail, our question, the receipt.

        When the mail is lost, the question has to do without it, by the id in the answer to the prompt. `before` is
        told the number of each act that follows; returns how many acts there are.
        """
        flour = self.catalogue.find_code(FLOUR)
        assert flour is not None
        cart = Cart.empty().add(flour)
        acts: list[Callable[[], None]] = [
            lambda: self._insist(lambda: self.counter.autosave_line(cart, cart.lines[0].line_id, CASHIER)),
            lambda: self._insist(lambda: self.counter.begin_payment(cart, CASHIER)),
            lambda: self._prompt(cart.sale_id),
            lambda: self._pay(cart.sale_id, is_mail_lost=is_mail_lost),
            lambda: self._ask_until_completed(cart.sale_id),
            lambda: self._insist(self._print_all),
        ]
        for number, act in enumerate(acts):
            before(number)
            act()
        return len(acts)

    def pages(self) -> int:
        """How many pages the file has."""
        with self.file.reading() as session:
            return int(session.connection().exec_driver_sql("PRAGMA page_count").scalar_one())

    def close(self) -> None:
        """Closes the file."""
        self.file.close()

    def attempts(self, sale_id: str) -> list[PaymentView]:
        """The prompts of a sale."""
        with self.file.reading() as session:
            return view_attempts(session, pos_sale=sale_id)

    def look_round(self) -> None:
        """What the loop over the payments does first in each of its rounds, and what it does with a fault."""
        with suppress(EnvironmentFaultError):
            self.core.recover()

    def _prompt(self, sale_id: str) -> None:
        facts = self.counter.prompt_facts(sale_id)
        for _try in range(3 * PATIENCE):
            pushed = len(self.daraja.pushed)
            self._calls += 1
            phone = f"2547{12_000_000 + self._calls:08d}"
            try:
                start_prompt(self.core, facts, phone, facts.left_cents)
                break
            except EnvironmentFaultError as error:
                assert len(self.daraja.pushed) == pushed, "a prompt without a commit"
                self._refused(error)
            except LivePaymentError:
                self.look_round()
        else:
            raise AssertionError(f"no prompt can be sent any more: {self.attempts(sale_id)}")
        assert len(self.daraja.pushed) == pushed + 1
        self.look_round()

    def _pay(self, sale_id: str, *, is_mail_lost: bool) -> None:
        """The customer pays, and the relay, when it heard of it, gives out the callback until it is stored here."""
        number = len(self.daraja.pushed)
        with self.file.reading() as session:
            row = session.get_one(payments.MPesaTransaction, self.attempts(sale_id)[-1].id)
        receipt = f"UKO{number:07d}"
        body = callback(0, number=number, cents=row.amount_cents, receipt=receipt)
        self.paid.append(Prompt(row.phone_number, row.amount_cents, "0", receipt))
        if is_mail_lost:
            self.clock.advance(QUESTION_SECONDS)
            return
        self._seq += 1
        letter = mail(self._seq, row.callback_token, body)
        while self.core.mailbox_position() < self._seq:
            self._insist(lambda: self.core.receive_mail(batch(letter)))
        self.look_round()

    def _ask_until_completed(self, sale_id: str) -> None:
        """The loop's rounds; a person sees to the disk when they come to nothing."""
        for rounds in range(2 * PATIENCE):
            self._insist(self._ask_what_is_due)
            if self.attempts(sale_id)[-1].status is TransactionStatus.COMPLETED:
                return
            if rounds == PATIENCE:
                self._mend()

    def _ask_what_is_due(self) -> None:
        self.core.recover()
        due, _later = self.core.due()
        for payment_id in due:
            if self.core.payment(payment_id).status is not TransactionStatus.COMPLETED:
                self.daraja.queries.append(result("0"))
            self.core.resolve(payment_id)

    def _print_all(self) -> None:
        while self.queue.print_next() is not Step.IDLE:
            pass

    def _insist(self, act: Callable[[], object]) -> None:
        """Tries until it is done; every refusal says that nothing was written and that it may be tried again."""
        for _try in range(2 * PATIENCE):
            try:
                act()
                return
            except EnvironmentFaultError as error:
                self._refused(error)
        raise AssertionError("the act fails on a disk that is whole again")

    def _refused(self, error: EnvironmentFaultError) -> None:
        self.refusals.append(error)
        if len(self.refusals) % PATIENCE == 0:
            self._mend()
        self.look_round()
