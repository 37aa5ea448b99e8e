"""What can go wrong with the till's file, told apart by whose fault it is.

StorageError
├── EnvironmentFaultError   the machine: shown with advice, the act may be tried again
│   ├── DiskFullError
│   ├── FileBusyError
│   ├── FileDamagedError
│   ├── FileReadOnlyError
│   ├── FileUnreachableError
│   └── TillIsOpenError
└── StorageBugError         us: goes to the crash path
    └── WrongThreadError
"""

from __future__ import annotations

import sqlite3

from pos_desktop.errors import PosError, Retry


class StorageError(PosError):
    """Base of all that goes wrong with the till's file; what was being written is undone as a whole."""

    code = "storage"


class EnvironmentFaultError(StorageError):
    """The machine, not the program, refused: nothing was written."""

    code = "storage_environment"
    retry = Retry.SAFE


class DiskFullError(EnvironmentFaultError):
    """There is no room left for the write."""

    code = "disk_full"


class FileBusyError(EnvironmentFaultError):
    """Another program held the file for longer than we wait."""

    code = "file_busy"


class FileDamagedError(EnvironmentFaultError):
    """The file is not a sound database, and nobody may sell on it."""

    code = "file_damaged"
    retry = Retry.NEVER


class FileReadOnlyError(EnvironmentFaultError):
    """The file or its folder may not be written by this user."""

    code = "file_read_only"


class FileUnreachableError(EnvironmentFaultError):
    """The file could not be opened, read or flushed."""

    code = "file_unreachable"


class TillIsOpenError(EnvironmentFaultError):
    """Another process already sells from this file."""

    code = "till_is_open"


class StorageBugError(StorageError):
    """A statement of ours broke a rule of the database."""

    code = "storage_bug"


class WrongThreadError(StorageBugError):
    """The thread of the screen asked to write; every write belongs to the background."""

    code = "wrong_thread"


_BY_CODE: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_IOERR_SHMSIZE: DiskFullError,  # there was no room for the index of the log
    sqlite3.SQLITE_PERM: FileReadOnlyError,
    sqlite3.SQLITE_BUSY: FileBusyError,
    sqlite3.SQLITE_LOCKED: FileBusyError,
    sqlite3.SQLITE_NOMEM: FileUnreachableError,
    sqlite3.SQLITE_READONLY: FileReadOnlyError,
    sqlite3.SQLITE_IOERR: FileUnreachableError,
    sqlite3.SQLITE_CORRUPT: FileDamagedError,
    sqlite3.SQLITE_FULL: DiskFullError,
    sqlite3.SQLITE_CANTOPEN: FileUnreachableError,
    sqlite3.SQLITE_PROTOCOL: FileBusyError,
    sqlite3.SQLITE_NOLFS: DiskFullError,
    sqlite3.SQLITE_AUTH: FileReadOnlyError,
    sqlite3.SQLITE_NOTADB: FileDamagedError,
}


def storage_error(cause: BaseException | None) -> StorageError:
    """Our error for one of SQLite's, sorted by its extended result code, else by its primary one (https://sqlite.org/rescode.html)."""
    extended = getattr(cause, "sqlite_errorcode", None)
    if extended is None:
        return StorageBugError(str(cause))
    kind = _BY_CODE.get(extended) or _BY_CODE.get(extended & 0xFF, StorageBugError)
    return kind(f"{getattr(cause, 'sqlite_errorname', extended)}: {cause}")
