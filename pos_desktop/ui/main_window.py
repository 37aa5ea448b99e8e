"""The till's window: the status bar, the pages, and the flows that lead from one to the next."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.errors import PosError
from pos_desktop.payments import MailboxState, PaymentChange
from pos_desktop.printing import PrintNews
from pos_desktop.till import PinAccepted, PinAnswer
from pos_desktop.ui.clock_notice import ClockNotice
from pos_desktop.ui.components import FocusRing, Screen, Toast
from pos_desktop.ui.flows.choice import Choice, ChoiceDialog
from pos_desktop.ui.flows.paying import PayingFlow
from pos_desktop.ui.flows.payment_screens import PaymentScreens
from pos_desktop.ui.flows.pending import PendingFlow
from pos_desktop.ui.flows.selling import SellingFlow
from pos_desktop.ui.flows.stage import Stage
from pos_desktop.ui.i18n import Languages, ScreenLanguage
from pos_desktop.ui.paper import Paper
from pos_desktop.ui.screens.outcome import NotPaidScreen, UnknownScreen
from pos_desktop.ui.screens.paid import CashPaidScreen, PaidScreen
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.pending import PendingScreen
from pos_desktop.ui.screens.sale import SaleScreen
from pos_desktop.ui.screens.sign_in import SignInScreen, SignInView
from pos_desktop.ui.screens.waiting import WaitingScreen
from pos_desktop.ui.services import Services
from pos_desktop.ui.status_bar import BarView, MpesaState, StatusBar
from pos_desktop.ui.theme import Scheme, apply_theme
from pos_desktop.ui.theme.measures import right_column

LEAST_WIDTH, LEAST_HEIGHT = 1024, 700


class MainWindow(QWidget):
    """The whole till on one screen. `closed` is sent when the person is done with it."""

    closed = Signal()

    def __init__(self, services: Services, *, theme: str = "light", language: str = "en") -> None:
        super().__init__()
        self.services = services
        self._scheme = Scheme(theme)
        self._languages = Languages(self)
        self._mailbox = MailboxState.CONNECTED
        self._paper: Paper | None = None
        clock = services.clock
        self._bar = StatusBar(clock)
        self._clock_notice = ClockNotice(services)
        self._pages = QStackedWidget()
        self._toast = Toast(self, right_room=right_column(LEAST_WIDTH))
        self.stage = Stage(self, self._pages, self._toast)
        self._sign_in = SignInScreen(clock)
        self._sale = SaleScreen()
        self._pending = PendingScreen(clock)
        self._payment_screens = PaymentScreens(
            PayScreen(),
            WaitingScreen(clock),
            PaidScreen(clock),
            CashPaidScreen(clock),
            NotPaidScreen(clock),
            UnknownScreen(clock),
        )
        self._build()
        self.selling = SellingFlow(services, self.stage, self._sale, lambda: self.paying.is_busy)
        self.paying = PayingFlow(services, self.stage, self._payment_screens)
        self.waiting = PendingFlow(services, self.stage, self._pending)
        self._menu = ChoiceDialog(self)
        self._web_shop = ""
        self._connect()
        FocusRing(self)
        self._languages.switch_to(ScreenLanguage(language))
        self._sign_out()

    def _build(self) -> None:
        self.setWindowTitle("pos-desktop")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.resize(1366, 768)
        screens = self._payment_screens
        for page in (
            self._sign_in,
            self._sale,
            self._pending,
            screens.pay,
            screens.waiting,
            screens.paid,
            screens.cash_paid,
            screens.not_paid,
            screens.unknown,
        ):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._clock_notice)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        events = self.services.events
        events.payment_changed.connect(self._payment_changed)
        events.receipt_printed.connect(self._receipt_printed)
        events.mailbox_changed.connect(self._mailbox_changed)
        self._sign_in.sign_in_requested.connect(self._check_pin)
        self.selling.pay_requested.connect(self.paying.begin)
        self.paying.done.connect(self.selling.begin_next)
        self.paying.sale_reopened.connect(self.selling.open)
        self.waiting.closed.connect(self._back_to_sale)
        self.waiting.counted.connect(self._show_bar)
        self.waiting.cart_brought_back.connect(self.selling.open)
        self.waiting.bill_requested.connect(self._resume)
        self._bar.pending_requested.connect(self._open_pending)
        self._toast.acted.connect(self._open_pending)
        self._menu.scanned.connect(self.stage.keep_scan)
        self._menu.closed.connect(self.selling.sell_kept, Qt.ConnectionType.QueuedConnection)
        self._bar.menu_requested.connect(self._open_menu)
        self._bar.language_requested.connect(self._switch_language)
        self._bar.theme_requested.connect(self._switch_theme)
        QShortcut(QKeySequence("F11"), self).activated.connect(self._switch_full_screen)
        pending = QShortcut(QKeySequence("F7"), self._sale)
        pending.activated.connect(self._open_pending)
        pending.activatedAmbiguously.connect(self._open_pending)  # the bar and the toast have this key too

    def add_paper(self, paper: Paper) -> None:
        """The demo's receipt printer, which closes with the till."""
        self._paper = paper

    def add_web_shop(self, address: str) -> None:
        """The demo's web shop, which the menu opens in the browser."""
        self._web_shop = address

    def showEvent(self, event: QShowEvent) -> None:
        """The page that is seen gets the focus that it wants."""
        super().showEvent(event)
        page = self._pages.currentWidget()
        if isinstance(page, Screen):
            self.stage.focus(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Says that the till is closed; what was typed is saved already."""
        self._clock_notice.stop()
        if self._paper is not None:
            self._paper.close()
        self.closed.emit()
        super().closeEvent(event)

    def _sign_out(self) -> None:
        self.stage.person = None
        people = tuple(self.services.staff.people())
        self._sign_in.show_view(SignInView(people))
        self.stage.show(self._sign_in)
        self._show_bar()

    def _check_pin(self, staff_id: int, pin: str) -> None:
        people = tuple(self.services.staff.people())
        self._sign_in.show_view(SignInView(people, is_checking=True))
        staff = self.services.staff
        self.services.desk_work.run(lambda: staff.sign_in(staff_id, pin), self._pin_answered, self._pin_failed)

    def _pin_answered(self, answer: PinAnswer) -> None:
        if not isinstance(answer, PinAccepted):
            QApplication.beep()
            self._sign_in.show_view(SignInView(tuple(self.services.staff.people()), answer))
            self._sign_in.first_focus()
            return
        self.stage.person = answer.person
        self.selling.begin()
        self._show_bar()

    def _pin_failed(self, error: PosError) -> None:
        self._sign_in.show_view(SignInView(tuple(self.services.staff.people())))
        self.stage.say_error(error)

    def _payment_changed(self, change: PaymentChange) -> None:
        self.waiting.payment_changed(change, on_screen=self.paying.sale_id)
        self.paying.payment_changed(change)

    def _receipt_printed(self, news: PrintNews) -> None:
        if news.problem is None:
            self.waiting.receipt_printed(news.job.sale_id)
        elif news.job.tries == 0 and news.job.sale_id != self.paying.sale_id:
            self.stage.say_error(news.problem)
        self.paying.receipt_printed(news)

    def _mailbox_changed(self, state: MailboxState) -> None:
        self._mailbox = state
        self._show_bar()

    def _back_to_sale(self) -> None:
        self.selling.open(self.selling.cart)

    def _resume(self, sale_id: str) -> None:
        self.selling.make_room(lambda: self.paying.resume(sale_id))

    def _open_pending(self) -> None:
        if self.stage.person is None:
            return
        if self.paying.sale_id:
            self._say_that_a_payment_is_open()
        else:
            self.waiting.open()

    def _open_menu(self) -> None:
        full, dark = self.isFullScreen(), self._scheme is Scheme.DARK
        choices = [
            Choice("pending", self.tr("Pending and held sales"), "hourglass"),
            Choice("last_receipt", self.tr("Print the last receipt again"), "printer"),
            Choice("theme", self.tr("Light screens") if dark else self.tr("Dark screens"), "sun" if dark else "moon"),
            Choice("language", self._other_language(), "languages"),
            Choice("full", self.tr("Leave full screen") if full else self.tr("Full screen"), "tablet"),
            Choice("web_shop", self.tr("Open the web shop") if self._web_shop else "", "globe"),
            Choice("sign_out", self.tr("Sign out"), "log-out"),
            Choice("close", self.tr("Close the till"), "power"),
        ]
        self._menu.ask(self.tr("Menu"), [each for each in choices if each.words], self._choose)

    def _choose(self, key: str) -> None:
        acts = {
            "pending": self._open_pending,
            "last_receipt": self._print_last_receipt,
            "theme": self._switch_theme,
            "language": self._switch_language,
            "full": self._switch_full_screen,
            "web_shop": lambda: QDesktopServices.openUrl(QUrl(self._web_shop)),
            "sign_out": self._leave,
            "close": self.close,
        }
        acts[key]()

    def _leave(self) -> None:
        """Signing out waits for what is on the counter to be saved, which happened line by line."""
        if self.paying.sale_id or self.paying.is_busy:
            self._say_that_a_payment_is_open()
            return
        self._sign_out()

    def _say_that_a_payment_is_open(self) -> None:
        self._toast.say(self.tr("Finish this payment, or serve the next customer first"), icon="info")

    def _print_last_receipt(self) -> None:
        counter, staff_id = self.services.counter, self.stage.staff_id
        recent = counter.recent_sales(1)
        if not recent:
            self._toast.say(self.tr("Nothing was sold yet"), icon="info")
            return
        sale_id = recent[0].sale_id
        self.services.desk_work.run(
            lambda: counter.print_again(sale_id, staff_id),
            lambda _job: self.services.nudge_printer(),
            self.stage.say_error,
        )

    def _switch_theme(self) -> None:
        self._scheme = Scheme.LIGHT if self._scheme is Scheme.DARK else Scheme.DARK
        apply_theme(cast(QApplication, QApplication.instance()), self._scheme)
        self._show_bar()

    def _switch_language(self) -> None:
        other = self._languages.other()
        if other is not None:
            self._languages.switch_to(other)
        self._show_bar()

    def _switch_full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def _other_language(self) -> str:
        names = {ScreenLanguage.KISWAHILI: "Kiswahili", ScreenLanguage.ENGLISH: "English", None: ""}
        return names[self._languages.other()]

    def _show_bar(self) -> None:
        terminal = self.services.counter.terminal
        self._bar.show_view(
            BarView(
                shop_name=terminal.shop_name,
                till_name=terminal.name,
                mpesa=self._mpesa_state(),
                pending=self.waiting.count(),
                to_decide=self.waiting.count_exceptions(),
                person=self.stage.person.name if self.stage.person is not None else "",
                other_language=self._other_language(),
                is_dark=self._scheme is Scheme.DARK,
            )
        )

    def _mpesa_state(self) -> MpesaState:
        if self.services.prompts is None:
            return MpesaState.NOT_SET_UP
        return MpesaState.READY if self._mailbox is MailboxState.CONNECTED else MpesaState.SLOWER
