"""Brings one set of tables to its newest version: a version table each, all steps in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pos_desktop.errors import PosError


class NewerSchemaError(PosError):
    """The tables were made by a newer program than this one; nothing was changed."""

    code = "newer_schema"


@dataclass(frozen=True)
class Migrations:
    """Where one owner's migrations lie: the alembic folder, its version table, its newest revision."""

    folder: Path
    version_table: str
    head: str


def version_of(connection: Connection, migrations: Migrations) -> str | None:
    """The revision that the tables are at, or None when they were never made."""
    if not inspect(connection).has_table(migrations.version_table):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {migrations.version_table}")).scalar()  # noqa: S608
    return None if found is None else str(found)


def is_behind(connection: Connection, migrations: Migrations) -> bool:
    """Whether `upgrade` has something to do.

    Raises:
        NewerSchemaError: the file holds a revision that this program does not know.
    """
    current = version_of(connection, migrations)
    if current == migrations.head:
        return False
    from alembic.script import ScriptDirectory  # about 100 ms, needed only when there is something to do

    known = {script.revision for script in ScriptDirectory(str(migrations.folder)).walk_revisions()}
    if current is not None and current not in known:
        raise NewerSchemaError(
            f"{migrations.version_table} is at {current}, this program knows up to {migrations.head}"
        )
    return True


def upgrade(connection: Connection, migrations: Migrations) -> None:
    """Runs the missing revisions on the caller's connection and leaves the commit to the caller.

    Raises:
        NewerSchemaError: the file holds a revision that this program does not know.
    """
    if not is_behind(connection, migrations):
        return
    from alembic import command  # as above
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = migrations.version_table
    command.upgrade(config, migrations.head)


def run_migrations() -> None:
    """What each `env.py` calls: runs alembic on the connection that `upgrade` was given."""
    from alembic import context

    context.configure(
        connection=context.config.attributes["connection"],
        version_table=context.config.attributes["version_table"],
        transactional_ddl=False,
    )
    context.run_migrations()
