"""Every write of the relay refused by the disk, one after the other: what it answers with 200 is there, always."""

from __future__ import annotations

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from pos_desktop.payments import CallbackAddress
from tests.conftest import Noise
from tests.failing_disk import FailingDisk, Fault
from tests.relay.conftest import StartRelay
from tests.relay.tills import NET, MovedClock, Till, bodies, enrol, wait_for_figure

WRITER, DELIVERY = "pos_desktop.relay.writer", "pos_desktop.relay.delivery"
RESERVE = "pos_desktop.relay.reserve"
REFUSED = 503
HINT = b'{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_%d"}}}'


class Safaricom:
    """Sends results, and remembers which of them were answered with 200."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.accepted: list[bytes] = []
        self._addresses: dict[bytes, CallbackAddress] = {}

    def send(self, body: bytes, *, sends: int = 1) -> None:
        """Posts a result so often; whatever is not taken is refused in words."""
        address = self._addresses.setdefault(body, self.till.mint())
        for _send in range(sends):
            answer = self.till.post(body, address)
            if answer.status_code == 200:
                self.accepted.append(body)
            else:
                assert (answer.status_code, answer.json()["code"]) == (REFUSED, "relay_mail_unavailable")

    def hint(self, number: int) -> None:
        """Posts a result without a token."""
        answer = NET.post(f"{self.till.base_url}/pos/api/mpesa/callback/", content=HINT % number)
        assert answer.status_code in (200, REFUSED)


def kept(database: Path) -> Counter[bytes]:
    """How often each body is in the file, read past the relay."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return Counter(bytes(body) for (body,) in connection.execute("SELECT body FROM event WHERE kind = 'stk'"))


def read_all(till: Till, position: int) -> tuple[list[bytes], int]:
    """The mail after a position, acknowledged page by page as a till does."""
    found: list[bytes] = []
    while (mail := till.events(position))["events"]:
        found += bodies(mail)
        position = mail["next"]
    return found, position


@pytest.mark.parametrize("lasts", [False, True], ids=["once", "until it is mended"])
@pytest.mark.parametrize("fault", list(Fault))
def test_whatever_write_fails_a_200_means_a_row_and_a_repeat_is_kept_once(
    start_relay: StartRelay,
    database: Path,
    clock: MovedClock,
    disk: FailingDisk,
    noise: Noise,
    fault: Fault,
    lasts: bool,
) -> None:
    noise.expect(WRITER, "did not take a write")
    noise.expect(DELIVERY, "acknowledgement was not kept")
    noise.expect(RESERVE, "wait in the reserve")
    relay = start_relay(reserve_bytes=4 * 1024 * 1024)
    till = enrol(relay.base_url, database, clock)
    number, position = 0, 0
    sent, read = list[bytes](), list[bytes]()
    while number == 0 or disk.failed:
        number += 1
        safaricom, body = Safaricom(till), b"first of %d" % number
        disk.fail(fault, number, lasts=lasts)
        safaricom.send(body, sends=2)
        mail = till.events(position)
        read, position = read + bodies(mail), mail["next"]
        safaricom.hint(number)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(safaricom.send, [b"%d of %d" % (each, number) for each in range(4)]))
        assert set(safaricom.accepted) <= set(kept(database))
        disk.mend()
        for each in [body, *(b"%d of %d" % (other, number) for other in range(4))]:
            if each not in safaricom.accepted:
                safaricom.send(each)
            sent.append(each)
        assert set(safaricom.accepted) <= set(kept(database))
    assert number > 15
    read += read_all(till, position)[0]
    assert sorted(each for each in read if each in sent) == sorted(sent)
    assert till.post(b"after all").status_code == 200
    relay.stop()
    before = kept(database)
    wait_for_figure(start_relay().base_url, "relay_reserve_waiting", 0)
    assert kept(database) == before


def test_a_file_that_may_not_grow_takes_no_result_and_loses_none(
    start_relay: StartRelay, database: Path, clock: MovedClock, noise: Noise
) -> None:
    noise.expect(WRITER, "did not take a write.*full")
    noise.expect(RESERVE, "wait in the reserve")
    noise.expect("pos_desktop.relay.receiving", "kept nowhere.*reserve.* is full")
    relay = start_relay(max_pages=45)
    till = enrol(relay.base_url, database, clock)
    safaricom = Safaricom(till)
    refused = 0
    for number in range(80):
        before = len(safaricom.accepted)
        safaricom.send(b"%d " % number * 1000)
        refused += len(safaricom.accepted) == before
    assert refused
    assert kept(database) == Counter(safaricom.accepted)
    assert bodies(till.events()) == safaricom.accepted
