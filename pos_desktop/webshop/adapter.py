"""M-Pesa for any shop: the shared core over a database of its own, with the loop that drives payments to their end.

This is all that a Django, FastAPI or other shop needs; the shop in this package is its first user.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import Any, Self

import httpx
from sqlmodel import Session

from pos_desktop import payments
from pos_desktop.clock import Clock, SystemClock
from pos_desktop.payments import (
    BadTokenError,
    CallbackAddress,
    DarajaClient,
    DarajaConfig,
    LedgerUpload,
    MPesaTransaction,
    PaymentChange,
    PaymentCore,
    PaymentView,
    PaymentWatch,
    PromptRequest,
    PullWatch,
    RelayLedger,
    TokenMinter,
    TransactionStatus,
    check_token,
    recheck_once,
    view_attempts,
)
from pos_desktop.schema import Migrations
from pos_desktop.serving import PUBLISHED_SOURCES, Source, SourceList
from pos_desktop.webshop.database import open_database
from pos_desktop.webshop.errors import ShopOptionError

KEY_BYTES = 32
SHARED_SLEEP_SECONDS = 2.0
"""How late the process that asks may learn of what another process of the same shop wrote."""
LONGEST_SEND_SECONDS = 150.0
"""More than the longest that any process may be in the middle of a send, token repeats and time-outs included."""
LONGEST_SLEEP_SECONDS = 30.0
STOP_SECONDS = 5.0

OnChange = Callable[[Session, MPesaTransaction, PaymentChange], None]


def _nothing(_session: Session, _payment: MPesaTransaction, _change: PaymentChange) -> None:
    return None


class ShopPayments:
    """Starts prompts for orders, takes in callbacks, and finds out what became of payments that nothing is heard of.

    `database_url` is `sqlite:///PATH` or `postgresql+psycopg://...`; the core keeps its tables there, beside the
    shop's own if it is the shop's own database. `public_url` is the HTTPS address under which Safaricom reaches the
    shop; `signing_key` signs the callback addresses (`new_signing_key`), and belongs among the shop's secrets.

    `on_change(session, payment, change)` runs inside the transaction of each change, before its commit: what it
    writes through `session` commits with the payment or not at all. `announce(change)` runs after the commit.
    `ledger` is the merchant's at the relay, if there is one: every payment is uploaded to it.
    `allowed_sources` are the addresses and networks that Safaricom's callbacks come from.

    Every method may be called from any thread. On PostgreSQL any number of processes may share a database.
    """

    def __init__(
        self,
        database_url: str,
        config: DarajaConfig,
        *,
        public_url: str,
        signing_key: str,
        on_change: OnChange = _nothing,
        announce: Callable[[PaymentChange], None] = lambda _change: None,
        ledger: RelayLedger | None = None,
        allowed_sources: Sequence[str] = PUBLISHED_SOURCES,
        migrations: tuple[Migrations, ...] = (),
        clock: Clock | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Opens and migrates the database.

        Raises:
            ShopOptionError: the URL, the key or the public address cannot be used.
            ShopDatabaseError: the database cannot be opened.
            BadCallbackAddressError: Safaricom would refuse callbacks to the public address.
        """
        self._clock = clock or SystemClock()
        private_key = _decoded(signing_key)
        self.terminal = terminal_of(private_key)
        self._public_key = payments.public_key_of(private_key)
        self._minter = TokenMinter(self.terminal, private_key)
        self._public_url = public_url.rstrip("/")
        self._new_address()
        self._sources = SourceList(allowed_sources, ())
        self.database = open_database(database_url, [payments.MIGRATIONS, *migrations])
        self._client = DarajaClient(config, transport=transport, clock=self._clock)
        self._stop = threading.Event()
        self._upload = self._ledger_upload(ledger)
        self.announce = announce
        """Whom to tell of each change, after its commit and on the thread that made it."""
        self.core = PaymentCore(
            self.database.transaction,
            self._client,
            on_change,
            new_address=self._new_address,
            terminal=self.terminal,
            reading=self.database.reading,
            announce=self._announce,
            clock=self._clock,
            abandoned_after_seconds=LONGEST_SEND_SECONDS if self.database.is_shared else 0.0,
            require_room=self.database.require_room,
        )
        self._threads: list[threading.Thread] = []

    def process_mpesa_payment(
        self, *, order: str, phone: str, amount_cents: int, reference: str, description: str = "Online order"
    ) -> dict[str, Any]:
        """Prompts the phone for an order and gives the JSON answer, which is the till's word for word.

        `order` is the order's id as text, `amount_cents` whole shillings in cents, taken from the order and never
        from the request; `reference` is what the customer sees, 12 characters at most. Blocks until Daraja answered.
        A second call while an earlier prompt may still be paid sends nothing and says so.
        """
        request = PromptRequest(phone, amount_cents, reference, description, order=order)
        return payments.process_mpesa_payment(self.core, request)

    def payment_of(self, order: str) -> PaymentView | None:
        """The order's payment: the completed one, else one that may be paid after all, else the newest attempt.

        None when none was ever begun. While it is doubtful no other one is started.
        """
        with self.database.reading() as session:
            return self.payment_in(session, order)

    def payment_in(self, session: Session, order: str) -> PaymentView | None:
        """The same, as the caller's session sees it."""
        attempts = view_attempts(session, order=order)
        paid = [each for each in attempts if each.status is TransactionStatus.COMPLETED]
        doubtful = [each for each in attempts if each.is_doubtful]  # that a newer one was declined proves nothing of it
        return next(iter(paid or doubtful or attempts[-1:]), None)

    def is_own_token(self, token: str) -> bool:
        """Whether this shop signed the token of a callback address, not long ago."""
        try:
            check_token(self._public_key, self.terminal, token, self._clock.now())
        except BadTokenError:
            return False
        return True

    def receive_callback(self, token: str, body: bytes, sender: str) -> bool:
        """Takes in what Safaricom posted to a payment's own address; False when the address is not one of ours.

        Answer 404 then, and otherwise 200 with `ACCEPTED`: when this returns, the result is stored durably. `sender`
        is the address that the post came from, as far as the shop can trust it; what comes from elsewhere than
        Safaricom's proves nothing, and the payment is asked about instead.
        """
        return self._receive(token, body, sender, self.core.receive_callback)

    def receive_result(self, token: str, body: bytes, sender: str) -> bool:
        """Takes in what Safaricom posted about a receipt that was asked about; as `receive_callback` in all else."""
        return self._receive(token, body, sender, self.core.receive_result)

    def _receive(self, token: str, body: bytes, sender: str, take_in: Callable[[str, bytes], object]) -> bool:
        if not self.is_own_token(token):
            return False
        if self._sources.sender_of(sender, ()).source is Source.LISTED:
            take_in(token, body)
        else:
            self.core.receive_unproved(token)
        return True

    def receive_hint(self, body: bytes) -> bool:
        """Takes in a callback that came without proof: the payment it names is asked about now, and nothing else.

        False when the body names none.
        """
        checkout_request_id = payments.checkout_request_id_of(body)
        if checkout_request_id:
            self.core.receive_hint(checkout_request_id)
        return bool(checkout_request_id)

    def start(self) -> None:
        """Settles what the last run left open, and asks about open payments from now on, on a thread of its own."""
        self.core.recover()
        watch = PaymentWatch(
            self.core,
            self._stop,
            self._clock,
            longest_sleep_seconds=SHARED_SLEEP_SECONDS if self.database.is_shared else LONGEST_SLEEP_SECONDS,
            has_turn=self.database.take_asking_turn,
        )
        self._run(watch.run, "payment-watch")
        self._run(lambda: recheck_once(self.core), "payment-recheck")
        if self._upload is not None:
            self._run(self._upload.run, "ledger-upload")
        if self._client.config.pulls:
            self._run(PullWatch(self._pull, self._stop).run, "pull-transactions")

    def _run(self, loop: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=loop, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Stops the loops and closes the database. What was being asked goes on at the next start."""
        self._stop.set()
        self.core.wake.set()
        if self._upload is not None:
            self._upload.wake.set()
        for thread in self._threads:
            thread.join(STOP_SECONDS)
        self._client.close()
        self.database.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _pull(self) -> int:
        return self.core.pull() if self.database.take_asking_turn() else 0

    def _announce(self, change: PaymentChange) -> None:
        if self._upload is not None:
            self._upload.wake.set()
        self.announce(change)

    def _ledger_upload(self, ledger: RelayLedger | None) -> LedgerUpload | None:
        if ledger is None:
            return None
        return LedgerUpload(self.database.transaction, self.database.reading, ledger, self._stop)

    def _new_address(self) -> CallbackAddress:
        return self._minter.mint(self._public_url, self._clock.now())


ACCEPTED = {"ResultCode": 0, "ResultDesc": "Accepted"}
"""What Safaricom expects to hear (daraja.md 5)."""


def new_signing_key() -> str:
    """A new key for a shop's callback addresses, as text for its secrets."""
    private_key, _ = payments.new_key_pair()
    return base64.urlsafe_b64encode(private_key).rstrip(b"=").decode()


def terminal_of(private_key: bytes) -> str:
    """The shop's id in its callback addresses, which follows from its key.

    Eight hexadecimal digits: none of the words that Safaricom refuses in an address can be spelt with them.
    """
    return hashlib.sha256(b"pos-shop-1" + payments.public_key_of(private_key)).hexdigest()[:8]


def derived_key(signing_key: str, purpose: str) -> bytes:
    """A key for another purpose that follows from the signing key and tells nothing about it."""
    return hashlib.blake2b(purpose.encode(), key=_decoded(signing_key), digest_size=32).digest()


def _decoded(signing_key: str) -> bytes:
    try:
        key = base64.b64decode(signing_key.encode("ascii") + b"=" * (-len(signing_key) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ShopOptionError("the signing key is not one that `new_signing_key` made") from error
    if len(key) != KEY_BYTES:
        raise ShopOptionError("the signing key is not one that `new_signing_key` made")
    return key
