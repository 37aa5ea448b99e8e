from __future__ import annotations

import base64
import json
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from pos_desktop.payments import TokenMinter, new_key_pair
from pos_desktop.relay import RelayServer, issue_rotation_code, revoke_terminal
from tests.relay.conftest import StartRelay
from tests.relay.tills import ACCEPTED, NET, PAID, MovedClock, Till, bodies, enrol

PLAIN_ROUTES = ("/pos/api/mpesa/callback/", "/shop/mpesa/callback/")


def test_a_callback_is_answered_as_safaricom_expects_and_kept_byte_for_byte(till: Till) -> None:
    address = till.mint()
    answer = NET.post(address.url, content=PAID)
    assert answer.status_code == 200
    assert answer.json() == ACCEPTED
    mail = till.events()
    assert bodies(mail) == [PAID]
    (event,) = mail["events"]
    assert event["kind"] == "stk"
    assert event["token"] == address.token
    assert event["source"] == "listed"
    assert event["seq"] == mail["next"]


@pytest.mark.parametrize("route", PLAIN_ROUTES)
def test_the_older_routes_take_a_token_behind_them(till: Till, http: httpx.Client, route: str) -> None:
    address = till.mint()
    assert http.post(f"{route}{till.terminal}.{address.token}", content=PAID).json() == ACCEPTED
    (event,) = till.events()["events"]
    assert (event["kind"], event["token"]) == ("stk", address.token)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Request unsuccessful. Incapsula incident ID: 1</body></html>",
        b"not json",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"Body": {"stkCallback": {"ResultCode": "0"}}}',
        b'{"Body": 1, "Body": 2}',
        b"[" * 16_000,
        b'{"a":' * 3_000,
        b'{"Body": NaN}',
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_a_body_that_cannot_be_read_is_kept_raw_when_its_token_is_good(till: Till, body: bytes) -> None:
    answer = NET.post(till.mint().url, content=body)
    assert answer.status_code == 200
    assert bodies(till.events()) == [body]


def test_a_hundred_equal_callbacks_at_once_are_one_event(till: Till) -> None:
    address = till.mint()
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda _: NET.post(address.url, content=PAID), range(100)))
    assert Counter(answer.status_code for answer in answers) == {200: 100}
    assert bodies(till.events()) == [PAID]


def test_a_result_about_a_receipt_comes_by_its_own_address_and_says_so(till: Till) -> None:
    address = till.mint()
    body = b'{"Result": {"ConversationID": "AG_1"}}'
    assert NET.post(address.url.replace("/c/1/", "/r/1/"), content=body).json() == ACCEPTED
    (event,) = till.events()["events"]
    assert (event["kind"], event["token"], event["source"]) == ("result", address.token, "listed")
    assert bodies(till.events()) == [body]


def test_different_bodies_of_one_token_are_all_kept_in_their_order(till: Till) -> None:
    address = till.mint()
    sent = [b'{"n": %d}' % number for number in range(20)]
    for body in sent:
        assert NET.post(address.url, content=body).status_code == 200
    assert bodies(till.events()) == sent


def test_a_token_has_room_for_twenty_bodies_and_still_knows_those_it_has(till: Till) -> None:
    address = till.mint()
    for number in range(20):
        NET.post(address.url, content=b"%d" % number)
    over = NET.post(address.url, content=b"one more")
    assert over.status_code == 429
    assert over.json()["code"] == "too_many"
    assert NET.post(address.url, content=b"7").status_code == 200
    assert NET.post(till.mint().url, content=b"one more").status_code == 200
    assert len(till.events()["events"]) == 21


def test_what_a_stranger_sent_first_does_not_hide_what_safaricom_sends(
    till: Till, start_relay: StartRelay, relay: RelayServer
) -> None:
    relay.stop()
    stricter = start_relay(trusted_proxies=("127.0.0.1",), allowed_sources=("196.201.214.200",), port=_port(relay))
    address = till.mint()
    for sender in ("203.0.113.9", "196.201.214.200"):
        answer = NET.post(address.url, content=PAID, headers={"X-Forwarded-For": sender})
        assert answer.json() == ACCEPTED
    assert stricter.base_url == relay.base_url
    assert [event["source"] for event in till.events()["events"]] == ["unlisted", "listed"]


def test_an_address_that_leaked_shuts_out_no_result_of_safaricoms(
    till: Till, start_relay: StartRelay, relay: RelayServer
) -> None:
    relay.stop()
    start_relay(trusted_proxies=("127.0.0.1",), allowed_sources=("196.201.214.200",), port=_port(relay))
    address = till.mint()

    def send(sender: str, body: bytes) -> int:
        return NET.post(address.url, content=body, headers={"X-Forwarded-For": sender}).status_code

    assert [send("203.0.113.9", b"%d" % number) for number in range(21)] == [200] * 20 + [429]
    assert send("196.201.214.200", PAID) == 200
    assert bodies(till.events())[-1] == PAID


def test_forged_posts_change_nothing_and_are_told_apart_by_nothing(till: Till, http: httpx.Client, effort: int) -> None:
    genuine, stranger = till.mint(), TokenMinter(till.terminal, new_key_pair()[0])
    elsewhere = TokenMinter("abdfghjk", new_key_pair()[0]).mint(till.public_url, till.clock.now())
    unknown = http.post("/no/such/address", content=PAID)
    heard = set()
    for number in range(100 * min(effort, 10)):
        forged = stranger.mint(till.public_url, till.clock.now()).token
        for path in (
            f"/c/1/{till.terminal}/{forged}",
            f"/c/1/{till.terminal}/{secrets.token_urlsafe(number)}-",
            f"/r/1/{till.terminal}/{forged}",
            f"/c/1/abdfghjk/{elsewhere.token}",
            f"/c/1/abdfghjk/{genuine.token}",
            f"/pos/api/mpesa/callback/{till.terminal}.{forged}",
        ):
            answer = http.post(path, content=PAID)
            heard.add((answer.status_code, answer.content, answer.headers["content-type"]))
    assert heard == {(404, unknown.content, "application/problem+json")}
    assert till.events()["events"] == []
    assert http.post(genuine.url, content=PAID).status_code == 200


@pytest.mark.parametrize(
    "path", ["/c/1/a/b/c", "/c/2/abdfghjk/x", "/c/1/", "/shop/mpesa/callback/no-dot", "/c/1/a%2Fb/x"]
)
def test_an_address_that_never_was_answers_like_a_forged_one(http: httpx.Client, path: str) -> None:
    answer = http.post(path, content=PAID)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_outdated_token_is_refused(till: Till, clock: MovedClock) -> None:
    address = till.mint()
    clock.offset = timedelta(days=31)
    assert NET.post(address.url, content=PAID).status_code == 404
    clock.offset = timedelta(days=30)
    assert NET.post(address.url, content=PAID).status_code == 200


def test_the_tokens_of_a_revoked_terminal_are_refused_at_once(till: Till, database: Path, clock: MovedClock) -> None:
    address = till.mint()
    revoke_terminal(database, till.terminal, clock=clock)
    assert NET.post(address.url, content=PAID).status_code == 404


def test_tokens_of_a_former_key_are_good_for_a_day_after_rotation(
    till: Till, database: Path, clock: MovedClock
) -> None:
    former, later = till.mint(), till.mint()
    code = issue_rotation_code(database, till.terminal, clock=clock)
    renewed = enrol(till.base_url, database, clock, code=code)
    assert renewed.terminal == till.terminal
    assert NET.post(former.url, content=PAID).status_code == 200
    assert NET.post(renewed.mint().url, content=PAID).status_code == 200
    assert len(renewed.events()["events"]) == 2
    clock.offset = timedelta(days=1, seconds=1)
    assert NET.post(later.url, content=PAID).status_code == 404


def test_one_tills_callback_is_not_in_anothers_mail(till: Till, other_till: Till) -> None:
    NET.post(till.mint().url, content=PAID)
    assert other_till.events()["events"] == []
    assert len(till.events()["events"]) == 1


@pytest.mark.parametrize("route", [*PLAIN_ROUTES, "/pos/api/mpesa/callback", "/shop/mpesa/callback"])
def test_a_post_without_a_token_is_a_hint_of_the_prompts_id_alone_for_every_till(
    till: Till, other_till: Till, http: httpx.Client, route: str
) -> None:
    assert http.post(route, content=PAID).json() == ACCEPTED
    for each in (till, other_till):
        (event,) = each.events()["events"]
        assert (event["kind"], event["token"]) == ("hint", None)
        kept = json.loads(base64.b64decode(event["body_base64"]))
        assert kept == {"checkout_request_id": "ws_CO_191220191020363925"}


def _named(named: object) -> bytes:
    return json.dumps({"Body": {"stkCallback": {"CheckoutRequestID": named}}}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff",
        b"[]",
        b"{}",
        b'{"Body": []}',
        b'{"Body": {"stkCallback": 3}}',
        _named(7),
        _named(""),
        _named("x" * 65),
        _named("new\nline"),
        _named("\ud800"),
        _named("ws_CO_é"),
        b'{"a": NaN}',
        b'{"a": 1, "a": 1, ' + _named("ws_CO_1")[1:],
        b"[" * 9 + b"]" * 9,
        b'{"a":' * 3_000,
        b'{"a": ' + b"9" * 5_000 + b"}",
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)
def test_a_hint_that_names_no_prompt_is_refused_with_a_document(till: Till, http: httpx.Client, body: bytes) -> None:
    answer = http.post(PLAIN_ROUTES[0], content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "bad_request"
    assert till.events()["events"] == []


def test_eight_levels_are_read_and_nine_are_not(till: Till, http: httpx.Client) -> None:
    for levels, status in ((7, 200), (8, 400)):
        more = b"[" * levels + b"]" * levels
        body = b'{"more": ' + more + b', "Body": {"stkCallback": {"CheckoutRequestID": "ws_CO_1"}}}'
        assert http.post(PLAIN_ROUTES[0], content=body).status_code == status


def test_brackets_inside_a_text_are_no_depth(till: Till, http: httpx.Client) -> None:
    body = {"Body": {"stkCallback": {"CheckoutRequestID": "ws_CO_1", "ResultDesc": '[[[[[[[[[[ "\\" {{{{{{{{{{'}}}
    assert http.post(PLAIN_ROUTES[0], json=body).status_code == 200


def test_hints_about_one_prompt_are_kept_twenty_times_at_most(till: Till, http: httpx.Client) -> None:
    statuses = [http.post(PLAIN_ROUTES[0], content=PAID).status_code for _ in range(22)]
    assert statuses == [200] * 20 + [429] * 2


def _port(relay: RelayServer) -> int:
    return httpx.URL(relay.base_url).port or 0
