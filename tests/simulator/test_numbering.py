"""Ids and receipts: their shape, their dates, and that none is given twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pos_desktop.simulator.accounts import Accounts
from pos_desktop.simulator.chance import Chance
from pos_desktop.simulator.numbering import Numbering

MOMENT = datetime(2026, 10, 2, 15, 10, 46, 518_000, tzinfo=UTC)


def numbering() -> Numbering:
    return Numbering(Chance(1))


def test_a_checkout_id_is_a_nairobi_moment_and_the_payers_number() -> None:
    made = numbering()
    assert made.checkout_request_id(MOMENT, "254712345678") == "ws_CO_02102026181046518712345678"
    assert made.checkout_request_id(MOMENT, "254712345678") == "ws_CO_02102026181046519712345678"


@pytest.mark.parametrize(
    ("moment", "head"),
    [
        (datetime(2019, 12, 19, 7, tzinfo=UTC), "NLJ"),
        (datetime(2025, 1, 9, 7, tzinfo=UTC), "TA9"),
        (datetime(2026, 11, 10, 7, tzinfo=UTC), "UKA"),
        (datetime(2026, 10, 30, 20, 59, tzinfo=UTC), "UJU"),
        (datetime(2026, 10, 30, 21, 0, tzinfo=UTC), "UJV"),
    ],
)
def test_a_receipt_begins_with_the_day_in_nairobi(moment: datetime, head: str) -> None:
    receipt = numbering().receipt(moment)
    assert receipt.startswith(head)
    assert len(receipt) == 10


def test_no_receipt_is_given_twice() -> None:
    made = numbering()
    assert len({made.receipt(MOMENT) for _ in range(5000)}) == 5000


def test_only_kenyan_mobile_numbers_have_a_phone() -> None:
    with pytest.raises(ValueError, match="2547XXXXXXXX"):
        Accounts().phone("0712345678")
