from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pos_desktop.relay import NoSuchTerminalError, RelayServer, command
from pos_desktop.serving import PUBLISHED_SOURCES
from tests.relay.tills import NET, MovedClock, Till, enrol


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


def test_a_relay_without_arguments_listens_on_loopback_with_the_published_sources() -> None:
    options = command.options_from(parsed())
    assert (options.host, options.port, options.database) == ("127.0.0.1", 8071, Path("relay.db"))
    assert options.allowed_sources == PUBLISHED_SOURCES
    assert (options.public_url, options.trusted_proxies) == ("", ())


def test_every_argument_becomes_an_option() -> None:
    arguments = "--host ::1 --port 0 --database a.db --public-url https://a.example.co.ke --allow-source 192.0.2.0/24"
    more = "--allow-source 198.51.100.7 --trusted-proxy 10.0.0.1"
    options = command.options_from(parsed(*arguments.split(), *more.split()))
    assert (options.host, options.port, options.database) == ("::1", 0, Path("a.db"))
    assert options.public_url == "https://a.example.co.ke"
    assert options.allowed_sources == (*PUBLISHED_SOURCES, "192.0.2.0/24", "198.51.100.7")
    assert options.trusted_proxies == ("10.0.0.1",)


@pytest.mark.parametrize(
    "arguments",
    [["--database", "x.db", "terminals", "list"], ["terminals", "list", "--database", "x.db"]],
)
def test_the_mail_file_may_be_named_before_or_after_the_command(arguments: list[str]) -> None:
    assert parsed(*arguments).database == Path("x.db")


def test_terminals_without_a_command_is_a_bad_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parsed("terminals")
    assert stopped.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_a_printed_code_enrols_a_till(
    relay: RelayServer, database: Path, clock: MovedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(parsed("terminals", "add", "--name", "Till 1", "--database", str(database))) == 0
    printed = capsys.readouterr()
    assert "10 minutes" in printed.err
    assert enrol(relay.base_url, database, clock, code=printed.out.strip()).ask().status_code == 200


def test_a_tills_whole_life_by_commands_in_json(
    relay: RelayServer, database: Path, clock: MovedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> object:
        assert command.run(parsed("terminals", *arguments, "--json", "--database", str(database))) == 0
        return json.loads(capsys.readouterr().out)

    added = said("add", "--name", "Till 1")
    assert isinstance(added, dict)
    assert added["minutes"] == 10
    till = enrol(relay.base_url, database, clock, code=added["code"])
    till.post()
    rotated = said("rotate", till.terminal)
    assert isinstance(rotated, dict)
    assert enrol(relay.base_url, database, clock, code=rotated["code"]).terminal == till.terminal
    listed = said("list")
    assert isinstance(listed, list)
    (line,) = listed
    assert (line["terminal"], line["name"], line["keys"], line["waiting"]) == (till.terminal, "Till 1", 2, 1)
    assert line["revoked_at"] is None
    assert said("revoke", till.terminal) == {"terminal": till.terminal, "revoked": True}
    assert till.ask().status_code == 401
    (line,) = said("list")  # type: ignore[misc]
    assert (line["keys"], bool(line["revoked_at"])) == (0, True)


def test_the_list_for_people_has_a_line_for_each_till(
    till: Till, other_till: Till, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    till.post()
    till.events(till.events()["next"])
    command.run(parsed("terminals", "revoke", other_till.terminal, "--database", str(database)))
    command.run(parsed("terminals", "list", "--database", str(database)))
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["ID", "NAME"]
    assert first.startswith(till.terminal)
    assert first.endswith("1 key")
    assert second.startswith(other_till.terminal)
    assert second.endswith("revoked")


def test_an_unknown_till_is_an_error(relay: RelayServer, database: Path) -> None:
    with pytest.raises(NoSuchTerminalError, match="abdfghjk"):
        command.run(parsed("terminals", "revoke", "abdfghjk", "--database", str(database)))


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C cannot be sent to one process on Windows")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_relay_process_says_where_it_listens_serves_and_ends_when_told(database: Path, how: signal.Signals) -> None:
    program = "import sys\nfrom tests.relay.test_command import parsed\nfrom pos_desktop.relay import command\n"
    program += "sys.exit(command.run(parsed(*sys.argv[1:])))"
    arguments = ["--port", "0", "--database", str(database), "--json"]
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            assert process.stdout is not None
            said = json.loads(process.stdout.readline())
            assert said["public_url"] == said["base_url"]
            assert NET.get(f"{said['base_url']}/readyz").status_code == 200
            process.send_signal(how)
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()
    assert f"Relay: {said['base_url']}" in errors
    assert "Traceback" not in errors
    assert process.returncode in (0, -how)


def test_importing_the_relay_starts_no_web_framework() -> None:
    program = "import sys, pos_desktop.relay.command\nprint(sorted({'fastapi', 'uvicorn', 'httpx'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "[]"
