"""The bar on top of every page: the shop, the state of M-Pesa, who is at the till, the time, the menu."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.clock import Clock, in_nairobi
from pos_desktop.ui.components import Button, Disc, IconLabel, Label, Panel, Run
from pos_desktop.ui.components.key_mark import KeyColours
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import BAR_HEIGHT, GAP, MARGIN, is_narrow
from pos_desktop.ui.words import day_text

_TICK_MS = 1000
_FLAT_PADDING = 13


class MpesaState(StrEnum):
    """How M-Pesa is doing, as a cashier needs to know it."""

    READY = "ready"
    SLOWER = "slower"
    NOT_SET_UP = "not_set_up"


@dataclass(frozen=True)
class BarView:
    """What the bar shows. Without a person it is the sign-in's bar, with language and theme."""

    shop_name: str
    till_name: str
    mpesa: MpesaState
    pending: int = 0
    to_decide: int = 0
    person: str = ""
    other_language: str = ""
    is_dark: bool = False


class StatusBar(Panel):
    """Shows a `BarView`; the clock goes by itself."""

    pending_requested = Signal()
    menu_requested = Signal()
    language_requested = Signal()
    theme_requested = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(edges="b", parent=parent)
        self._clock = clock
        self._view: BarView | None = None
        self._shop = Label(elide=True)
        self._state_icon = IconLabel("circle-check", 20, Role.MONEY)
        self._state = Label(size=Size.SMALL, weight=Weight.MEDIUM)
        self._pending = Button(
            icon="hourglass",
            key="F7",
            size=Size.SMALL,
            fill=Role.WARN_CHIP,
            edge=Role.WARN_CHIP,
            ink=Role.WARN,
            height=40,
            key_colours=KeyColours(Role.WARN_CHIP, Role.WARN_LINE, Role.WARN),
        )
        self._letter = Disc(32, letter=" ")
        self._person = Label(weight=Weight.MEDIUM)
        self._time = Label()
        self._language = Button(icon="languages", key="F3", flat=True)
        self._theme = Button(icon="moon", key="F6", flat=True)
        self._menu = Button(icon="menu", key="F12", flat=True)
        self.setFixedHeight(BAR_HEIGHT)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self._pending.setObjectName("pending_button")
        self._menu.setObjectName("menu_button")
        self._language.setObjectName("language_button")
        self._theme.setObjectName("theme_button")
        left, centre, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(IconLabel("store", 20))
        left.addWidget(self._shop, 1)
        centre.setSpacing(GAP)
        centre.addWidget(self._state_icon)
        centre.addWidget(self._state)
        centre.addSpacing(12)
        centre.addWidget(self._pending)
        right.setSpacing(GAP)
        for widget in (self._language, self._theme, self._letter, self._person, self._time, self._menu):
            right.addWidget(widget)
        row = self._row = QHBoxLayout(self)
        row.addLayout(left)
        row.addStretch(1)
        row.addLayout(centre)
        row.addStretch(1)
        row.addLayout(right)

    def _connect(self) -> None:
        self._pending.clicked.connect(self.pending_requested)
        self._menu.clicked.connect(self.menu_requested)
        self._language.clicked.connect(self.language_requested)
        self._theme.clicked.connect(self.theme_requested)
        timer = QTimer(self)
        timer.setInterval(_TICK_MS)
        timer.timeout.connect(self._show_time)
        timer.start()

    def show_view(self, view: BarView) -> None:
        """Shows it; cheap when repeated."""
        if view == self._view:
            return
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        view = self._view
        if view is None:
            return
        self._shop.set_runs(
            [Run(view.shop_name, weight=Weight.SEMIBOLD), Run(f"  · {view.till_name}", tone=Role.TEXT2)]
        )
        words, icon, tone = self._state_words(view.mpesa)
        self._state.setText(words)
        self._state_icon.set_icon(icon, tone)
        self._pending.set_words(self._waiting_words(view))
        self._pending.setVisible(view.pending + view.to_decide > 0 and bool(view.person))
        self._person.setText(view.person)
        if view.person:
            self._letter.set_letter(view.person[0].upper())
        self._language.set_words(view.other_language)
        self._theme.set_words(self.tr("Light") if view.is_dark else self.tr("Dark"))
        self._theme.set_icon("sun" if view.is_dark else "moon")
        self._menu.set_words(self.tr("Menu"))
        for widget in (self._letter, self._person, self._menu):
            widget.setVisible(bool(view.person))
        self._language.setVisible(not view.person and bool(view.other_language))
        self._theme.setVisible(not view.person)
        right = MARGIN - _FLAT_PADDING if view.person else MARGIN
        self._row.setContentsMargins(MARGIN, 1, right, 0)
        self._show_time()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The date is shown where there is room for it."""
        super().resizeEvent(event)
        self._show_time()

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _waiting_words(self, view: BarView) -> str:
        if not view.to_decide:
            return self.tr("{0} pending").format(view.pending)
        if not view.pending:
            return self.tr("{0} to decide").format(view.to_decide)
        return self.tr("{0} pending, {1} to decide").format(view.pending, view.to_decide)

    def _state_words(self, state: MpesaState) -> tuple[str, str, Role]:
        if state is MpesaState.READY:
            return self.tr("M-Pesa ready"), "circle-check", Role.MONEY
        if state is MpesaState.SLOWER:
            return self.tr("M-Pesa slower"), "triangle-alert", Role.WARN
        return self.tr("M-Pesa not set up"), "ban", Role.TEXT2

    def _show_time(self) -> None:
        if self._view is None:
            return
        moment = in_nairobi(self._clock.now())
        date = day_text(moment)
        if not self._view.person:
            self._time.set_runs([Run(f"{date} {moment:%Y} · {moment:%H:%M}", weight=Weight.SEMIBOLD)])
            return
        runs = [Run(f"{moment:%H:%M}", weight=Weight.SEMIBOLD)]
        if not is_narrow(self.width()):
            runs.insert(0, Run(f"· {date}  ", tone=Role.TEXT2))
        self._time.set_runs(runs)
