from __future__ import annotations

import sqlite3

import pytest

from pos_desktop.errors import Retry
from pos_desktop.storage import EnvironmentFaultError, StorageBugError
from pos_desktop.storage.errors import storage_error

OURS = {
    "SQLITE_ERROR",
    "SQLITE_INTERNAL",
    "SQLITE_ABORT",
    "SQLITE_INTERRUPT",
    "SQLITE_NOTFOUND",
    "SQLITE_EMPTY",
    "SQLITE_SCHEMA",
    "SQLITE_TOOBIG",
    "SQLITE_CONSTRAINT",
    "SQLITE_MISMATCH",
    "SQLITE_MISUSE",
    "SQLITE_FORMAT",
    "SQLITE_RANGE",
}


class WithCode(sqlite3.OperationalError):
    def __init__(self, code: int) -> None:
        super().__init__("as SQLite says it")
        self.sqlite_errorcode = code
        self.sqlite_errorname = "SQLITE_X"


def primary_codes() -> dict[str, int]:
    """The names of all primary result codes that Python knows (https://sqlite.org/rescode.html)."""
    result_names = "ERROR INTERNAL PERM ABORT BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL CANTOPEN"
    result_names += " PROTOCOL EMPTY SCHEMA TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB"
    return {f"SQLITE_{name}": getattr(sqlite3, f"SQLITE_{name}") for name in result_names.split()}


@pytest.mark.parametrize(("name", "code"), primary_codes().items())
def test_every_primary_code_is_either_the_environments_fault_or_our_bug(name: str, code: int) -> None:
    error = storage_error(WithCode(code))
    assert isinstance(error, StorageBugError if name in OURS else EnvironmentFaultError)
    assert (error.retry is Retry.SAFE) == (name not in OURS | {"SQLITE_CORRUPT", "SQLITE_NOTADB"})


def test_an_extended_code_is_sorted_by_its_primary_one() -> None:
    assert storage_error(WithCode(sqlite3.SQLITE_IOERR_FSYNC)).code == "file_unreachable"
    assert storage_error(WithCode(sqlite3.SQLITE_BUSY_SNAPSHOT)).code == "file_busy"
    assert storage_error(WithCode(sqlite3.SQLITE_CONSTRAINT_UNIQUE)).code == "storage_bug"


def test_an_error_without_a_code_is_our_bug() -> None:
    assert isinstance(storage_error(None), StorageBugError)
    assert isinstance(storage_error(sqlite3.ProgrammingError("closed")), StorageBugError)
