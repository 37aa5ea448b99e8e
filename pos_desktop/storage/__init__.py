"""The till's file: one writing connection, read-only readers, migrations, backups.

Owns the SQLite engine, its pragmas, the process lock, the order of migrations and the errors SQLite can raise.
Never holds a business rule, and never imports a table.
"""

from pos_desktop.storage.backup import restore, verify
from pos_desktop.storage.errors import (
    DiskFullError,
    EnvironmentFaultError,
    FileBusyError,
    FileDamagedError,
    FileReadOnlyError,
    FileUnreachableError,
    StorageBugError,
    StorageError,
    TillIsOpenError,
    WrongThreadError,
)
from pos_desktop.storage.till_file import MIGRATIONS, TillFile

__all__ = [
    "MIGRATIONS",
    "DiskFullError",
    "EnvironmentFaultError",
    "FileBusyError",
    "FileDamagedError",
    "FileReadOnlyError",
    "FileUnreachableError",
    "StorageBugError",
    "StorageError",
    "TillFile",
    "TillIsOpenError",
    "WrongThreadError",
    "restore",
    "verify",
]
