"""From a scanned code to the line in the cart, with 100,000 products."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from pathlib import Path

from pos_desktop import payments, storage
from pos_desktop.clock import SystemClock
from pos_desktop.storage import TillFile
from pos_desktop.till import Cart, Catalogue, import_categories, import_products, interpret
from tests.benchmarks.measure import Figure, alternating, median, p99

PRODUCTS = 100_000
SCANS = 3_000
CATEGORIES = "key,name,icon,tint,rank\nall,Everything,package,other,1\n"
COLUMNS = (
    "code,name,size,category,price,tax_letter,stock,low_stock_at,item_class,origin,packaging_unit,quantity_unit,"
    "icon,favourite_rank\n"
)
RAW = (
    "SELECT p.id, p.public_id, p.name, p.size, p.price_cents, p.tax_letter, p.stock_milli "
    "FROM product_code k JOIN product p ON p.id = k.product_id WHERE k.code = ?"
)


def make_big_shop(folder: Path, products: int = PRODUCTS) -> tuple[TillFile, list[str]]:
    """A till's file with so many products, and the codes of all of them."""
    file = TillFile.open(folder / "till.db", [payments.MIGRATIONS, storage.MIGRATIONS])
    codes = [_ean13(616_000_000_000 + number) for number in range(products)]
    rows = (
        f"{code},Product {number} of the shelf,{number % 900} g,all,{number % 500 + 5}.00,B,10,2,,KE,,U,,\n"
        for number, code in enumerate(codes)
    )
    with file.transaction() as session:
        import_categories(session, CATEGORIES)
        result = import_products(session, COLUMNS + "".join(rows), terminal="bench", now=SystemClock().now())
    if not result.is_imported:
        raise SystemExit(f"the benchmark's own catalogue is wrong: {result.problems[0]}")
    return file, codes


def run() -> list[Figure]:
    """The figure for scans."""
    with tempfile.TemporaryDirectory() as name:
        file, codes = make_big_shop(Path(name))
        catalogue = Catalogue(file.reading)
        raw = sqlite3.connect(f"file:{Path(name) / 'till.db'}?mode=ro", uri=True)
        picked = random.Random(7).choices(codes, k=SCANS)
        cart = Cart.empty()

        def scan(number: int) -> None:
            nonlocal cart
            product = catalogue.find_code(interpret(picked[number]).text)
            if product is None:
                raise SystemExit("a code of the catalogue was not found")
            cart = (cart if len(cart.lines) < 20 else Cart.empty()).add(product)
            cart.totals  # noqa: B018 - what the screen shows after each scan

        ours, floor = alternating(scan, lambda number: raw.execute(RAW, (picked[number],)).fetchone(), SCANS)
        raw.close()
        file.close()
    return [
        Figure(
            name="scan_to_line",
            ours="interpret, look-up, line in the cart, totals",
            floor="the bare SQL look-up on an open sqlite3 connection",
            samples=SCANS,
            ours_ms=median(ours),
            ours_p99_ms=p99(ours),
            floor_ms=median(floor),
            note=f"{PRODUCTS} products",
        )
    ]


def _ean13(twelve: int) -> str:
    digits = [int(digit) for digit in str(twelve)]
    total = sum(digits[0::2]) + 3 * sum(digits[1::2])
    return f"{twelve}{-total % 10}"
