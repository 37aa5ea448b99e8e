"""A SQLite file that was closed on purpose can be opened again on a disk that has become full meanwhile.

With the last connection that may write, SQLite takes away the write-ahead log and its index; the next start needs room
to make them anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path


@contextmanager
def log_kept(path: Path, writer: sqlite3.Connection) -> Iterator[None]:
    """For the block that closes the file's last writing connection: the index stays, and the log, which is empty.

    A connection that only reads, closed after it, leaves both where they are. What is in the log is brought into the
    file first, so that the file alone is whole, and a copy put in its place meets no pages of the old one. Where this
    cannot be done, as on a faulty disk, the block does what it always did.
    """
    with ExitStack() as stack:
        with suppress(sqlite3.Error):
            writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            address = f"{path.resolve().as_uri()}?mode=ro"
            reader = stack.enter_context(closing(sqlite3.connect(address, uri=True)))
            reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        yield
