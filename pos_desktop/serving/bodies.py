"""Reads a request's body within its limits, and strict JSON from it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

from pos_desktop.serving.errors import BadRequestError, TooLargeError, TooSlowError

DEPTH_LIMIT = 8
CALLBACK_BYTES = 16 * 1024
CALLBACK_SECONDS = 5.0


async def read_body(
    request: Request, *, limit_bytes: int = CALLBACK_BYTES, limit_seconds: float = CALLBACK_SECONDS
) -> bytes:
    """The body, whole and as it came; without other limits, those of a callback (payments.md 4).

    A body that is too large is read to its end within the same time and thrown away, because a caller that is cut
    off while it sends never sees the answer.

    Raises:
        TooLargeError: it is over the limit.
        TooSlowError: it did not arrive in time, or the caller left in the middle of it.
    """
    kept = bytearray()
    try:
        async with asyncio.timeout(limit_seconds):
            async for chunk in request.stream():
                kept += chunk[: limit_bytes + 1 - len(kept)]
    except TimeoutError as error:
        if len(kept) <= limit_bytes:
            raise TooSlowError(f"the body did not arrive within {limit_seconds:g} s") from error
    except ClientDisconnect as error:
        raise TooSlowError("the caller left before its body was complete") from error
    if len(kept) > limit_bytes:
        raise TooLargeError(f"at most {limit_bytes} bytes are taken")
    return bytes(kept)


def read_json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object of decent depth in which no key comes twice.

    Raises:
        BadRequestError: it is anything else.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadRequestError("the body is not UTF-8") from error
    if _depth(text) > DEPTH_LIMIT:
        raise BadRequestError(f"the body nests deeper than {DEPTH_LIMIT}")
    try:
        value = json.loads(text, object_pairs_hook=_object_of, parse_float=str, parse_constant=_refuse_constant)
    except ValueError as error:
        raise BadRequestError(f"the body is not JSON: {error}"[:200]) from error
    if not isinstance(value, dict):
        raise BadRequestError("the body is not a JSON object")
    return value


def _depth(text: str) -> int:
    """How deep the brackets nest; those in strings do not count."""
    depth = deepest = 0
    in_string = is_escaped = False
    for letter in text:
        if is_escaped:
            is_escaped = False
        elif in_string:
            is_escaped = letter == "\\"
            in_string = letter != '"'
        elif letter == '"':
            in_string = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    return deepest


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice in one object")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")
