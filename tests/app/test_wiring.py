from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from pos_desktop.app.secrets import DarajaSecrets, PairingSecrets
from pos_desktop.app.settings import DarajaSettings, Settings
from pos_desktop.app.wiring import Announcements, MpesaSetup, Till, daraja_config, encode_private_key, open_till
from pos_desktop.disk_room import RESERVE_BYTES
from pos_desktop.payments import MPesaTransaction, PaymentChange, new_key_pair
from pos_desktop.storage import DiskFullError
from tests.app.bills import billed, cashier_of, one_sale
from tests.conftest import Noise
from tests.failing_disk import Fault, failing_disk
from tests.little_room import leave

WATCH = "pos_desktop.payments.watch"
NOBODY = "http://127.0.0.1:9"


class Killed(BaseException):
    """Stands for the end of the process."""


def open_here(folder: Path, hear: Callable[[PaymentChange], None]) -> Till:
    """A till whose Daraja is nowhere, and that has no relay."""
    private, _public = new_key_pair()
    settings = Settings(daraja=DarajaSettings(base_url=NOBODY, short_code="174379"))
    config = daraja_config(settings, DarajaSecrets("key", "secret", "passkey"))
    pairing = PairingSecrets("ab2cd3ef", "key", encode_private_key(private), NOBODY)
    return open_till(
        settings,
        folder,
        pepper=b"a pepper for the tests only",
        mpesa=MpesaSetup(config, pairing, ""),
        printer=None,
        tell=Announcements(payment_changed=hear),
    )


def die(_change: PaymentChange) -> None:
    raise Killed


def test_a_till_that_starts_on_a_full_disk_settles_what_was_open_once_there_is_room(
    tmp_path: Path, noise: Noise
) -> None:
    noise.expect("pos_desktop.app.wiring", "could not be settled yet.*full")
    noise.expect(WATCH, "could not be looked at.*full")
    is_told = threading.Event()
    with closing(open_here(tmp_path, die)) as first:
        assert first.core is not None
        request = billed(first)
        with pytest.raises(Killed):
            first.core.start_prompt(request)
    with failing_disk() as disk, closing(open_here(tmp_path, lambda _change: is_told.set())) as second:
        disk.fail(Fault.FULL, 1, lasts=True)
        second.start()
        while not any(record.name == WATCH for record in noise.heard):
            threading.Event().wait(0.005)
        disk.mend()
        assert second.core is not None
        while not is_told.wait(0.05):
            second.core.wake.set()
        payment = second.core.payment(1)
    assert (payment.status, payment.detail) == ("failed", "not_sent")


def test_on_a_disk_with_little_room_no_prompt_goes_out_and_nothing_is_kept_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_here(tmp_path, lambda _change: None)) as till:
        assert till.core is not None
        request = billed(till)
        leave(monkeypatch, RESERVE_BYTES - 1)
        with pytest.raises(DiskFullError):
            till.core.start_prompt(request)
        with till.file.reading() as session:
            assert session.exec(select(MPesaTransaction)).all() == []


def test_on_a_disk_with_little_room_no_sale_begins_and_what_is_begun_goes_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_here(tmp_path, lambda _change: None)) as till:
        cashier, begun, new = cashier_of(till), one_sale(), one_sale()
        till.counter.autosave_line(begun, begun.lines[0].line_id, cashier)
        leave(monkeypatch, RESERVE_BYTES - 1)
        for begin in (
            lambda: till.counter.autosave_line(new, new.lines[0].line_id, cashier),
            lambda: till.counter.hold(new, "", cashier),
            lambda: till.counter.begin_payment(new, cashier),
        ):
            with pytest.raises(DiskFullError):
                begin()
        bill = till.counter.begin_payment(begun, cashier)
        taken = till.counter.take_cash(bill.sale_id, 200_00, cashier)
    assert taken.is_completed
