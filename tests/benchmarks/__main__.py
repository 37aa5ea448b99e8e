"""`python -m tests.benchmarks [--json] [--only NAME]`: every figure beside its floor, measured in this run."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks.measure import Figure

MODULES = ("frames", "scan", "start", "paid", "relay", "webshop")


def main() -> None:
    """Measures and prints."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    options.add_argument("--json", action="store_true")
    options.add_argument("--only", choices=MODULES, help="one of the groups")
    chosen = options.parse_args()
    figures: list[Figure] = []
    for name in [chosen.only] if chosen.only else MODULES:
        figures += importlib.import_module(f"tests.benchmarks.{name}").run()
    if chosen.json:
        machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
        print(json.dumps({"machine": machine, "figures": [figure.row() for figure in figures]}, indent=2))
        return
    for figure in figures:
        print(f"{figure.name:<18}{figure.ours_ms:>10.3f} ms against {figure.floor_ms:.3f} ms: {figure.ratio:.2f} x")


if __name__ == "__main__":
    main()
