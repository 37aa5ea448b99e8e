"""What operators ask: whether the relay lives, whether it can keep mail, and what it counted. Nothing personal."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse, Response

from pos_desktop.relay import store
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.metrics import CONTENT_TYPE
from pos_desktop.relay.moments import milliseconds

PROBE_SECONDS = 1.0


class Operation:
    """The routes for health and figures."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._proved_at = float("-inf")

    async def is_alive(self) -> Response:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    async def is_ready(self) -> Response:
        """The mail file takes writes, tried at most once a second.

        Raises:
            MailUnavailableError: it does not.
        """
        desk = self._desk
        if desk.clock.monotonic() - self._proved_at >= PROBE_SECONDS:
            now_ms = milliseconds(desk.clock.now())
            await asyncio.wrap_future(desk.writer.submit(lambda file: store.probe(file, now_ms)))
            self._proved_at = desk.clock.monotonic()
        return JSONResponse({"status": "ready"})

    async def figures(self) -> Response:
        """Everything counted since the start, with the gauges of this moment.

        Raises:
            MailUnavailableError: the mail file cannot be read.
        """
        desk = self._desk
        standing = await desk.reader.read(store.read_standing)
        gauges = {
            "relay_polls_waiting": float(desk.doorbell.waiting),
            "relay_mail_unacknowledged": float(standing.unacknowledged),
            "relay_reserve_waiting": float(desk.reserve.waiting),
            "relay_reserve_free_bytes": float(desk.reserve.free_bytes),
            "relay_terminals": float(standing.terminals),
            "relay_epoch_begun_timestamp_seconds": standing.epoch_begun_at_ms / 1000,
        }
        return Response(desk.metrics.written(gauges), media_type=CONTENT_TYPE)
