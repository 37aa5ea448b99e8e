"""Takes in what Safaricom sends: verify, keep, and only then answer. What the mail file does not take is reserved."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pos_desktop.ids import new_public_id
from pos_desktop.relay import store, terminal_store
from pos_desktop.relay.auth import check_callback_token
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.errors import MailUnavailableError, ReserveError
from pos_desktop.relay.moments import milliseconds
from pos_desktop.relay.reserve import ReservedEvent
from pos_desktop.relay.store import Kind, NewEvent, Stored
from pos_desktop.serving import BadRequestError, NotFoundError, Sender, Source, TooManyError
from pos_desktop.serving.bodies import read_json_object

log = logging.getLogger(__name__)

ACCEPTED = {"ResultCode": 0, "ResultDesc": "Accepted"}
"""What Safaricom expects to hear (daraja.md 5)."""
ID_LIMIT = 64


class Receiving:
    """The doors for callbacks. Nothing is answered with 200 that is not on the disk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def receive(self, request: Request, terminal: str, token: str, kind: Kind = Kind.STK) -> Response:
        """Keeps the body, whatever it is, for the terminal whose key signed the token.

        Raises:
            NotFoundError: nobody's key did.
            TooLargeError, TooSlowError, TooManyError: over a limit; nothing was kept.
            MailUnavailableError: the mail file did not take it; it waits in the reserve if it is from a listed source
                and there is room.
        """
        desk, sender = self._desk, self._desk.sender_of(request)
        now = desk.clock.now()
        keys = await desk.reader.read(lambda mail: terminal_store.find_keys(mail, terminal, milliseconds(now)))
        try:
            check_callback_token(keys.public_keys if keys else (), terminal, token, now)
        except NotFoundError:
            desk.junk.take(sender.address)
            raise
        if keys is None:
            raise NotFoundError("nothing is here")
        desk.callbacks.take(terminal if sender.source is Source.LISTED else f"unlisted {terminal}")
        body = await desk.body_of(request)
        event = _event(desk, kind, keys.terminal, token, sender, body)
        try:
            return await self._keep(event)
        except MailUnavailableError:
            if sender.source is Source.LISTED:  # strangers with a leaked address would fill it up
                await self._reserve(_reserved(event, terminal, token))
            raise

    async def receive_hint(self, request: Request) -> Response:
        """Keeps the prompt's id of a callback that came without a token, so that its owner asks about it.

        Raises:
            BadRequestError: it names no prompt.
            TooLargeError, TooSlowError, TooManyError: over a limit; nothing was kept.
            MailUnavailableError: the mail file did not take it.
        """
        desk, sender = self._desk, self._desk.sender_of(request)
        rate = desk.callbacks if sender.source is Source.LISTED else desk.junk
        rate.take(sender.address if sender.source is Source.LISTED else "hints")
        named = checkout_request_id_of(await desk.body_of(request))
        return await self._keep(_hint_event(desk, sender, named))

    async def _keep(self, event: NewEvent) -> Response:
        desk = self._desk
        limit = desk.limits.payloads_per_token
        stored = await asyncio.wrap_future(desk.writer.submit(lambda mail: store.add_event(mail, event, limit)))
        desk.announce(event, stored)
        if stored is Stored.REFUSED:
            raise TooManyError(f"{limit} different bodies were kept for this payment already")
        return JSONResponse(ACCEPTED)

    async def _reserve(self, event: ReservedEvent) -> None:
        """Puts by what the mail file did not take; no answer depends on whether that worked."""
        try:
            await self._desk.reserve.put(event)
        except ReserveError as error:
            self._desk.metrics.count("relay_reserve_refused_total")
            log.error(
                "a result was kept nowhere: %s. Make room on the disk; its till asks M-Pesa about the payment itself",
                error,
            )


def checkout_request_id_of(body: bytes) -> str:
    """The prompt that a callback's body is about.

    Raises:
        BadRequestError: it is not a callback, or its id is no id.
    """
    callback = read_json_object(body).get("Body")
    result = callback.get("stkCallback") if isinstance(callback, dict) else None
    named = result.get("CheckoutRequestID") if isinstance(result, dict) else None
    if not isinstance(named, str) or not 0 < len(named) <= ID_LIMIT or not named.isascii() or not named.isprintable():
        raise BadRequestError("the body has no Body.stkCallback.CheckoutRequestID")
    return named


def _event(desk: Desk, kind: Kind, terminal: int, token: str, sender: Sender, body: bytes) -> NewEvent:
    return NewEvent(
        id=new_public_id(),
        kind=kind,
        terminal=terminal,
        token=token,
        source=sender.source,
        body=body,
        body_sha256=hashlib.sha256(body).digest(),
        received_at_ms=milliseconds(desk.clock.now()),
    )


def _reserved(event: NewEvent, terminal: str, token: str) -> ReservedEvent:
    return ReservedEvent(
        id=event.id,
        kind=event.kind,
        terminal=terminal,
        token=token,
        source=event.source,
        body=event.body,
        received_at_ms=event.received_at_ms,
    )


def _hint_event(desk: Desk, sender: Sender, checkout_request_id: str) -> NewEvent:
    body = json.dumps({"checkout_request_id": checkout_request_id}).encode()
    return NewEvent(
        id=new_public_id(),
        kind=Kind.HINT,
        terminal=None,
        token=None,
        source=sender.source,
        body=body,
        body_sha256=hashlib.sha256(body).digest(),
        received_at_ms=milliseconds(desk.clock.now()),
    )
