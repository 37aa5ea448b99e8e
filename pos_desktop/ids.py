"""Identifiers, made by us before anything is sent."""

from __future__ import annotations

import secrets
import time
import uuid


def new_public_id() -> str:
    """A UUID version 7 (RFC 9562 5.7): unique everywhere, and in order of its making to the millisecond."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
