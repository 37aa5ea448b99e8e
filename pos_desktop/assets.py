"""Finds a file of `resources/`, whether we run from a checkout, an installed wheel or the built program."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder with fonts, icons, the demo's catalogue and the rest.

    Raises:
        FileNotFoundError: the program was installed without its resources.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the resources folder is missing: install the program again")


def asset(name: str) -> Path:
    """The path of one file, named from `resources/` with forward slashes.

    Raises:
        FileNotFoundError: there is no such file.
    """
    path = resources() / name
    if not path.is_file():
        raise FileNotFoundError(f"{name} is missing from {path.parent}: install the program again")
    return path
