from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from starlette.requests import Request

from pos_desktop.clock import SystemClock
from pos_desktop.payments import new_key_pair
from pos_desktop.relay import Limits, issue_pairing_code
from pos_desktop.relay.delivery import Delivery
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.doorbell import Doorbell
from pos_desktop.relay.enrolment import enrol
from pos_desktop.relay.keys import digest_of_code
from pos_desktop.relay.metrics import Metrics
from pos_desktop.relay.reader import MailReader
from pos_desktop.relay.reserve import Reserve
from pos_desktop.relay.writer import MailWriter
from pos_desktop.serving import RateLimit, SourceList

T = TypeVar("T")
CLOCK = SystemClock()


class InterruptedReader(MailReader):
    """A reader after whose n-th look something happens before anybody can act on what it saw."""

    def __init__(self, writer: MailWriter, look: int, happens: Callable[[], None]) -> None:
        super().__init__(writer)
        self._looks_left = look
        self._happens = happens

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        found = await super().read(query)
        self._looks_left -= 1
        if self._looks_left == 0:
            self._happens()
        return found


@pytest.fixture
def closing_all() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def desk_of(writer: MailWriter, reader: MailReader, reserve: Reserve, doorbell: Doorbell) -> Desk:
    rate = RateLimit(1_000, CLOCK)
    return Desk(
        public_url="http://127.0.0.1",
        clock=CLOCK,
        limits=Limits(),
        sources=SourceList((), ()),
        writer=writer,
        reader=reader,
        reserve=reserve,
        doorbell=doorbell,
        metrics=Metrics(),
        callbacks=rate,
        polls=rate,
        uploads=rate,
        junk=rate,
    )


@pytest.mark.parametrize("look", [1, 2])
def test_mail_that_arrives_between_looking_and_waiting_is_found_at_once(
    database: Path, closing_all: ExitStack, look: int
) -> None:
    writer = closing_all.enter_context(closing(MailWriter(database, CLOCK)))
    code = digest_of_code(issue_pairing_code(database, "Till 1"))
    till = writer.submit(lambda file: enrol(file, code, new_key_pair()[1], "Till", CLOCK.now())).result(20)
    doorbell = Doorbell(4)

    def mail_arrives() -> None:
        insert = """INSERT INTO event (id, kind, token, terminal, source, body, body_sha256, received_at_ms)
            VALUES ('1', 'stk', 'token', 1, 'listed', x'00', zeroblob(32), 0)"""
        writer.submit(lambda file: file.execute(insert).rowcount).result(20)
        doorbell.ring(1)

    reader = closing_all.enter_context(closing(InterruptedReader(writer, look, mail_arrives)))
    reserve = closing_all.enter_context(closing(Reserve(database.with_name("reserve"), 4096)))
    header = (b"authorization", f"Bearer {till.key}".encode())
    request = Request({"type": "http", "headers": [header], "client": ("127.0.0.1", 1)})

    async def poll() -> httpx.Response:
        async with asyncio.timeout(20):
            answer = await Delivery(desk_of(writer, reader, reserve, doorbell)).deliver(request, 0, 60)
        return httpx.Response(answer.status_code, content=bytes(answer.body))

    assert [event["token"] for event in asyncio.run(poll()).json()["events"]] == ["token"]
