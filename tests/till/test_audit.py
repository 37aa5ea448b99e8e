from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from pos_desktop.till import Actor, AuditKind, append_audit_entry, audit_head, first_broken_entry
from tests.till.shop import TERMINAL, Shop

COLUMNS = ("id", "terminal", "made_at", "kind", "staff_id", "who", "data", "previous_seal", "seal")


@pytest.fixture
def chain(shop: Shop) -> Shop:
    for number in range(5):
        with shop.file.transaction() as session:
            who = Actor(TERMINAL, "Wanjiru", shop.manager)
            append_audit_entry(session, AuditKind.APPROVED, who, {"number": number, "ü": None}, shop.clock.now())
        shop.clock.advance(seconds=1)
    return shop


def tamper(shop: Shop, *statements: str) -> None:
    """Changes the file as an insider with a database tool would: without our triggers."""
    with closing(sqlite3.connect(shop.path)) as connection:
        for name in ("audit_entry_is_never_changed", "audit_entry_is_never_deleted"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def broken(shop: Shop) -> int | None:
    with shop.file.reading() as session:
        return first_broken_entry(session)


def test_an_untouched_chain_is_whole_and_its_head_moves(chain: Shop) -> None:
    assert broken(chain) is None
    with chain.file.transaction() as session:
        before = audit_head(session)
        append_audit_entry(session, AuditKind.APPROVED, Actor(TERMINAL, "Till"), {}, chain.clock.now())
        assert audit_head(session) != before
    assert broken(chain) is None


def test_an_empty_log_is_whole(shop: Shop) -> None:
    assert broken(shop) is None
    with shop.file.reading() as session:
        assert audit_head(session) == "0" * 64


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_a_changed_value_is_found_where_it_was_changed(chain: Shop, column: str) -> None:
    new = f"{column} = 1" if column == "staff_id" else f"{column} = {column} || 'x'"
    tamper(chain, f"UPDATE audit_entry SET {new} WHERE id = 3")
    assert broken(chain) == 3


def test_a_missing_entry_is_found(chain: Shop) -> None:
    tamper(chain, "DELETE FROM audit_entry WHERE id = 2")
    assert broken(chain) == 3


def test_entries_that_changed_places_are_found(chain: Shop) -> None:
    swap = ("UPDATE audit_entry SET id = {} WHERE id = {}".format(*pair) for pair in ((99, 2), (2, 3), (3, 99)))
    tamper(chain, *swap)
    assert broken(chain) == 2
