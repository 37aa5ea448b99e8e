"""Enrols a terminal over the network with a single-use code."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pos_desktop.relay.auth import read_public_key
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.enrolment import enrol
from pos_desktop.relay.keys import digest_of_code
from pos_desktop.serving import BadRequestError
from pos_desktop.serving.bodies import read_json_object

NAME_LIMIT = 64


class PairingOffice:
    """The route that turns a code into a terminal's key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def pair(self, request: Request) -> Response:
        """Uses the code up and answers with the terminal's id and key, told this once.

        Raises:
            BadRequestError: a field is missing or of another kind; the code was not touched.
            PairingRefusedError: the code is wrong, used or too old.
            TooManyError: too many tries from this address.
            MailUnavailableError: the mail file did not take it; the code is still good.
        """
        desk = self._desk
        desk.junk.take(desk.sender_of(request).address)
        asked = read_json_object(await desk.body_of(request))
        public_key = read_public_key(_text(asked, "public_key"))
        name = _text(asked, "name").strip()
        if len(name) > NAME_LIMIT or not name.isprintable():
            raise BadRequestError(f"name is longer than {NAME_LIMIT} or not printable")
        code_sha256, now = digest_of_code(_text(asked, "code")), desk.clock.now()
        enrolled = await asyncio.wrap_future(
            desk.writer.submit(lambda file: enrol(file, code_sha256, public_key, name, now))
        )
        content = {
            "terminal": enrolled.terminal,
            "key": enrolled.key,
            "epoch": enrolled.epoch,
            "public_url": desk.public_url,
        }
        return JSONResponse(content, 201, headers={"Cache-Control": "no-store"})


def _text(asked: dict[str, Any], field: str) -> str:
    value = asked.get(field)
    if not isinstance(value, str):
        raise BadRequestError(f"{field} is missing or not a text")
    return value
