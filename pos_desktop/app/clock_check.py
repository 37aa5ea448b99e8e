"""What time Safaricom's server has, beside what this machine believes (payments.md row 16)."""

from __future__ import annotations

from datetime import timedelta

import httpx

from pos_desktop.clock import Clock
from pos_desktop.payments import skew_told_by

_TIMEOUT_SECONDS = 5.0


def ask_clock_skew(base_url: str, clock: Clock) -> timedelta | None:
    """How far the server's clock is ahead of this machine's, to a second or two; None where it did not say.

    Blocks, and belongs to the background. It needs no key and asks for nothing but the date of the answer.
    """
    try:
        answer = httpx.head(base_url, timeout=_TIMEOUT_SECONDS)
    except httpx.HTTPError:
        return None
    return skew_told_by(answer, clock.now())
