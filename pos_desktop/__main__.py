"""`python -m pos_desktop`: the same program as the `pos-desktop` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    from pos_desktop.app.cli import run  # saves start-up time for the help text and for child processes

    return run(sys.argv[1:] if arguments is None else list(arguments))


if __name__ == "__main__":
    raise SystemExit(main())
