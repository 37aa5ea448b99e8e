"""A counter in a bad neighbourhood: the real core and a real relay at a simulator whose clock is stepped.

Everything goes over HTTP: the prompt, the callback to the relay, the relay's mail, the queries and the list of
payments. Nothing waits: `live` moves the one clock that all of them share from one thing that is due to the next.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from pos_desktop import payments
from pos_desktop.payments import (
    DarajaClient,
    DarajaConfig,
    Environment,
    Initiator,
    MPesaTransaction,
    PaymentChange,
    PaymentCore,
    PaymentView,
    PromptRequest,
    RelayMailbox,
    TokenMinter,
    new_key_pair,
    outcome_of,
    pair,
    security_credential,
)
from pos_desktop.payments.outcome import Outcome
from pos_desktop.relay import Limits, RelayOptions, RelayServer, issue_pairing_code
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, SteppedClock
from pos_desktop.storage import TillFile
from tests.simulator.shop import Shop

LISTED = ("127.0.0.0/8",)
ROUNDS = 12
"""How often news may lead to a question and that to news again, at one moment."""
_GENEROUS = Limits(terminal_rate=100_000, junk_rate=100_000)
_NUMBERS = count(1)


class Wires(httpx.HTTPTransport):
    """Everybody's way to the loopback: each transport of one's own reads all certificates of the machine anew."""

    def close(self) -> None:
        """Stays open for the next counter."""


_WIRES = Wires(verify=False, limits=httpx.Limits(keepalive_expiry=2.0))


class Neighbourhood:
    """One simulator and one relay by one clock, for all the counters of a module."""

    def __init__(self, folder: Path, *, sources: tuple[str, ...] = LISTED, proxies: tuple[str, ...] = ()) -> None:
        self.clock = SteppedClock()
        self._stack = ExitStack()
        self.database = folder / "relay.db"
        options = SimulatorOptions(clock=self.clock, seed=1, token_seconds=100_000_000, till_numbers=("555001",))
        self.simulator = self._stack.enter_context(SimulatorServer(options))
        self.relay = self._stack.enter_context(
            RelayServer(
                RelayOptions(
                    self.database, allowed_sources=sources, trusted_proxies=proxies, limits=_GENEROUS, clock=self.clock
                )
            )
        )
        self.shop = self._stack.enter_context(Shop(self.simulator, self.relay.base_url))
        certificate = self.shop.http.get("/simulator/certificate").content
        self.initiator = Initiator(options.initiator_name, security_credential(options.initiator_password, certificate))
        self.empty_file = folder / "empty.db"
        TillFile.open(self.empty_file, [payments.MIGRATIONS]).close()

    def close(self) -> None:
        self._stack.close()


class Counter:
    """A till of its own at the neighbourhood, with a phone of its own; closed with its `with` block."""

    def __init__(self, around: Neighbourhood, folder: Path, environment: Environment = Environment.PRODUCTION) -> None:
        self.around, self.clock, self.shop = around, around.clock, around.shop
        self.phone = ""
        self.meet_somebody()
        self.changes: list[PaymentChange] = []
        self.is_connected = True
        self._was_busy = False
        code = issue_pairing_code(around.database, "Till", clock=around.clock)
        private, public = new_key_pair()
        self.pairing = pair(around.relay.base_url, code, public, "Till", transport=_WIRES)
        self._minter = TokenMinter(self.pairing.terminal, private)
        self._mailbox = RelayMailbox(around.relay.base_url, self.pairing.key, transport=_WIRES)
        self._file = TillFile.open(Path(shutil.copy(around.empty_file, folder / "till.db")), [payments.MIGRATIONS])
        said = around.simulator.options
        self.config = DarajaConfig(
            around.simulator.base_url,
            said.consumer_key,
            said.consumer_secret,
            said.passkey,
            said.short_codes[0],
            environment=environment,
            pulls=True,
            initiator=around.initiator,
        )
        self.client = DarajaClient(self.config, transport=_WIRES, clock=self.clock, pause=self.clock.advance)
        self.core = PaymentCore(
            self._file.transaction,
            self.client,
            lambda _session, _payment, change: self.changes.append(change),
            new_address=lambda: self._minter.mint(self.pairing.public_url, self.clock.now()),
            terminal=self.pairing.terminal,
            reading=self._file.reading,
            clock=self.clock,
            pause=self.clock.advance,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shop.http.delete("/phone/v1/faults")
        self._mailbox.close()
        self.client.close()
        self._file.close()

    # --- what happens -------------------------------------------------------------------------------------------

    def meet_somebody(self) -> None:
        """The next customer has a phone of their own."""
        self.phone = f"2547{next(_NUMBERS):08d}"

    def arm(self, name: str) -> None:
        """Lets a mishap happen to the next prompt."""
        assert self.shop.http.post(f"/phone/v1/mishaps/{name}").status_code == 200

    def spoil(self, **rule: Any) -> None:
        """Puts a line for this counter's phone into the fault script."""
        self.shop.fault(**({"msisdn": self.phone} | rule))

    def prompt(self, shillings: int = 1_191, **changes: Any) -> PaymentView:
        """Asks this counter's customer for money."""
        number = next(_NUMBERS)
        request = PromptRequest(
            self.phone, shillings * 100, f"1-{number:06d}", f"Sale 1-{number:06d}"[:13], pos_sale=f"sale-{number}"
        )
        return self.core.start_prompt(replace(request, **changes))

    def answer(self, action: str = "pin") -> None:
        """The customer does something with the prompt on the screen."""
        self.live(1)
        asked = [each for each in self.prompts() if each["state"] in ("sent", "open")]
        assert self.shop.answer(asked[-1]["id"], action).status_code == 200

    def prompt_over(self, seconds: float, shillings: int = 1_191, **changes: Any) -> PaymentView:
        """A prompt whose answer takes its time: the clock moves on once the phone has rung."""
        before = len(self.prompts())
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(self.prompt, shillings, **changes)
            after = 0
            while len(self.prompts()) == before and not sending.done():
                after = self.shop.prompts(after, wait=10)["next"]
            self.clock.advance(seconds)
            return sending.result()

    def paid(self, shillings: int = 1_191, **changes: Any) -> PaymentView:
        """A prompt, a right PIN, and half a minute."""
        payment = self.prompt(shillings, **changes)
        self.answer()
        self.live(30)
        return self.now(payment)

    def prompts(self) -> list[dict[str, Any]]:
        """What this counter's phone was asked, oldest first."""
        listed = self.shop.prompts(wait=0)["prompts"]
        return [each for each in listed if each["msisdn"] == self.phone]

    def pays_by_hand(self, shillings: int, to: str = "174379", reference: str = "") -> str:
        """The customer pays the merchant's number; the receipt."""
        body = {"to": to, "amount": shillings, "account_reference": reference}
        answer = self.shop.http.post(f"/phone/v1/phones/{self.phone}/pay", json=body)
        return str(answer.json()["receipt"])

    def post(self, path: str, body: str, **headers: str) -> int:
        """A stranger's post to the relay; the status of the answer."""
        url = path if path.startswith("http") else self.around.relay.base_url + path
        with httpx.Client(transport=_WIRES, timeout=20) as stranger:
            return stranger.post(url, content=body, headers=headers).status_code

    # --- time ---------------------------------------------------------------------------------------------------

    def live(self, seconds: float) -> None:
        """Lets so much time pass: M-Pesa, the mail and the questions do what is due, each at its moment."""
        end = self.clock.now().timestamp() + seconds
        while True:
            self._do_what_is_due()
            left = end - self.clock.now().timestamp()
            if left <= 0:
                return
            self.clock.advance(min(left, self._until_next()))

    def pull(self) -> int:
        """Asks for the list of payments."""
        return self.core.pull()

    def _until_next(self) -> float:
        _, later = self.core.due()
        step = 3600.0 if later is None else max((later - self.clock.now()).total_seconds(), 0.05)
        is_busy = any(each["state"] != "ended" for each in self.prompts())
        was_busy, self._was_busy = self._was_busy, is_busy
        return min(step, 2.0) if is_busy or was_busy else step

    def _do_what_is_due(self) -> None:
        for _ in range(ROUNDS):
            news = self._read_mail()
            due, _later = self.core.due()
            for payment_id in due:
                self.core.resolve(payment_id)
            if not due and not news:
                return

    def _read_mail(self) -> bool:
        if not self.is_connected:
            return False
        batch = self._mailbox.fetch(self.core.mailbox_position(), wait_seconds=0)
        self.core.receive_mail(batch)
        return bool(batch.events)

    # --- what is seen -------------------------------------------------------------------------------------------

    def now(self, payment: PaymentView) -> PaymentView:
        """The payment as it stands."""
        return self.core.payment(payment.id)

    def told(self, payment: PaymentView) -> Outcome:
        """What the cashier is told."""
        return outcome_of(self.now(payment), self.clock.now())

    def kinds(self, payment: PaymentView) -> list[str]:
        """The kinds of evidence, in the order of the story."""
        return [line.evidence.kind for line in self.now(payment).story]

    def money(self) -> int:
        """Shillings that left the customer's purse."""
        return 100_000 - int(self.shop.purse(self.phone).partition(".")[0])

    def posted(self) -> str:
        """The body of the last callback about this phone's prompts."""
        detail = self.shop.detail(self.prompts()[-1]["id"])
        return str(detail["deliveries"][-1]["body"])

    def address(self, payment: PaymentView) -> str:
        """The payment's own callback address."""
        with self._file.reading() as session:
            row = session.get(MPesaTransaction, payment.id)
            assert row is not None
            return f"/c/1/{self.pairing.terminal}/{row.callback_token}"
