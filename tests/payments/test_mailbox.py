from __future__ import annotations

from typing import Any

import httpx
import pytest

from pos_desktop.payments import MailboxError, MailboxKeyRefusedError, RelayMailbox, pair
from tests.payments.world import event_json, mail

URL = "http://127.0.0.1:9"


def mailbox(answer: httpx.Response | httpx.HTTPError, seen: list[httpx.Request] | None = None) -> RelayMailbox:
    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer

    return RelayMailbox(URL, "the-key", transport=httpx.MockTransport(handle))


def test_a_fetch_waits_after_a_cursor_with_our_key() -> None:
    seen: list[httpx.Request] = []
    event = mail(8, "token", b"body")
    box = mailbox(httpx.Response(200, json={"epoch": "e", "next": 8, "events": [event_json(event)]}), seen)

    batch = box.fetch(7, wait_seconds=25)
    box.close()

    assert (batch.epoch, batch.next, batch.events) == ("e", 8, (event,))
    assert dict(seen[0].url.params) == {"after": "7", "wait": "25"}
    assert seen[0].headers["Authorization"] == "Bearer the-key"


def test_hints_and_unlisted_posts_are_told_apart() -> None:
    events = [event_json(mail(1, "", b"{}", kind="hint")), event_json(mail(2, "t", b"", listed=False))]
    batch = mailbox(httpx.Response(200, json={"epoch": "e", "next": 2, "events": events})).fetch(0)

    assert [(event.kind, event.token, event.is_listed) for event in batch.events] == [
        ("hint", "", True),
        ("stk", "t", False),
    ]


def test_a_time_without_a_zone_counts_as_utc() -> None:
    event = event_json(mail(1, "t", b"")) | {"received_at": "2026-11-24T09:00:00"}
    batch = mailbox(httpx.Response(200, json={"epoch": "e", "next": 1, "events": [event]})).fetch(0)

    assert batch.events[0].received_at == mail(1, "t", b"").received_at


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_known_any_more_is_said(status: int) -> None:
    with pytest.raises(MailboxKeyRefusedError, match="pair"):
        mailbox(httpx.Response(status, json={"title": "no"})).fetch(0)


good = event_json(mail(1, "t", b""))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.Response(502, content=b"<html>Bad gateway</html>"),
        httpx.Response(503, json={"title": "The mail file is busy", "detail": "try again"}),
        httpx.Response(200, content=b"<html>captive portal</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"epoch": 5, "next": 0, "events": []}),
        httpx.Response(200, json={"epoch": "e", "next": "0", "events": []}),
        httpx.Response(200, json={"epoch": "e", "next": 0}),
        httpx.Response(200, json={"epoch": "e", "next": 1, "events": [{}]}),
        httpx.Response(200, json={"epoch": "e", "next": 1, "events": [5]}),
        httpx.Response(200, json={"epoch": "e", "next": 1, "events": [good | {"body_base64": "%"}]}),
        httpx.Response(200, json={"epoch": "e", "next": 1, "events": [good | {"received_at": "noon"}]}),
    ],
)
def test_whatever_is_not_a_relays_answer_is_one_kind_of_error(answer: httpx.Response | httpx.HTTPError) -> None:
    with pytest.raises(MailboxError):
        mailbox(answer).fetch(0)


def paired(answer: httpx.Response | httpx.HTTPError) -> Any:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return answer

    return pair(URL, "ABCD-EFGH", b"k" * 32, "Till 1", transport=httpx.MockTransport(handle))


def test_pairing_gives_terminal_and_key() -> None:
    answer = {"terminal": "ab2cd3ef", "key": "bearer", "epoch": "e", "public_url": URL}

    assert paired(httpx.Response(201, json=answer)).terminal == "ab2cd3ef"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.Response(404, json={"detail": "this code is not good"}),
        httpx.Response(200, json={"terminal": "ab2cd3ef"}),
        httpx.Response(200, json={"terminal": 1, "key": 2, "epoch": 3, "public_url": 4}),
        httpx.Response(200, content=b"<html>"),
    ],
)
def test_a_pairing_that_did_not_work_is_said(answer: httpx.Response | httpx.HTTPError) -> None:
    with pytest.raises(MailboxError):
        paired(answer)
