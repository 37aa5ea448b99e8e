"""House rules that no linter knows: each was a bug once, here or elsewhere. `python .ci/house_rules.py [ROOT]`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

OS_CLOCK = {
    "pos_desktop/clock.py": "the one place that asks the machine's clock",
    "pos_desktop/ids.py": "a UUIDv7 is made of the machine's milliseconds, and nobody reads a time from it",
}
"""Who may ask the machine what time it is, with the reason."""

CLOCK_CALLS = {
    "datetime": {"now", "utcnow", "today", "fromtimestamp"},
    "date": {"today", "fromtimestamp"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "localtime"},
    "QDateTime": {"currentDateTime", "currentDateTimeUtc", "currentMSecsSinceEpoch", "currentSecsSinceEpoch"},
    "QDate": {"currentDate"},
    "QTime": {"currentTime"},
}
SLEEPS = {"time": {"sleep"}, "qtbot": {"wait"}, "QTest": {"qWait", "qSleep"}, "asyncio": {"sleep"}}
NAMELESS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
SECONDS = ("_seconds", "timeout", "_ms")


@dataclass(frozen=True)
class Finding:
    """One line that breaks a rule."""

    path: str
    line: int
    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.words}"


Rule = Callable[[PurePosixPath, ast.Module], Iterator[tuple[int, str]]]


def in_package(path: PurePosixPath) -> bool:
    return path.parts[0] == "pos_desktop"


def is_test(path: PurePosixPath) -> bool:
    return path.parts[0] == "tests"


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c`, `b` of `b`, nothing of anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls_into(tree: ast.AST, table: dict[str, set[str]]) -> Iterator[tuple[int, str]]:
    """Every `owner.name` and every `from owner import name` that the table lists."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in table.get(last_name(node.value), ()):
            yield node.lineno, f"{last_name(node.value)}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module in table:
            for alias in node.names:
                if alias.name in table[node.module]:
                    yield node.lineno, f"{node.module}.{alias.name}"


def holds_cents(node: ast.AST) -> bool:
    return any(last_name(part).endswith("_cents") for part in ast.walk(node))


def holds_float(node: ast.AST) -> bool:
    """Whether a float is made in the expression; arguments named as a time do not count."""
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return True
    if isinstance(node, ast.Call) and last_name(node.func) == "float":
        return True
    if isinstance(node, ast.keyword) and node.arg is not None and node.arg.endswith(SECONDS):
        return False
    return any(holds_float(child) for child in ast.iter_child_nodes(node))


def says_float(annotation: ast.AST | None) -> bool:
    return annotation is not None and any(last_name(part) == "float" for part in ast.walk(annotation))


def mixes_float_into_cents(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=targets, value=value):
            return any(map(holds_cents, targets)) and holds_float(value)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            made = value is not None and holds_float(value)
            return holds_cents(target) and (says_float(annotation) or made)
        case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
            return holds_cents(target) and holds_float(value)
        case ast.BinOp(left=left, op=op, right=right):
            mixed = (holds_cents(left) and holds_float(right)) or (holds_float(left) and holds_cents(right))
            return mixed or (isinstance(op, ast.Div) and (holds_cents(left) or holds_cents(right)))
        case ast.Compare(left=left, comparators=others):
            sides = [left, *others]
            return any(map(holds_cents, sides)) and any(map(holds_float, sides))
        case ast.Call(func=func, args=args):
            return last_name(func) == "float" and any(map(holds_cents, args))
        case ast.keyword(arg=str(name), value=value):
            return name.endswith("_cents") and holds_float(value)
        case ast.arg(arg=name, annotation=annotation):
            return name.endswith("_cents") and says_float(annotation)
        case ast.FunctionDef(name=name, returns=returns):
            return name.endswith("_cents") and says_float(returns)
    return False


def no_float_near_cents(path: PurePosixPath, tree: ast.Module) -> Iterator[tuple[int, str]]:
    if in_package(path):
        for node in ast.walk(tree):
            if mixes_float_into_cents(node):
                yield getattr(node, "lineno", 0), "money is whole cents; a float loses them (use int, // and money.py)"


def style_only_in_theme(path: PurePosixPath, tree: ast.Module) -> Iterator[tuple[int, str]]:
    if path.is_relative_to("pos_desktop/ui/theme"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "setStyleSheet":
            yield node.lineno, "set a property and let ui/theme choose the style"


def one_clock(path: PurePosixPath, tree: ast.Module) -> Iterator[tuple[int, str]]:
    if in_package(path) and str(path) not in OS_CLOCK:
        for line, name in calls_into(tree, CLOCK_CALLS):
            yield line, f"{name}: take a Clock, so that a test can say what the time is"


def no_sleep_in_tests(path: PurePosixPath, tree: ast.Module) -> Iterator[tuple[int, str]]:
    if is_test(path):
        for line, name in calls_into(tree, SLEEPS):
            yield line, f"{name}: wait for a condition or a signal"


def no_print(path: PurePosixPath, tree: ast.Module) -> Iterator[tuple[int, str]]:
    speaks = path.is_relative_to("pos_desktop/app") or path.name == "command.py"
    if in_package(path) and not speaks:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                yield node.lineno, "only commands speak to the terminal: return it, or log it"


def no_qt_asyncio(_path: PurePosixPath, tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        if any("QtAsyncio" in name for name in [*names, module, last_name(node)]):
            yield getattr(node, "lineno", 0), "QtAsyncio has no sockets and cannot make one HTTP request"


def telling_names(path: PurePosixPath, _tree: ast.Module) -> Iterator[tuple[int, str]]:
    if NAMELESS.intersection(path.with_suffix("").parts):
        yield 1, "name the module by its subject; such a name collects everything"


RULES: dict[str, Rule] = {
    "float-near-cents": no_float_near_cents,
    "style-outside-theme": style_only_in_theme,
    "os-clock": one_clock,
    "sleep-in-test": no_sleep_in_tests,
    "print": no_print,
    "qt-asyncio": no_qt_asyncio,
    "nameless-module": telling_names,
}


def check_file(root: Path, file: Path) -> list[Finding]:
    """The rules that one file breaks."""
    path = PurePosixPath(file.relative_to(root).as_posix())
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    found = {Finding(str(path), line, name, words) for name, rule in RULES.items() for line, words in rule(path, tree)}
    return sorted(found, key=lambda finding: (finding.line, finding.rule))


def check(root: Path) -> list[Finding]:
    """The rules that the package and its tests break."""
    files = [file for folder in ("pos_desktop", "tests") for file in sorted((root / folder).rglob("*.py"))]
    return [finding for file in files for finding in check_file(root, file)]


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    findings = check(root)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
