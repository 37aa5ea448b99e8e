"""What the screens are given: one frozen value, no registry and no globals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pos_desktop.clock import Clock
from pos_desktop.payments import Override, PaymentView, Settlement, StrayPayment
from pos_desktop.till import Catalogue, Counter, PromptFacts, StaffDesk
from pos_desktop.ui.background import Background
from pos_desktop.ui.events import Events


@dataclass(frozen=True)
class Prompts:
    """What the screens can do about M-Pesa. The first six block and belong to the background; the rest only read."""

    start: Callable[[PromptFacts, str, int, Override | None], PaymentView]
    query: Callable[[int], PaymentView]
    walk_away: Callable[[int], None]
    confirm_not_paid: Callable[[int, str], PaymentView]
    release: Callable[[int, Override], PaymentView]
    settle: Callable[[PaymentView, str, str, Settlement], PaymentView]
    view: Callable[[int], PaymentView]
    of_sale: Callable[[str], list[PaymentView]]
    open: Callable[[], list[PaymentView]]
    exceptions: Callable[[], list[PaymentView]]
    strays: Callable[[], list[StrayPayment]]
    count_open: Callable[[], int]
    count_exceptions: Callable[[], int]


@dataclass(frozen=True)
class Services:
    """Everything that the screens need of the till. `prompts` is None when M-Pesa is not set up.

    `desk_work` runs one thing at a time, so that what the cashier did reaches the file in its order; `outside_work`
    runs what waits for a network, several at once. `clock_skew` belongs there: it asks Safaricom's server what time it
    is, and says how far that is ahead of this machine's, or None.
    """

    counter: Counter
    catalogue: Catalogue
    staff: StaffDesk
    prompts: Prompts | None
    events: Events
    desk_work: Background
    outside_work: Background
    clock: Clock
    nudge_printer: Callable[[], None]
    clock_skew: Callable[[], timedelta | None]
