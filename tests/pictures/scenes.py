"""All scenes: every module beside this one whose name begins with `scenes_` has a `SCENES`."""

from __future__ import annotations

import importlib
import pkgutil

import tests.pictures
from tests.pictures.registry import Scene


def all_scenes() -> list[Scene]:
    """The scenes of all modules, in the order of their modules."""
    found: list[Scene] = []
    for module in pkgutil.iter_modules(tests.pictures.__path__, "tests.pictures."):
        if module.name.rpartition(".")[2].startswith("scenes_"):
            found += importlib.import_module(module.name).SCENES
    return found
