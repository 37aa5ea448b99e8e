from __future__ import annotations

import pytest

from pos_desktop.till import TerminalDetails


def test_the_longest_short_name_makes_numbers_that_fit_a_prompt() -> None:
    details = TerminalDetails("T3ST0001", "TILL9", "Till 9", "Shop")
    assert len(f"{details.short_name}-000482") == 12


@pytest.mark.parametrize("short_name", ["", "TILL10", "a-b", "é"])
def test_a_short_name_that_would_spoil_receipt_numbers_is_refused(short_name: str) -> None:
    with pytest.raises(ValueError, match="short name"):
        TerminalDetails("T3ST0001", short_name, "Till", "Shop")


@pytest.mark.parametrize("hour", [-1, 24])
def test_the_day_turns_at_an_hour_of_the_day(hour: int) -> None:
    with pytest.raises(ValueError, match="hour"):
        TerminalDetails("T3ST0001", "1", "Till", "Shop", cut_off_hour=hour)
