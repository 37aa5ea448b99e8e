from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pos_desktop

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", ".ci/requirements-dev.lock")
LOCKED_LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; [^\\]+)? \\")


def locked(name: str) -> dict[str, str]:
    """Package to version, read from one lock."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [LOCKED_LINE.fullmatch(line) for line in lines if line and not line.startswith((" ", "#"))]
    assert all(found), "a line of the lock is not `name==version`"
    return {canonicalize_name(match["name"]): match["version"] for match in found if match}


def required(*, with_tests: bool) -> list[Requirement]:
    """What pyproject.toml asks for, the builder included."""
    project = PROJECT["project"]
    asked = [*project["dependencies"], *PROJECT["dependency-groups"]["build"]]
    if with_tests:
        asked += project["optional-dependencies"]["dev"]
    return [Requirement(line) for line in asked]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"(?m)://|file:|^-|--(?!hash=sha256:)\S+", text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_of_more_than_one_file(name: str) -> None:
    entries = re.split(r"(?m)^(?=[A-Za-z])", (ROOT / name).read_text(encoding="utf-8"))[1:]
    assert len(entries) == len(locked(name))
    source_closed = {"pyside6-essentials", "shiboken6"}  # Qt publishes wheels alone: one a system
    for entry in entries:
        hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)
        package = canonicalize_name(entry.split("==")[0])
        assert len(set(hashes)) >= (4 if package in source_closed else 2), package


@pytest.mark.parametrize(("name", "with_tests"), [(LOCKS[0], False), (LOCKS[1], True)])
def test_a_lock_holds_what_the_project_asks_for(name: str, with_tests: bool) -> None:
    versions = locked(name)
    for requirement in required(with_tests=with_tests):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked: run `sh .ci/lock`"
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: run `sh .ci/lock`"


def test_customers_get_no_test_tools_and_developers_get_what_customers_get() -> None:
    customers, developers = locked(LOCKS[0]), locked(LOCKS[1])
    assert customers.items() <= developers.items()
    assert customers.keys().isdisjoint({"pytest", "mypy", "ruff", "hypothesis", "pyinstaller"})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_every_module_resource_and_migration(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pos_desktop").rglob("*.py")}
    resources = {
        f"pos_desktop/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sources <= packed
    assert resources <= packed
    assert "pos_desktop/resources/start.sh" in packed
    assert "pos_desktop/payments/migrations/env.py" in packed
    assert "pos_desktop/py.typed" in packed, "a shop that builds on the core is type-checked against it"


def test_the_wheel_holds_the_package_alone(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"pos_desktop", f"pos_desktop-{pos_desktop.__version__}.dist-info"}


def test_version_and_command_come_from_the_package(wheel: Path) -> None:
    info = f"pos_desktop-{pos_desktop.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = HeaderParser().parsestr(archive.read(f"{info}/METADATA").decode())
        commands = archive.read(f"{info}/entry_points.txt").decode()
    assert metadata["Version"] == pos_desktop.__version__
    assert "pos-desktop = pos_desktop.__main__:main" in commands


@pytest.mark.skipif(sys.platform == "win32", reason="the script is for systems with sh")
@pytest.mark.parametrize("script", ["resources/start.sh", ".ci/lock"])
def test_a_shell_script_can_be_read_by_the_plain_shell(script: str) -> None:
    checked = subprocess.run(["sh", "-n", script], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="the script is for systems with sh")
def test_help_installs_nothing_and_speaks_to_standard_output(tmp_path: Path) -> None:
    folder = tmp_path / "a till"
    (folder / "resources").mkdir(parents=True)
    script = folder / "resources" / "start.sh"
    script.write_bytes((ROOT / "resources" / "start.sh").read_bytes())
    shown = subprocess.run(["sh", str(script), "--help"], cwd="/", check=False, capture_output=True, text=True)
    assert shown.returncode == 0
    assert shown.stdout.startswith("Usage: sh resources/start.sh")
    assert shown.stderr == ""
    assert not (folder / ".venv").exists()


def test_both_start_scripts_know_the_same_words_and_files() -> None:
    unix = (ROOT / "resources" / "start.sh").read_text(encoding="utf-8")
    windows = (ROOT / "resources" / "start.ps1").read_text(encoding="utf-8")
    for word in ("--nightly", "--release", *LOCKS, ".unfinished", ".installed-run", ".installed-dev"):
        assert word in unix
        assert word in windows


def test_continuous_integration_runs_the_command_that_people_run() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[-1] == "exec sh resources/start.sh test"


def test_the_installer_takes_version_and_data_from_the_package() -> None:
    spec = (ROOT / "build_installer.spec").read_text(encoding="utf-8")
    compile(spec, "build_installer.spec", "exec")
    assert pos_desktop.__version__ not in spec
    for folder in ("resources", "storage/migrations", "payments/migrations"):
        assert f'"{folder}"' in spec
