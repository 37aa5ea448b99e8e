"""The merchant's ledger: every terminal uploads its payments, and a manager's key reads them all."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pos_desktop.relay import ledger_store
from pos_desktop.relay.auth import digest_of_bearer
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.errors import LedgerConflictError, WrongKeyError
from pos_desktop.relay.ledger_entry import checked_public_id, read_entry, read_instant
from pos_desktop.relay.ledger_store import LedgerReader, Place, Refusal, Row, Uploader
from pos_desktop.relay.moments import milliseconds, written
from pos_desktop.serving import BadRequestError, NotFoundError, RefusedError, UnauthorisedError
from pos_desktop.serving.bodies import read_json_object

MOST_ROWS = 500

_EVER = 2**62
_PLACE = re.compile(r"(-?[0-9]{1,18})\.([0-9a-f-]{36})")


class Ledger:
    """The routes of the ledger. Whose payments are meant, the key says and nothing else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def keep(self, request: Request, public_id: str) -> Response:
        """Keeps what a terminal says of a payment of its own; an entry that is not newer changes nothing.

        Raises:
            UnauthorisedError: the key opens nothing.
            WrongKeyError: it is a manager's.
            NotFoundError: the payment is another terminal's.
            BadRequestError: the body is not an entry, or shows a phone number.
            LedgerConflictError: the status would fall, or what never changes would change.
            TooLargeError, TooSlowError, TooManyError: over a limit; nothing was kept.
            MailUnavailableError: the file did not take it.
        """
        desk = self._desk
        uploader = await self._uploader(request)
        desk.uploads.take(uploader.code)
        named = checked_public_id(public_id)
        entry = read_entry(read_json_object(await desk.body_of(request)))
        kept = await asyncio.wrap_future(
            desk.writer.submit(lambda file: ledger_store.keep(file, uploader.terminal, named, entry))
        )
        if kept.refusal is Refusal.NOT_YOURS:
            raise NotFoundError("nothing is here")
        if kept.refusal is not None:
            raise LedgerConflictError(kept.refusal.value)
        return _answer(
            {
                "public_id": named,
                "revision": kept.revision,
                "is_current": kept.is_current,
                "epoch": uploader.epoch,
            }
        )

    async def read(self, request: Request, begin: str, end: str, after: str, limit: int) -> Response:
        """The payments of the key's short code that began in a period, half open, in their order.

        Raises:
            UnauthorisedError: the key opens nothing.
            WrongKeyError: it is a terminal's.
            BadRequestError: a time or a place cannot be read.
            TooManyError: this key asks too often.
            MailUnavailableError: the file cannot be read.
        """
        desk = self._desk
        reader = await self._reader(request)
        desk.polls.take(f"ledger {reader.code}")
        begin_ms, end_ms, place = _bound("from", begin, -_EVER), _bound("to", end, _EVER), _place(after)
        rows = await desk.reader.read(
            lambda file: ledger_store.read_rows(file, reader.short_code, begin_ms, end_ms, place, limit + 1)
        )
        shown = rows[:limit]
        following = f"{shown[-1].entry.created_at_ms}.{shown[-1].public_id}" if len(rows) > limit else None
        return _answer(
            {"short_code": reader.short_code, "rows": [_written_row(row) for row in shown], "next": following}
        )

    async def _uploader(self, request: Request) -> Uploader:
        uploader, reader = await self._identify(request)
        if uploader is None:
            raise self._refused(request, is_known=reader is not None, words="a manager's key uploads nothing")
        return uploader

    async def _reader(self, request: Request) -> LedgerReader:
        uploader, reader = await self._identify(request)
        if reader is None:
            raise self._refused(request, is_known=uploader is not None, words="a till's key does not read the ledger")
        return reader

    async def _identify(self, request: Request) -> tuple[Uploader | None, LedgerReader | None]:
        """Whoever has the key in the request; a request without one is nobody's."""
        try:
            key_sha256 = digest_of_bearer(request.headers.get("authorization"))
        except UnauthorisedError:
            self._take_junk(request)
            raise
        now_ms = milliseconds(self._desk.clock.now())
        return await self._desk.reader.read(
            lambda file: (
                ledger_store.find_uploader(file, key_sha256, now_ms),
                ledger_store.find_reader(file, key_sha256),
            )
        )

    def _refused(self, request: Request, *, is_known: bool, words: str) -> RefusedError:
        self._take_junk(request)
        return WrongKeyError(words) if is_known else UnauthorisedError("nobody has this key")

    def _take_junk(self, request: Request) -> None:
        self._desk.junk.take(self._desk.sender_of(request).address)


def _bound(name: str, text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    try:
        return milliseconds(_day(text) or read_instant(text))
    except ValueError as error:
        raise BadRequestError(f"{name} is neither a date nor a moment in UTC: {error}"[:200]) from error


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None


def _place(text: str) -> Place | None:
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise BadRequestError("after is not a place that `next` named")
    return Place(int(found[1]), found[2])


def _written_row(row: Row) -> dict[str, object]:
    entry = row.entry
    return {
        "public_id": row.public_id,
        "terminal": row.terminal,
        "terminal_name": row.terminal_name,
        "short_code": entry.short_code,
        "host_kind": entry.host_kind,
        "host": entry.host,
        "account_reference": entry.account_reference,
        "attempt": entry.attempt,
        "amount_cents": entry.amount_cents,
        "status": entry.status,
        "detail": entry.detail,
        "result_code": entry.result_code,
        "mpesa_receipt_number": entry.mpesa_receipt_number,
        "phone_masked": entry.phone_masked,
        "created_at": written(entry.created_at_ms),
        "paid_at": None if entry.paid_at_ms is None else written(entry.paid_at_ms),
        "updated_at": written(entry.updated_at_ms),
        "revision": entry.revision,
    }


def _answer(content: dict[str, object]) -> JSONResponse:
    return JSONResponse(content, headers={"Cache-Control": "no-store"})
