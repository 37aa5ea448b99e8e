"""`python -m tests.pictures --out DIR [--only NAME] [--language sw] [--scheme light] [--every-size]`: every screen."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_desktop.ui.application import make_application
from pos_desktop.ui.i18n import Languages, ScreenLanguage
from pos_desktop.ui.theme import Scheme
from tests.pictures.registry import ALL_SIZES, SIZES, take_picture
from tests.pictures.scenes import all_scenes


def main() -> None:
    """Makes the pictures and says where they are."""
    options = argparse.ArgumentParser(prog="python -m tests.pictures")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", default="", help="scenes whose name begins so")
    options.add_argument("--language", type=ScreenLanguage, default=ScreenLanguage.ENGLISH, help="en or sw")
    options.add_argument("--scheme", type=Scheme, default=None, help="light or dark; both without it")
    options.add_argument("--every-size", action="store_true", help="1280 and 1920 too")
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or make_application([])
    assert isinstance(application, QApplication)
    Languages(application).switch_to(chosen.language)
    for scene in all_scenes():
        if not scene.name.startswith(chosen.only):
            continue
        sizes = ALL_SIZES if chosen.every_size and scene.sizes == SIZES else scene.sizes
        for scheme in [each for each in scene.schemes if chosen.scheme in (None, each)]:
            for size in sizes:
                path = chosen.out / f"{scene.name}-{scheme}-{size.width()}.png"
                take_picture(application, scene, scheme, size).save(str(path))
                print(path)


if __name__ == "__main__":
    main()
