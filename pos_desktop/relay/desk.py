"""What every route of one relay works with."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from pos_desktop.clock import Clock
from pos_desktop.relay.doorbell import Doorbell
from pos_desktop.relay.metrics import Metrics
from pos_desktop.relay.options import Limits
from pos_desktop.relay.reader import MailReader
from pos_desktop.relay.reserve import Reserve
from pos_desktop.relay.store import NewEvent, Stored
from pos_desktop.relay.writer import MailWriter
from pos_desktop.serving import RateLimit, Sender, Source, SourceList
from pos_desktop.serving.bodies import read_body


@dataclass(frozen=True)
class Desk:
    """The parts of one running relay.

    `callbacks`, `polls` and `uploads` are budgets of who is known, so that none of them starves another; `junk` is
    the budget of who is not. What comes to a terminal's address from an unlisted source has a budget of its own.
    """

    public_url: str
    clock: Clock
    limits: Limits
    sources: SourceList
    writer: MailWriter
    reader: MailReader
    reserve: Reserve
    doorbell: Doorbell
    metrics: Metrics
    callbacks: RateLimit
    polls: RateLimit
    uploads: RateLimit
    junk: RateLimit

    async def body_of(self, request: Request) -> bytes:
        """The request's body, within the limits.

        Raises:
            TooLargeError, TooSlowError: it is over one of them.
        """
        limits = self.limits
        return await read_body(request, limit_bytes=limits.body_bytes, limit_seconds=limits.body_seconds)

    def announce(self, event: NewEvent, stored: Stored) -> None:
        """Counts what became of an event after its commit, and wakes the polls that wait for it.

        A hint may be anybody's; one from a stranger wakes nobody and comes with the next poll.
        """
        self.metrics.count("relay_mail_total", kind=event.kind, source=event.source, outcome=stored)
        if stored is not Stored.NEW:
            return
        if event.terminal is not None:
            self.doorbell.ring(event.terminal)
        elif event.source is Source.LISTED:
            self.doorbell.ring_all()

    def sender_of(self, request: Request) -> Sender:
        """Who sent this request."""
        peer = request.client.host if request.client else ""
        return self.sources.sender_of(peer, request.headers.getlist("x-forwarded-for"))
