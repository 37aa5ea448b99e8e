from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlmodel import SQLModel

import pos_desktop.till  # noqa: F401  declares its tables
from pos_desktop import payments, storage
from pos_desktop.schema import NewerSchemaError
from pos_desktop.storage import StorageBugError, TillFile
from tests.storage.migrations_for_tests import write_migrations

ONE = ("CREATE TABLE one (id INTEGER PRIMARY KEY, word TEXT)", "INSERT INTO one (word) VALUES ('kept')")
TWO = ("CREATE TABLE two (id INTEGER PRIMARY KEY)", "UPDATE one SET word = 'changed'")
BROKEN = (*TWO, "INSERT INTO no_such_table VALUES (1)")


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def tables(path: Path) -> set[object]:
    return {row[0] for row in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_file_is_made_without_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "shop" / "till.db"
    TillFile.open(path, [payments.MIGRATIONS, storage.MIGRATIONS]).close()
    assert {"mpesa_transaction", "sale", "payments_version", "till_version"} <= tables(path)
    assert not (path.parent / "backups").exists()


def test_a_file_that_is_up_to_date_is_opened_without_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    for _ in range(2):
        TillFile.open(path, [write_migrations(tmp_path / "m", ONE)]).close()
    assert not (tmp_path / "backups").exists()


def test_a_backup_is_made_before_an_old_file_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    TillFile.open(path, [write_migrations(tmp_path / "m", ONE)]).close()
    TillFile.open(path, [write_migrations(tmp_path / "m", ONE, TWO)]).close()
    assert rows(path, "SELECT word FROM one") == [("changed",)]
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name == "till-before-trial_version-r2.db"
    assert rows(backup, "SELECT word FROM one") == [("kept",)]
    assert rows(backup, "SELECT version_num FROM trial_version") == [("r1",)]
    storage.verify(backup)


def test_a_migration_that_fails_leaves_the_old_file_and_the_old_version_works_on(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    old = write_migrations(tmp_path / "m", ONE)
    TillFile.open(path, [old]).close()
    with pytest.raises(StorageBugError, match="no_such_table"):
        TillFile.open(path, [write_migrations(tmp_path / "m2", ONE, BROKEN)])
    assert tables(path) == {"one", "trial_version"}
    assert rows(path, "SELECT word FROM one") == [("kept",)]
    TillFile.open(path, [old]).close()


def test_all_owners_are_migrated_together_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    with pytest.raises(StorageBugError):
        TillFile.open(path, [payments.MIGRATIONS, write_migrations(tmp_path / "m", ONE, BROKEN)])
    assert tables(path) == set()


def test_a_newer_file_is_refused_with_both_versions_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    TillFile.open(path, [write_migrations(tmp_path / "new", ONE, TWO)]).close()
    before = path.read_bytes()
    with pytest.raises(NewerSchemaError, match=r"at r2.*up to r1"):
        TillFile.open(path, [write_migrations(tmp_path / "old", ONE)])
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()


def shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Columns, keys and indexes of every ordinary table."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    found: dict[str, object] = {}
    for (table,) in connection.execute(query).fetchall():
        indexes = connection.execute(f"PRAGMA index_list({table})").fetchall()
        found[table] = {
            "columns": connection.execute(f"PRAGMA table_info({table})").fetchall(),
            "foreign keys": sorted(row[2:5] for row in connection.execute(f"PRAGMA foreign_key_list({table})")),
            "indexes": sorted(
                (
                    "" if name.startswith("sqlite_autoindex") else name,
                    unique,
                    partial,
                    [row[2] for row in connection.execute(f"PRAGMA index_info({name})")],
                )
                for _number, name, unique, _origin, partial in indexes
            ),
        }
    return found


def test_the_migrated_file_is_what_the_tables_in_the_program_say(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    TillFile.open(path, [payments.MIGRATIONS, storage.MIGRATIONS]).close()
    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as migrated, closing(sqlite3.connect(fresh)) as declared:
        in_program, in_file = shape(declared), shape(migrated)
    search = {name for name in in_file if name.startswith(("product_search", "product_trigram"))}
    assert set(in_file) - search - {"payments_version", "till_version"} == set(in_program)
    assert {name: in_file[name] for name in in_program} == in_program
