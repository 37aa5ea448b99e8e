"""`pos-desktop demo`: the till by production rules, in a world of its own on this machine."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pos_desktop.app.demo_handset import prompts_to, show_mishaps
from pos_desktop.app.demo_phone import PhoneMessage, PhoneNetwork
from pos_desktop.app.demo_shop import SHOP
from pos_desktop.app.demo_world import DemoWorld, WorldAddresses
from pos_desktop.app.display import has_display, use_no_display
from pos_desktop.app.errors import MissingSecretError
from pos_desktop.app.invocation import EXIT_FAILED, EXIT_OK
from pos_desktop.app.logs import start_logging
from pos_desktop.app.program import announcements, till_window
from pos_desktop.app.scripted import ScriptedSale, run_script
from pos_desktop.app.secrets import DarajaSecrets, Keyring, MemoryKeyring, PairingSecrets, daraja_secrets_of_environment
from pos_desktop.app.settings import DarajaSettings, RelaySettings, Settings, load_settings
from pos_desktop.app.wiring import MpesaSetup, Till, daraja_config, encode_private_key, open_till
from pos_desktop.assets import asset
from pos_desktop.clock import SystemClock
from pos_desktop.payments import new_key_pair, pair
from pos_desktop.printing import Document, Printer, ScreenPrinter
from pos_desktop.till import Role, import_categories, import_products
from pos_desktop.ui.application import make_application, run_application
from pos_desktop.ui.customer_phone import CustomerPhone
from pos_desktop.ui.events import Events
from pos_desktop.ui.main_window import MainWindow
from pos_desktop.ui.paper import Paper

log = logging.getLogger(__name__)

DEFAULT_SALES = 5
SCRIPT_PACE = 8.0
"""How much faster than real people the simulator's are while nobody watches."""
CASHIER = "Achieng"
CASHIER_PIN = "1234"
PEOPLE = (
    (CASHIER, Role.CASHIER, CASHIER_PIN),
    ("Baraka", Role.CASHIER, "2345"),
    ("Wambui", Role.CASHIER, "3456"),
    ("Otieno", Role.CASHIER, "4567"),
    ("Mwangi", Role.MANAGER, "567890"),
    ("Njeri", Role.OWNER, "678901"),
)
OUTSIDE_SHORT_CODE = "174379"
PHONE_WIDTH = 430
PAPER_OFFSET = 64


@dataclass(frozen=True)
class DemoOptions:
    """How the demo is run. `amounts` are whole shillings, one scripted open-item sale for each."""

    data: Path | None
    headless: bool
    sales: int | None
    amounts: tuple[int, ...] | None
    as_json: bool
    daraja_url: str | None

    @property
    def is_scripted(self) -> bool:
        """Whether nobody sits in front of it."""
        return self.headless or self.sales is not None or self.amounts is not None


def run_demo(options: DemoOptions) -> int:
    """Brings the world up and opens the till in it, or runs scripted sales where nobody can look.

    Raises:
        SettingsError: an outside Daraja's keys are not in the environment, or the servers did not start.
    """
    scripted = options.is_scripted
    if not scripted and not has_display() and not os.environ.get("QT_QPA_PLATFORM"):
        print("There is no display here: five scripted sales run through the real screens instead.", file=sys.stderr)
        scripted = True
    if scripted:
        use_no_display()
    with _folder(options.data) as folder, ExitStack() as stack:
        start_logging(folder / "logs", to_screen=False)
        world = stack.enter_context(
            DemoWorld(
                folder,
                with_daraja=options.daraja_url is None,
                business_name=SHOP.name.upper(),
                time_scale=SCRIPT_PACE if scripted else 1.0,
            )
        )
        demo = Demo(folder, world, options)
        return demo.run_scripted() if scripted else demo.run_windows()


class Demo:
    """One demo, its world being up."""

    def __init__(self, folder: Path, world: WorldAddresses, options: DemoOptions) -> None:
        self._folder = folder
        self._world = world
        self._options = options
        self._secrets = _daraja_secrets(world, options)
        self._settings = _settings(world, options)
        self._keyring = Keyring(MemoryKeyring())

    def run_windows(self) -> int:
        """The till and the customer's phone, until the till is closed."""
        application = make_application()
        events = Events()
        paper = Paper()
        till = self._open(events, ScreenPrinter(paper.show_document))
        with till_window(till, events, self._settings) as window, self._phone(window) as phone:
            window.add_paper(paper)
            if self._world.shop_url:
                window.add_web_shop(self._world.shop_url)
                print(f"Web shop: {self._world.shop_url}", file=sys.stderr, flush=True)
            _arrange(window, phone, paper)  # before they are shown: later a window manager has a place of its own
            window.show()
            if phone is not None:
                phone.show()
                phone.prompt_arrived.connect(lambda _prompt: phone.raise_())
            return run_application(application)

    def run_scripted(self) -> int:
        """Scripted sales through the real screens; prints what happened."""
        application = make_application()
        events = Events()
        papers: list[Document] = []
        till = self._open(events, ScreenPrinter(papers.append))
        network = PhoneNetwork(self._world.daraja_url) if self._world.daraja_url else None
        if network is not None:
            network.set_autopilot("by_amount")
        with till_window(till, events, self._settings) as window:
            window.resize(1366, 768)
            window.show()
            rows = run_script(window, till, self._script(), name=CASHIER, pin=CASHIER_PIN)
        application.processEvents()
        _print_rows(rows, self._world.shop_url, as_json=self._options.as_json)
        return EXIT_OK if rows and all(row.is_final for row in rows) else EXIT_FAILED

    def _script(self) -> list[int | None]:
        if self._options.amounts is not None:
            return list(self._options.amounts)
        return [None] * (self._options.sales or DEFAULT_SALES)

    def _open(self, events: Events, printer: Printer) -> Till:
        pairing = self._pair()
        till = open_till(
            self._settings,
            self._folder,
            pepper=self._pepper(),
            mpesa=MpesaSetup(daraja_config(self._settings, self._secrets), pairing, self._world.relay_url),
            printer=printer,
            tell=announcements(events),
        )
        stock_the_shop(till)
        return till

    def _pair(self) -> PairingSecrets:
        private, public = new_key_pair()
        pairing = pair(self._world.relay_url, self._world.pairing_code, public, self._settings.till.name)
        secrets = PairingSecrets(pairing.terminal, pairing.key, encode_private_key(private), pairing.public_url)
        self._keyring.keep_pairing(secrets)
        return secrets

    def _pepper(self) -> bytes:
        """The demo's own PINs are printed in the README, so its pepper may lie beside its data."""
        path = self._folder / "demo-pepper"
        if not path.exists():
            path.write_text(self._keyring.pin_pepper(), encoding="ascii")
        return path.read_bytes()

    @contextmanager
    def _phone(self, window: MainWindow) -> Iterator[CustomerPhone | None]:
        if not self._world.daraja_url:
            yield None
            return
        network = PhoneNetwork(self._world.daraja_url)
        answering = ThreadPoolExecutor(1, thread_name_prefix="customer-phone-answer")

        def answer(prompt_id: str, action: str) -> None:
            answering.submit(network.answer, prompt_id, action)

        def arm(name: str, is_armed: bool) -> None:  # noqa: FBT001 - as the screen's signal carries it
            answering.submit(network.arm, name, is_armed=is_armed)
            answering.submit(show_mishaps, network, phone)

        def show_message(message: PhoneMessage) -> None:
            hand_on(message)
            show_mishaps(network, phone)  # a prompt takes what was armed

        phone = CustomerPhone(answer, arm=arm)
        hand_on = prompts_to(phone)
        answering.submit(show_mishaps, network, phone)
        stop = threading.Event()
        window.closed.connect(phone.close)
        listening = threading.Thread(
            target=network.listen, args=(show_message, stop), name="customer-phone", daemon=True
        )
        listening.start()
        try:
            yield phone
        finally:
            stop.set()
            answering.shutdown(wait=False, cancel_futures=True)
            phone.close()


def _arrange(window: MainWindow, phone: CustomerPhone | None, paper: Paper) -> None:
    """The phone beside the till, the paper behind it; each comes to the front when something happens on it."""
    room = window.screen().availableGeometry()
    window.move(room.topLeft())
    left = min(window.frameGeometry().right() + 1, room.right() - PHONE_WIDTH)
    if phone is not None:
        phone.move(left, room.top())
    paper.move(min(left + PAPER_OFFSET, room.right() - paper.width()), room.top() + PAPER_OFFSET)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="pos-desktop-demo-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _daraja_secrets(world: WorldAddresses, options: DemoOptions) -> DarajaSecrets:
    if options.daraja_url is None:
        return DarajaSecrets(world.consumer_key, world.consumer_secret, world.passkey, world.initiator_password)
    secrets = daraja_secrets_of_environment()
    if secrets is None:
        raise MissingSecretError(
            "an outside Daraja needs POS_DESKTOP_DARAJA_CONSUMER_KEY, POS_DESKTOP_DARAJA_CONSUMER_SECRET and "
            "POS_DESKTOP_DARAJA_PASSKEY in the environment"
        )
    return secrets


def _settings(world: WorldAddresses, options: DemoOptions) -> Settings:
    """An outside Daraja's short code, kind and rules may come from the environment; the built-in one needs nothing."""
    outside = load_settings(Path(os.devnull)).daraja if options.daraja_url else DarajaSettings()
    daraja = outside.model_copy(
        update={
            "base_url": options.daraja_url or world.daraja_url,
            "short_code": outside.short_code or world.short_code or OUTSIDE_SHORT_CODE,
            "initiator": outside.initiator or world.initiator,
            "certificate": outside.certificate or Path(world.certificate),
        }
    )
    settings = load_settings(Path(os.devnull))
    return settings.model_copy(update={"shop": SHOP, "daraja": daraja, "relay": RelaySettings(url=world.relay_url)})


def stock_the_shop(till: Till) -> None:
    """People, categories and products, the first time that this folder is used."""
    if till.staff.people():
        return
    for name, role, pin in PEOPLE:
        till.staff.add(name, role, pin)
    with till.file.transaction() as session:
        categories = import_categories(session, asset("demo/categories.csv"))
        terminal = till.counter.terminal.terminal
        products = import_products(session, asset("demo/catalogue.csv"), terminal=terminal, now=SystemClock().now())
    for problem in (*categories.problems, *products.problems):
        log.error("the demo's catalogue: %s", problem)


def _print_rows(rows: list[ScriptedSale], shop_url: str, *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps({"sales": [row.as_json() for row in rows], "shop_url": shop_url}, indent=2, ensure_ascii=False)
        )
        return
    print(f"{'receipt':<12}{'KES':>10}  {'status':<10}{'code':>6}  {'M-Pesa code':<12}{'seconds':>8}")
    for row in rows:
        code = "" if row.result_code is None else str(row.result_code)
        receipt = row.mpesa_receipt_number or ""
        print(f"{row.receipt_number:<12}{row.amount:>10,}  {row.status:<10}{code:>6}  {receipt:<12}{row.seconds:>8.1f}")
