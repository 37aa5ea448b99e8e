"""`pos-desktop webshop`: serves the shop, fills its shelf, lists its orders, and makes its key."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from pos_desktop import payments, storage, webshop
from pos_desktop.app.errors import MissingSecretError
from pos_desktop.app.invocation import EXIT_FAILED, EXIT_OK, data_folder_of, settings_of
from pos_desktop.app.secrets import Secret, SecretSource
from pos_desktop.app.settings import Settings
from pos_desktop.app.wiring import daraja_config
from pos_desktop.clock import SystemClock, in_nairobi
from pos_desktop.money import format_kes
from pos_desktop.payments import Settlement, new_key_pair, pair
from pos_desktop.serving import PUBLISHED_SOURCES
from pos_desktop.storage import TillFile
from pos_desktop.till import ImportResult, import_categories, import_products
from pos_desktop.till.tables import CategoryRow, ProductRow
from pos_desktop.webshop import (
    RelayAccess,
    ShelfCategory,
    ShelfProduct,
    ShopFace,
    ShopOptions,
    fill_shelf,
    new_signing_key,
    newest_orders,
    open_database,
    read_database,
    require_own_shop,
    run_webshop,
)

DEFAULT_PORT = 8072


@dataclass(frozen=True)
class Shelf:
    """What a shop's files put on its shelf."""

    categories: tuple[ShelfCategory, ...]
    products: tuple[ShelfProduct, ...]


def add_webshop(commands: Any) -> None:
    """`webshop` and its inner commands."""
    parser = commands.add_parser("webshop", help="a web shop that takes M-Pesa by the same rules as the till")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--public-url", default="", metavar="URL", help="the HTTPS address that customers reach")
    parser.add_argument(
        "--allow-source", action="append", default=[], metavar="NETWORK", help="where callbacks come from besides"
    )
    parser.add_argument(
        "--trusted-proxy", action="append", default=[], metavar="NETWORK", help="whose X-Forwarded-For is believed"
    )
    _add_shared(parser, is_inner=False)
    parser.set_defaults(command=_serve)
    _add_inner(parser.add_subparsers(title="commands", metavar="COMMAND"))


def read_shelf_files(categories: Path, products: Path) -> tuple[Shelf, list[ImportResult]]:
    """The shelf in a till's CSV files, read by the till's own rules; with problems the shelf is empty.

    Raises:
        ImportFileError: a file cannot be opened.
    """
    with tempfile.TemporaryDirectory(prefix="pos-desktop-shelf-") as folder:
        path = Path(folder, "shelf.db")
        with closing(TillFile.open(path, [payments.MIGRATIONS, storage.MIGRATIONS])) as file:
            with file.transaction() as session:
                results = [
                    import_categories(session, categories),
                    import_products(session, products, terminal="shop", now=SystemClock().now()),
                ]
            if not all(result.is_imported for result in results):
                return Shelf((), ()), results
            with file.reading() as session:
                return _shelf_in(session), results


def fill_database(database_url: str, shelf: Shelf) -> None:
    """Puts the shelf into a shop's database while the shop is not running.

    Raises:
        ShopDatabaseError: it cannot be opened, or the shop has it open.
    """
    with closing(_opened(database_url)) as database, database.transaction() as session:
        fill_shelf(session, shelf.categories, shelf.products)


def _add_inner(actions: Any) -> None:
    products = actions.add_parser("products", help="put the products of CSV files on the shelf, and nothing else")
    products.add_argument("file", type=Path)
    products.add_argument("--categories", type=Path, required=True, help="CSV file with the categories")
    products.set_defaults(command=_products)
    orders = actions.add_parser("orders", help="the newest orders, for whoever packs them")
    orders.add_argument("--paid", action="store_true", help="paid ones only")
    orders.set_defaults(command=_orders)
    exceptions = actions.add_parser("exceptions", help="payments and money that a person has to look into")
    exceptions.set_defaults(command=_exceptions)
    settle = actions.add_parser("settle", help="note what was found of one of the exceptions")
    settle.add_argument("number", metavar="NUMBER", help="as `webshop exceptions` lists it, such as P12-7 or S3")
    settle.add_argument("--found", choices=[each.value for each in Settlement], help="of a payment: what was found")
    settle.add_argument("--by", required=True, metavar="NAME", help="who looked into it")
    settle.add_argument("--approved-by", required=True, metavar="NAME", help="who else stands for it")
    settle.set_defaults(command=_settle)
    key = actions.add_parser("key", help="make the key that signs callback addresses, for a server without a keyring")
    key.set_defaults(command=_key)
    ledger = actions.add_parser("pair", help="join the merchant's ledger at a relay")
    ledger.add_argument("--relay", required=True, metavar="URL", help="address of the relay")
    ledger.add_argument("--code", required=True, help="from `pos-desktop relay terminals add`")
    ledger.set_defaults(command=_pair)
    for inner in (products, orders, exceptions, settle, key, ledger):
        _add_shared(inner, is_inner=True)


def _add_shared(parser: argparse.ArgumentParser, *, is_inner: bool) -> None:
    parser.add_argument(
        "--database-url",
        default=argparse.SUPPRESS if is_inner else "",
        metavar="URL",
        help="sqlite:///PATH or postgresql+psycopg://... (default: webshop.db in the data folder)",
    )
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS if is_inner else False, help="answer as JSON"
    )


def _serve(namespace: argparse.Namespace) -> int:
    settings = settings_of(namespace)
    options = _options(namespace, settings, SecretSource())

    def announce(base_url: str) -> None:
        shown = (options.public_url or base_url).rstrip("/")
        if namespace.json:
            print(json.dumps({"base_url": base_url, "shop_url": f"{shown}/shop/"}), flush=True)
        print(f"Web shop: {shown}/shop/. Stop with Ctrl+C.", file=sys.stderr, flush=True)

    with suppress(KeyboardInterrupt):  # which the web server may have taken for itself
        run_webshop(options, on_listening=announce)
    print("Stopped.", file=sys.stderr)
    return EXIT_OK


def _options(namespace: argparse.Namespace, settings: Settings, secrets: SecretSource) -> ShopOptions:
    shop = settings.shop
    relay_key = secrets.find(Secret.WEBSHOP_RELAY_KEY)
    return ShopOptions(
        face=ShopFace(shop.name, shop.address, shop.phone, shop.tax_pin, shop.footer),
        daraja=daraja_config(settings, secrets.daraja()),
        signing_key=_signing_key(secrets),
        database_url=_database_url(namespace, settings),
        host=namespace.host,
        port=namespace.port,
        public_url=namespace.public_url,
        allowed_sources=(*PUBLISHED_SOURCES, *namespace.allow_source),
        trusted_proxies=tuple(namespace.trusted_proxy),
        relay=RelayAccess(settings.relay.url, relay_key) if relay_key and settings.relay.url else None,
    )


def _signing_key(secrets: SecretSource) -> str:
    kept = secrets.find(Secret.WEBSHOP_KEY)
    if kept is not None:
        return kept
    if secrets.keyring is None:
        raise MissingSecretError(
            "this machine has no keyring and the shop has no key yet: run `pos-desktop webshop key` once and give "
            "the shop its words as the systemd credential webshop-key or as POS_DESKTOP_WEBSHOP_KEY"
        )
    key = new_signing_key()
    secrets.keyring.put(Secret.WEBSHOP_KEY, key)
    return key


def _database_url(namespace: argparse.Namespace, settings: Settings) -> str:
    if namespace.database_url:
        return str(namespace.database_url)
    folder = data_folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"sqlite:///{folder / 'webshop.db'}"


def _products(namespace: argparse.Namespace) -> int:
    shelf, results = read_shelf_files(namespace.categories, namespace.file)
    for problem in (problem for result in results for problem in result.problems):
        print(problem, file=sys.stderr)
    if not shelf.products:
        print("Nothing was imported.", file=sys.stderr)
        return EXIT_FAILED
    fill_database(_database_url(namespace, settings_of(namespace)), shelf)
    print(f"{len(shelf.products)} products are on the shelf.", file=sys.stderr)
    return EXIT_OK


def _orders(namespace: argparse.Namespace) -> int:
    status = webshop.OrderStatus.PAID if namespace.paid else None
    with read_database(_database_url(namespace, settings_of(namespace))) as session:
        orders = newest_orders(session, status)
    if namespace.json:
        print(json.dumps([_as_json(order) for order in orders]))
        return EXIT_OK
    print(f"{'ORDER':12}{'ORDERED (NAIROBI)':20}{'KES':>14}  STATE")
    for order in orders:
        ordered = f"{in_nairobi(order.ordered_at):%Y-%m-%d %H:%M}"
        print(f"{order.number:12}{ordered:20}{format_kes(order.total_cents)[4:]:>14}  {order.status}")
    return EXIT_OK


def _exceptions(namespace: argparse.Namespace) -> int:
    from pos_desktop.app.webshop_exceptions import print_exceptions  # brings the words of the screens

    return print_exceptions(_database_url(namespace, settings_of(namespace)), as_json=namespace.json)


def _settle(namespace: argparse.Namespace) -> int:
    from pos_desktop.app.webshop_exceptions import settle  # brings the words of the screens

    return settle(namespace, lambda: _opened_own(_database_url(namespace, settings_of(namespace))))


def _as_json(order: webshop.ShopOrder) -> dict[str, object]:
    return {
        "number": order.number,
        "ordered_at": order.ordered_at.isoformat(),
        "total_cents": order.total_cents,
        "status": order.status.value,
        "paid_at": order.paid_at.isoformat() if order.paid_at else None,
    }


def _key(namespace: argparse.Namespace) -> int:
    key = new_signing_key()
    print(json.dumps({"key": key}) if namespace.json else key)
    print("Keep it among the shop's credentials; it is shown this once.", file=sys.stderr)
    return EXIT_OK


def _pair(namespace: argparse.Namespace) -> int:
    _, public = new_key_pair()
    pairing = pair(namespace.relay, namespace.code, public, "Web shop")
    secrets = SecretSource()
    if secrets.keyring is None:
        print(json.dumps({"relay_key": pairing.key}) if namespace.json else pairing.key)
        print(
            "There is no keyring here: give the shop this key as the systemd credential webshop-relay-key or as "
            "POS_DESKTOP_WEBSHOP_RELAY_KEY; it is shown this once.",
            file=sys.stderr,
        )
        return EXIT_OK
    secrets.keyring.put(Secret.WEBSHOP_RELAY_KEY, pairing.key)
    print(f"The shop is terminal {pairing.terminal} of {namespace.relay}.", file=sys.stderr)
    return EXIT_OK


def _opened_own(database_url: str) -> webshop.ShopDatabase:
    require_own_shop(database_url)
    return _opened(database_url)


def _opened(database_url: str) -> webshop.ShopDatabase:
    return open_database(database_url, [payments.MIGRATIONS, webshop.MIGRATIONS])


def _shelf_in(session: Session) -> Shelf:
    categories = {row.id: row for row in session.exec(select(CategoryRow)).all()}
    rows = session.exec(select(ProductRow)).all()
    return Shelf(
        tuple(ShelfCategory(row.key, row.name, row.icon, row.tint, row.rank) for row in categories.values()),
        tuple(_product(row, row.price_cents, categories[row.category_id]) for row in rows if row.price_cents),
    )


def _product(row: ProductRow, price_cents: int, category: CategoryRow) -> ShelfProduct:
    return ShelfProduct(
        code=row.sku or f"{row.name} {row.size}",
        category=category.key,
        name=row.name,
        size=row.size,
        price_cents=price_cents,
        tax_letter=row.tax_letter,
        icon=row.icon,
        rank=row.favourite_rank,
    )
