from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from pos_desktop.relay import Limits, RelayOptionError, RelayOptions
from pos_desktop.serving import PUBLISHED_SOURCES, Source, SourceList, TooManyError
from pos_desktop.serving.rates import SENDERS_REMEMBERED, RateLimit
from tests.relay.conftest import StartRelay
from tests.relay.tills import NET, PAID, MovedClock, StandingClock, Till, bodies, connect, enrol, read_to_end

LIMIT = 16 * 1024


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


def test_a_body_of_sixteen_kibibytes_is_taken_and_one_byte_more_is_not(till: Till) -> None:
    assert till.post(b"x" * LIMIT).status_code == 200
    over = till.post(b"x" * (LIMIT + 1))
    assert over.status_code == 413
    assert over.json()["code"] == "too_large"
    assert over.headers["connection"] == "close"
    assert [len(body) for body in bodies(till.events())] == [LIMIT]


@pytest.mark.parametrize("route", ["callback", "/shop/mpesa/callback/", "/v1/pair"])
def test_ten_megabytes_are_refused_and_the_sender_hears_so(till: Till, route: str) -> None:
    url = till.mint().url if route == "callback" else f"{till.base_url}{route}"
    assert NET.post(url, content=b"x" * 10_000_000).status_code == 413
    assert NET.post(url, content=iter([b"y" * 100_000] * 100)).status_code == 413
    assert till.events()["events"] == []


def slow_request(till: Till, path: str, length: int) -> bytes:
    """A request whose body stops after ten bytes."""
    with connect(till.base_url) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: relay\r\nContent-Length: {length}\r\n\r\n"
        connection.sendall(head.encode() + b"x" * 10)
        return read_to_end(connection)


def test_a_body_that_stops_coming_is_given_up_and_its_sender_told(
    start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    relay = start_relay(limits=Limits(body_seconds=0.2))
    till = enrol(relay.base_url, database, clock)
    path = httpx.URL(till.mint().url).path
    for each in (path, "/shop/mpesa/callback/"):
        assert slow_request(till, each, 100).startswith(b"HTTP/1.1 408 ")
    assert slow_request(till, path, 10**9).startswith(b"HTTP/1.1 408 ")
    assert till.events()["events"] == []


def test_a_sender_that_leaves_in_the_middle_of_its_body_leaves_nothing(till: Till) -> None:
    address = till.mint()
    with connect(till.base_url) as connection:
        head = f"POST {httpx.URL(address.url).path} HTTP/1.1\r\nHost: relay\r\nContent-Length: 100\r\n\r\n"
        connection.sendall(head.encode() + b"x" * 10)
    while 'route="/c/1/{terminal}/{token}",status="408"' not in NET.get(f"{till.base_url}/metrics").text:
        threading.Event().wait(0.005)
    assert till.events()["events"] == []
    assert till.post(address=address).status_code == 200


def test_junk_has_a_budget_of_its_own_and_a_good_callback_goes_through(
    start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    relay = start_relay(limits=Limits())
    till = enrol(relay.base_url, database, clock)
    junk = f"{relay.base_url}/c/1/{till.terminal}/{'A' * 110}"
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: NET.post(junk, content=PAID).status_code, range(90)))
        good = [till.post(b"%d" % number).status_code for number in range(10)]
    assert Counter(statuses) == {404: 9, 429: 81}  # pairing took one
    assert good == [200] * 10
    assert len(till.events()["events"]) == 10


def test_wrong_keys_are_slowed_down_and_a_good_one_is_not(
    start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    relay = start_relay(limits=Limits())
    till = enrol(relay.base_url, database, clock)
    url, headers = f"{relay.base_url}/v1/events", {"Authorization": "Bearer wrong"}
    answers = [NET.get(url, headers=headers) for _ in range(40)]
    assert [answer.status_code for answer in answers] == [401] * 9 + [429] * 31  # pairing took one
    assert answers[-1].headers["retry-after"] == "1"
    assert till.ask().status_code == 200


def test_a_flood_of_hints_is_slowed_down(start_relay: StartRelay) -> None:
    relay = start_relay(limits=Limits(), allowed_sources=("196.201.214.200",))
    bodies_sent = [json.dumps({"Body": {"stkCallback": {"CheckoutRequestID": f"ws_CO_{n}"}}}) for n in range(20)]
    statuses = [NET.post(f"{relay.base_url}/shop/mpesa/callback/", content=body).status_code for body in bodies_sent]
    assert statuses == [200] * 10 + [429] * 10


def test_one_terminal_may_bring_fifty_a_second(start_relay: StartRelay, database: Path, clock: MovedClock) -> None:
    relay = start_relay(limits=Limits(terminal_rate=2.0))
    till, other = (enrol(relay.base_url, database, clock) for _ in range(2))
    statuses = [till.post(b"%d" % number).status_code for number in range(20)]
    assert statuses == [200] * 4 + [429] * 16
    assert other.post().status_code == 200
    clock.offset += timedelta(seconds=2)
    assert till.post().status_code == 200
    assert Limits().terminal_rate == 50.0


def test_a_strangers_flood_at_a_leaked_address_takes_nothing_of_what_the_terminal_may_bring(
    start_relay: StartRelay, database: Path, clock: MovedClock
) -> None:
    relay = start_relay(limits=Limits(), trusted_proxies=("127.0.0.1",), allowed_sources=("196.201.214.200",))
    till = enrol(relay.base_url, database, clock)
    address = till.mint()

    def send(sender: str) -> int:
        return NET.post(address.url, content=PAID, headers={"X-Forwarded-For": sender}).status_code

    assert [send("203.0.113.9") for _ in range(101)] == [200] * 100 + [429]
    assert send("196.201.214.200") == 200


def test_a_rate_fills_up_with_time_to_two_seconds_worth_at_most(clock: MovedClock) -> None:
    rate = RateLimit(5.0, clock)

    def taken() -> int:
        number = 0
        while True:
            try:
                rate.take("sender")
            except TooManyError:
                return number
            number += 1

    assert taken() == 10
    clock.offset += timedelta(seconds=1)
    assert taken() == 5
    clock.offset += timedelta(seconds=1000)
    assert taken() == 10


def test_a_rate_forgets_who_is_long_silent_and_stays_small(clock: MovedClock) -> None:
    rate = RateLimit(0.5, clock)
    rate.take("first")
    with pytest.raises(TooManyError):
        rate.take("first")
    for number in range(SENDERS_REMEMBERED):
        rate.take(str(number))
    rate.take("first")


# --- where it comes from -----------------------------------------------------------------------------------------

ALLOWED = ("196.201.214.200", "2001:db8::/32")
PROXIES = ("10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address", "source"),
    [
        ("196.201.214.200", [], "196.201.214.200", Source.LISTED),
        ("::ffff:196.201.214.200", [], "196.201.214.200", Source.LISTED),
        ("2001:db8::7", [], "2001:db8::7", Source.LISTED),
        ("203.0.113.9", [], "203.0.113.9", Source.UNLISTED),
        ("203.0.113.9", ["196.201.214.200"], "203.0.113.9", Source.UNLISTED),
        ("10.0.0.1", ["196.201.214.200"], "196.201.214.200", Source.LISTED),
        ("10.0.0.1", ["196.201.214.200, 203.0.113.9"], "203.0.113.9", Source.UNLISTED),
        ("10.0.0.1", ["196.201.214.200", "203.0.113.9"], "203.0.113.9", Source.UNLISTED),
        ("10.0.0.1", ["203.0.113.9", "196.201.214.200"], "196.201.214.200", Source.LISTED),
        ("10.0.0.1", ["203.0.113.9, 196.201.214.200, 10.0.0.7"], "196.201.214.200", Source.LISTED),
        ("::1", ["196.201.214.200"], "196.201.214.200", Source.LISTED),
        ("10.0.0.1", [], "10.0.0.1", Source.UNLISTED),
        ("10.0.0.1", ["unknown"], "unknown", Source.UNLISTED),
        ("10.0.0.1", ["196.201.214.200, "], "", Source.UNLISTED),
        ("10.0.0.1", ["196.201.214.200:443"], "196.201.214.200:443", Source.UNLISTED),
        ("", ["196.201.214.200"], "", Source.UNLISTED),
        ("testclient", ["196.201.214.200"], "testclient", Source.UNLISTED),
    ],
)
def test_the_sender_is_the_peer_or_what_a_trusted_proxy_saw(
    peer: str, forwarded: list[str], address: str, source: Source
) -> None:
    sender = SourceList(ALLOWED, PROXIES).sender_of(peer, forwarded)
    assert (sender.address, sender.source) == (address, source)


def test_an_unlisted_source_is_kept_and_marked(start_relay: StartRelay, database: Path, clock: MovedClock) -> None:
    relay = start_relay(allowed_sources=PUBLISHED_SOURCES)
    till = enrol(relay.base_url, database, clock)
    answer = NET.post(till.mint().url, content=PAID, headers={"X-Forwarded-For": "196.201.214.200"})
    assert answer.status_code == 200
    (event,) = till.events()["events"]
    assert event["source"] == "unlisted"


@pytest.mark.parametrize(
    "change",
    [{"allowed_sources": ("nowhere",)}, {"trusted_proxies": ("10.0.0.0/99",)}, {"port": 70_000}, {"keep_days": 0}],
)
def test_options_that_no_relay_can_run_with_are_refused(database: Path, change: dict[str, object]) -> None:
    with pytest.raises(RelayOptionError):
        RelayOptions(database=database, **change)  # type: ignore[arg-type]
