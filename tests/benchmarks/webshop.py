"""Checkouts and pages a second of the web shop, over real HTTP: beside the bare framework, and beside a Django view."""

from __future__ import annotations

import itertools
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx

from tests.benchmarks.load import FORM, LoadRequest, LoadResult, joined, post_all
from tests.benchmarks.measure import Figure, median, p99
from tests.benchmarks.servers import serving
from tests.benchmarks.shop_servers import BASKET, CUSTOMERS_FILE, PRICE_CENTS, PRODUCTS
from tests.benchmarks.stk_push import PUSH_PATH, fetch_token, push_body

MODULE = "tests.benchmarks.shop_servers"
ROUNDS = 2
WARM_UP = 20
CHECKOUTS = {1: 50, 16: 160}
PAGES = {1: 50, 16: 100}
PUSHES = 1_000
TOTAL_CENTS = PRICE_CENTS * len(BASKET)

CHECKOUT = "POST /shop/checkout: order, allowance, payment, evidence, push, JSON answer, each step durable"
BARE = "bare FastAPI: one push by a kept-alive httpx.Client, one durable insert, JSON answer"
DJANGO = "Django view: cached token, push by a kept-alive httpx.Client, update_or_create, JSON answer"
PAGE = f"GET /shop/: shelf of {PRODUCTS} products, basket and orders looked up, page rendered"
BARE_PAGE = "bare FastAPI: a Jinja template of as many bytes, no database"


@dataclass(frozen=True)
class Round:
    """One load, and the seconds of a processor that its server took for it; none where the system does not say."""

    load: LoadResult
    cpu_seconds: float


Rounds = dict[tuple[str, str, int], list[Round]]


def run() -> list[Figure]:
    """The figures for checkouts and for pages; each server has its rounds alone, each round on a new file."""
    rounds: Rounds = defaultdict(list)
    phones = (f"2547{number:08d}" for number in itertools.count(10_000_000))
    page_bytes = 0
    with tempfile.TemporaryDirectory() as name, serving("daraja", Path(name), module=MODULE) as daraja:
        rounds["daraja", "push", 16].append(_pushes(daraja, phones))
        for number, kind in itertools.product(range(ROUNDS), ("shop", "bare", "django")):
            folder = Path(name, f"{kind}-{number}")
            folder.mkdir()
            with serving(kind, folder, daraja["base_url"], module=MODULE) as said:
                page = _page(folder, page_bytes)
                if kind == "shop":
                    page_bytes = len(httpx.get(said["base_url"] + page.path, headers=page.headers).content)
                _measure(rounds, kind, said, _checkouts(folder, phones), page)
    return [
        *(_figure(rounds, "checkout", each, CHECKOUT, "bare", BARE) for each in CHECKOUTS),
        *(_figure(rounds, "checkout", each, CHECKOUT, "django", DJANGO) for each in CHECKOUTS),
        *(_figure(rounds, "page", each, f"{PAGE}, {page_bytes} bytes", "bare", BARE_PAGE) for each in PAGES),
        _daraja_floor(rounds),
    ]


def _measure(
    rounds: Rounds, kind: str, said: dict[str, str], checkouts: Iterator[LoadRequest], page: LoadRequest
) -> None:
    """One round of one server: over before our shop begins to ask what became of its prompts, ten seconds on."""
    _round(kind, said, list(itertools.islice(checkouts, WARM_UP)), 1)
    for connections, count in CHECKOUTS.items():
        requests = list(itertools.islice(checkouts, count))
        rounds[kind, "checkout", connections].append(_round(kind, said, requests, connections))
    if kind == "django":
        return
    _round(kind, said, [page] * WARM_UP, 1)
    for connections, count in PAGES.items():
        rounds[kind, "page", connections].append(_round(kind, said, [page] * count, connections))


def _round(kind: str, said: dict[str, str], requests: Sequence[LoadRequest], connections: int) -> Round:
    before = _cpu_seconds(said["pid"])
    load = post_all(said["base_url"], requests, connections)
    if load.statuses != {200}:
        raise SystemExit(f"{kind}: not every request was taken: {sorted(load.statuses)}")
    return Round(load, _cpu_seconds(said["pid"]) - before)


def _cpu_seconds(pid: str) -> float:
    path = Path("/proc", pid, "stat")
    if not path.is_file():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _checkouts(folder: Path, phones: Iterator[str]) -> Iterator[LoadRequest]:
    """The same form to all, of a new customer with a full basket each time where there are baskets."""
    customers = iter(_customers(folder)[1:])
    for number in itertools.count():
        cookie, csrf = next(customers, ("none", "none"))
        fields = {"csrf": csrf, "request_key": f"request-{number}", "phone": next(phones), "total_cents": TOTAL_CENTS}
        headers = {"Accept": "application/json", "Cookie": f"shop={cookie}"}
        yield LoadRequest("/shop/checkout", urlencode(fields).encode(), content_type=FORM, headers=headers)


def _page(folder: Path, size: int) -> LoadRequest:
    """The shelf, as the first customer sees it, who has a basket and does not check out."""
    cookie = next((cookie for cookie, _ in _customers(folder)), "none")
    headers = {"Accept": "text/html", "Cookie": f"shop={cookie}"}
    return LoadRequest(f"/shop/?size={size}" if size else "/shop/", method="GET", headers=headers)


def _customers(folder: Path) -> list[tuple[str, str]]:
    path = folder / CUSTOMERS_FILE
    return [(cookie, csrf) for cookie, csrf in json.loads(path.read_text())] if path.is_file() else []


def _pushes(said: dict[str, str], phones: Iterator[str]) -> Round:
    with httpx.Client(base_url=said["base_url"]) as client:
        headers = {"Authorization": f"Bearer {fetch_token(client)}"}
    bodies = [json.dumps(push_body(next(phones), TOTAL_CENTS // 100)).encode() for _ in range(WARM_UP + PUSHES)]
    requests = [LoadRequest(PUSH_PATH, body, headers=headers) for body in bodies]
    _round("daraja", said, requests[:WARM_UP], 1)
    return _round("daraja", said, requests[WARM_UP:], 16)


def _figure(rounds: Rounds, what: str, connections: int, ours: str, floor_kind: str, floor: str) -> Figure:
    name = f"{what}_{connections}{'_django' if floor_kind == 'django' else ''}"
    taken = rounds["shop", what, connections], rounds[floor_kind, what, connections]
    return _compared(name, f"{ours}; {connections} at once", floor, *taken)


def _daraja_floor(rounds: Rounds) -> Figure:
    """Well below 1 as a ratio, or the simulator is what the other figures measure."""
    words = "the simulator that all of them call, asked directly; 16 at once"
    return _compared("daraja_floor", words, BARE, rounds["daraja", "push", 16], rounds["bare", "checkout", 16])


def _compared(name: str, ours: str, floor: str, our_rounds: Sequence[Round], floor_rounds: Sequence[Round]) -> Figure:
    our_load, floor_load = (joined([each.load for each in rounds]) for rounds in (our_rounds, floor_rounds))
    return Figure(
        name=name,
        ours=ours,
        floor=floor,
        samples=len(our_load.times_ms),
        ours_ms=1000 / our_load.per_second,
        ours_p99_ms=p99(our_load.times_ms),
        floor_ms=1000 / floor_load.per_second,
        note=f"{our_load.per_second:.0f}/s against {floor_load.per_second:.0f}/s, client and Daraja beside it",
        loads={"ours": _summary(our_load, our_rounds), "floor": _summary(floor_load, floor_rounds)},
    )


def _summary(load: LoadResult, rounds: Sequence[Round]) -> dict[str, float]:
    return {
        "per_second": round(load.per_second, 1),
        "p50_ms": round(median(load.times_ms), 2),
        "p99_ms": round(p99(load.times_ms), 2),
        "cpu_ms": round(1000 * sum(each.cpu_seconds for each in rounds) / len(load.times_ms), 2),
    }
