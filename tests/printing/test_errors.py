from __future__ import annotations

import pytest

from pos_desktop import printing
from pos_desktop.errors import Money, Retry
from pos_desktop.printing import PaperOutError, PrintingError


def test_every_fault_has_a_code_of_its_own() -> None:
    faults: list[type[PrintingError]] = [PrintingError, *PrintingError.__subclasses__()]
    codes = [fault.code for fault in faults]
    assert len(codes) == len(set(codes)) == 6


@pytest.mark.parametrize("fault", PrintingError.__subclasses__())
def test_no_fault_of_a_printer_touches_money_and_all_may_be_tried_again(fault: type[PrintingError]) -> None:
    assert (fault.money, fault.retry) == (Money.NO, Retry.SAFE)


def test_a_fault_has_started_only_when_it_says_so() -> None:
    assert not PaperOutError("end").started
    assert PaperOutError("end", started=True).started


def test_what_the_package_gives_out_is_sorted_and_there() -> None:
    assert printing.__all__ == sorted(printing.__all__)
    assert [name for name in printing.__all__ if not hasattr(printing, name)] == []
