"""Every write of a sale refused by the disk, one after the other: nothing is sent without a commit, nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from pos_desktop.errors import Money, Retry
from pos_desktop.storage import DiskFullError
from tests.conftest import Noise
from tests.failing_disk import FailingDisk, Fault, failing_disk
from tests.payments.till_on_disk import TillOnDisk
from tests.processes.books import CUT, Books

WRITES_OF_A_SALE = 35
A_WHOLE_DISK = 1_000_000


@pytest.fixture
def disk() -> Iterator[FailingDisk]:
    with failing_disk() as disk:
        yield disk


def faults(till: TillOnDisk) -> list[str]:
    """What the till's file, the wire and the paper hold against each other."""
    printed = till.folder / "receipts.bin"
    paper = printed.read_bytes() if printed.exists() else b""
    found = Books(till.folder / "till.db").faults(till.paid, paper)
    papers = paper.count(CUT)
    if not len(till.daraja.pushed) == len(till.paid) == papers:
        found.append(f"{len(till.daraja.pushed)} prompts and {papers} papers for {len(till.paid)} payments")
    return found


@pytest.mark.parametrize(
    ("fault", "lasts", "is_mail_lost"),
    [
        pytest.param(Fault.FULL, False, True, id="full once, and the callback is lost"),
        pytest.param(Fault.FULL, True, False, id="full until there is room"),
        pytest.param(Fault.WRITE, False, False, id="a write fails once"),
        pytest.param(Fault.FLUSH, False, False, id="a flush fails once"),
        pytest.param(Fault.FLUSH, True, True, id="flushes fail until it is mended, and the callback is lost"),
        pytest.param(Fault.BUSY, False, False, id="busy once"),
    ],
)
def test_whatever_write_of_a_sale_fails_the_sale_ends_right(
    tmp_path: Path, disk: FailingDisk, noise: Noise, fault: Fault, lasts: bool, is_mail_lost: bool
) -> None:
    noise.expect("pos_desktop.payments.recorder", "could not be stored")
    with closing(TillOnDisk(tmp_path, disk.mend)) as till:
        number = 0
        while number == 0 or disk.failed:
            number += 1
            disk.fail(fault, number, lasts=lasts)
            till.sell(is_mail_lost=is_mail_lost)
            disk.mend()
            assert (number, faults(till)) == (number, [])
    assert number > WRITES_OF_A_SALE
    assert {(error.money, error.retry) for error in till.refusals} == {(Money.NO, Retry.SAFE)}


def test_wherever_in_a_sale_the_file_is_full_the_sale_ends_right(tmp_path: Path, noise: Noise) -> None:
    """SQLite's own refusal: the file may grow by so many pages and no more, until a person makes room."""
    noise.expect("pos_desktop.payments.recorder", "could not be stored")

    def allow(pages: int) -> None:
        with till.file.transaction() as session:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def allow_at(act: int, more: int, now: int) -> None:
        if now == act:
            allow(till.pages() + more)

    def sell(before: Callable[[int], None] = lambda _act: None) -> int:
        refused = len(till.refusals)
        till.sell(before)
        allow(A_WHOLE_DISK)
        assert faults(till) == []
        return len(till.refusals) - refused

    with closing(sqlite3.connect(tmp_path / "till.db", isolation_level=None)) as empty:
        empty.execute("PRAGMA page_size = 512")  # so that most rows need another one
        empty.execute("VACUUM")
    with closing(TillOnDisk(tmp_path, lambda: allow(A_WHOLE_DISK))) as till:
        for act in range(till.sell()):
            more = 0
            while sell(partial(allow_at, act, more)):
                more += 2
        while not noise.heard:  # until there is no room in the moment when the answer to a push is to be stored
            till.daraja.pushes.append(lambda: allow(till.pages()))
            sell()
    assert {type(error) for error in till.refusals} == {DiskFullError}
