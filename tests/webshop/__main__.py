"""`python -m tests.webshop --out DIR [--only NAME]`: every sample as an HTML file to open in a browser, no server."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from pos_desktop.webshop.pages import STATIC, Pages
from tests.webshop.page_samples import SAMPLES


def main() -> None:
    """Writes the files and says where they are."""
    options = argparse.ArgumentParser(prog="python -m tests.webshop")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", default="", help="samples whose name begins so")
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, chosen.out / "static", dirs_exist_ok=True)
    pages = Pages()
    for name, sample in SAMPLES.items():
        if name.startswith(chosen.only):
            path = chosen.out / f"{name}.html"
            html = pages.render(sample.template, sample.shell, sample.page)
            path.write_text(html.replace("/shop/static/", "static/"), encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main()
