"""The power goes: whatever of the log was not flushed is gone, and what was acknowledged is there (payments.md row 47).

A kill proves nothing here, as the machine's memory outlives it. So the write-ahead log is cut, at every 512 bytes.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.conftest import Figures
from tests.payments.world import World, result

SECTOR = 512


def evidence_in(path: Path) -> list[str]:
    """What another program finds in the file, which must be whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [kind for (kind,) in connection.execute("SELECT kind FROM payment_event ORDER BY id")]


def test_what_was_acknowledged_outlives_the_power_wherever_the_log_is_cut(
    tmp_path: Path, effort: int, figures: Figures
) -> None:
    world = World(tmp_path)
    file, log = tmp_path / "till.db", tmp_path / "till.db-wal"
    base = tmp_path / "base.db"
    shutil.copy(file, base)
    acknowledged: list[tuple[int, list[str]]] = []

    def note(_change: object) -> None:
        acknowledged.append((log.stat().st_size, _kinds(file)))

    world.announce = note
    for sale in range(1, 2 + min(effort, 3)):
        payment = world.prompt(pos_sale=f"sale-{sale}")
        world.daraja.queries.append(result("0"))
        world.call_back(payment, receipt=f"UKO7XK2M9{sale}")
        world.core.resolve(payment.id)
    whole = log.read_bytes()
    assert base.read_bytes() == file.read_bytes(), "the log was put into the file meanwhile: nothing is proved"

    first, cuts = acknowledged[0][0], 0
    for cut in [*range(first, len(whole), SECTOR), len(whole)]:
        lost = tmp_path / "lost.db"
        shutil.copy(base, lost)
        (tmp_path / "lost.db-wal").write_bytes(whole[:cut])
        (tmp_path / "lost.db-shm").unlink(missing_ok=True)
        promised = [kinds for size, kinds in acknowledged if size <= cut][-1]
        found = evidence_in(lost)
        assert found[: len(promised)] == promised, f"cut at {cut} of {len(whole)}: promised {promised}, found {found}"
        cuts += 1
    figures.note(f"power lost at {cuts} places of the log, {len(acknowledged)} commits: none of them lost")
    world.file.close()


def _kinds(file: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return [kind for (kind,) in connection.execute("SELECT kind FROM payment_event ORDER BY id")]
