"""Logging: one line a record, in UTC, with phones and secrets taken out before anything is written."""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
import time
from pathlib import Path

_PHONE = re.compile(r"(?<![\w.])(\+?254|0)([17]\d{2})\d{3}(\d{3})(?!\w)")
_SECRET = re.compile(r"(?i)(bearer|basic|password|passkey|secret|key)(\"?\s*[:=]\s*\"?|\s+)([A-Za-z0-9+/_=-]{16,})")
_TOKEN_PATH = re.compile(r"(/[cr]/1/[a-z0-9]+/|callback/)[A-Za-z0-9_.-]{20,}")
_FORMAT = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """Masks phone numbers, keys and the tokens of callback addresses, whoever logged them."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The record as a masked line; a traceback follows on lines of its own."""
        return redact(super().format(record))


def redact(text: str) -> str:
    """The text without whole phone numbers and without secrets."""
    text = _PHONE.sub(r"\1\2***\3", text)
    text = _TOKEN_PATH.sub(r"\1***", text)
    return _SECRET.sub(r"\1\2***", text)


def start_logging(folder: Path | None, *, to_screen: bool) -> None:
    """Sends records to a rotating file (5 of 1 MB) in `folder`, and warnings to stderr if `to_screen`."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    formatter = RedactingFormatter(_FORMAT, "%Y-%m-%dT%H:%M:%S")
    if to_screen:
        screen = logging.StreamHandler(sys.stderr)
        screen.setLevel(logging.WARNING)
        screen.setFormatter(formatter)
        root.addHandler(screen)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(
            folder / "pos-desktop.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8"
        )
        file.setFormatter(formatter)
        root.addHandler(file)
