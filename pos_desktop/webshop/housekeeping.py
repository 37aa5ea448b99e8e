"""Throws away, once an hour, what nobody needs any more: old baskets, and what rates were counted from."""

from __future__ import annotations

import asyncio
import logging

from pos_desktop.webshop.allowance import forget_old_prompts
from pos_desktop.webshop.basket import forget_old_baskets
from pos_desktop.webshop.counter import ShopCounter
from pos_desktop.webshop.errors import ShopDatabaseError

log = logging.getLogger(__name__)

PAUSE_SECONDS = 3600.0


async def housekeeping(counter: ShopCounter) -> None:
    """Runs until it is cancelled; a fault is logged and the next hour tries again."""
    while True:
        try:
            await asyncio.to_thread(_forget, counter)
        except ShopDatabaseError as error:
            log.warning("old baskets could not be thrown away: %s", error)
        await asyncio.sleep(PAUSE_SECONDS)


def _forget(counter: ShopCounter) -> None:
    with counter.payments.database.transaction() as session:
        forget_old_baskets(session, counter.clock.now())
        forget_old_prompts(session, counter.clock.now())
