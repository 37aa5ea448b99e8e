from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from pos_desktop.schema import NewerSchemaError, is_behind, upgrade, version_of
from tests.storage.migrations_for_tests import write_migrations

ONE = ("CREATE TABLE one (id INTEGER)",)
TWO = ("CREATE TABLE two (id INTEGER)",)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def tables(connection: Connection) -> set[str]:
    return set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())


def test_tables_that_were_never_made_have_no_version(connection: Connection, tmp_path: Path) -> None:
    migrations = write_migrations(tmp_path, ONE)
    assert version_of(connection, migrations) is None
    assert is_behind(connection, migrations)


def test_only_the_missing_steps_are_run(connection: Connection, tmp_path: Path) -> None:
    upgrade(connection, write_migrations(tmp_path, ONE))
    assert version_of(connection, write_migrations(tmp_path, ONE)) == "r1"
    longer = write_migrations(tmp_path, ONE, TWO)
    assert is_behind(connection, longer)
    upgrade(connection, longer)
    assert version_of(connection, longer) == "r2"
    assert tables(connection) == {"one", "two", "trial_version"}
    upgrade(connection, longer)
    assert not is_behind(connection, longer)


def test_the_commit_is_left_to_the_caller(connection: Connection, tmp_path: Path) -> None:
    connection.execute(text("CREATE TABLE one (id INTEGER)"))
    connection.commit()
    upgrade(connection, write_migrations(tmp_path, ("INSERT INTO one VALUES (1)",)))
    assert connection.in_transaction()
    connection.rollback()
    assert connection.execute(text("SELECT count(*) FROM one")).scalar() == 0


def test_a_newer_version_is_refused_and_both_are_named(connection: Connection, tmp_path: Path) -> None:
    upgrade(connection, write_migrations(tmp_path / "new", ONE, TWO))
    older = write_migrations(tmp_path / "old", ONE)
    for refused in (is_behind, upgrade):
        with pytest.raises(NewerSchemaError, match="trial_version is at r2, this program knows up to r1"):
            refused(connection, older)


def test_a_folder_may_have_a_percent_sign_in_its_name(connection: Connection, tmp_path: Path) -> None:
    upgrade(connection, write_migrations(tmp_path / "100% shop", ONE))
    assert "one" in tables(connection)
