"""Hands a terminal its mail: at once when there is some, else the instant that it arrives."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pos_desktop.relay import store
from pos_desktop.relay.auth import digest_of_bearer
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.errors import MailUnavailableError
from pos_desktop.relay.moments import milliseconds, written
from pos_desktop.relay.store import Event, Mail
from pos_desktop.serving import UnauthorisedError

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 60
HIGHEST_NUMBER = 2**63 - 1


class Delivery:
    """The route that terminals read from. Which terminal it is, the key says and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def deliver(self, request: Request, after: int, wait_seconds: int) -> Response:
        """The mail after a position, which acknowledges all up to it; waits for some when there is none.

        Raises:
            UnauthorisedError: the key opens nothing, or does not any more.
            TooManyError: this terminal asks too often.
            MailUnavailableError: the mail file cannot be read.
        """
        desk = self._desk
        key_sha256, mail = await self._open(request, after)
        desk.polls.take(mail.code)
        if after > mail.last:
            await self._begin_generation(mail, after)
            return _answer(await self._read(key_sha256, 0), 0)
        if after > mail.acknowledged:
            await self._acknowledge(mail, after)
        if not mail.events and wait_seconds > 0:
            mail = await self._wait_for_mail(mail, lambda: self._read(key_sha256, after), wait_seconds)
        return _answer(mail, after)

    async def _open(self, request: Request, after: int) -> tuple[bytes, Mail]:
        """The key's digest and what it opens; one that opens nothing is paid from the sender's budget for junk."""
        try:
            key_sha256 = digest_of_bearer(request.headers.get("authorization"))
            return key_sha256, await self._read(key_sha256, after)
        except UnauthorisedError:
            self._desk.junk.take(self._desk.sender_of(request).address)
            raise

    async def _read(self, key_sha256: bytes, after: int) -> Mail:
        limit = self._desk.limits.events_per_answer
        now_ms = milliseconds(self._desk.clock.now())
        mail = await self._desk.reader.read(lambda file: store.read_mail(file, key_sha256, after, limit, now_ms))
        if mail is None:
            raise UnauthorisedError("no live terminal has this key")
        return mail

    async def _wait_for_mail(self, mail: Mail, read: Callable[[], Awaitable[Mail]], wait_seconds: int) -> Mail:
        """Reads after every ring, so that a key that was revoked meanwhile ends the wait with a refusal."""
        deadline = asyncio.get_running_loop().time() + wait_seconds
        with self._desk.doorbell.listening(mail.terminal) as listener:
            while True:
                listener.expect()
                mail = await read()
                if mail.events or listener.is_dismissed:
                    return mail
                try:
                    await listener.wait_until(deadline)
                except TimeoutError:
                    return await read()

    async def _acknowledge(self, mail: Mail, upto: int) -> None:
        """Notes what the terminal has; when the file does not take it, its mail is handed out all the same."""
        now_ms = milliseconds(self._desk.clock.now())
        try:
            await asyncio.wrap_future(
                self._desk.writer.submit(lambda file: store.acknowledge(file, mail.terminal, upto, now_ms))
            )
        except MailUnavailableError as error:
            log.warning("an acknowledgement was not kept: %s", error)

    async def _begin_generation(self, mail: Mail, beyond: int) -> None:
        log.warning("terminal %s asks for mail after a number never given out: its mail begins anew", mail.code)
        await asyncio.wrap_future(
            self._desk.writer.submit(lambda file: store.begin_generation(file, mail.terminal, beyond))
        )


def _answer(mail: Mail, after: int) -> JSONResponse:
    position = mail.events[-1].seq if mail.events else after
    content = {"epoch": mail.epoch, "next": position, "events": [_written_event(event) for event in mail.events]}
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def _written_event(event: Event) -> dict[str, object]:
    return {
        "seq": event.seq,
        "id": event.id,
        "kind": event.kind,
        "token": event.token,
        "received_at": written(event.received_at_ms),
        "source": event.source,
        "body_base64": base64.b64encode(event.body).decode(),
    }
