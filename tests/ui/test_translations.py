"""The Kiswahili is complete, says the same with the same placeholders, is compiled, and travels with the program."""

from __future__ import annotations

import ast
import re
import subprocess
import sysconfig
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_desktop.assets import asset

ROOT = Path(__file__).resolve().parents[2]
SOURCES = "pos_desktop"
TS = "resources/translations/pos_sw.ts"
QM = "resources/translations/pos_sw.qm"
EXTRACT = (
    *("pyside6-lupdate", "-extensions", "py", "-locations", "none", "-no-obsolete"),
    *("-source-language", "en", "-target-language", "sw", "-recursive", SOURCES, "-ts"),
)
COMPILE = "pyside6-lrelease"
HOW = f"""run from the root of the repository, with the programs of the virtual environment:
  {" ".join((*EXTRACT, TS))}
  (write the translation of each `type="unfinished"` entry in {TS}, and take the mark away)
  {COMPILE} {TS} -qm {QM}"""

Key = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One string of one context."""

    context: str
    source: str
    translation: str
    state: str
    is_numerus: bool


def entries(path: Path) -> Iterator[Entry]:
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield Entry(
                context.findtext("name", ""),
                message.findtext("source", ""),
                "".join(translation.itertext()),
                translation.get("type", ""),
                message.get("numerus") == "yes",
            )


def tool(*command: str) -> None:
    program = Path(sysconfig.get_path("scripts")) / command[0]
    done = subprocess.run((program, *command[1:]), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


KNOWN = list(entries(ROOT / TS))


def test_every_string_of_the_screens_is_in_the_file_and_nothing_else_is(tmp_path: Path) -> None:
    fresh = tmp_path / "pos_sw.ts"
    tool(*EXTRACT, str(fresh))
    wanted, have = {(e.context, e.source) for e in entries(fresh)}, {(e.context, e.source) for e in KNOWN}
    assert wanted - have == set(), f"not in {TS}; {HOW}"
    assert have - wanted == set(), f"no longer in the sources; {HOW}"


def test_no_entry_is_unfinished_or_vanished() -> None:
    left = [(e.context, e.source) for e in KNOWN if e.state or not e.translation.strip()]
    assert left == [], HOW


def test_the_compiled_file_is_up_to_date(tmp_path: Path) -> None:
    fresh = tmp_path / "pos_sw.qm"
    tool(COMPILE, TS, "-qm", str(fresh))
    assert fresh.read_bytes() == (ROOT / QM).read_bytes(), HOW


def test_a_string_has_one_translation_wherever_it_stands() -> None:
    said: dict[str, set[str]] = {}
    for each in KNOWN:
        said.setdefault(each.source, set()).add(each.translation)
    assert {source: several for source, several in said.items() if len(several) > 1} == {}


def marks(text: str) -> list[str]:
    """Placeholders, plural marks, accelerators and line ends: what a translation must keep."""
    return sorted(re.findall(r"\{\w*\}|%n|%L?\d|&\w|\n", text))


@pytest.mark.parametrize("context", sorted({e.context for e in KNOWN}))
def test_a_translation_keeps_placeholders_and_form(context: str) -> None:
    for each in [e for e in KNOWN if e.context == context]:
        source, said = each.source, each.translation
        assert marks(source) == marks(said), source
        assert (source[:1].isspace(), source[-1:].isspace()) == (said[:1].isspace(), said[-1:].isspace()), source
        ends = tuple(mark for mark in ("...", ".", "?", ",", '"') if source.endswith(mark))
        assert not ends or said.endswith(ends[0]), source
        assert each.is_numerus == ("%n" in source), source


def spoken(path: Path) -> Iterator[tuple[int, ast.expr]]:
    """The words of every call of `tr` and `translate` in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name == "tr":
            yield node.lineno, node.args[0]
        elif name == "translate" and len(node.args) > 1:
            yield node.lineno, node.args[1]


def test_nothing_is_said_that_the_extractor_does_not_see() -> None:
    """It does not look into f-strings, nor can it know what a variable holds."""
    known = {e.source for e in KNOWN}
    unseen = []
    for path in sorted((ROOT / SOURCES / "ui").rglob("*.py")):
        for line, words in spoken(path):
            text = words.value if isinstance(words, ast.Constant) else None
            if text not in known:
                unseen.append(f"{path.relative_to(ROOT)}:{line}")
    assert unseen == [], "say these with a plain string, outside of f-strings"


def test_the_program_carries_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "resources" in wheel["only-include"]
    assert wheel["sources"]["resources"] == "pos_desktop/resources"
    built = (ROOT / "build_installer.spec").read_text(encoding="utf-8")
    assert '(str(ROOT / "resources"), "pos_desktop/resources")' in built
    assert asset("translations/pos_sw.qm") == ROOT / QM
