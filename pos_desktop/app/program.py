"""Runs the till's window over a till that was opened: the same for a shop and for the demo."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from pos_desktop.app import paths
from pos_desktop.app.display import require_display
from pos_desktop.app.errors import MissingSecretError, NoKeyringError, NotPairedError
from pos_desktop.app.logs import start_logging
from pos_desktop.app.second_start import SecondStarts, first_comes_forward
from pos_desktop.app.secrets import Keyring, system_keyring
from pos_desktop.app.settings import Settings
from pos_desktop.app.wiring import Announcements, MpesaSetup, Till, daraja_config, make_printer, open_till
from pos_desktop.payments import (
    Override,
    PaymentView,
    Settlement,
    StrayPayment,
    count_exceptions,
    count_open,
    count_strays,
    view_attempts,
    view_exceptions,
    view_open,
    view_payment,
    view_strays,
)
from pos_desktop.till import PromptFacts
from pos_desktop.till.mpesa import start_prompt
from pos_desktop.ui.application import make_application, run_application
from pos_desktop.ui.background import Background
from pos_desktop.ui.events import Events
from pos_desktop.ui.main_window import MainWindow
from pos_desktop.ui.services import Prompts, Services

log = logging.getLogger(__name__)


def run_till(settings: Settings, folder: Path, *, kiosk: bool) -> int:
    """Opens the till's window and returns the exit status when it is closed.

    Where the till runs already, its window comes to the front.

    Raises:
        StorageError: the till's file cannot be opened.
        SettingsError: a setting is wrong, or there is no keyring.
    """
    start_logging(paths.log_folder(), to_screen=True)
    require_display()
    keyring = system_keyring()
    application = make_application()
    events = Events()
    with first_comes_forward(folder):
        till = open_till(
            settings,
            folder,
            pepper=keyring.pin_pepper().encode(),
            mpesa=_mpesa(keyring, settings),
            printer=make_printer(settings.printer),
            tell=announcements(events),
        )
    with till_window(till, events, settings) as window:
        window.showFullScreen() if kiosk else window.show()
        return run_application(application)


def announcements(events: Events) -> Announcements:
    """Lets the loops speak to the screen."""
    return Announcements(events.tell_payment_changed, events.tell_receipt_printed, events.tell_mailbox_state)


@contextmanager
def till_window(till: Till, events: Events, settings: Settings) -> Iterator[MainWindow]:
    """The window over a till, whose loops run while the block lasts; everything is put away in order at its end."""
    till.file.forbid_this_thread()
    services = services_of(till, events)
    window = MainWindow(services, theme=settings.till.theme.value, language=settings.till.language.value)
    services.outside_work.run(till.start)
    second_starts = SecondStarts(till.file.path.parent, window)
    try:
        yield window
    finally:
        second_starts.close()
        window.close()
        events.blockSignals(True)
        services.desk_work.finish()
        services.outside_work.abandon()
        window.clock_notice.stop()
        till.close()
        QCoreApplication.removePostedEvents(window)  # news that was on its way to a window without a file


def services_of(till: Till, events: Events) -> Services:
    """What the screens are given of a till."""
    return Services(
        counter=till.counter,
        catalogue=till.catalogue,
        staff=till.staff,
        prompts=_prompts(till),
        events=events,
        desk_work=Background(threads=1),
        outside_work=Background(threads=4),
        clock=till.clock,
        nudge_printer=till.print_queue.nudge if till.print_queue is not None else lambda: None,
        clock_skew=till.clock_skew,
    )


def _prompts(till: Till) -> Prompts | None:
    core = till.core
    if core is None:
        return None

    def view(payment_id: int) -> PaymentView:
        with till.file.reading() as session:
            return view_payment(session, payment_id)

    def of_sale(sale_id: str) -> list[PaymentView]:
        with till.file.reading() as session:
            return view_attempts(session, pos_sale=sale_id)

    def open_payments() -> list[PaymentView]:
        with till.file.reading() as session:
            return view_open(session)

    def count() -> int:
        with till.file.reading() as session:
            return count_open(session)

    def exceptions() -> list[PaymentView]:
        with till.file.reading() as session:
            return view_exceptions(session)

    def strays() -> list[StrayPayment]:
        with till.file.reading() as session:
            return view_strays(session)

    def exception_count() -> int:
        with till.file.reading() as session:
            return count_exceptions(session) + count_strays(session)

    def settle(shown: PaymentView, by: str, approved_by: str, settlement: Settlement) -> PaymentView:
        return core.settle(shown, by=by, approved_by=approved_by, settlement=settlement)

    def start(facts: PromptFacts, phone: str, amount_cents: int, override: Override | None) -> PaymentView:
        return start_prompt(core, facts, phone, amount_cents, override)

    return Prompts(
        start=start,
        query=core.query,
        walk_away=core.walk_away,
        confirm_not_paid=core.confirm_not_paid,
        release=core.release,
        settle=settle,
        view=view,
        of_sale=of_sale,
        open=open_payments,
        exceptions=exceptions,
        strays=strays,
        count_open=count,
        count_exceptions=exception_count,
    )


def _mpesa(keyring: Keyring, settings: Settings) -> MpesaSetup | None:
    try:
        return MpesaSetup(daraja_config(settings, keyring.daraja()), keyring.pairing(), settings.relay.url)
    except (MissingSecretError, NotPairedError, NoKeyringError) as error:
        log.warning("M-Pesa is not set up: %s", error)
        return None
