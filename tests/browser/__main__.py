"""The web shop's checkout in headless Chromium: `python -m tests.browser [--out DIR] [--json]`.

Not a part of the test run, because a bare machine has no browser. It needs Chromium (`apt-get install chromium`), Node,
and once `npm ci` in this folder. Phone and desktop, light and dark, with and without JavaScript, by keyboard only;
axe-core looks at every page. Exit 0 when every journey came to its end and axe found nothing serious.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from pos_desktop.app.webshop_commands import read_shelf_files
from pos_desktop.assets import asset
from pos_desktop.payments import DarajaConfig
from pos_desktop.simulator import SimulatorOptions, SimulatorServer, Timings
from pos_desktop.webshop import PromptLimits, ShopFace, ShopOptions, WebShopServer, fill_shelf, new_signing_key

HERE = Path(__file__).parent
SERIOUS = ("serious", "critical")
WITHOUT_LIMIT = 10_000


def run_journeys(out: Path, chromium: str) -> dict[str, Any]:
    timings = Timings(repeat_rule_seconds=0.0, unanswered_seconds=3_000.0)
    with SimulatorServer(SimulatorOptions(time_scale=20.0, timings=timings)) as simulator, _shop(simulator) as shop:
        given = {
            "shop": f"{shop.base_url}/shop/",
            "phoneApi": simulator.base_url,
            "out": str(out.resolve()),
            "executable": chromium,
        }
        done = subprocess.run(
            ["node", "journeys.mjs", json.dumps(given)], cwd=HERE, stdout=subprocess.PIPE, text=True, check=True
        )
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def _shop(simulator: SimulatorServer) -> WebShopServer:
    options = simulator.options
    daraja = DarajaConfig(
        simulator.base_url, options.consumer_key, options.consumer_secret, options.passkey, options.short_codes[0]
    )
    folder = tempfile.mkdtemp(prefix="pos-desktop-browser-")
    shop = WebShopServer(
        ShopOptions(
            face=ShopFace("Mama Njeri Stores", "Moi Avenue, Thika", "0720 555 014", is_demo=True),
            daraja=daraja,
            signing_key=new_signing_key(),
            database_url=f"sqlite:///{folder}/webshop.db",
            allowed_sources=("127.0.0.0/8",),
            page_rate=WITHOUT_LIMIT,
            post_rate=WITHOUT_LIMIT,
            limits=PromptLimits(address_in_ten_minutes=WITHOUT_LIMIT),
        )
    )
    shelf, _ = read_shelf_files(asset("demo/categories.csv"), asset("demo/catalogue.csv"))
    with shop.payments.database.transaction() as session:
        fill_shelf(session, shelf.categories, shelf.products)
    return shop


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("browser-pictures"), help="folder for the screenshots")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or shutil.which("node") is None or not (HERE / "node_modules").is_dir():
        print(
            f"Chromium, Node and the packages are needed: apt-get install chromium nodejs npm, then npm ci in {HERE}",
            file=sys.stderr,
        )
        return 2
    summary = run_journeys(given.out, chromium)
    failed = [each for each in summary["journeys"] if each["failure"] or each["errors"]]
    serious = [each for each in summary["axe"] if each["impact"] in SERIOUS]
    if given.json:
        print(json.dumps(summary, indent=2))
    impacts = Counter(str(each["impact"]) for each in summary["axe"])
    print(f"{len(summary['journeys'])} journeys, {len(failed)} failed; axe: {dict(impacts)}", file=sys.stderr)
    for each in (*failed, *serious):
        print(each, file=sys.stderr)
    return 1 if failed or serious else 0


if __name__ == "__main__":
    sys.exit(main())
