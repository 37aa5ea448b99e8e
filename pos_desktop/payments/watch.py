"""The loops that drive payments to their end; each runs on a thread that its host gives it."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from pos_desktop.clock import Clock, SystemClock
from pos_desktop.errors import PosError
from pos_desktop.payments.core import PaymentCore
from pos_desktop.payments.errors import MailboxError, MailboxKeyRefusedError
from pos_desktop.payments.mailbox import RelayMailbox

log = logging.getLogger(__name__)

QUESTIONS_AT_ONCE = 4
LONGEST_SLEEP_SECONDS = 30.0
LONGEST_BACK_OFF_SECONDS = 30.0
KEY_REFUSED_PAUSE_SECONDS = 60.0
FAULT_PAUSE_SECONDS = 5.0
"""How long M-Pesa is left alone when the host's file does not take its answers."""


class MailboxState(StrEnum):
    """How the relay is doing, as seen from here."""

    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    KEY_REFUSED = "key_refused"


class PaymentWatch:
    """Asks M-Pesa about whatever is due, a few questions at a time, until `stop` is set.

    Where several processes share a database, `has_turn` says whether this one asks, and `longest_sleep_seconds` is
    how late it may learn of what another one wrote.
    """

    def __init__(
        self,
        core: PaymentCore,
        stop: threading.Event,
        clock: Clock | None = None,
        *,
        longest_sleep_seconds: float = LONGEST_SLEEP_SECONDS,
        has_turn: Callable[[], bool] = lambda: True,
    ) -> None:
        self._core = core
        self._stop = stop
        self._clock = clock or SystemClock()
        self._longest_sleep = longest_sleep_seconds
        self._has_turn = has_turn
        self._asked: set[int] = set()
        self._lock = threading.Lock()

    def run(self) -> None:
        """Runs until `stop` is set and the core was woken; a fault of one round is logged and the next one tried."""
        with ThreadPoolExecutor(QUESTIONS_AT_ONCE, thread_name_prefix="mpesa-question") as pool:
            while not self._stop.is_set():
                try:
                    pause = self._round(pool)
                except (PosError, SQLAlchemyError) as error:
                    log.warning("the payments could not be looked at: %s", error)
                    pause = FAULT_PAUSE_SECONDS
                except Exception:  # thread border: whatever it is, payments must be looked at again
                    if self._stop.is_set():  # the host has closed what they are looked at with
                        return
                    log.exception("a fault of ours kept the payments from being looked at")
                    pause = FAULT_PAUSE_SECONDS
                self._core.wake.wait(pause)
                self._core.wake.clear()

    def _round(self, pool: ThreadPoolExecutor) -> float:
        self._core.recover()  # its own answers that were not stored, too, which no other process has
        if not self._has_turn():
            return self._longest_sleep
        due, later = self._core.due()
        for payment_id in due:
            if self._claim(payment_id):
                pool.submit(self._resolve, payment_id)
        if later is None:
            return self._longest_sleep
        return min(max((later - self._clock.now()).total_seconds(), 0.05), self._longest_sleep)

    def _claim(self, payment_id: int) -> bool:
        with self._lock:
            if payment_id in self._asked:
                return False
            self._asked.add(payment_id)
            return True

    def _resolve(self, payment_id: int) -> None:
        try:
            self._core.resolve(payment_id)
        except (PosError, SQLAlchemyError) as error:
            log.warning("payment %s could not be asked about: %s", payment_id, error)
            self._stop.wait(FAULT_PAUSE_SECONDS)
        except Exception:  # thread border: it must not be asked about again at once
            if not self._stop.is_set():  # else the host has closed what it was asked with
                log.exception("a fault of ours kept payment %s from being asked about", payment_id)
            self._stop.wait(FAULT_PAUSE_SECONDS)
        finally:
            with self._lock:
                self._asked.discard(payment_id)
            self._core.wake.set()


def recheck_once(core: PaymentCore) -> None:
    """Looks at what was decided in the last days, after a start; what cannot be read waits for another day."""
    try:
        core.recheck()
    except (PosError, SQLAlchemyError) as error:
        log.warning("what was decided could not be looked at: %s", error)


class MailboxWatch:
    """Reads the relay's long poll and hands what comes to the core, until `stop` is set."""

    def __init__(
        self,
        core: PaymentCore,
        mailbox: RelayMailbox,
        stop: threading.Event,
        on_state: Callable[[MailboxState], None] = lambda _state: None,
    ) -> None:
        self._core = core
        self._mailbox = mailbox
        self._stop = stop
        self._on_state = on_state
        self._faults = 0

    def run(self) -> None:
        """Runs until `stop` is set; a blocked long poll ends with the mailbox's own time-out."""
        while not self._stop.is_set():
            try:
                batch = self._mailbox.fetch(self._core.mailbox_position())
                if self._stop.is_set():
                    return
                self._core.receive_mail(batch)
            except MailboxKeyRefusedError as error:
                self._rest(MailboxState.KEY_REFUSED, error, KEY_REFUSED_PAUSE_SECONDS)
            except MailboxError as error:
                self._rest(MailboxState.UNREACHABLE, error, self._back_off())
            except (PosError, SQLAlchemyError) as error:
                log.warning("the relay's mail could not be stored, it will be fetched again: %s", error)
                self._stop.wait(self._back_off())
            except Exception:  # thread border: the mail waits at the relay
                if self._stop.is_set():  # the host has closed what it was fetched with
                    return
                log.exception("a fault of ours kept the relay's mail from being read, it will be fetched again")
                self._stop.wait(self._back_off())
            else:
                self._faults = 0
                self._on_state(MailboxState.CONNECTED)

    def _rest(self, state: MailboxState, error: MailboxError, seconds: float) -> None:
        log.info("%s", error)
        self._on_state(state)
        self._stop.wait(seconds)

    def _back_off(self) -> float:
        self._faults += 1
        return back_off_seconds(self._faults)


def back_off_seconds(faults: int) -> float:
    """How long to leave a relay alone after so many faults in a row."""
    seconds: float = min(0.5 * 2 ** min(faults, 8), LONGEST_BACK_OFF_SECONDS)
    return seconds * random.uniform(0.7, 1.3)  # noqa: S311 - spreads load, guards nothing
