"""The only place that builds a whole till: its file, its counter, the payment core and the loops behind them."""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from pos_desktop import payments, storage
from pos_desktop.app.clock_check import ask_clock_skew
from pos_desktop.app.errors import BadSettingsFileError
from pos_desktop.app.secrets import DarajaSecrets, PairingSecrets, Secret
from pos_desktop.app.settings import DarajaSettings, PrinterKind, PrinterSettings, Settings
from pos_desktop.clock import Clock, SystemClock
from pos_desktop.payments import (
    CallbackAddress,
    DarajaClient,
    DarajaConfig,
    Initiator,
    LedgerUpload,
    MailboxState,
    MailboxWatch,
    PaymentChange,
    PaymentCore,
    PaymentWatch,
    PullWatch,
    RelayLedger,
    RelayMailbox,
    TokenMinter,
    recheck_once,
    security_credential,
)
from pos_desktop.printing import (
    FilePrinter,
    NetworkAddress,
    NetworkPrinter,
    Printer,
    PrinterModel,
    PrintNews,
    PrintQueue,
)
from pos_desktop.storage import StorageError, TillFile
from pos_desktop.till import Catalogue, Counter, StaffDesk, TerminalDetails
from pos_desktop.till.mpesa import SaleSettler

log = logging.getLogger(__name__)

STOP_SECONDS = 1.0


@dataclass(frozen=True)
class Announcements:
    """Whom the loops tell what happened; each is called on a loop's own thread."""

    payment_changed: Callable[[PaymentChange], None] = lambda _change: None
    receipt_printed: Callable[[PrintNews], None] = lambda _news: None
    mailbox_state: Callable[[MailboxState], None] = lambda _state: None


@dataclass(frozen=True)
class MpesaSetup:
    """What a till needs to take M-Pesa: the merchant's app, and its own enrolment at a relay."""

    config: DarajaConfig
    pairing: PairingSecrets
    relay_url: str


@dataclass
class Till:
    """An open till. `core` is None when M-Pesa is not set up; cash still sells."""

    file: TillFile
    counter: Counter
    catalogue: Catalogue
    staff: StaffDesk
    clock: Clock
    core: PaymentCore | None
    print_queue: PrintQueue | None
    stop: threading.Event
    loops: list[tuple[str, Callable[[], None]]] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    closers: list[Callable[[], None]] = field(default_factory=list)
    clock_skew: Callable[[], timedelta | None] = lambda: None
    """How far Safaricom's clock is ahead, where it says so; blocks."""

    def start(self) -> None:
        """Settles what the last run left open, then starts the loops, each on one named thread.

        What the file does not take now, the loop over the payments tries again.
        """
        if self.core is not None:
            try:
                self.core.recover()
            except StorageError as error:
                log.warning("what the last run left open could not be settled yet: %s", error)
        for name, loop in self.loops:
            thread = threading.Thread(target=loop, name=name, daemon=True)
            self.threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Stops the loops, waits a moment for each, and closes the file. A long poll ends with the process."""
        self.stop.set()
        if self.core is not None:
            self.core.wake.set()
        if self.print_queue is not None:
            self.print_queue.stop()
        for closer in self.closers:
            closer()
        for thread in self.threads:
            thread.join(STOP_SECONDS)
        self.file.close()


def open_till(
    settings: Settings,
    folder: Path,
    *,
    pepper: bytes,
    mpesa: MpesaSetup | None,
    printer: Printer | None,
    tell: Announcements,
    clock: Clock | None = None,
) -> Till:
    """Opens the till's file in `folder` and builds everything on it; nothing runs before `start()`.

    The till is known in its own file by its short name, which pairing anew with a relay does not change.

    Raises:
        StorageError: the file is damaged, the disk refuses, or another till has it open.
    """
    clock = clock or SystemClock()
    file = TillFile.open(folder / "till.db", [payments.MIGRATIONS, storage.MIGRATIONS])
    details = terminal_details(settings)
    stop = threading.Event()
    counter = Counter(file.transaction, file.reading, clock, details, file.require_room)
    till = Till(
        file=file,
        counter=counter,
        catalogue=Catalogue(file.reading),
        staff=StaffDesk(file.transaction, file.reading, clock, pepper, details.terminal),
        clock=clock,
        core=None,
        print_queue=None,
        stop=stop,
    )
    if printer is not None:
        queue = PrintQueue(counter, printer, tell.receipt_printed, stop)
        till.print_queue = queue
        till.loops.append(("receipt-printer", queue.run))
    if mpesa is not None:
        _add_mpesa(till, mpesa, tell)
    return till


def terminal_details(settings: Settings) -> TerminalDetails:
    """The till and its shop, as receipts show them."""
    shop, till = settings.shop, settings.till
    try:
        return TerminalDetails(
            terminal=till.short_name,
            short_name=till.short_name,
            name=till.name,
            shop_name=shop.name,
            address=shop.address,
            phone=shop.phone,
            tax_pin=shop.tax_pin,
            footer=shop.footer,
            cut_off_hour=till.cut_off_hour,
        )
    except ValueError as error:
        raise BadSettingsFileError(str(error)) from error


def daraja_config(settings: Settings, secrets: DarajaSecrets) -> DarajaConfig:
    """The merchant's Daraja app, from settings and secrets.

    Raises:
        BadSettingsFileError: an address or a code cannot be meant.
    """
    daraja = settings.daraja
    if not daraja.short_code:
        raise BadSettingsFileError("daraja.short_code is not set: the number that receives the money")
    try:
        return DarajaConfig(
            base_url=daraja.base_url,
            consumer_key=secrets.consumer_key,
            consumer_secret=secrets.consumer_secret,
            passkey=secrets.passkey,
            short_code=daraja.short_code,
            party_b=daraja.party_b,
            transaction_type=daraja.transaction_type,
            environment=daraja.environment,
            max_amount_cents=daraja.max_amount * 100,
            callback_only_limit_cents=daraja.callback_only_limit * 100,
            pulls=daraja.pulls,
            initiator=_initiator(daraja, secrets),
        )
    except ValueError as error:
        raise BadSettingsFileError(f"daraja: {error}") from error


def _initiator(daraja: DarajaSettings, secrets: DarajaSecrets) -> Initiator | None:
    if not daraja.initiator:
        return None
    if daraja.certificate is None:
        raise BadSettingsFileError(
            "daraja.certificate is not set: Safaricom's certificate for the initiator's password"
        )
    if not secrets.initiator_password:
        raise BadSettingsFileError(
            f"daraja.initiator is set: run `pos-desktop secrets set {Secret.INITIATOR_PASSWORD}`"
        )
    try:
        certificate = daraja.certificate.read_bytes()
    except OSError as error:
        raise BadSettingsFileError(f"daraja.certificate cannot be read: {error}") from error
    return Initiator(daraja.initiator, security_credential(secrets.initiator_password, certificate))


def make_printer(settings: PrinterSettings) -> Printer | None:
    """The printer that the settings name, or None when there is none.

    Raises:
        BadSettingsFileError: its address or path is missing.
    """
    model = PrinterModel(profile=settings.profile)
    if settings.kind is PrinterKind.NETWORK:
        if not settings.host:
            raise BadSettingsFileError("printer.host is not set: the address of the network printer")
        return NetworkPrinter(NetworkAddress(settings.host, settings.port), SystemClock(), model)
    if settings.kind is PrinterKind.FILE:
        if settings.path is None:
            raise BadSettingsFileError("printer.path is not set: the file or device that receives the receipts")
        return FilePrinter(settings.path, model)
    return None


def decode_private_key(text: str) -> bytes:
    """A private key as the keyring keeps it: base64url."""
    return base64.urlsafe_b64decode(text)


def encode_private_key(key: bytes) -> str:
    """A private key as text for the keyring."""
    return base64.urlsafe_b64encode(key).decode()


def _add_mpesa(till: Till, mpesa: MpesaSetup, tell: Announcements) -> None:
    minter = TokenMinter(mpesa.pairing.terminal, decode_private_key(mpesa.pairing.private_key))
    ledger = RelayLedger(mpesa.relay_url, mpesa.pairing.key)
    upload = LedgerUpload(till.file.transaction, till.file.reading, ledger, till.stop)

    def new_address() -> CallbackAddress:
        return minter.mint(mpesa.pairing.public_url, till.clock.now())

    def announce(change: PaymentChange) -> None:
        if till.print_queue is not None and change.is_first_completion:
            till.print_queue.nudge()
        upload.wake.set()
        tell.payment_changed(change)

    client = DarajaClient(mpesa.config, clock=till.clock)
    core = PaymentCore(
        till.file.transaction,
        client,
        SaleSettler(till.clock, till.counter.terminal.terminal),
        new_address=new_address,
        terminal=mpesa.pairing.terminal,
        reading=till.file.reading,
        announce=announce,
        clock=till.clock,
        require_room=till.file.require_room,
    )
    mailbox = RelayMailbox(mpesa.relay_url, mpesa.pairing.key)
    till.core = core
    till.clock_skew = lambda: ask_clock_skew(mpesa.config.base_url, till.clock)
    till.loops.append(("payment-watch", PaymentWatch(core, till.stop, till.clock).run))
    till.loops.append(("payment-recheck", lambda: recheck_once(core)))
    till.loops.append(("relay-mailbox", MailboxWatch(core, mailbox, till.stop, tell.mailbox_state).run))
    if mpesa.config.pulls:
        till.loops.append(("pull-transactions", PullWatch(core.pull, till.stop).run))
    till.closers += [client.close, mailbox.close]
    if mpesa.relay_url:
        till.loops.append(("ledger-upload", upload.run))
        till.closers += [upload.wake.set]
