"""Alembic's entry: the connection and the version table come from the caller."""

from pos_desktop.schema import run_migrations

run_migrations()
