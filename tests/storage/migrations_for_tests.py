"""Writes small migration folders, so that steps which do not exist yet can be tried."""

from __future__ import annotations

from pathlib import Path

from pos_desktop.schema import Migrations

ENV = "from pos_desktop.schema import run_migrations\n\nrun_migrations()\n"
REVISION = """from alembic import op

revision = {revision!r}
down_revision = {before!r}


def upgrade():
    for statement in {statements!r}:
        op.execute(statement)
"""


def write_migrations(folder: Path, *steps: tuple[str, ...]) -> Migrations:
    """A folder with one revision a step, named r1, r2, ...; its version table is `trial_version`."""
    versions = folder / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (folder / "env.py").write_text(ENV)
    before = None
    for number, statements in enumerate(steps, start=1):
        revision = f"r{number}"
        (versions / f"{revision}.py").write_text(
            REVISION.format(revision=revision, before=before, statements=statements)
        )
        before = revision
    return Migrations(folder, "trial_version", f"r{len(steps)}")
